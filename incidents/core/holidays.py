"""The days in the week on which Sweden does not work (lag 1989:253), and the eves that are off by custom."""

from datetime import date, timedelta
from functools import lru_cache

#: Month and day of those with a fixed date: New Year, Epiphany, 1 May, the national day, Christmas, both eves.
_FIXED = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))
#: Days from Easter Sunday: Good Friday, Easter Monday, Ascension Day.
_FROM_EASTER = (-2, 1, 39)


def is_working_day(day: date) -> bool:
    """Whether a municipal office is open: Monday to Friday, no holiday, no Midsummer, Christmas or New Year's Eve."""
    return day.weekday() < 5 and day not in _off(day.year)


@lru_cache(maxsize=16)
def _off(year: int) -> frozenset[date]:
    """The holidays that can fall in a working week; the others are Saturdays or Sundays always."""
    easter = easter_sunday(year)
    moving = (easter + timedelta(days=days) for days in _FROM_EASTER)
    return frozenset((*(date(year, *day) for day in _FIXED), *moving, _midsummer_eve(year)))


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    century, place = divmod(year, 100)
    golden = year % 19
    moon = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    week = (32 + 2 * (century % 4) + 2 * (place // 4) - moon - place % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _midsummer_eve(year: int) -> date:
    """The Friday from 19 to 25 June."""
    first = date(year, 6, 19)
    return first + timedelta(days=(4 - first.weekday()) % 7)
