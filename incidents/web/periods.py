"""The periods of published figures in the reader's language."""

import re
from datetime import date

from babel.dates import format_date

from incidents.web.locale import tag

_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})|-(?P<last>\d{4})|(?P<kind>[QH])(?P<number>\d))?"
)


def period(code: str) -> str:
    """Months by their names, so that nobody has to know what a quarter is; any other code as it is."""
    found = _PERIOD.fullmatch(code)
    if found is None:
        return code
    year = int(found["year"])
    if found["month"]:
        return _month(year, int(found["month"]), "LLLL y")
    if found["last"]:
        return f"{year}–{found['last']}"
    if not found["kind"]:
        return str(year)
    size = 3 if found["kind"] == "Q" else 6
    last = int(found["number"]) * size
    return f"{_month(year, last - size + 1, 'LLLL')}–{_month(year, last, 'LLLL y')}"


def brief(code: str) -> str:
    """The same with short names of months, for a column or a small chart."""
    found = _PERIOD.fullmatch(code)
    if found is None or not found["kind"]:
        return period(code)
    size = 3 if found["kind"] == "Q" else 6
    year, last = int(found["year"]), int(found["number"]) * size
    return f"{_month(year, last - size + 1, 'LLL')}–{_month(year, last, 'LLL y')}"


def _month(year: int, month: int, form: str) -> str:
    return format_date(date(year, month, 1), form, locale=tag())
