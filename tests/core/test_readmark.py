"""The read mark: told from the next day on, the same all day, and never about what it does not know."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.readmark import ReadMark, unpack

MONDAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY = MONDAY + timedelta(1), MONDAY + timedelta(2)
NUMBERS = st.integers(0, 2**32 - 1)
DAYS = st.none() | st.dates(date(2020, 1, 2), date(2190, 1, 1))


def test_an_answer_is_not_read_from_the_next_day_on() -> None:
    mark = ReadMark(first=3)
    assert [mark.has_seen(3, MONDAY, day) for day in (MONDAY, TUESDAY)] == [None, False]


def test_a_return_shows_from_the_day_after_it() -> None:
    mark = ReadMark(first=3).came_back(3, TUESDAY)
    assert [mark.has_seen(3, MONDAY, day) for day in (TUESDAY, WEDNESDAY)] == [False, True]


def test_what_was_read_stays_read_while_somebody_comes_back_for_more() -> None:
    mark = ReadMark(first=3).came_back(3, MONDAY).came_back(5, WEDNESDAY)
    assert mark.has_seen(3, MONDAY, WEDNESDAY) is True
    assert mark.has_seen(5, TUESDAY, WEDNESDAY) is False
    later = mark.came_back(7, WEDNESDAY)
    assert later.has_seen(3, MONDAY, WEDNESDAY) is True
    assert later.has_seen(5, TUESDAY, WEDNESDAY) is False


def test_coming_back_for_nothing_new_leaves_no_trace() -> None:
    mark = ReadMark(first=3).came_back(3, MONDAY)
    assert mark.came_back(3, WEDNESDAY) == mark


def test_nothing_is_said_of_answers_before_the_first_mark() -> None:
    assert ReadMark(first=3).has_seen(2, MONDAY, WEDNESDAY) is None


def test_it_has_exactly_these_bytes() -> None:
    packed = ReadMark(3, 5, 7, MONDAY).pack()
    assert packed.hex() == "01000000030000000500000007000009d6"
    for other in (b"", b"\2" + packed[1:], packed + b"\0"):
        with pytest.raises(ValueError, match="unknown read mark"):
            unpack(other)


@given(NUMBERS, NUMBERS, NUMBERS, DAYS)
def test_every_mark_is_read_as_it_was_written(
    first: int, before: int, seen: int, day: date | None
) -> None:
    mark = ReadMark(first, before, seen, day)
    assert unpack(mark.pack()) == mark
    assert len(mark.pack()) == len(ReadMark(0).pack())
