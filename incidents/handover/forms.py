"""The forms of the hand-over door: the passphrase, taking it on, declining, the translations."""

import re
from collections.abc import Iterable

from flask import request
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField, ValidationError

from incidents.core.errors import Invalid
from incidents.core.handover import Decline
from incidents.core.packet import Packet, check_length
from incidents.crypto.browserbox import BrowserSecret
from incidents.web.carrying import one_line_ends
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext

_TEXT = re.compile(r"t[1-9]\d{0,8}|act|why|code|once|text")
#: What stands in a post besides what somebody wrote.
CODES = frozenset({"act", "why", "code", "once"})
#: No case has so many texts that a page could carry more.
_MOST = 500


class PhraseForm(Form):
    """The passphrase that came by another way than the link."""

    phrase = StringField(lazy_gettext("Frasen, sex ord"))


class AcceptForm(Form):
    """Nobody who is part of this, and it can be done."""


class DeclineForm(Form):
    """Send the order back."""

    why = RadioField(
        lazy_gettext("Varför?"),
        choices=lambda: {
            Decline.NO.value: gettext("Jag hinner inte, eller kan inte språket"),
            Decline.CONFLICT.value: gettext(
                "Jag är jävig: jag känner eller arbetar med någon som det gäller"
            ),
        },
        validate_choice=False,
    )
    reason = TextAreaField(lazy_gettext("Något mer som vi behöver veta?"), filters=[one_line_ends])

    def validate_why(self, field: RadioField) -> None:
        """One of the two."""
        if field.data not in set(Decline):
            raise ValidationError(gettext("Välj varför."))

    def validate_reason(self, field: TextAreaField) -> None:
        """As long as a translation may be."""
        _check_length(field.data)


class TextsForm(Form):
    """A field for each text; `revision` is the draft that the page was made from."""

    revision = HiddenField()
    texts: tuple[int, ...] = ()

    def said(self) -> dict[int, str]:
        """What stands in the fields."""
        return {number: self[f"t{number}"].data or "" for number in self.texts}

    def number(self) -> int:
        """The revision; one that never was when it is no number."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    def check_complete(self) -> bool:
        """Whether every text is translated; the empty fields say so."""
        empty = [number for number, text in self.said().items() if not text.strip()]
        for number in empty:
            self[f"t{number}"].errors = [gettext("Skriv översättningen här.")]
        return not empty


def _short_enough(form: object, field: Field) -> None:
    _check_length(field.data)


def _check_length(text: str | None) -> None:
    try:
        check_length(text or "")
    except Invalid as error:
        raise ValidationError(gettext(error.sentence)) from error


def texts_form(packet: Packet, secret: BrowserSecret | None, *, blank: bool = False) -> TextsForm:
    """The form for the texts of this packet."""
    fields: dict[str, object] = {
        f"t{one.number}": TextAreaField(
            gettext("Översättning av text %(number)s", number=place),
            [_short_enough],
            filters=[one_line_ends],
        )
        for place, one in enumerate(packet.texts, 1)
    }
    numbers = tuple(one.number for one in packet.texts)
    made = type("TextsForm", (TextsForm,), {**fields, "texts": numbers})
    form: TextsForm = made(secret, blank=blank)
    return form


def carried() -> list[tuple[str, str]]:
    """What was written in this post, for a page that asks for the passphrase first."""
    found = ((name, one_line_ends(value)) for name, value in request.form.items())
    kept = [(name, value) for name, value in found if _TEXT.fullmatch(name)][:_MOST]
    return kept if _any(value for name, value in kept if name not in CODES) else []


def _any(values: Iterable[str]) -> bool:
    return any(value.strip() for value in values)
