"""Dates as people in Sweden live them; half-hour buckets; service levels."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from incidents.core.clock import add_working_days, bucket_after, local_date
from incidents.core.deadlines import follow_up_due, service_due


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), date(2026, 7, 2)),  # 00:30, summer time
        (datetime(2026, 12, 1, 22, 30, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 12, 1, 23, 30, tzinfo=UTC), date(2026, 12, 2)),  # 00:30, winter time
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 7, 2, 1, 0, tzinfo=timezone(timedelta(hours=5))), date(2026, 7, 1)),
    ],
)
def test_the_date_is_the_calendar_date_in_sweden(moment: datetime, day: date) -> None:
    assert local_date(moment) == day


@pytest.mark.parametrize(
    ("moment", "bucket"),
    [("12:00:00", "12:00"), ("12:00:01", "12:30"), ("12:29:59", "12:30"), ("12:30:01", "13:00")],
)
def test_a_bucket_is_the_end_of_the_half_hour(moment: str, bucket: str) -> None:
    assert bucket_after(datetime.fromisoformat(f"2026-11-24T{moment}+00:00")) == (
        datetime.fromisoformat(f"2026-11-24T{bucket}+00:00")
    )


def test_all_moments_of_a_half_hour_share_a_bucket_that_none_outlives() -> None:
    start = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    moments = [start + timedelta(seconds=s, microseconds=1) for s in range(0, 1800, 7)]
    assert {bucket_after(moment) for moment in moments} == {start + timedelta(minutes=30)}


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-11-24", 3, "2026-11-27"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-11-24", 10, "2026-12-08"),
    ],
)
def test_working_days_are_weekdays_outside_of_holidays(start: str, days: int, end: str) -> None:
    assert add_working_days(date.fromisoformat(start), days) == date.fromisoformat(end)


def test_the_first_answer_is_promised_by_priority() -> None:
    tuesday = date(2026, 11, 24)
    assert [service_due(tuesday, p).isoformat() for p in (1, 2, 3, 4)] == [
        "2026-11-24",
        "2026-11-25",
        "2026-12-01",
        "2026-12-08",
    ]


def test_a_follow_up_is_on_a_working_day_at_least_a_fortnight_after_the_last_contact() -> None:
    assert follow_up_due(date(2026, 11, 24)) == date(2026, 12, 8)
    assert follow_up_due(date(2026, 12, 10)) == date(2026, 12, 28)  # the 24th is Christmas Eve
    assert follow_up_due(date(2026, 11, 28)) == date(2026, 12, 14)  # a Saturday
