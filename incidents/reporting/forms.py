"""The public forms apart from the question screens (`incidents.reporting.questions`)."""

from typing import Any

from wtforms import HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from incidents.core.errors import Invalid
from incidents.core.report import check_story
from incidents.web.amounting import readers_question
from incidents.web.fields import LooseRadio, choices, one_line_ends, text_or_nothing
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext


class BeforeForm(Form):
    """Before you begin: whose device, and whether the report concerns its readers."""

    #: The answer was lost with an older draft: it may not be left out this time.
    asks_again = False

    device = LooseRadio(
        lazy_gettext("Vems mobil eller dator använder du?"),
        choices=choices("device"),
        coerce=text_or_nothing,
    )
    readers = readers_question()
    source_heard = LooseRadio(
        lazy_gettext("Hur hittade du hit?"),
        choices=choices("source_heard"),
        coerce=text_or_nothing,
    )

    def validate_readers(self, field: Any) -> None:
        """May be left out, unless the answer was lost."""
        if self.asks_again and not field.data:
            raise ValidationError(gettext("Välj ett av svaren i listan."))


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
    #: A text that was not sent because its inbox had run out: carried along to the page where it was written.
    text = HiddenField(filters=[one_line_ends])
    page = HiddenField()


class MessageForm(Form):
    """Write to the caseworkers."""

    text = TextAreaField(lazy_gettext("Skriv ett meddelande"), filters=[one_line_ends])
    once = HiddenField()
    #: Where the button leads: `files` sends nothing yet and keeps what is written.
    to = StringField()

    def validate_text(self, field: Any) -> None:
        """The same limits as for the story; on the way to the files there need be nothing yet."""
        if self.to.data == "files" and not (field.data or "").strip():
            return
        try:
            check_story(field.data or "")
        except Invalid as error:
            if (field.data or "").strip():
                raise ValidationError(gettext(error.sentence)) from error
            raise ValidationError(gettext("Skriv något först.")) from error
