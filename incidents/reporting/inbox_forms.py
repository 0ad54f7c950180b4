"""The forms of the inbox's own pages. Each is taken once, however often it is posted."""

import secrets
from typing import Any

from wtforms import HiddenField, TextAreaField, ValidationError

from incidents.core.errors import Invalid
from incidents.core.report import STORY_MOST, check_story
from incidents.reporting import visit
from incidents.web import cookies
from incidents.web.fields import (
    LooseCheckboxes,
    LooseRadio,
    choices,
    one_line_ends,
    text_or_nothing,
)
from incidents.web.forms import Form
from incidents.web.locale import NAMES, gettext, lazy_gettext


class OnceForm(Form):
    """A form that is taken once, however often it is posted."""

    once = HiddenField(default=lambda: secrets.token_hex(16))

    def said(self, lang: str) -> dict[str, Any]:
        """What every deed is given."""
        return {
            "language": NAMES[lang].tag,
            "once": self.once.data or "",
            "pinned": cookies.settings().trust,
            "now": visit.now(),
        }


class EventForm(OnceForm):
    """It happened again."""

    SINGLE = ("when_coarse", "place_type", "safety")

    text = TextAreaField(
        lazy_gettext("Berätta vad som hände den här gången"), filters=[one_line_ends]
    )
    what_happened = LooseCheckboxes(
        lazy_gettext("Vad var det som hände? Välj allt som stämmer."),
        choices=choices("what_happened"),
    )
    when_coarse = LooseRadio(
        lazy_gettext("När hände det senast?"),
        choices=choices("when_coarse"),
        coerce=text_or_nothing,
    )
    place_type = LooseRadio(
        lazy_gettext("På vilken sorts plats?"),
        choices=choices("place_type"),
        coerce=text_or_nothing,
    )
    safety = LooseRadio(
        lazy_gettext("Hur är det just nu?"), choices=choices("safety"), coerce=text_or_nothing
    )

    def validate_text(self, field: Any) -> None:
        """The same limits as for the story."""
        try:
            check_story(field.data or "")
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    def answers(self) -> dict[str, tuple[str, ...]]:
        """The answers given, by vocabulary; a choice that no list has is no answer."""
        given = {name: tuple(filter(None, [self[name].data])) for name in self.SINGLE}
        given["what_happened"] = tuple(self.what_happened.data or ())
        return {name: groups for name, groups in given.items() if groups}


class StopForm(OnceForm):
    """Ask us to stop, or to go on: the wish is posted, so that a repeated form never turns it round."""

    wish = HiddenField()


class ConsentForm(OnceForm):
    """An answer to one question of consent."""

    question = HiddenField()
    answer = HiddenField()

    def number(self) -> int:
        """The question's number; one that never was when it is no number."""
        text = self.question.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class FeedbackForm(OnceForm):
    """How it went."""

    feedback = LooseRadio(
        lazy_gettext("Hjälpte det dig?"),
        choices=choices("reporter_feedback"),
        coerce=text_or_nothing,
    )
    text = TextAreaField(
        lazy_gettext("Vill du säga något mer? (frivilligt)"), filters=[one_line_ends]
    )

    def validate_feedback(self, field: Any) -> None:
        """The one required choice."""
        if not field.data:
            raise ValidationError(gettext("Välj ett av svaren i listan."))

    def validate_text(self, field: Any) -> None:
        """May be empty."""
        if len(field.data or "") > STORY_MOST:
            raise ValidationError(gettext("Texten är för lång."))
