"""What was done and what came of it: whole records of codes, read as they were written."""

from datetime import date, timedelta

import pytest

from incidents.core.deskcard import DeskCard, Flag
from incidents.core.errors import Invalid
from incidents.core.vocabulary import vocabulary
from incidents.core.work import LISTS, Work, changed, check_follow_up, work_in

DAY = date(2026, 11, 24)
CODES = {"measure": ("rights_info", "counsel_talk"), "outcome": ("informed",)}


def test_every_code_of_the_lists_can_be_recorded() -> None:
    for name in LISTS:
        for item in vocabulary(name).items:
            work = Work({name: (item.code,)}, DAY)
            assert work_in(work.document()) == work


@pytest.mark.parametrize(
    "codes",
    [{"measure": ("pigeon",)}, {"need": ("safety",)}, {"measure": ("none", "rights_info")}],
)
def test_foreign_codes_and_nothing_beside_something_are_refused(
    codes: dict[str, tuple[str, ...]],
) -> None:
    with pytest.raises(Invalid):
        Work(codes)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"codes": [], "follow_up": "", "vocabulary": 1},
        {"codes": {}, "follow_up": "soon", "vocabulary": 1},
        {"codes": {"measure": ["pigeon"]}, "follow_up": "", "vocabulary": 1},
        {"codes": {}, "follow_up": 7, "vocabulary": 1},
    ],
)
def test_what_is_no_record_is_not_read_as_one(content: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"not a record|Invalid isoformat"):
        work_in(content)


def test_a_follow_up_is_on_a_day_to_come() -> None:
    check_follow_up(DAY, DAY)
    for day in (DAY - timedelta(1), DAY + timedelta(800)):
        with pytest.raises(Invalid):
            check_follow_up(day, DAY)


def test_a_record_tells_what_it_changed() -> None:
    first = Work(CODES, DAY)
    assert changed(None, first) == ("measure", "outcome", "follow_up")
    assert changed(first, first.with_outcomes(("apology",))) == ("outcome", "follow_up")


def test_a_chosen_day_stands_on_the_card_once_we_have_answered_and_puts_off_nothing() -> None:
    later = DAY + timedelta(30)
    unanswered = DeskCard(3, Flag(0), DAY)
    assert unanswered.followed_up(later) == unanswered
    answered = unanswered.answered(DAY)
    assert answered.followed_up(later).due == later
    waiting = answered.with_message(DAY)
    assert waiting.followed_up(later) == waiting
    stopped = DeskCard(3, Flag.REPLIED | Flag.WANTS_STOP, None)
    assert stopped.followed_up(later) == stopped
