"""The public forms. Everything but the story may be left unanswered."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length

from incidents.core.errors import Invalid
from incidents.core.report import CONTACT_MOST, check_story
from incidents.core.vocabulary import vocabulary
from incidents.web.forms import Form


def one_line_ends(text: str | None) -> str:
    """Browsers send CRLF; people count and read one line end."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def choices(name: str) -> Callable[[], dict[str, str]]:
    """The public choices of a vocabulary in the reader's language."""
    return lambda: {c.code: gettext(c.label) for c in vocabulary(name).public()}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


class LooseRadio(RadioField):
    """Radio buttons of which none need be chosen; a code that is not in the list is refused."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for a foreign code."""
        if self.data and self.data not in [value for value, *_ in self.iter_choices()]:
            raise ValidationError(gettext("Välj ett av svaren i listan."))


class LooseCheckboxes(SelectMultipleField):
    """Checkboxes of which none need be chosen."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for a foreign or repeated code."""
        allowed = [value for value, *_ in self.iter_choices()]
        given = self.data or []
        if any(code not in allowed for code in given) or len(set(given)) != len(given):
            raise ValidationError(gettext("Välj bland svaren i listan."))


class BeforeForm(Form):
    """Before you begin: whose device, and whether the report concerns its readers."""

    #: The answer was lost with an older draft: it may not be left out this time.
    asks_again = False

    device = LooseRadio(
        lazy_gettext("Vems mobil eller dator använder du?"), choices=choices("device"), coerce=_text
    )
    readers = LooseRadio(
        lazy_gettext("Gäller det någon av dem som läser rapporterna, eller deras chef?"),
        choices=lambda: {
            "yes": gettext("Ja"),
            "no": gettext("Nej"),
            "unsure": gettext("Vet inte"),
        },
        coerce=_text,
    )

    def validate_readers(self, field: Any) -> None:
        """May be left out, unless the answer was lost."""
        if self.asks_again and not field.data:
            raise ValidationError(gettext("Välj ett av svaren i listan."))


class StoryForm(Form):
    """What happened."""

    story = TextAreaField(lazy_gettext("Berätta vad som hände"), filters=[one_line_ends])

    def validate_story(self, field: Any) -> None:
        """The rule of the core, in the reader's language."""
        try:
            check_story(field.data or "")
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error


class YouForm(Form):
    """You and us."""

    reporter_role = LooseRadio(
        lazy_gettext("Vem hände det?"), choices=choices("reporter_role"), coerce=_text
    )
    under18 = LooseRadio(
        lazy_gettext("Är den som det hände under 18 år?"), choices=choices("under18"), coerce=_text
    )
    wish = LooseCheckboxes(
        lazy_gettext("Vad vill du ska hända? Välj allt som stämmer."), choices=choices("wish")
    )
    safety = LooseRadio(
        lazy_gettext("Hur är det just nu?"), choices=choices("safety"), coerce=_text
    )
    contact_mode = LooseRadio(
        lazy_gettext("Hur får vi svara dig?"), choices=choices("contact_mode"), coerce=_text
    )
    contact = StringField(
        lazy_gettext("Telefonnummer, e-post eller adress"),
        validators=[Length(max=CONTACT_MOST, message=lazy_gettext("Texten är för lång."))],
    )
    safe_times = StringField(
        lazy_gettext("När är det säkert att nå dig?"),
        validators=[Length(max=CONTACT_MOST, message=lazy_gettext("Texten är för lång."))],
    )

    def validate_contact_mode(self, field: Any) -> None:
        """The one required choice on this page."""
        if not field.data:
            raise ValidationError(gettext("Välj hur vi får svara. Koden är säkrast."))

    def validate_contact(self, field: Any) -> None:
        """Needed only where we are to call or write outside the page."""
        if self.contact_mode.data in ("phone", "email", "post") and not (field.data or "").strip():
            raise ValidationError(gettext("Skriv hur vi kan nå dig, eller välj ett annat sätt."))


class CheckForm(Form):
    """Send."""


class ReceiptForm(Form):
    """Proof that the code is saved: its last group."""

    last_group = StringField(lazy_gettext("Skriv de sista tecknen i koden"))


class ReturnForm(Form):
    """Come back with the code."""

    code = StringField(
        lazy_gettext("Din kod"),
        validators=[Length(max=200, message=lazy_gettext("Texten är för lång."))],
    )
    #: A message that was not sent because its inbox had run out: carried along to the inbox.
    text = HiddenField(filters=[one_line_ends])


class MessageForm(Form):
    """Write to the caseworkers."""

    text = TextAreaField(lazy_gettext("Skriv ett meddelande"), filters=[one_line_ends])
    once = HiddenField()

    def validate_text(self, field: Any) -> None:
        """The same limits as for the story."""
        try:
            check_story(field.data or "")
        except Invalid as error:
            if (field.data or "").strip():
                raise ValidationError(gettext(error.sentence)) from error
            raise ValidationError(gettext("Skriv något först.")) from error
