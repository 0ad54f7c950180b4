"""The forms of these pages. What may be typed is decided where it is kept; a form passes it on."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from incidents.actions.errata import ALSO, SAYS
from incidents.actions.pending import REASON
from incidents.actions.planning import MOST, WHY
from incidents.core.cells import CellError, Column, text
from incidents.core.publication import EXERCISE
from incidents.core.selfid import reachable
from incidents.web.carrying import one_line_ends
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext

_CONTACT = text("", 200, addresses=True)


def _checked(field: Any, column: Column) -> bool:
    try:
        field.data = column.parse(field.data or "")
    except CellError as error:
        field.errors = [gettext(str(error))]
        return False
    return True


class CollectForm(Form):
    """A few seconds of collecting; `after` is where the last time ended, not nearer than it needs to be."""

    after = HiddenField()

    def where(self) -> bytes:
        """The bytes in `after`; nothing for anything else."""
        told = self.after.data or ""
        hexadecimal = len(told) == 4 and all(one in "0123456789abcdef" for one in told)
        return bytes.fromhex(told) if hexadecimal else b""


class PlaceForm(Form):
    """What is frozen goes into the folder."""


class CloseForm(Form):
    """What the files say."""

    contact = StringField(lazy_gettext("Vem svarar på frågor om siffrorna?"))
    #: What is published is an exercise: its files say so and nothing else.
    exercise = False

    def taken(self) -> str | None:
        """The contact; None, and the error at its field, where it may not be so."""
        sound = self.validate()
        if self.exercise:
            self.contact.data = EXERCISE
            return EXERCISE if sound else None
        sound = _checked(self.contact, _CONTACT) and sound
        if not self.contact.errors and not reachable(self.contact.data or ""):
            self.contact.errors = [
                gettext(
                    "Skriv också en e-postadress eller ett telefonnummer, så att någon kan fråga."
                )
            ]
            sound = False
        return str(self.contact.data) if sound else None


class PlanForm(Form):
    """Which tables there are in two years. Nothing is filled in: whoever leaves it as it is has chosen nothing."""

    yearly = StringField(lazy_gettext("Hur många rapporter väntar ni er på ett år?"))
    reason = TextAreaField(lazy_gettext("Varför väljer ni om?"), filters=[one_line_ends])

    def taken(self, *, again: bool) -> int | None:
        """The number; None, and the errors at their fields. `again`: another one was chosen before."""
        sound = self.validate()
        number = (self.yearly.data or "").strip()
        plain = number.isascii() and number.isdigit() and len(number) <= 7
        if not plain or not 1 <= int(number) <= MOST:
            self.yearly.errors = [
                gettext("Skriv ett helt tal från 1 till en miljon, utan mellanslag.")
            ]
            sound = False
        if again:
            sound = _checked(self.reason, WHY) and sound
        return int(number) if sound else None


class SignForm(CloseForm):
    """The release that was looked at, by a hash over it and the choice that it was made by."""

    contact = HiddenField()
    record = HiddenField()
    reason = TextAreaField(
        lazy_gettext("Varför ska de här talen publiceras?"), filters=[one_line_ends]
    )
    second = SelectField(
        lazy_gettext("Vem skriver under efter dig?"), choices=dict, validate_choice=False
    )

    people: Mapping[bytes, str]

    def offer(self, people: Mapping[bytes, str]) -> None:
        """Who may be chosen."""
        self.people = people
        self.second.choices = {
            "": gettext("Välj"),
            **{id_.hex(): name for id_, name in people.items()},
        }
        chosen = self.second.data
        self.second.data = chosen if chosen in self.second.choices else ""
        if not self.second.data and len(people) == 1:
            self.second.data = next(iter(people)).hex()

    def reasoned(self) -> bool:
        """Whether reason and person are there."""
        sound = _checked(self.reason, REASON)
        if not self.second.data:
            self.second.errors = [gettext("Välj vem som ska skriva under efter dig.")]
        return sound and bool(self.second.data)


class SecondForm(Form):
    """Sign second, or let it not wait any more; the buttons say which as `act`."""

    record = HiddenField()
    act = HiddenField()


class ErratumForm(Form):
    """A correction in words."""

    about = SelectField(lazy_gettext("Vad gäller det?"), choices=dict, validate_choice=False)
    text = TextAreaField(lazy_gettext("Rättelsen"), filters=[one_line_ends])
    english = TextAreaField(lazy_gettext("Rättelsen på engelska"), filters=[one_line_ends])

    def offer(self, choices: Mapping[str, object]) -> None:
        """What may be corrected, by release."""
        self.about.choices = {"": gettext("Välj"), **choices}

    def taken(self) -> bool:
        """Whether it may be said; the errors stand at their fields."""
        sound = self.validate()
        if not self.about.data:
            self.about.errors = [gettext("Välj en publicering eller en tabell.")]
            sound = False
        sound = _checked(self.text, SAYS) and sound
        return _checked(self.english, ALSO) and sound
