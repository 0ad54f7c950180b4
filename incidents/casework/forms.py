"""Forms of the desk."""

import secrets
from typing import Any

from flask_babel import lazy_gettext
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)

from incidents.actions.thread import Asked
from incidents.casework.words import LANGUAGE_NAMES
from incidents.core.box import Composer, Unsent
from incidents.core.consent import check_acts
from incidents.core.errors import Invalid
from incidents.core.languages import languages
from incidents.core.report import check_story
from incidents.core.vocabulary import vocabulary
from incidents.web.carrying import CarryingForm, one_line_ends
from incidents.web.cookies import settings
from incidents.web.forms import Form
from incidents.web.locale import gettext


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

    def validate_conflict(self, field: Any) -> None:
        """An answer is needed."""
        if field.data not in ("yes", "no"):
            raise ValidationError(gettext("Svara ja eller nej."))


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


def _tags() -> list[str]:
    """The languages in which one answers: easy Swedish is Swedish."""
    return list(dict.fromkeys(languages()[code].tag for code in settings().languages))


class AnswerForm(EntryForm):
    """An answer to the reporter."""

    composer = Composer.ANSWER
    text = TextAreaField(lazy_gettext("Svar till den som rapporterat"), filters=[one_line_ends])
    language = SelectField(
        lazy_gettext("Svaret är skrivet på"),
        choices=lambda: {tag: str(LANGUAGE_NAMES[tag]) for tag in _tags()},
        validate_choice=False,
    )
    shown = HiddenField()

    def last_shown(self) -> int | None:
        """The last entry on the page on which the answer was written; None when nobody says."""
        return whole_number(self.shown.data)

    def chosen_language(self) -> str:
        """The answer's language; Swedish when none of the offered ones was chosen."""
        tag = self.language.data or "sv"
        return tag if tag in _tags() else "sv"

    def take(self, unsent: Unsent) -> None:
        """With its language."""
        super().take(unsent)
        self.language.data = unsent.language


class AskForm(AnswerForm):
    """Ask the reporter for consent: to which body, for which acts, and what it would be told."""

    composer = Composer.ASK
    text = TextAreaField(lazy_gettext("Det här skulle vi berätta"), filters=[one_line_ends])
    body = SelectField(
        lazy_gettext("Vem gäller det?"),
        choices=lambda: {"": gettext("Välj"), **bodies()},
        validate_choice=False,
        render_kw={"translate": "no"},
    )
    acts = SelectMultipleField(
        lazy_gettext("Vad frågar du om?"),
        choices=lambda: {
            item.code: gettext(item.label) for item in vocabulary("consent_act").items
        },
        validate_choice=False,
    )

    def validate_body(self, field: Any) -> None:
        """One of the directory."""
        if field.data not in bodies():
            raise ValidationError(gettext("Välj vem det gäller."))

    def validate_acts(self, field: Any) -> None:
        """At least one of the list."""
        if not check_acts(field.data or ()):
            raise ValidationError(gettext("Välj minst en sak att fråga om."))

    def asked(self) -> Asked:
        """The question."""
        body = self.body.data or ""
        return Asked(body, bodies().get(body, ""), tuple(self.acts.data or ()), self.said())


def bodies() -> dict[str, str]:
    """Whom something can be shared with: the directory and the municipality's own, by name."""
    found = {body.fact.id: body.name for body in settings().directory.bodies}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


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
    """Give the case a handler."""

    staff = SelectField(lazy_gettext("Handläggare"), validate_choice=False)


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
