"""Spans: at the borders of the buckets, in leap years, at the ends of months."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.clock import add_months
from incidents.core.help.spans import (
    FOUR_MONTHS,
    THREE_YEARS,
    TWO_WEEKS,
    TWO_YEARS,
    Length,
    Span,
    State,
    Window,
    clock,
    window,
)
from incidents.core.vocabulary import vocabulary
from tests.core.helping import TODAY

BUCKETS = ["now", "d14", "m4", "y2"]
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-11-24", 4, "2027-03-24"),
        ("2026-11-24", -4, "2026-07-24"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2028-02-29", 24, "2030-02-28"),
        ("2028-02-29", -24, "2026-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-31", -1, "2025-12-31"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-03-31", -4, "2025-11-30"),
        ("2026-05-05", 0, "2026-05-05"),
    ],
)
def test_months_are_calendar_months_and_a_missing_day_is_the_last_one(
    start: str, months: int, end: str
) -> None:
    assert add_months(d(start), months) == d(end)


@pytest.mark.parametrize(
    ("when", "answered", "first", "last"),
    [
        ("now", "2026-11-24", "2026-11-24", "2026-11-24"),
        ("d14", "2026-11-24", "2026-11-10", "2026-11-24"),
        ("m4", "2026-11-24", "2026-07-24", "2026-11-09"),
        ("y2", "2026-11-24", "2024-11-24", "2026-07-24"),
        ("d14", "2028-03-07", "2028-02-22", "2028-03-07"),
        ("m4", "2026-03-31", "2025-11-30", "2026-03-16"),
        ("m4", "2028-06-29", "2028-02-29", "2028-06-14"),
        ("m4", "2027-06-30", "2027-02-28", "2027-06-15"),
        ("y2", "2028-02-29", "2026-02-28", "2027-10-29"),
    ],
)
def test_a_bucket_is_a_window_of_days(when: str, answered: str, first: str, last: str) -> None:
    assert window(when, d(answered)) == Window(d(first), d(last))


def test_more_than_two_years_ago_has_no_first_day() -> None:
    assert window("older", TODAY) == Window(None, d("2024-11-23"))


@pytest.mark.parametrize("when", ["", "unsaid", "foreign"])
def test_an_answer_that_tells_nothing_is_no_window(when: str) -> None:
    assert window(when, TODAY) is None


@given(days)
def test_the_windows_leave_no_gap(answered: date) -> None:
    found = [window(when, answered) for when in ("older", "y2", "m4", "d14", "now")]
    for earlier, later in pairwise(found):
        assert earlier is not None and later is not None and later.first is not None
        assert later.first <= earlier.last + timedelta(days=1)


def test_every_public_answer_to_when_is_a_window_or_unsaid() -> None:
    groups = [choice.code for choice in vocabulary("when_coarse").public()]
    assert [one for one in groups if window(one, TODAY) is None] == ["unsaid"]


@pytest.mark.parametrize(
    ("length", "when", "state", "early", "late"),
    [
        (TWO_WEEKS, "now", State.OPEN, "2026-12-08", "2026-12-08"),
        (TWO_WEEKS, "d14", State.OPEN, "2026-11-24", "2026-12-08"),
        (FOUR_MONTHS, "d14", State.OPEN, "2027-03-10", "2027-03-24"),
        (FOUR_MONTHS, "m4", State.OPEN, "2026-11-24", "2027-03-09"),
        (FOUR_MONTHS, "y2", State.PERHAPS_PASSED, "2025-03-24", "2026-11-24"),
        (TWO_YEARS, "now", State.OPEN, "2028-11-24", "2028-11-24"),
        (TWO_YEARS, "d14", State.OPEN, "2028-11-10", "2028-11-24"),
        (TWO_YEARS, "m4", State.OPEN, "2028-07-24", "2028-11-09"),
        (TWO_YEARS, "y2", State.OPEN, "2026-11-24", "2028-07-24"),
        (THREE_YEARS, "y2", State.OPEN, "2027-11-24", "2029-07-24"),
    ],
)
def test_a_limit_runs_from_the_earliest_possible_day_to_the_latest(
    length: Length, when: str, state: State, early: str, late: str
) -> None:
    assert clock(length, window(when, TODAY), TODAY)[:2] == (state, Span(d(early), d(late)))


@pytest.mark.parametrize(
    ("length", "when"),
    [
        (TWO_WEEKS, "m4"),
        (TWO_WEEKS, "y2"),
        (TWO_WEEKS, "older"),
        (FOUR_MONTHS, "older"),
        (TWO_YEARS, "older"),
    ],
)
def test_a_limit_that_has_passed_for_certain_shows_no_day(length: Length, when: str) -> None:
    state, span, says = clock(length, window(when, TODAY), TODAY)
    assert (state, span, says.values) == (State.PASSED, None, ())


def test_two_weeks_after_the_bucket_of_two_weeks_the_last_day_has_passed_on_the_fifteenth() -> None:
    happened = window("d14", TODAY)
    last = TODAY + timedelta(days=14)
    assert clock(TWO_WEEKS, happened, last)[0] is State.PERHAPS_PASSED
    assert clock(TWO_WEEKS, happened, last + timedelta(days=1))[0] is State.PASSED


def test_three_years_are_not_over_for_certain_after_two() -> None:
    state, span, says = clock(THREE_YEARS, window("older", TODAY), TODAY)
    assert (state, span, says.named()) == (State.PERHAPS_PASSED, None, {"late": d("2027-11-23")})


def test_a_leap_day_has_its_second_anniversary_on_the_last_of_february() -> None:
    leap = d("2028-02-29")
    assert clock(TWO_YEARS, Window(leap, leap), leap)[1] == Span(d("2030-02-28"), d("2030-02-28"))


@given(
    days,
    st.sampled_from(BUCKETS),
    st.sampled_from([TWO_WEEKS, FOUR_MONTHS, TWO_YEARS, THREE_YEARS]),
)
def test_the_true_last_day_is_never_outside_the_span(
    answered: date, when: str, length: Length
) -> None:
    happened = window(when, answered)
    assert happened is not None and happened.first is not None
    _, span, says = clock(length, happened, answered)
    true_days = {length.after(happened.first), length.after(happened.last)}
    if span:
        assert (min(true_days), max(true_days)) == (span.early, span.late)
        assert {value for _, value in says.values} <= true_days
        assert span.late >= answered
