"""Dates and times in the reader's language, in Swedish time."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime

from incidents.core.clock import STOCKHOLM
from incidents.core.languages import Text
from incidents.web.locale import gettext, tag

#: Babel's *long* in Swedish and Arabic; in English it would put the month first, beside times that do not.
_DAY = "d MMMM y"


def moment(text: str) -> str:
    """A date, or a timestamp in Swedish time, in the reader's language."""
    return _moment(text, tag())


def say(text: Text) -> str:
    """A sentence of the core with its dates, in the reader's language."""
    dates = {name: day(when) for name, when in text.values}
    return gettext(text.swedish, **dates)


def day(when: date) -> str:
    """A date in words, in the reader's language."""
    return _in_words(when, tag())


# The same few days stand on every receipt.
@lru_cache(maxsize=1024)
def _in_words(when: date, language: str) -> str:
    return format_date(when, _DAY, locale=language)


# A case page says the moment of each entry several times.
@lru_cache(maxsize=1024)
def _moment(text: str, language: str) -> str:
    if "T" not in text:
        return _in_words(date.fromisoformat(text), language)
    local = datetime.fromisoformat(text).astimezone(STOCKHOLM)
    return format_datetime(local, f"{_DAY} HH:mm", locale=language)
