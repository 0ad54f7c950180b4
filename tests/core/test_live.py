"""T0 as it stands: whole days before today, counted by the day of receipt, and nothing that tells what was said."""

from datetime import date, timedelta
from itertools import product

from incidents.core.clock import add_working_days
from incidents.core.live import Figure, Received, counted, first_day, periods

TODAY = date(2026, 11, 27)


def report(on: date, met: date | None = None, *, still_open: bool = True) -> Received:
    return Received(on, still_open, met)


def test_a_report_counts_in_the_month_quarter_and_year_of_its_day() -> None:
    assert periods(date(2026, 12, 31)) == ("2026-12", "2026Q4", "2026")
    assert periods(date(2026, 1, 1)) == ("2026-01", "2026Q1", "2026")
    live = counted([report(date(2025, 12, 31)), report(date(2026, 1, 1))], TODAY)
    assert [live.number(code, Figure.RECEIVED) for code in ("2025", "2026Q1", "2026-02")] == [
        1,
        1,
        0,
    ]


def test_what_came_today_is_not_told_before_tomorrow() -> None:
    live = counted([report(TODAY), report(TODAY - timedelta(days=1))], TODAY)
    assert (live.until, live.number("2026", Figure.RECEIVED)) == (date(2026, 11, 26), 1)


def test_nothing_older_than_last_year_is_counted_and_periods_begin_with_the_first_report() -> None:
    live = counted([report(date(2024, 12, 31)), report(date(2026, 5, 4))], TODAY)
    assert first_day(TODAY) == date(2025, 1, 1)
    assert live.rows() == ("2026Q2", "2026Q3", "2026Q4", "2026")
    assert live.number("2025", Figure.RECEIVED) is None


def test_on_new_years_day_the_year_before_is_this_year() -> None:
    live = counted([report(date(2026, 3, 2))], date(2027, 1, 1))
    assert live.until.year == 2026
    assert live.number("2026", Figure.RECEIVED) == 1
    assert first_day(date(2027, 1, 1)) == date(2025, 1, 1)


def test_without_a_report_there_is_this_period_and_it_is_empty() -> None:
    live = counted([], TODAY)
    assert live.rows() == ("2026Q4", "2026")
    assert set(live.numbers["2026"].values()) == {0}


def test_in_time_is_until_the_end_of_the_tenth_working_day() -> None:
    on = date(2026, 10, 30)  # a Friday before a week of its own
    last = add_working_days(on, 10)
    reports = [report(on, last), report(on, last + timedelta(days=1)), report(on)]
    numbers = counted(reports, TODAY).numbers["2026"]
    shown = [numbers[one] for one in (Figure.IN_TIME, Figure.LATER, Figure.WAITING)]
    assert shown == [1, 1, 1]


def test_a_year_is_the_sum_of_its_quarters_and_a_quarter_of_its_months() -> None:
    days = [date(2026, 1, 1) + timedelta(days=3 * n) for n in range(100)]
    live = counted([report(day, day, still_open=day.day % 2 == 0) for day in days], TODAY)
    for figure in Figure:
        quarters = [live.numbers[f"2026Q{n}"][figure] for n in (1, 2, 3, 4)]
        assert sum(quarters) == live.numbers["2026"][figure]
        months = [live.numbers[f"2026-{n:02}"][figure] for n in (4, 5, 6)]
        assert sum(months) == quarters[1]


def test_received_is_met_or_waits_and_open_or_closed() -> None:
    on = date(2026, 9, 1)
    every = product([True, False], [None, on, on + timedelta(days=60)])
    numbers = counted([Received(on, still_open, met) for still_open, met in every], TODAY).numbers
    for found in numbers.values():
        met = found[Figure.IN_TIME] + found[Figure.LATER] + found[Figure.WAITING]
        assert met == found[Figure.RECEIVED] == found[Figure.OPEN] + found[Figure.CLOSED]
