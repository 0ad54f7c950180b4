"""Which mails are due on which day, and which numbers are in them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from incidents.core.mail import (
    TRIES,
    Counts,
    Kind,
    Occasion,
    OpenCase,
    again_at,
    counted,
    monday_of,
    occasions,
    working_day_before,
)
from incidents.core.workflow import Status

ME, OTHER = b"m" * 16, b"o" * 16
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
#: Ten working days before the Monday, the Tuesday and the Wednesday after it.
FOR_MONDAY, FOR_TUESDAY, FOR_WEDNESDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)


def case(
    received: date = MONDAY,
    status: Status = Status.TRIAGE,
    handler: bytes | None = None,
    *,
    answered: bool = False,
) -> OpenCase:
    return OpenCase(status, handler, received, answered)


@pytest.mark.parametrize(
    ("today", "kinds"),
    [
        (date(2026, 11, 30), [Kind.SUMMARY]),
        (date(2026, 12, 1), [Kind.SUMMARY, Kind.REMINDER]),
        (date(2026, 12, 4), [Kind.SUMMARY, Kind.REMINDER]),
        (date(2026, 12, 5), []),
        (date(2026, 12, 6), []),
        # Easter Monday: the week begins on Tuesday.
        (date(2026, 4, 6), []),
        (date(2026, 4, 7), [Kind.SUMMARY]),
        # Midsummer Eve, Christmas Eve on a Thursday, New Year's Day, Epiphany on a Wednesday.
        (date(2026, 6, 19), []),
        (date(2026, 12, 24), []),
        (date(2027, 1, 1), []),
        (date(2027, 1, 6), []),
        # Christmas Eve on a Monday, then two holidays: the week begins on Thursday.
        (date(2029, 12, 24), []),
        (date(2029, 12, 27), [Kind.SUMMARY]),
        (date(2029, 12, 28), [Kind.SUMMARY, Kind.REMINDER]),
    ],
)
def test_a_summary_begins_the_working_week_and_nothing_comes_on_a_day_off(
    today: date, kinds: list[Kind]
) -> None:
    found = occasions(today)
    assert [occasion.kind for occasion in found] == kinds
    days = {Kind.SUMMARY: monday_of(today), Kind.REMINDER: today}
    assert all(occasion.day == days[occasion.kind] for occasion in found)


def test_every_day_of_a_week_has_the_same_summary() -> None:
    named = {
        occasion
        for day in range(1, 32)
        for occasion in occasions(date(2026, 8, day))
        if occasion.kind is Kind.SUMMARY
    }
    mondays = (date(2026, 8, day) for day in (3, 10, 17, 24, 31))
    assert named == {Occasion(Kind.SUMMARY, day) for day in mondays}


@pytest.mark.parametrize(
    ("occasion", "today", "passed"),
    [
        (Occasion(Kind.REMINDER, TUESDAY), TUESDAY, False),
        (Occasion(Kind.REMINDER, TUESDAY), date(2026, 12, 2), True),
        (Occasion(Kind.SUMMARY, MONDAY), date(2026, 12, 6), False),
        (Occasion(Kind.SUMMARY, MONDAY), date(2026, 12, 7), True),
    ],
)
def test_a_reminder_is_for_its_day_and_a_summary_for_its_week(
    occasion: Occasion, today: date, *, passed: bool
) -> None:
    assert occasion.passed(today) is passed


def test_the_summary_counts_what_is_mine_or_nobodys() -> None:
    cases = [
        case(handler=ME),
        case(handler=ME, status=Status.ACTIVE, answered=True),
        case(status=Status.NEW),
        case(handler=OTHER, received=date(2026, 1, 7)),
        case(status=Status.QUARANTINE, received=date(2026, 1, 7)),
    ]
    assert counted(Kind.SUMMARY, cases, ME, MONDAY) == Counts(
        mine=2, unassigned=1, untouched=1, quarantine=1
    )


@pytest.mark.parametrize(
    ("received", "soon", "late"),
    [
        (date(2026, 11, 13), 0, 1),
        (FOR_MONDAY, 1, 0),
        (date(2026, 11, 20), 1, 0),
        (date(2026, 11, 21), 1, 0),
        (date(2026, 11, 23), 0, 0),
    ],
)
def test_the_summary_tells_the_week_in_which_the_longest_service_level_ends(
    received: date, soon: int, late: int
) -> None:
    found = counted(Kind.SUMMARY, [case(received)], ME, MONDAY)
    assert (found.soon, found.late) == (soon, late)
    answered = counted(Kind.SUMMARY, [case(received, answered=True)], ME, MONDAY)
    assert (answered.soon, answered.late) == (0, 0)


@pytest.mark.parametrize(
    ("received", "status", "expected"),
    [
        (date(2026, 11, 27), Status.NEW, Counts()),
        (date(2026, 11, 30), Status.NEW, Counts(untouched=1)),
        (date(2026, 11, 30), Status.TRIAGE, Counts()),
        (TUESDAY, Status.NEW, Counts()),
        (FOR_MONDAY, Status.TRIAGE, Counts(late=1)),
        (FOR_TUESDAY, Status.TRIAGE, Counts(soon=1)),
        (FOR_WEDNESDAY, Status.TRIAGE, Counts(soon=1)),
        (date(2026, 11, 19), Status.TRIAGE, Counts()),
        (date(2026, 11, 13), Status.TRIAGE, Counts()),
        (FOR_MONDAY, Status.QUARANTINE, Counts()),
    ],
)
def test_a_reminder_tells_what_became_pressing_since_the_last_working_day(
    received: date, status: Status, expected: Counts
) -> None:
    assert counted(Kind.REMINDER, [case(received, status)], ME, TUESDAY) == expected
    assert counted(Kind.REMINDER, [case(received, status, OTHER)], ME, TUESDAY) == Counts()
    assert bool(expected) == any((expected.untouched, expected.soon, expected.late))


@pytest.mark.parametrize(
    ("answer_by", "summary", "reminder"),
    [
        (date(2026, 11, 29), 1, 0),
        (MONDAY, 1, 1),
        (TUESDAY, 0, 0),
        (FOR_MONDAY, 1, 0),
    ],
)
def test_a_body_that_has_not_answered_is_counted_and_told_of_once(
    answer_by: date, summary: int, reminder: int
) -> None:
    waits = OpenCase(Status.ACTIVE, ME, MONDAY, answered=True, awaited=(answer_by, TUESDAY))
    found = counted(Kind.SUMMARY, [waits], ME, TUESDAY)
    assert (found.silent, found.mine) == (summary, 1)
    assert counted(Kind.REMINDER, [waits], ME, TUESDAY) == Counts(silent=reminder)
    assert counted(Kind.SUMMARY, [waits], OTHER, TUESDAY) == Counts()
    closed = replace(waits, status=Status.CLOSED)
    assert counted(Kind.SUMMARY, [closed], ME, TUESDAY) == Counts(silent=summary)
    assert counted(Kind.REMINDER, [closed], ME, TUESDAY) == Counts(silent=reminder)


def test_what_came_in_over_a_holiday_weekend_is_told_on_the_day_after() -> None:
    """Good Friday to Easter Monday; the Wednesday is the first day with a reminder."""
    wednesday = date(2026, 4, 8)
    assert working_day_before(date(2026, 4, 7)) == date(2026, 4, 2)
    assert working_day_before(wednesday) == date(2026, 4, 7)
    tuesday = case(date(2026, 4, 7), Status.NEW)
    assert counted(Kind.REMINDER, [tuesday], ME, wednesday).untouched == 1


def test_each_wait_is_twice_as_long_and_ends_on_a_half_hour() -> None:
    now = datetime(2026, 11, 30, 6, 41, 7, tzinfo=UTC)
    waits = [again_at(tries, now) for tries in range(1, TRIES)]
    assert [f"{at:%H:%M:%S}" for at in waits] == [
        "07:30:00",
        "08:00:00",
        "09:00:00",
        "11:00:00",
        "15:00:00",
    ]
