"""The form in which staff record what was done, what came of it, and when to follow it up."""

import secrets
from datetime import date
from typing import Any

from wtforms import HiddenField, SelectMultipleField, StringField, ValidationError

from incidents.casework.forms import VersionForm
from incidents.casework.visit import now
from incidents.casework.words import WORK, listed
from incidents.core.clock import local_date
from incidents.core.errors import Invalid
from incidents.core.work import LISTS, Work, check_follow_up
from incidents.web.locale import gettext


class WorkForm(VersionForm):
    """A record; `once` is new on each page, `version` names the record that it was made from."""

    once = HiddenField(default=lambda: secrets.token_hex(16))
    #: The day that stood in the form: it may have passed meanwhile.
    stood = HiddenField()
    measure = SelectMultipleField(
        WORK["measure"], choices=lambda: listed("measure"), validate_choice=False
    )
    outcome = SelectMultipleField(
        WORK["outcome"], choices=lambda: listed("outcome"), validate_choice=False
    )
    follow_up = StringField(WORK["follow_up"])

    def validate_measure(self, field: Any) -> None:
        """The rules of the core."""
        _check({"measure": tuple(field.data or ())})

    def validate_outcome(self, field: Any) -> None:
        """The rules of the core."""
        _check({"outcome": tuple(field.data or ())})

    def validate_follow_up(self, field: Any) -> None:
        """A day to come; or the one that was there already."""
        if not field.data or field.data == self.stood.data:
            return
        try:
            check_follow_up(date.fromisoformat(field.data), local_date(now()))
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error
        except ValueError as error:
            raise ValidationError(gettext("Skriv dagen så här: 2026-11-24.")) from error

    def work(self) -> Work:
        """What was filled in; only of a form that is valid."""
        codes = {name: tuple(self[name].data or ()) for name in LISTS}
        day = self.follow_up.data
        return Work(
            {name: chosen for name, chosen in codes.items() if chosen},
            date.fromisoformat(day) if day else None,
        )

    def take(self, work: Work) -> None:
        """Show what holds."""
        for name in LISTS:
            self[name].data = list(work.codes.get(name, ()))
        self.follow_up.data = work.follow_up.isoformat() if work.follow_up else ""
        self.stood.data = self.follow_up.data


def _check(codes: dict[str, tuple[str, ...]]) -> None:
    try:
        Work(codes)
    except Invalid as error:
        raise ValidationError(gettext(error.sentence)) from error
