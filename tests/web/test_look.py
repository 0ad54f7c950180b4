"""The second look on the case page: who is asked, what the case says until then, and what is typed is not lost."""

import pytest

from tests.support import DeskUser, Installed, fields
from tests.test_unsent import end_every_log_in, in_field, log_in_on

STORY = "Någon hotade mig vid busshållplatsen."
WORDS = "Jag läser inget hot i berättelsen."
CODES = {"scope": "crime_possible", "hate_event": "no", "priority": "p2"}
WAITS = "Inte granskad av en andra person."


def coded(installation: Installed) -> tuple[DeskUser, DeskUser, str]:
    """A possible crime that Lena has coded; Omar has opened it."""
    installation.resident().send(STORY)
    lena, omar = installation.desk("lena"), installation.desk("omar")
    (reference,) = lena.queue()
    for user in (lena, omar):
        user.answer_cover(reference)
    path = f"/desk/cases/{reference}/coding"
    form = fields(lena.client.get(path), 'id="coding"')
    assert lena.client.post(path, data={**form, **CODES}).status_code == 303
    return lena, omar, reference


def test_the_case_says_so_until_a_colleague_has_looked(installation: Installed) -> None:
    lena, omar, reference = coded(installation)
    html = lena.case(reference).get_data(as_text=True)
    assert WAITS in html
    assert "Det är din egen kodning" in html
    assert 'id="look-form"' not in html
    assert lena.queue("looks") == omar.queue("looks") == [reference]
    answer = omar.act(reference, "look", agrees="no", text=WORDS)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/desk/cases/{reference}#look",
    )
    html = lena.case(reference).get_data(as_text=True)
    assert WAITS not in html
    assert "Omar Sjöberg höll inte med" in html
    assert WORDS in html
    assert lena.queue("looks") == []


def test_agreeing_needs_no_reason_and_disagreeing_does(sqlite_installation: Installed) -> None:
    _, omar, reference = coded(sqlite_installation)
    for values in ({}, {"agrees": "no"}, {"agrees": "perhaps"}):
        assert omar.act(reference, "look", **values).status_code == 400
    assert omar.act(reference, "look", agrees="yes").status_code == 303


def test_the_second_of_two_is_told_and_keeps_what_was_typed(installation: Installed) -> None:
    _, omar, reference = coded(installation)
    form = fields(omar.case(reference), f"/{reference}/look")
    assert omar.act(reference, "look", agrees="yes").status_code == 303
    late = {**form, "agrees": "no", "text": WORDS}
    told = omar.client.post(f"/desk/cases/{reference}/look", data=late)
    assert told.status_code == 409
    assert "Någon har redan granskat ärendet" in told.get_data(as_text=True)
    assert in_field(told, "look") == WORDS


@pytest.mark.parametrize("agrees", ["yes", "no"])
def test_a_reason_that_was_posted_too_late_is_in_its_field_after_the_log_in(
    installation: Installed, agrees: str
) -> None:
    _, omar, reference = coded(installation)
    form = fields(omar.case(reference), f"/{reference}/look")
    end_every_log_in(installation)
    posted = {**form, "agrees": agrees, "text": WORDS}
    page = omar.client.post(f"/desk/cases/{reference}/look", data=posted)
    log_in_on(omar, page, "omar", installation.passphrases["omar"])
    omar.answer_cover(reference)
    assert in_field(omar.case(reference), "look") == WORDS
    assert omar.act(reference, "look", agrees="no", text=WORDS).status_code == 303
    assert omar.case(reference).get_data(as_text=True).count(WORDS) == 2  # the panel, the thread
