"""A quarter: which months and days it has, and from when it may be closed."""

from datetime import date

import pytest

from incidents.core.closing import Quarter, check_closable
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
    ("day", "coded", "closable"),
    [
        (date(2026, 9, 30), True, False),
        (date(2026, 10, 1), True, True),
        (date(2026, 10, 1), False, False),
        (date(2026, 10, 29), False, False),
        (date(2026, 10, 30), False, True),
    ],
)
def test_it_closes_when_all_is_coded_or_after_thirty_days(
    day: date, *, coded: bool, closable: bool
) -> None:
    if closable:
        check_closable(THIRD, day, coded=coded)
    else:
        with pytest.raises(Conflict):
            check_closable(THIRD, day, coded=coded)
