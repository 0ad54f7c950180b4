"""The form in which a translation is ordered, and the buttons under an order."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)

from incidents.actions.casefile import CaseFile
from incidents.actions.ordering import orderable
from incidents.casework.forms import whole_number
from incidents.casework.present_thread import Moment
from incidents.casework.translation_form import words_of
from incidents.core.entry import Entry
from incidents.core.errors import Invalid
from incidents.core.handover import TRANSLATORS, Wanted, check_wished
from incidents.core.vocabulary import vocabulary
from incidents.web.cookies import settings
from incidents.web.forms import Form
from incidents.web.languages import LANGUAGE_NAMES, language_tags
from incidents.web.locale import gettext, lazy_gettext


class OrderForm(Form):
    """Which texts, between which languages, by whom and by when. `once` is new on each page."""

    once = HiddenField(default=lambda: secrets.token_hex(16))
    of = SelectMultipleField(lazy_gettext("Vad ska översättas?"), validate_choice=False)
    source = SelectField(
        lazy_gettext("Texten är skriven på"),
        choices=lambda: {
            "": gettext("Det språk som står vid texten"),
            **{tag: str(LANGUAGE_NAMES[tag]) for tag in language_tags(LANGUAGE_NAMES)},
        },
        validate_choice=False,
    )
    language = SelectField(
        lazy_gettext("Översätts till"),
        choices=lambda: {
            tag: str(LANGUAGE_NAMES[tag]) for tag in language_tags(settings().languages)
        },
        validate_choice=False,
    )
    to = StringField(lazy_gettext("Översättarens namn, eller byråns"))
    translator = RadioField(
        lazy_gettext("Vem är det?"),
        choices=lambda: {
            code: gettext(vocabulary("translator_type").label(code)) for code in TRANSLATORS
        },
        validate_choice=False,
    )
    wished = StringField(lazy_gettext("Klart senast"))
    #: What was filled in when the log-in ended stands in the form again.
    waited = False
    today: date
    last: date

    def lasting(self, today: date, last: date) -> "OrderForm":
        """From which day to which one the wished day may be."""
        self.today, self.last = today, last
        return self

    def offer(self, file: CaseFile, moment: Moment) -> None:
        """The texts of the case that can be ordered."""
        self.of.choices = {
            str(entry.number): title for entry, title in titled(orderable(file), moment)
        }
        self.language.data = self.language.data or "sv"
        self.translator.data = self.translator.data or TRANSLATORS[-1]

    def take(self, filled: Mapping[str, list[str]]) -> None:
        """Show what was filled in before."""
        self.of.data = filled.get("of", [])
        for name in ("once", "source", "language", "to", "translator", "wished"):
            self[name].data = next(iter(filled.get(name, ())), self[name].data)
        self.waited = True

    def validate_of(self, field: Any) -> None:
        """One at least; which ones there are the case knows."""
        if not field.data or None in map(whole_number, field.data):
            raise ValidationError(gettext("Välj minst en text."))

    def validate_to(self, field: Any) -> None:
        """The rules of the core, for this field and the next."""
        try:
            Wanted(field.data or "", self._translator(), (1,), "", "", self.today)
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    def validate_wished(self, field: Any) -> None:
        """A day to come, while the link is good."""
        try:
            check_wished(date.fromisoformat(field.data or ""), self.today, self.last)
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error
        except ValueError as error:
            raise ValidationError(gettext("Skriv dagen så här: 2026-11-24.")) from error

    def _translator(self) -> str:
        return self.translator.data or TRANSLATORS[-1]

    def wanted(self) -> Wanted:
        """What is ordered; only of a form that is valid."""
        source, target = self.source.data or "", self.language.data or "sv"
        return Wanted(
            (self.to.data or "").strip(),
            self._translator(),
            tuple(int(number) for number in self.of.data or ()),
            source if source in LANGUAGE_NAMES else "",
            target if target in language_tags(settings().languages) else "sv",
            date.fromisoformat(self.wished.data or ""),
        )


def titled(texts: list[Entry], moment: Moment) -> list[tuple[Entry, str]]:
    """Each text with the number and the words by which the page calls it."""
    return [(entry, f"{place}. {words_of(entry, moment)}") for place, entry in enumerate(texts, 1)]


class ParcelForm(Form):
    """A button under an order: `parcel` is the order's number in the case."""

    parcel = HiddenField()

    def order(self) -> int:
        """Which order; raises `Invalid`."""
        number = whole_number(self.parcel.data)
        if number is None:
            raise Invalid("Det finns ingen sådan beställning i ärendet.")
        return number


class TakebackForm(ParcelForm):
    """Take the order back: what lies for the translator is destroyed."""


class VouchForm(ParcelForm):
    """Somebody of the staff has read what came."""
