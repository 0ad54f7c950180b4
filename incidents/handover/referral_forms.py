"""The forms of a body's page: taking a referral, saying no, saved, how it went, writing to the person."""

import secrets
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, TextAreaField, ValidationError

from incidents.core.errors import Invalid
from incidents.core.referral_entry import DECLINED_FOR, RESULTS, Reply
from incidents.core.referral_page import Answer, Page
from incidents.web.carrying import one_line_ends
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.replywords import code_words


class ReplyForm(Form):
    """One thing that a body does; `act` says which. `once` is new on each page."""

    reply: Reply
    act = HiddenField()
    once = HiddenField(default=lambda: secrets.token_hex(16))

    def answer(self) -> Answer:
        """What is said by it; only of a form that is valid."""
        return Answer(self.reply)


class TakeForm(ReplyForm):
    """Nobody's counterparty, and it can be done."""

    reply = Reply.ACCEPT


class SavedForm(ReplyForm):
    """The files are saved; what lies here may go."""

    reply = Reply.SAVED


def _short_enough(form: object, field: Any) -> None:
    try:
        Answer(Reply.ACCEPT, text=field.data or "")
    except Invalid as error:
        raise ValidationError(gettext(error.sentence)) from error


class NoForm(ReplyForm):
    """Why not."""

    reply = Reply.DECLINE
    why = RadioField(
        lazy_gettext("Varför?"),
        choices=lambda: {
            Reply.CONFLICT.value: gettext(
                "Vi är jäviga: vi är motparten, eller har hjälpt motparten"
            ),
            **{code: code_words(Reply.DECLINE, code) for code in DECLINED_FOR},
        },
        validate_choice=False,
    )
    text = TextAreaField(
        lazy_gettext("Något mer som personen eller kommunen behöver veta?"),
        [_short_enough],
        filters=[one_line_ends],
        id="no-text",
    )

    def validate_why(self, field: Any) -> None:
        """One of the list."""
        if field.data not in {Reply.CONFLICT.value, *DECLINED_FOR}:
            raise ValidationError(gettext("Välj varför."))

    def answer(self) -> Answer:
        """No, or that it would be a conflict of interest."""
        text = self.text.data or ""
        if self.why.data == Reply.CONFLICT.value:
            return Answer(Reply.CONFLICT, text=text)
        return Answer(Reply.DECLINE, self.why.data or "", text)


#: Why a body may say no to a place alert: there is no other side, and nobody to be known.
_NO_TO_PLACE = ("not_in_mandate", "not_in_region", "no_capacity", "unknown")


class NoToPlaceForm(ReplyForm):
    """Why nothing will be done about a place."""

    reply = Reply.DECLINE
    why = RadioField(
        lazy_gettext("Varför?"),
        choices=lambda: {code: code_words(Reply.DECLINE, code) for code in _NO_TO_PLACE},
        validate_choice=False,
    )
    text = TextAreaField(
        lazy_gettext("Något mer som kommunen behöver veta?"),
        [_short_enough],
        filters=[one_line_ends],
        id="no-text",
    )

    def validate_why(self, field: Any) -> None:
        """One of the list."""
        if field.data not in _NO_TO_PLACE:
            raise ValidationError(gettext("Välj varför."))

    def answer(self) -> Answer:
        """No, and why."""
        return Answer(Reply.DECLINE, self.why.data or "", self.text.data or "")


class ResultForm(ReplyForm):
    """How it went; it may be said again when it has changed."""

    reply = Reply.RESULT
    code = SelectField(
        lazy_gettext("Välj det som stämmer bäst"),
        choices=lambda: {
            "": gettext("Välj"),
            **{code: code_words(Reply.RESULT, code) for code in RESULTS},
        },
        validate_choice=False,
    )
    text = TextAreaField(
        lazy_gettext("Vill du förklara?"),
        [_short_enough],
        filters=[one_line_ends],
        id="result-text",
    )

    def validate_code(self, field: Any) -> None:
        """One of the list."""
        if field.data not in RESULTS:
            raise ValidationError(gettext("Välj hur det gick."))

    def answer(self) -> Answer:
        """The result."""
        return Answer(Reply.RESULT, self.code.data or "", self.text.data or "")


class PlaceResultForm(ReplyForm):
    """How it went with a place, in words: the list of results is about what a person got."""

    reply = Reply.RESULT
    text = TextAreaField(
        lazy_gettext("Vad har ni gjort?"),
        [_short_enough],
        filters=[one_line_ends],
        id="result-text",
    )

    def validate_text(self, field: Any) -> None:
        """Something has to be said."""
        if not (field.data or "").strip():
            raise ValidationError(gettext("Skriv vad ni har gjort."))

    def answer(self) -> Answer:
        """What was done."""
        return Answer(Reply.RESULT, text=self.text.data or "")


class TalkForm(ReplyForm):
    """A message to the person."""

    reply = Reply.TALK
    text = TextAreaField(
        lazy_gettext("Ditt meddelande"), [_short_enough], filters=[one_line_ends], id="talk-text"
    )

    def validate_text(self, field: Any) -> None:
        """Something has to be said."""
        if not (field.data or "").strip():
            raise ValidationError(gettext("Skriv vad du vill säga."))

    def answer(self) -> Answer:
        """The message."""
        return Answer(Reply.TALK, text=self.text.data or "")


#: Which form a post is, by its `act`.
_FORMS: dict[str, type[ReplyForm]] = {
    "take": TakeForm,
    "no": NoForm,
    "saved": SavedForm,
    "result": ResultForm,
    "talk": TalkForm,
}
_PLACE_FORMS: dict[str, type[ReplyForm]] = {
    "take": TakeForm,
    "no": NoToPlaceForm,
    "saved": SavedForm,
    "result": PlaceResultForm,
}


def forms_of(page: Page) -> dict[str, type[ReplyForm]]:
    """The forms that a page has."""
    return _PLACE_FORMS if page.alert else _FORMS
