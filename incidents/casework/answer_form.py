"""What is written to the reporter: an answer, with standard replies to start from, or a question of consent."""

from collections.abc import Callable
from functools import partial
from typing import Any

from wtforms import (
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)

from incidents.actions.thread import Asked
from incidents.casework.forms import EntryForm, whole_number
from incidents.core.bases import recognisable
from incidents.core.box import Composer, Unsent
from incidents.core.consent import check_acts
from incidents.core.errors import Invalid
from incidents.core.help.directory import Role
from incidents.core.languages import languages
from incidents.core.replies import TEXTS, Reply
from incidents.core.report import check_story
from incidents.core.vocabulary import vocabulary
from incidents.web.carrying import one_line_ends
from incidents.web.cookies import settings
from incidents.web.directory import directory
from incidents.web.languages import language_tags, named
from incidents.web.locale import catalogue, gettext, lazy_gettext


def reply_in(reply: Reply, code: str) -> str:
    """A standard reply in one of the offered languages."""
    text: str = catalogue(code).gettext(TEXTS[reply])
    return text


def _after(typed: str | None, reply: str) -> str:
    """The reply after what was typed, unless it is there already."""
    before = (typed or "").rstrip()
    if reply in before:
        return before
    return f"{before}\n\n{reply}" if before else reply


class ToReporterForm(EntryForm):
    """A text that the reporter reads, in a language."""

    language = SelectField(
        lazy_gettext("Svaret är skrivet på"),
        choices=lambda: named(language_tags(settings().languages)),
        validate_choice=False,
    )
    shown = HiddenField()

    def last_shown(self) -> int | None:
        """The last entry on the page on which the answer was written; None when nobody says."""
        return whole_number(self.shown.data)

    def chosen_language(self) -> str:
        """The answer's language; Swedish when none of the offered ones was chosen."""
        tag = self.language.data or "sv"
        return tag if tag in language_tags(settings().languages) else "sv"

    def take(self, unsent: Unsent) -> None:
        """With its language."""
        super().take(unsent)
        self.language.data = unsent.language


class AnswerForm(ToReporterForm):
    """An answer to the reporter."""

    composer = Composer.ANSWER
    text = TextAreaField(lazy_gettext("Svar till den som rapporterat"), filters=[one_line_ends])
    swedish = TextAreaField(lazy_gettext("Samma svar på svenska"), filters=[one_line_ends])
    #: Named by the button under a standard reply.
    reply = StringField()
    reply_language = SelectField(
        lazy_gettext("På vilket språk?"),
        choices=lambda: named(settings().languages),
        validate_choice=False,
    )

    def validate_swedish(self, field: Any) -> None:
        """The rule of the core; and beside a Swedish answer there is no other."""
        if not (field.data or "").strip():
            return
        try:
            check_story(field.data)
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error
        if self.chosen_language() == "sv":
            raise ValidationError(
                gettext("Välj vilket språk svaret är skrivet på, eller töm den svenska texten.")
            )

    def said_in_swedish(self) -> str:
        """The same answer in Swedish; empty where there is none."""
        typed = self.swedish.data or ""
        return typed if typed.strip() else ""

    def take(self, unsent: Unsent) -> None:
        """With the Swedish text."""
        super().take(unsent)
        self.swedish.data = unsent.swedish

    def asks_for_reply(self) -> bool:
        """Whether a standard reply is to be put in; nothing is sent then."""
        return self.reply.data in set(Reply)

    def chosen_reply_language(self) -> str:
        """The language of the standard replies."""
        code = self.reply_language.data or ""
        return code if code in settings().languages else "sv"

    def put_in(self) -> None:
        """The standard reply that was chosen."""
        self.add(self.chosen_reply_language(), partial(reply_in, Reply(self.reply.data or "")))

    def add(self, code: str, text_in: Callable[[str], str]) -> None:
        """A text comes after what was typed, once, with its Swedish; an empty answer takes its language."""
        tag = languages()[code].tag
        if not (self.text.data or "").strip():
            self.language.data = tag
        self.text.data = _after(self.text.data, text_in(code))
        if tag != "sv":
            self.swedish.data = _after(self.swedish.data, text_in("sv"))


class AskForm(ToReporterForm):
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
        body, acts = self.body.data or "", tuple(self.acts.data or ())
        role = roles().get(body)
        may_be_known = role is not None and recognisable(role, acts)
        return Asked(body, bodies().get(body, ""), acts, self.said(), may_be_known)


def bodies() -> dict[str, str]:
    """Whom something can be shared with: the directory and the municipality's own, by name."""
    found = {body.fact.id: body.name for body in directory().bodies}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def roles() -> dict[str, Role]:
    """What each of them is for."""
    return {body.fact.id: body.role for body in directory().bodies}
