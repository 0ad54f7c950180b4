"""The form of a place alert: what happens where and when, to whom, and pictures in which nobody is seen."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectFieldBase,
    SelectMultipleField,
    StringField,
    ValidationError,
)

from incidents.casework.leaving_form import LeavingForm, numbers
from incidents.core.errors import Invalid
from incidents.core.referral_packet.alert import Place, check_where
from incidents.core.referral_packet.choosing import Chosen
from incidents.core.referral_packet.masking import tidy
from incidents.core.referral_packet.places import PLACES, WHAT
from incidents.web.locale import gettext, lazy_gettext


def _labels(said: Mapping[str, str]) -> dict[str, str]:
    return {code: gettext(label) for code, label in said.items()}


class AlertForm(LeavingForm):
    """Nothing of it is filled in by the case: whoever writes it chooses every word."""

    to = RadioField(lazy_gettext("Vem ska få veta?"), validate_choice=False)
    what = SelectMultipleField(
        lazy_gettext("Vad finns på platsen?"),
        choices=lambda: _labels(WHAT),
        validate_choice=False,
    )
    place_type = SelectField(
        lazy_gettext("Vilken sorts plats är det?"),
        choices=lambda: {"": gettext("Välj"), **_labels(PLACES)},
        validate_choice=False,
    )
    where = StringField(lazy_gettext("Var är det?"))
    first = StringField(lazy_gettext("Första dagen"))
    last = StringField(lazy_gettext("Sista dagen"))
    files = SelectMultipleField(lazy_gettext("Bilder"), validate_choice=False)
    unseen = BooleanField(
        lazy_gettext("Jag har tittat på bilderna. Ingen människa syns, och inget namn.")
    )

    def offer(self, receivers: Mapping[str, str], pictures: Mapping[str, str]) -> None:
        """Who can get it, and the case's pictures."""
        self.to.choices = dict(receivers)
        self.files.choices = dict(pictures)

    def validate_to(self, field: Any) -> None:
        """Somebody; whether the directory knows them is looked at when it is opened."""
        if not field.data:
            raise ValidationError(gettext("Välj vem som ska få veta."))

    def validate_what(self, field: Any) -> None:
        """Something of the list."""
        if not field.data or not set(field.data) <= set(WHAT):
            raise ValidationError(gettext("Välj vad som finns på platsen."))

    def validate_place_type(self, field: Any) -> None:
        """One of the list."""
        if field.data not in PLACES:
            raise ValidationError(gettext("Välj vilken sorts plats det är."))

    def validate_where(self, field: Any) -> None:
        """One line about a place."""
        try:
            check_where(field.data or "")
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    def validate_first(self, field: Any) -> None:
        """A day."""
        _check_day(field, gettext("Skriv den första dagen så här: 2026-11-02."))

    def validate_last(self, field: Any) -> None:
        """A day."""
        _check_day(field, gettext("Skriv den sista dagen så här: 2026-11-24."))

    def validate_unseen(self, field: Any) -> None:
        """Whoever sends a picture has looked at it."""
        if self.files.data and not field.data:
            raise ValidationError(
                gettext("Titta på bilderna först, och kryssa i att ingen människa syns.")
            )

    def place(self) -> Place:
        """What is told; only of a form that is valid. Raises `Invalid`."""
        return Place(
            tuple(one for one in WHAT if one in (self.what.data or ())),
            self.place_type.data or "",
            tidy(self.where.data or ""),
            date.fromisoformat(self.first.data or ""),
            date.fromisoformat(self.last.data or ""),
        )

    def typed(self) -> list[tuple[str, list[str]]]:
        """What was filled in, in words, for a page that has no form any more. The choices are offered before."""
        fields = (
            self.to,
            self.what,
            self.place_type,
            self.where,
            self.first,
            self.last,
            self.files,
        )
        return [(str(field.label.text), said) for field in fields if (said := _said(field))]

    def photos(self) -> Chosen:
        """The pictures; raises `Invalid` for what is no number."""
        return Chosen(files=numbers(self.files.data))


def _check_day(field: Any, why: str) -> None:
    try:
        date.fromisoformat(field.data or "")
    except ValueError as error:
        raise ValidationError(why) from error


def _said(field: Any) -> list[str]:
    """What stands in a field, or is chosen in it, in words."""
    if not field.data:
        return []
    if isinstance(field, SelectFieldBase):
        return [str(label) for _, label, chosen, _ in field.iter_choices() if chosen]
    return [str(field.data)]
