"""The question screens: what each asks, how a draft fills it, and what a draft becomes with its answers.

Everything but the story and the way to answer may be left out.
"""

from abc import abstractmethod
from dataclasses import replace
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from incidents.core.box import Draft
from incidents.core.errors import Invalid
from incidents.core.report import CONTACT_MOST, check_story
from incidents.reporting.fields import (
    LooseCheckboxes,
    LooseRadio,
    choices,
    one_line_ends,
    text_or_nothing,
)
from incidents.reporting.present import CONTACT_MODES
from incidents.web.forms import Form


class QuestionForm(Form):
    """A screen of questions."""

    @classmethod
    @abstractmethod
    def untouched(cls, draft: Draft) -> bool:
        """Whether the draft has nothing to fill this screen with."""

    @abstractmethod
    def fill(self, draft: Draft) -> None:
        """Show what was answered before."""

    @abstractmethod
    def added_to(self, draft: Draft) -> Draft:
        """The draft with this screen's answers in it."""


class StoryForm(QuestionForm):
    """What happened."""

    story = TextAreaField(lazy_gettext("Berätta vad som hände"), filters=[one_line_ends])

    def validate_story(self, field: Any) -> None:
        """The rule of the core, in the reader's language."""
        try:
            check_story(field.data or "")
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    @classmethod
    def untouched(cls, draft: Draft) -> bool:
        """Before the first word."""
        return not draft.story

    def fill(self, draft: Draft) -> None:
        """The text so far."""
        self.story.data = draft.story

    def added_to(self, draft: Draft) -> Draft:
        """The new text."""
        return replace(draft, story=self.story.data or "")


class YouForm(QuestionForm):
    """You and us."""

    SINGLE = ("reporter_role", "under18", "safety", "contact_mode")

    reporter_role = LooseRadio(
        lazy_gettext("Vem hände det?"), choices=choices("reporter_role"), coerce=text_or_nothing
    )
    under18 = LooseRadio(
        lazy_gettext("Är den som det hände under 18 år?"),
        choices=choices("under18"),
        coerce=text_or_nothing,
    )
    wish = LooseCheckboxes(
        lazy_gettext("Vad vill du ska hända? Välj allt som stämmer."), choices=choices("wish")
    )
    safety = LooseRadio(
        lazy_gettext("Hur är det just nu?"), choices=choices("safety"), coerce=text_or_nothing
    )
    contact_mode = LooseRadio(
        lazy_gettext("Hur får vi svara dig?"),
        choices=choices("contact_mode"),
        coerce=text_or_nothing,
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
        if self.contact_mode.data in CONTACT_MODES and not (field.data or "").strip():
            raise ValidationError(gettext("Skriv hur vi kan nå dig, eller välj ett annat sätt."))

    @classmethod
    def untouched(cls, draft: Draft) -> bool:
        """Before the first answer on this page: it always answers how to reach the reporter."""
        return "contact_mode" not in draft.answers

    def fill(self, draft: Draft) -> None:
        """The choices so far; the code is the way to answer until another one is chosen."""
        for name in self.SINGLE:
            self[name].data = (draft.answers.get(name) or ("",))[0]
        self.contact_mode.data = self.contact_mode.data or "code"
        self.wish.data = list(draft.answers.get("wish", ()))
        self.contact.data, self.safe_times.data = draft.contact, draft.safe_times

    def added_to(self, draft: Draft) -> Draft:
        """The choices; contact details only where we are to call or write."""
        answers = {name: tuple(filter(None, [self[name].data])) for name in self.SINGLE}
        answers["wish"] = tuple(self.wish.data or ())
        reach = self.contact_mode.data in CONTACT_MODES
        return replace(
            draft.with_answers(answers),
            contact=(self.contact.data or "").strip() if reach else "",
            safe_times=(self.safe_times.data or "").strip() if reach else "",
        )
