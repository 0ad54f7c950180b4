"""The day on which it happened, as a note of the case says it."""

from datetime import date, timedelta

import pytest

from incidents.core.entry import FIRST, Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.happened import Happened, known, noted
from incidents.core.help import spans

TODAY = date(2026, 11, 24)
DAY = Happened(date(2026, 11, 3), spans.Kind.WORK)


def note(content: dict[str, object], kind: Kind = Kind.NOTE) -> Entry:
    return Entry(b"1" * 16, 2, kind, "2026-11-24", "sv", {"text": "x", **content}, FIRST)


def test_a_note_tells_day_and_limit_and_the_latest_counts() -> None:
    earlier = Happened(date(2026, 10, 1))
    notes = [note(earlier.content()), note({}), note(DAY.content())]
    assert known(notes) == DAY
    assert known(notes[:2]) == earlier
    assert known([note({})]) is None


def test_only_staff_say_the_day() -> None:
    assert known([note(DAY.content(), Kind.MESSAGE), note(DAY.content(), Kind.ANSWER)]) is None


@pytest.mark.parametrize(
    "content", [{"happened": "igår"}, {"happened": None}, {"happened": "2026-11-03", "limit": "x"}]
)
def test_what_is_no_day_is_passed_over(content: dict[str, object]) -> None:
    assert known([note(DAY.content()), note(content)]) == DAY


def test_a_day_has_been_and_somebody_remembers_it() -> None:
    assert noted(TODAY, None, TODAY) == Happened(TODAY)
    for impossible in (TODAY + timedelta(days=1), date(1919, 12, 31)):
        with pytest.raises(Invalid):
            noted(impossible, None, TODAY)
