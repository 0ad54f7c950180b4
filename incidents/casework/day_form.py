"""The day on which it happened, as a caseworker writes it down once she knows it."""

from contextlib import suppress
from datetime import date
from typing import Any

from wtforms import SelectField, StringField, ValidationError

from incidents.casework.forms import VersionForm
from incidents.casework.present import day as in_words
from incidents.casework.visit import now
from incidents.casework.words import KINDS
from incidents.core.clock import local_date
from incidents.core.errors import Invalid
from incidents.core.happened import Happened, noted
from incidents.core.help.limits import COUNTED
from incidents.core.help.spans import Kind
from incidents.web.locale import gettext, lazy_gettext


class DayForm(VersionForm):
    """The day, and which of the law's time limits applies."""

    corrected = True
    day = StringField(lazy_gettext("Vilken dag hände det?"))
    limit = SelectField(
        lazy_gettext("Vad gäller tidsfristen?"),
        choices=lambda: {
            "": gettext("Vet inte"),
            **{kind.value: str(KINDS[kind]) for kind in COUNTED},
        },
        validate_choice=False,
    )

    def validate_day(self, field: Any) -> None:
        """A day that has been."""
        try:
            noted(date.fromisoformat(field.data or ""), None, local_date(now()))
        except ValueError as error:
            raise ValidationError(gettext("Skriv dagen så här: 2026-11-24.")) from error
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    def happened(self) -> Happened:
        """What was filled in; a kind that is not counted is one that nobody knows."""
        limit = None
        with suppress(ValueError):
            limit = Kind(self.limit.data or "")
        return Happened(
            date.fromisoformat(self.day.data or ""), limit if limit in COUNTED else None
        )

    def said(self) -> str:
        """The note that the case gets."""
        return happened_words(self.happened())


def happened_words(happened: Happened) -> str:
    """The day and the kind of time limit, in the note and beside the time limit."""
    day = in_words(happened.day)
    if happened.limit is None:
        return gettext("Det hände %(day)s.", day=day)
    return gettext(
        "Det hände %(day)s. Tidsfrist: %(limit)s.", day=day, limit=str(KINDS[happened.limit])
    )
