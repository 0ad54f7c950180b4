"""Swedish holidays: against the calendars of twelve years, and where they move what is promised."""

from datetime import date, timedelta

import pytest

from incidents.core.clock import add_working_days
from incidents.core.deadlines import service_due
from incidents.core.holidays import easter_sunday, is_working_day

#: Easter Sunday and Midsummer's Eve as the almanac has them.
ALMANAC = [
    ("2024-03-31", "2024-06-21"),
    ("2025-04-20", "2025-06-20"),
    ("2026-04-05", "2026-06-19"),
    ("2027-03-28", "2027-06-25"),
    ("2028-04-16", "2028-06-23"),
    ("2029-04-01", "2029-06-22"),
    ("2030-04-21", "2030-06-21"),
    ("2031-04-13", "2031-06-20"),
    ("2032-03-28", "2032-06-25"),
    ("2033-04-17", "2033-06-24"),
    ("2034-04-09", "2034-06-23"),
    ("2035-03-25", "2035-06-22"),
]


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("easter", "midsummer"), ALMANAC)
def test_a_years_days_off_are_those_of_the_almanac_and_no_others(
    easter: str, midsummer: str
) -> None:
    sunday, year = d(easter), int(easter[:4])
    assert easter_sunday(year) == sunday
    off = {sunday - timedelta(days=2), sunday + timedelta(days=1), sunday + timedelta(days=39)}
    off |= {d(midsummer)}
    for fixed in ("01-01", "01-06", "05-01", "06-06", "12-24", "12-25", "12-26", "12-31"):
        off.add(d(f"{year}-{fixed}"))
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    weekdays = [day for day in days if day.year == year and day.weekday() < 5]
    assert {day for day in weekdays if not is_working_day(day)} == {
        day for day in off if day.weekday() < 5
    }


def test_no_weekend_is_a_working_day() -> None:
    assert not is_working_day(d("2026-11-28"))
    assert not is_working_day(d("2026-11-29"))
    assert is_working_day(d("2026-11-30"))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-12-23", 1, "2026-12-28"),  # Christmas
        ("2026-12-30", 1, "2027-01-04"),  # New Year
        ("2027-01-05", 1, "2027-01-07"),  # Epiphany
        ("2026-04-02", 1, "2026-04-07"),  # Easter
        ("2026-05-13", 1, "2026-05-15"),  # Ascension Day
        ("2026-06-18", 1, "2026-06-22"),  # Midsummer
        ("2026-12-24", 0, "2026-12-24"),  # what is urgent is urgent
    ],
)
def test_a_holiday_is_not_counted(start: str, days: int, end: str) -> None:
    assert add_working_days(d(start), days) == d(end)


def test_an_answer_that_is_promised_before_christmas_is_due_after_it() -> None:
    assert [service_due(d("2026-12-22"), priority) for priority in (1, 2, 3, 4)] == [
        d("2026-12-22"),
        d("2026-12-23"),
        d("2027-01-04"),
        d("2027-01-12"),
    ]
