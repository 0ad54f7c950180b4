"""The questions, screen by screen: what each asks, how a draft fills it, what a draft becomes with its answers.

The public door asks them one screen after another, the desk all on one page.

Everything but the story and the way to answer may be left out.
"""

from dataclasses import replace
from typing import Any

from flask import request
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from incidents.core.box import Draft
from incidents.core.errors import Invalid
from incidents.core.lists import DISTRICT, UNIT
from incidents.core.report import CONTACT_MOST, check_story
from incidents.web import own_lists
from incidents.web.amounting import CONTACT_MODES
from incidents.web.fields import (
    LooseCheckboxes,
    LooseRadio,
    LooseSelect,
    choices,
    one_line_ends,
    text_or_nothing,
)
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext


def goes_back_to_check() -> bool:
    """Whether the visitor came from *check* to change an answer."""
    return request.args.get("back") == "check"


class QuestionForm(Form):
    """A screen of questions. Those of `SINGLE` and `SEVERAL` are answers by vocabulary, with one group or several."""

    SINGLE: tuple[str, ...] = ()
    SEVERAL: tuple[str, ...] = ()

    @classmethod
    def untouched(cls, draft: Draft) -> bool:
        """Whether the draft has nothing to fill this screen with."""
        return not any(name in draft.answers for name in (*cls.SINGLE, *cls.SEVERAL))

    @classmethod
    def left_out(cls, draft: Draft) -> tuple[str, ...]:
        """The questions of this screen that earlier answers make needless."""
        named = (*cls.SINGLE, *cls.SEVERAL)
        asked = own_lists.asked(draft.answers) if named else frozenset()
        return tuple(name for name in named if name not in asked)

    def only_asked(self, draft: Draft) -> None:
        """Take away the questions that are not asked after the answers so far."""
        for name in self.left_out(draft):
            del self[name]

    def fill(self, draft: Draft) -> None:
        """Show what was answered before."""
        for name in self._single():
            self[name].data = (draft.answers.get(name) or ("",))[0]
        for name in self._several():
            self[name].data = list(draft.answers.get(name, ()))

    def added_to(self, draft: Draft) -> Draft:
        """The draft with this screen's answers in it; answers to questions that no longer apply are gone."""
        given = {name: tuple(filter(None, [self[name].data])) for name in self._single()}
        given |= {name: tuple(self[name].data or ()) for name in self._several()}
        changed = draft.with_answers(given)
        asked = own_lists.asked(changed.answers)
        return changed.with_answers({name: () for name in changed.answers if name not in asked})

    def _single(self) -> list[str]:
        return [name for name in self.SINGLE if name in self]

    def _several(self) -> list[str]:
        return [name for name in self.SEVERAL if name in self]


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


class AboutForm(QuestionForm):
    """About it: what, when, how often, where in society, who did it."""

    SINGLE: tuple[str, ...] = ("when_coarse", "frequency", "area")
    SEVERAL: tuple[str, ...] = ("what_happened", "actor_type")

    what_happened = LooseCheckboxes(
        lazy_gettext("Vad var det som hände? Välj allt som stämmer."),
        choices=choices("what_happened"),
    )
    when_coarse = LooseRadio(
        lazy_gettext("När hände det senast?"),
        choices=choices("when_coarse"),
        coerce=text_or_nothing,
    )
    frequency = LooseRadio(
        lazy_gettext("Hur ofta?"), choices=choices("frequency"), coerce=text_or_nothing
    )
    area = LooseRadio(
        lazy_gettext("Var i samhället hände det?"), choices=choices("area"), coerce=text_or_nothing
    )
    actor_type = LooseCheckboxes(
        lazy_gettext("Vem gjorde det? Skriv inga namn här."), choices=choices("actor_type")
    )


class GroundsForm(QuestionForm):
    """What it was about: the grounds; after certain events the group aimed at, and where it was."""

    SINGLE: tuple[str, ...] = ("place_type", DISTRICT, UNIT)
    SEVERAL: tuple[str, ...] = ("ground", "bias_motive")

    ground = LooseCheckboxes(
        lazy_gettext("Vad tror du att det handlade om? Välj allt som stämmer."),
        choices=choices("ground"),
    )
    bias_motive = LooseCheckboxes(
        lazy_gettext("Riktades det mot en viss grupp?"), choices=choices("bias_motive")
    )
    place_type = LooseRadio(
        lazy_gettext("På vilken sorts plats?"),
        choices=choices("place_type"),
        coerce=text_or_nothing,
    )

    @classmethod
    def left_out(cls, draft: Draft) -> tuple[str, ...]:
        """A witness of graffiti has told the place and is asked for the group alone, unless to change an answer."""
        needless = super().left_out(draft)
        if not draft.seen or goes_back_to_check():
            return needless
        return tuple(name for name in (*cls.SINGLE, *cls.SEVERAL) if name != "bias_motive")

    district = LooseSelect(
        lazy_gettext("Var hände det? (område)"),
        choices=own_lists.choices(DISTRICT),
        coerce=text_or_nothing,
    )
    unit = LooseSelect(
        lazy_gettext("Vilken del av kommunen gäller det?"),
        choices=own_lists.choices(UNIT),
        coerce=text_or_nothing,
    )


class YouForm(QuestionForm):
    """You and us."""

    SINGLE: tuple[str, ...] = (
        "reporter_role",
        "under18",
        "safety",
        "contact_mode",
        "interpreter_need",
    )
    SEVERAL: tuple[str, ...] = ("consequence", "wish")

    reporter_role = LooseRadio(
        lazy_gettext("Vem hände det?"), choices=choices("reporter_role"), coerce=text_or_nothing
    )
    under18 = LooseRadio(
        lazy_gettext("Är den som det hände under 18 år?"),
        choices=choices("under18"),
        coerce=text_or_nothing,
    )
    consequence = LooseCheckboxes(
        lazy_gettext("Hur har det påverkat? (frivilligt)"), choices=choices("consequence")
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
    interpreter_need = LooseRadio(
        lazy_gettext("Behöver du tolk när vi pratar?"),
        choices=choices("interpreter_need"),
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

    def fill(self, draft: Draft) -> None:
        """The choices so far; the code is the way to answer until another one is chosen."""
        super().fill(draft)
        self.contact_mode.data = self.contact_mode.data or "code"
        self.contact.data, self.safe_times.data = draft.contact, draft.safe_times

    def added_to(self, draft: Draft) -> Draft:
        """The choices; contact details only where we are to call or write."""
        reach = self.contact_mode.data in CONTACT_MODES
        return replace(
            super().added_to(draft),
            contact=(self.contact.data or "").strip() if reach else "",
            safe_times=(self.safe_times.data or "").strip() if reach else "",
        )
