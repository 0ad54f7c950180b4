"""Dates and times in the reader's language, in Swedish time."""

from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from flask_babel import get_locale

from incidents.core.clock import STOCKHOLM
from incidents.core.languages import Text
from incidents.web.locale import gettext


def moment(text: str) -> str:
    """A date, or a timestamp in Swedish time, in the reader's language."""
    if "T" not in text:
        return day(date.fromisoformat(text))
    return _minute_in_words(datetime.fromisoformat(text).astimezone(STOCKHOLM), get_locale())


def say(text: Text) -> str:
    """A sentence of the core with its dates, in the reader's language."""
    dates = {name: day(when) for name, when in text.values}
    return gettext(text.swedish, **dates)


def day(when: date) -> str:
    """A date in words, in the reader's language."""
    return _in_words(when, get_locale())


# The same few days stand on every receipt.
@lru_cache(maxsize=1024)
def _in_words(when: date, locale: Locale | None) -> str:
    return format_date(when, "long", locale=locale or "sv")


# A case page says the moment of each entry several times.
@lru_cache(maxsize=1024)
def _minute_in_words(local: datetime, locale: Locale | None) -> str:
    return format_datetime(local, "d MMMM y HH:mm", locale=locale or "sv")
