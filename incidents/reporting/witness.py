"""The witness way: place, time and what it shows, for those who saw graffiti, leaflets or symbols."""

from dataclasses import replace
from typing import Any

from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from incidents.core.box import Draft
from incidents.core.errors import Invalid
from incidents.core.lists import DISTRICT
from incidents.core.report import check_story
from incidents.core.vocabulary import vocabulary
from incidents.core.witness import ROLE, WHAT_HAPPENED, composed, story_with
from incidents.web import own_lists
from incidents.web.fields import (
    LooseRadio,
    LooseSelect,
    choices,
    one_line_ends,
    text_or_nothing,
)
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.questions import QuestionForm

PLACE_MOST = 500
_TYPED = ("place", "time_of_day", "shows")


class SeenForm(QuestionForm):
    """What a witness saw. It becomes the story of an ordinary draft, with the answers that go without saying."""

    SINGLE = ("place_type", DISTRICT, "when_coarse")

    place = StringField(
        lazy_gettext("Var såg du det?"),
        filters=[one_line_ends],
        validators=[Length(max=PLACE_MOST, message=lazy_gettext("Texten är för lång."))],
    )
    place_type = LooseRadio(
        lazy_gettext("På vilken sorts plats?"),
        choices=choices("place_type"),
        coerce=text_or_nothing,
    )
    district = LooseSelect(
        lazy_gettext("Var hände det? (område)"),
        choices=own_lists.choices(DISTRICT),
        coerce=text_or_nothing,
    )
    when_coarse = LooseRadio(
        lazy_gettext("När såg du det?"), choices=choices("when_coarse"), coerce=text_or_nothing
    )
    time_of_day = LooseRadio(
        lazy_gettext("Vilken tid på dygnet?"),
        choices=choices("time_of_day"),
        coerce=text_or_nothing,
    )
    shows = TextAreaField(lazy_gettext("Vad visar det?"), filters=[one_line_ends])

    #: The draft that the answers will be added to.
    draft: Draft | None = None

    @classmethod
    def untouched(cls, draft: Draft) -> bool:
        """Before the first answer here, or to the same questions elsewhere."""
        return not draft.seen and super().untouched(draft)

    @classmethod
    def left_out(cls, _: Draft) -> tuple[str, ...]:
        """The district, where the municipality has no list of them."""
        return () if own_lists.own_list(DISTRICT).items else (DISTRICT,)

    def only_asked(self, draft: Draft) -> None:
        """As on every screen; the draft says how long the story already is."""
        super().only_asked(draft)
        self.draft = draft

    def validate_shows(self, field: Any) -> None:
        """Some words, and no longer story than a story may be."""
        if not (field.data or "").strip():
            raise ValidationError(gettext("Skriv vad du såg. Några ord räcker."))
        try:
            check_story(self._story(self.draft) if self.draft else self._text())
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    def fill(self, draft: Draft) -> None:
        """What was typed here before."""
        super().fill(draft)
        for name in _TYPED:
            self[name].data = (draft.seen.get(name) or ("",))[0]

    def added_to(self, draft: Draft) -> Draft:
        """The draft with the story and the answers; what was answered otherwise before stays as it was."""
        happened = draft.answers.get("what_happened", ())
        known = {
            "what_happened": tuple(dict.fromkeys((*happened, WHAT_HAPPENED))),
            "reporter_role": draft.answers.get("reporter_role", (ROLE,)),
        }
        seen = {name: (self[name].data or "",) for name in _TYPED}
        seen["text"] = (self._text(),)
        told = replace(draft.with_answers(known), story=self._story(draft), seen=seen)
        return super().added_to(told)

    def _story(self, draft: Draft) -> str:
        before = (draft.seen.get("text") or ("",))[0]
        return story_with(draft.story, before, self._text())

    def _text(self) -> str:
        """What was typed, as a story in the language of the page."""
        hour = self.time_of_day.data
        known = hour and hour != "unknown"
        time = gettext(vocabulary("time_of_day").label(hour)) if known else ""
        parts = ((gettext("Plats"), self.place.data or ""), (gettext("Tid på dygnet"), time))
        return composed(self.shows.data or "", parts)
