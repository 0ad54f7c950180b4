"""Whatever leaves a case: the day on which it was looked at, and who it says that it is from."""

from datetime import date, timedelta

import pytest

from incidents.casework.leaving_form import day_looked_at
from incidents.casework.referral_case import sender_of
from incidents.core.rings import Ring
from incidents.crypto.sealing import ring_recipient
from tests.support import Installed

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-27", TODAY),
        ("2026-11-26", TODAY - timedelta(days=1)),  # looked at before midnight, sent after it
        ("2026-11-25", TODAY),
        ("2026-11-28", TODAY),
        ("", TODAY),
        (None, TODAY),
        ("i dag", TODAY),
    ],
)
def test_the_day_of_a_document_is_the_one_on_which_it_was_looked_at(
    text: str | None, day: date
) -> None:
    assert day_looked_at(text, TODAY) == day


def test_what_leaves_an_independent_case_does_not_name_those_it_may_be_about(
    sqlite_installation: Installed,
) -> None:
    settings = sqlite_installation.settings
    with sqlite_installation.app.test_request_context():
        ours = sender_of(ring_recipient(Ring.CASEWORK))
        theirs = sender_of(ring_recipient(Ring.INDEPENDENT))
        people = sender_of("people")
    assert (ours.function, ours.contact) == (settings.readers, settings.phone)
    assert (theirs.function, theirs.contact) == (settings.independent_recipient, "")
    assert (people.function, people.contact) == ("", "")
