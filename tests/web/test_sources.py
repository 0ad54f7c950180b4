"""The code of a poster: an answer in the sealed report that the reporter sees, and nothing anywhere else."""

import re

import pytest

from incidents.casework.words import TITLES
from incidents.core.lists import OWN_LISTS
from incidents.core.vocabulary import vocabularies
from incidents.reporting.forms import BeforeForm
from incidents.reporting.sources import SOURCES
from incidents.reporting.steps import QUESTIONS
from tests.looking import every_row
from tests.support import Installed, Resident, fields


def led_by(resident: Resident, source: str) -> str:
    """From the poster's address over the start page's link to the first form."""
    start = resident.get(f"via/{source}").get_data(as_text=True)
    link = re.search(r'href="(/sv/before[^"]*)"', start)
    assert link is not None
    return link.group(1)


def tell(resident: Resident, address: str, **changes: str) -> str:
    """The journey from that form to *check*; the page before sending."""
    form = fields(resident.client.get(address), 'id="step"')
    values = {"device": "own", "readers": "no", **form, **changes}
    assert resident.client.post(address, data=values).status_code == 303
    resident.submit("story", story="En händelse.")
    resident.submit("you", contact_mode="code")
    return resident.get("check").get_data(as_text=True)


@pytest.mark.parametrize("source", SOURCES)
def test_the_posters_code_is_filled_in_and_shown_before_sending(
    sqlite_installation: Installed, source: str
) -> None:
    resident = sqlite_installation.resident()
    address = led_by(resident, source)
    assert address == f"/sv/before?via={source}"
    page = resident.client.get(address)
    assert fields(page, 'id="step"')["source_heard"] == source
    assert "Hur du hittade hit" in tell(resident, address)


def test_it_can_be_changed_before_and_at_the_end(sqlite_installation: Installed) -> None:
    resident = sqlite_installation.resident()
    check = tell(resident, led_by(resident, "school"), source_heard="friend")
    assert re.search(r"Hur du hittade hit</dt><dd><bdi>Vän", check)
    form = fields(resident.get("before"), 'id="step"')
    assert form["source_heard"] == "friend"
    resident.client.post("/sv/before?back=check", data={**form, "source_heard": "other"})
    assert re.search(
        r"Hur du hittade hit</dt><dd><bdi>Annat", resident.get("check").get_data(as_text=True)
    )


def test_without_a_poster_nobody_is_asked(sqlite_installation: Installed) -> None:
    resident = sqlite_installation.resident()
    assert "source_heard" not in resident.get("before").get_data(as_text=True)
    assert "Hur du hittade hit" not in tell(resident, "/sv/before")


@pytest.mark.parametrize("source", ["lena", "SCHOOL", "%3Cb%3E", "school.", "a" * 300])
def test_an_unknown_code_is_nothing_and_is_not_repeated(
    sqlite_installation: Installed, source: str
) -> None:
    resident = sqlite_installation.resident()
    assert led_by(resident, source) == "/sv/before"
    page = resident.client.get(f"/sv/before?via={source}").get_data(as_text=True)
    assert page == resident.get("before").get_data(as_text=True)


def test_no_cookie_and_no_row_before_the_first_answer(sqlite_installation: Installed) -> None:
    before = every_row(sqlite_installation)
    client = sqlite_installation.app.test_client()
    for address in ("/sv/via/school", "/ar/via/poster", "/sv/before?via=school"):
        assert client.get(address).headers.getlist("Set-Cookie") == []
    assert every_row(sqlite_installation) == before


def test_switching_the_language_keeps_the_code(sqlite_installation: Installed) -> None:
    page = sqlite_installation.resident().get("via/school").get_data(as_text=True)
    assert 'href="/ar/via/school"' in page


def test_the_desk_shows_what_the_reporter_left_standing(sqlite_installation: Installed) -> None:
    resident = sqlite_installation.resident()
    tell(resident, led_by(resident, "school"), source_heard="friend")
    assert resident.submit("check").status_code == 303
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    case = lena.case(reference).get_data(as_text=True)
    assert re.search(r"<dt>Hittade hit genom</dt><dd><bdi>Vän</bdi>", case)


def test_every_question_has_a_title_at_the_desk(sqlite_installation: Installed) -> None:
    asked = {
        name
        for kind in (BeforeForm, *QUESTIONS.values())
        for name in dir(kind)
        if name in {*vocabularies(), *OWN_LISTS}
    }
    # The device is never sent; the time of day becomes words of the story.
    beside = {"device", "time_of_day"}
    assert {"ground", "source_heard", *OWN_LISTS} < asked
    assert asked - beside - set(TITLES) == set()


def test_the_code_lies_in_no_clear_column(sqlite_installation: Installed) -> None:
    resident = sqlite_installation.resident()
    tell(resident, led_by(resident, "municipal_web"))
    assert resident.submit("check").status_code == 303
    assert "municipal_web" not in repr(every_row(sqlite_installation))
