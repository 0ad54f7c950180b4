"""The days of periods, from the codes that files have for them."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:(?P<kind>[QH])(?P<number>[1-4])|-(?P<last>\d{4}))?", re.ASCII
)
_MONTHS = {"Q": 3, "H": 6}


def first_and_last(codes: Iterable[str]) -> tuple[date, date] | None:
    """The first day of the earliest of these periods and the last day of the latest; None where there is none."""
    found = [_days(one) for one in codes]
    return (min(a for a, _ in found), max(b for _, b in found)) if found else None


def _days(code: str) -> tuple[date, date]:
    found = _PERIOD.fullmatch(code)
    if found is None:
        raise ValueError(f"{code} is no period")
    year = int(found["year"])
    first, months = 1, 12
    if found["kind"]:
        months = _MONTHS[found["kind"]]
        first = (int(found["number"]) - 1) * months + 1
    end = date(int(found["last"] or year) + (first + months > 12), (first + months - 1) % 12 + 1, 1)
    return date(year, first, 1), end - timedelta(days=1)
