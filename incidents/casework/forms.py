"""Forms of the desk, apart from what is written to the reporter (`answer_form`) and pages of their own."""

import secrets
from collections.abc import Iterable
from typing import Any, Self

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)

from incidents.casework.words import listed
from incidents.core.box import Composer, Unsent
from incidents.core.errors import Invalid
from incidents.core.report import check_story
from incidents.core.vocabulary import vocabulary
from incidents.core.working import Fate
from incidents.web.carrying import CarryingForm, one_line_ends
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext


def whole_number(text: str | None) -> int | None:
    """The number in a hidden field; None for anything else."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class CoverForm(CarryingForm):
    """The question about conflict of interest (FL 16-18 §§), before the story; carries a text that waits for it."""

    conflict = RadioField(
        lazy_gettext("Är du jävig i det här ärendet?"),
        choices=lambda: {
            "no": gettext("Nej, jag är inte jävig"),
            "yes": gettext("Ja, stäng ärendet för mig"),
        },
        validate_choice=False,
    )
    #: To whom else the case is closed: a handler hardly gives a case about her manager to her manager.
    also = SelectMultipleField(
        lazy_gettext("Kan ärendet gälla någon av dina kollegor?"), choices={}, validate_choice=False
    )

    def validate_conflict(self, field: Any) -> None:
        """An answer is needed."""
        if field.data not in ("yes", "no"):
            raise ValidationError(gettext("Svara ja eller nej."))

    def validate_also(self, field: Any) -> None:
        """Whoever goes on herself gives no colleague's access away."""
        if field.data and self.conflict.data == "no":
            raise ValidationError(gettext("Svara ja ovanför, eller ta bort kryssen."))

    def offer(self, people: Iterable[tuple[bytes, str]], me: bytes) -> Self:
        """The colleagues who can open the case."""
        self.also.choices = {id_.hex(): name for id_, name in people if id_ != me}
        return self

    def closed_to(self) -> frozenset[bytes]:
        """The colleagues who are ticked; raises `Invalid`."""
        try:
            return frozenset(bytes.fromhex(text) for text in self.also.data or ())
        except ValueError as error:
            raise Invalid("Den personen kan inte öppna ärendet.") from error


class TextForm(Form):
    """A text of 1 to 20,000 characters."""

    composer: Composer
    text = TextAreaField(filters=[one_line_ends])

    def validate_text(self, field: Any) -> None:
        """The rule of the core."""
        try:
            check_story(field.data)
        except Invalid as error:
            empty = not field.data.strip()
            raise ValidationError(
                gettext("Skriv något först.") if empty else gettext(error.sentence)
            ) from error

    def said(self) -> str:
        """What was typed."""
        return self.text.data or ""

    def token(self) -> str:
        """The form's own token; this one may be posted as often as there are reasons."""
        return ""

    def chosen_language(self) -> str:
        """The text's language."""
        return "sv"

    def said_in_swedish(self) -> str:
        """The same in Swedish, where it is written in two languages."""
        return ""

    def take(self, unsent: Unsent) -> None:
        """Show what was typed before the log-in ended."""
        self.text.data = unsent.text


class EntryForm(TextForm):
    """A text that becomes an entry. `once` is new on each page: what is posted twice is written once."""

    once = HiddenField(default=lambda: secrets.token_hex(16))

    def token(self) -> str:
        """The form's own token."""
        return self.once.data or ""

    def take(self, unsent: Unsent) -> None:
        """With the token that it had, lest it be written twice."""
        super().take(unsent)
        self.once.data = unsent.once or self.once.data


class ContactForm(TextForm):
    """Open the contact details, with a reason."""

    composer = Composer.CONTACT
    text = TextAreaField(
        lazy_gettext("Varför behöver du kontaktuppgifterna?"), filters=[one_line_ends]
    )


class NoteForm(EntryForm):
    """An internal note."""

    composer = Composer.NOTE
    text = TextAreaField(lazy_gettext("Intern anteckning"), filters=[one_line_ends])
    working = BooleanField(lazy_gettext("Arbetsanteckning"))


class WorkingForm(Form):
    """What becomes of a working note: `fate` is named by the button."""

    number = HiddenField()
    fate = StringField()

    def chosen(self) -> tuple[int, Fate]:
        """Which note, and what becomes of it; raises `Invalid`."""
        number = whole_number(self.number.data)
        if number is None or self.fate.data not in set(Fate):
            raise Invalid("Det finns ingen sådan anteckning i ärendet.")
        return number, Fate(self.fate.data or "")


class VersionForm(Form):
    """An act that must not overwrite a colleague's: carries the case's version."""

    #: Whether it asks for something that can be wrong: then it is shown again when it is refused.
    corrected = False
    version = HiddenField()

    def number(self) -> int:
        """The version that the form was made from; one that never was when it is no number."""
        number = whole_number(self.version.data)
        return -1 if number is None else number


class AssignForm(VersionForm):
    """Give the case that has none a handler, or put one's own back."""

    staff = HiddenField()


class StatusForm(VersionForm):
    """Move the case by the workflow table."""

    target = HiddenField()


class CloseForm(VersionForm):
    """Close the case with a reason."""

    corrected = True
    reason = SelectField(
        lazy_gettext("Varför avslutas ärendet?"),
        choices=lambda: {
            "": gettext("Välj"),
            **{item.code: gettext(item.label) for item in vocabulary("closing_reason").items},
        },
        validate_choice=False,
    )

    outcome = SelectMultipleField(
        lazy_gettext("Resultat för personen"),
        choices=lambda: listed("outcome"),
        validate_choice=False,
    )

    def validate_outcome(self, field: Any) -> None:
        """Of the list; none where nothing is known."""
        if not set(field.data or ()) <= set(listed("outcome")):
            raise ValidationError(gettext("Välj ett av svaren i listan."))

    def validate_reason(self, field: Any) -> None:
        """A reason is needed."""
        if field.data not in {item.code for item in vocabulary("closing_reason").items}:
            raise ValidationError(gettext("Välj varför ärendet avslutas."))


class QuarantineForm(Form):
    """Reports of a flood; `shown` names those on the page, for *all of them*."""

    shown = HiddenField()


class SeenForm(VersionForm):
    """The message was read and needs no answer."""


class FileForm(Form):
    """Open the file of an entry."""

    number = HiddenField()
