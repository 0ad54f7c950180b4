"""Dates and times in the reader's language, in Swedish time."""

from datetime import date, datetime

from flask_babel import format_date, format_datetime

from incidents.core.clock import STOCKHOLM
from incidents.core.languages import Text
from incidents.web.locale import gettext


def moment(text: str) -> str:
    """A date, or a timestamp in Swedish time, in the reader's language."""
    if "T" not in text:
        return str(format_date(date.fromisoformat(text), "long"))
    local = datetime.fromisoformat(text).astimezone(STOCKHOLM)
    return str(format_datetime(local, "d MMMM y HH:mm", rebase=False))


def say(text: Text) -> str:
    """A sentence of the core with its dates, in the reader's language."""
    dates = {name: format_date(day, "long") for name, day in text.values}
    return gettext(text.swedish, **dates)
