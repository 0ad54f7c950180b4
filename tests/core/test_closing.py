"""A quarter: which months and days it has, and from when it may be closed."""

from datetime import date

import pytest

from incidents.core.closing import Quarter, check_closable, closable_from
from incidents.core.errors import Conflict

THIRD = Quarter(2026, 3)


def test_a_quarter_is_counted_from_the_first_year() -> None:
    later = Quarter(2026, 9)
    assert (later.code, later.release, later.last_day) == ("2028Q1", "r9", date(2028, 3, 31))
    assert (THIRD.code, list(THIRD.months), THIRD.last_day) == (
        "2026Q3", [78, 79, 80], date(2026, 9, 30),
    )  # fmt: skip
    assert THIRD.next() == Quarter(2026, 4)
    assert {Quarter.of_month(month) for month in THIRD.months} == {THIRD}


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2019, 1)])
def test_there_is_none_before_the_first(year: int, number: int) -> None:
    with pytest.raises(ValueError, match="counted"):
        Quarter(year, number)


@pytest.mark.parametrize(
    ("day", "coded", "answered", "why"),
    [
        (date(2026, 9, 30), True, True, "slut än"),
        (date(2026, 10, 1), True, True, ""),
        (date(2026, 10, 1), True, False, "tio arbetsdagar"),
        # What came on the last day is answered in time on the fourteenth.
        (date(2026, 10, 14), True, False, "tio arbetsdagar"),
        (date(2026, 10, 15), True, False, ""),
        (date(2026, 10, 1), False, True, "30 dagar"),
        (date(2026, 10, 29), False, True, "30 dagar"),
        (date(2026, 10, 30), False, False, ""),
    ],
)
def test_it_closes_when_all_is_coded_and_none_can_be_answered_in_time_or_after_thirty_days(
    day: date, *, coded: bool, answered: bool, why: str
) -> None:
    if not why:
        check_closable(THIRD, day, coded=coded, answered=answered)
    else:
        with pytest.raises(Conflict, match=why):
            check_closable(THIRD, day, coded=coded, answered=answered)


def test_over_new_year_more_days_go_by_and_never_thirty() -> None:
    fourth = Quarter(2026, 4)
    assert closable_from(fourth, coded=True) == date(2027, 1, 19)
    assert closable_from(fourth, coded=True) < closable_from(fourth, coded=False)
