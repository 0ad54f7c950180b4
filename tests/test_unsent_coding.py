"""What was ticked in a coding when the log-in ended is ticked again after the next one, and saved by nobody."""

import json

import pytest
from sqlalchemy import delete
from werkzeug.test import TestResponse

from incidents.core.coding_text import Ticked, ticked_in, ticked_text
from incidents.store.models import BrowserBox
from tests.looking import acting, every_row
from tests.support import DeskUser, Installed, fields
from tests.test_unsent import end_every_log_in, log_in_on
from tests.web.test_coding_page import checked

CODES: dict[str, object] = {
    "scope": "dl_likely",
    "hate_event": "no",
    "priority": "p2",
    "ground": ["religion", "sex"],
    "need": ["safety"],
}
TICKED = {
    ("hate_event", "no"),
    ("priority", "p2"),
    ("ground", "religion"),
    ("ground", "sex"),
    ("need", "safety"),
}
NOTICE = "Din kodning är inte sparad än"


def opened(installation: Installed) -> tuple[DeskUser, str, dict[str, object]]:
    """Lena with a case open, and the filled form of its coding page."""
    installation.resident().send("Någon hotade mig.")
    with acting(installation) as session:
        session.execute(delete(BrowserBox))
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    form = fields(lena.client.get(path(reference)), 'id="coding"')
    return lena, reference, {**form, **CODES}


def path(reference: str) -> str:
    return f"/desk/cases/{reference}/coding"


def posted_too_late(installation: Installed) -> tuple[DeskUser, str, TestResponse]:
    lena, reference, form = opened(installation)
    end_every_log_in(installation)
    return lena, reference, lena.client.post(path(reference), data=form)


def shown(user: DeskUser, reference: str) -> TestResponse:
    return user.client.get(path(reference))


def test_the_ticks_are_there_after_the_log_in_and_the_cover_sheet(installation: Installed) -> None:
    lena, reference, page = posted_too_late(installation)
    assert page.status_code == 400
    wrong = log_in_on(lena, page, "lena", "fel fras")
    entered = log_in_on(lena, wrong, "lena", installation.passphrases["lena"])
    assert entered.headers["Location"] == f"/desk/cases/{reference}"
    before = every_row(installation)["entry"]
    lena.answer_cover(reference)
    case = lena.case(reference).get_data(as_text=True)
    assert NOTICE in case
    assert f'href="{path(reference)}"' in case
    again = shown(lena, reference)
    html = again.get_data(as_text=True)
    assert NOTICE in html
    assert checked(html) == TICKED
    assert '<option selected value="dl_likely">' in html
    assert every_row(installation)["entry"] == before
    form = {**fields(again, 'id="coding"'), **CODES}
    assert lena.client.post(path(reference), data=form).status_code == 303
    assert every_row(installation)["browser_box"] == []
    assert NOTICE not in lena.case(reference).get_data(as_text=True)
    assert NOTICE not in shown(lena, reference).get_data(as_text=True)


def test_a_window_of_an_older_log_in_carries_the_ticks_through_the_cover_sheet(
    installation: Installed,
) -> None:
    lena, reference, form = opened(installation)
    end_every_log_in(installation)
    lena.log_in("lena", installation.passphrases["lena"])
    refused = lena.client.post(path(reference), data=form)
    assert refused.status_code == 400
    cover = fields(refused, 'id="cover"')
    answer = lena.client.post(f"/desk/cases/{reference}/open", data={**cover, "conflict": "no"})
    assert answer.headers["Location"] == path(reference)
    assert checked(shown(lena, reference).get_data(as_text=True)) == TICKED


def test_a_colleague_who_coded_meanwhile_is_told_of(installation: Installed) -> None:
    lena, reference, page = posted_too_late(installation)
    omar = installation.desk("omar")
    omar.answer_cover(reference)
    form = fields(shown(omar, reference), 'id="coding"')
    coded = {"scope": "none", "hate_event": "no", "priority": "p3"}
    assert omar.client.post(path(reference), data={**form, **coded}).status_code == 303
    log_in_on(lena, page, "lena", installation.passphrases["lena"])
    lena.answer_cover(reference)
    mine = {**fields(shown(lena, reference), 'id="coding"'), **CODES}
    told = lena.client.post(path(reference), data=mine)
    assert told.status_code == 409
    assert "Omar Sjöberg kodade ärendet" in told.get_data(as_text=True)
    assert checked(told.get_data(as_text=True)) == TICKED


def test_what_had_been_stored_after_all_is_not_stored_twice(installation: Installed) -> None:
    lena, reference, form = opened(installation)
    assert lena.client.post(path(reference), data=form).status_code == 303
    end_every_log_in(installation)
    page = lena.client.post(path(reference), data=form)
    log_in_on(lena, page, "lena", installation.passphrases["lena"])
    lena.answer_cover(reference)
    again = {**fields(shown(lena, reference), 'id="coding"'), **CODES}
    assert lena.client.post(path(reference), data=again).status_code == 303
    assert lena.case(reference).get_data(as_text=True).count("Kodade ärendet") == 1
    assert every_row(installation)["browser_box"] == []


def test_no_code_stands_in_the_clear_and_a_stranger_gets_none(installation: Installed) -> None:
    lena, reference, page = posted_too_late(installation)
    entered = log_in_on(lena, page, "lena", installation.passphrases["lena"])
    assert len(every_row(installation)["browser_box"]) == 1
    assert "dl_likely" not in repr(every_row(installation)) + str(entered.headers)
    lena, reference, page = posted_too_late_by_stranger(installation, reference)
    assert lena.case(reference).status_code == 404
    assert "dl_likely" not in lena.case(reference).get_data(as_text=True)


def posted_too_late_by_stranger(
    installation: Installed, reference: str
) -> tuple[DeskUser, str, TestResponse]:
    karin = DeskUser(installation.app.test_client())
    page = karin.client.post(path(reference), data=CODES)
    log_in_on(karin, page, "karin", installation.passphrases["karin"])
    return karin, reference, page


def test_an_empty_form_leads_to_the_plain_log_in(sqlite_installation: Installed) -> None:
    stranger = DeskUser(sqlite_installation.app.test_client())
    for data in ({}, {"scope": "foreign", "text": "hej", "version": "3"}):
        answer = stranger.client.post(path("AD-2026-22222"), data=data)
        assert answer.headers["Location"] == "/desk/login"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "7", "{}", '{"codes": []}', '{"codes": {"scope": 7}, "version": "1"}', "[" * 99_999],
)
def test_a_foreign_text_is_nothing_ticked(text: str) -> None:
    assert ticked_in(text) == Ticked()


def test_codes_that_no_list_has_are_left_out() -> None:
    text = ticked_text({"scope": ["dl_likely", "foreign"], "foreign": ["x"], "version": ["4"]})
    assert json.loads(text) == {"codes": {"scope": ["dl_likely"]}, "version": "4"}
    assert ticked_in(text) == Ticked({"scope": ("dl_likely",)}, "4")
    crafted = json.dumps({"codes": {"scope": ["foreign", "none"], "x": ["y"]}, "version": 4})
    assert ticked_in(crafted) == Ticked({"scope": ("none",)}, "")
