"""Dates and times as the product keeps them."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from incidents.core.holidays import is_working_day

STOCKHOLM = ZoneInfo("Europe/Stockholm")
BUCKET = timedelta(minutes=30)


def local_date(now: datetime) -> date:
    """The calendar date in Sweden, also at 00:30: what a reporter causes carries nothing finer."""
    return now.astimezone(STOCKHOLM).date()


def bucket_after(moment: datetime) -> datetime:
    """The end of the half-hour in which a moment lies: all that a row may tell of it."""
    utc = moment.astimezone(UTC)
    floor = utc.replace(minute=utc.minute // 30 * 30, second=0, microsecond=0)
    return floor if floor == utc else floor + BUCKET


def add_working_days(start: date, days: int) -> date:
    """The date `days` working days after `start`: weekends and holidays do not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            days -= 1
    return day


def add_months(start: date, months: int) -> date:
    """The same day `months` later (or earlier); the last day of a month that has no such day: the limit errs early."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
