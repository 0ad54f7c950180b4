"""The forms in which a yes that was said aloud is written down, and a duty to tell is announced."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)

from incidents.actions.basing import Filed
from incidents.casework.answer_form import bodies, roles
from incidents.casework.forms import whole_number
from incidents.casework.visit import now
from incidents.casework.words import HOW
from incidents.core.aloud import Heard, How
from incidents.core.bases import NAME_MOST, PROVISIONS, TEXT_MOST, Duty, Urgency, check_leads
from incidents.core.box import Composer
from incidents.core.clock import local_date
from incidents.core.consent import check_acts
from incidents.core.errors import Invalid
from incidents.core.report import check_story
from incidents.core.vocabulary import vocabulary
from incidents.web.basiswords import LAWS
from incidents.web.carrying import one_line_ends
from incidents.web.cookies import settings
from incidents.web.forms import Form
from incidents.web.languages import language_tags, named
from incidents.web.locale import gettext, lazy_gettext


class BasisForm(Form):
    """`once` is new on each page; `about` is the latest entry of the ledger that stood on it."""

    composer: Composer
    once = HiddenField(default=lambda: secrets.token_hex(16))
    about = HiddenField()
    #: What was filled in when the log-in ended stands in the form again.
    waited = False

    def filed(self) -> Filed:
        """Where it comes from; a number that never was where it says none."""
        about = whole_number(self.about.data)
        return Filed(self.once.data or "", -1 if about is None else about)

    def take(self, filled: Mapping[str, list[str]]) -> Self:
        """Show what was filled in before; the ledger is the one that stands there now."""
        for field in self:
            if field.name in ("csrf_token", "about") or field.name not in filled:
                continue
            many = isinstance(field, SelectMultipleField)
            field.data = filled[field.name] if many else next(iter(filled[field.name]), "")
        self.waited = True
        return self


def _check_text(field: Any) -> None:
    """The rule of the core, for a text that is read by somebody."""
    try:
        check_story(field.data or "")
    except Invalid as error:
        empty = not (field.data or "").strip()
        raise ValidationError(
            gettext("Skriv något först.") if empty else gettext(error.sentence)
        ) from error


class OralForm(BasisForm):
    """To which body and acts the person said yes, how and when, and what she was told."""

    composer = Composer.ORAL
    body = SelectField(
        lazy_gettext("Vem gäller det?"),
        choices=lambda: {"": gettext("Välj"), **bodies()},
        validate_choice=False,
        render_kw={"translate": "no"},
    )
    acts = SelectMultipleField(
        lazy_gettext("Vad sa personen ja till?"),
        choices=lambda: {
            item.code: gettext(item.label) for item in vocabulary("consent_act").items
        },
        validate_choice=False,
    )
    how = RadioField(
        lazy_gettext("Hur sa personen ja?"),
        choices=lambda: {how.value: str(words) for how, words in HOW.items()},
        validate_choice=False,
    )
    day = StringField(lazy_gettext("Vilken dag?"))
    text = TextAreaField(
        lazy_gettext("Det här fick personen höra att vi skulle berätta"), filters=[one_line_ends]
    )
    language = SelectField(
        lazy_gettext("Texten är skriven på"),
        choices=lambda: named(language_tags(settings().languages)),
        validate_choice=False,
    )

    def validate_body(self, field: Any) -> None:
        """One of the directory."""
        if field.data not in bodies():
            raise ValidationError(gettext("Välj vem det gäller."))

    def validate_acts(self, field: Any) -> None:
        """At least one of the list."""
        if not check_acts(field.data or ()):
            raise ValidationError(gettext("Välj minst en sak som personen sa ja till."))

    def validate_how(self, field: Any) -> None:
        """One of the ways."""
        if field.data not in set(How):
            raise ValidationError(gettext("Välj hur personen sa ja."))

    def validate_day(self, field: Any) -> None:
        """A day that has been; whether it can be that one the case knows."""
        try:
            day = date.fromisoformat(field.data or "")
        except ValueError as error:
            raise ValidationError(gettext("Skriv dagen så här: 2026-11-24.")) from error
        if day > local_date(now()):
            raise ValidationError(gettext("Skriv en dag som har varit."))

    def validate_text(self, field: Any) -> None:
        """Something was told."""
        _check_text(field)

    def heard(self) -> Heard:
        """What was filled in; only of a form that is valid."""
        body = self.body.data or ""
        return Heard(
            body,
            bodies().get(body, ""),
            tuple(self.acts.data or ()),
            self.text.data or "",
            How(self.how.data),
            date.fromisoformat(self.day.data or ""),
        )

    def chosen_language(self) -> str:
        """The text's language; Swedish when none of the offered ones was chosen."""
        tag = self.language.data or "sv"
        return tag if tag in language_tags(settings().languages) else "sv"


class DutyForm(BasisForm):
    """Which law, to whom it leads, who decided, and what exactly is told."""

    composer = Composer.DUTY
    provision = RadioField(
        lazy_gettext("Vilken lag kräver det?"),
        choices=lambda: {one.code: str(LAWS[one.code][0]) for one in PROVISIONS},
        validate_choice=False,
    )
    receiver = SelectField(
        lazy_gettext("Vem ska få veta?"),
        choices=lambda: {"": gettext("Välj"), **receivers()},
        validate_choice=False,
        render_kw={"translate": "no"},
    )
    name = StringField(lazy_gettext("Vilken skola, enhet eller mottagning?"))
    decided_by = StringField(lazy_gettext("Vem har bestämt det?"))
    text = TextAreaField(lazy_gettext("Exakt det här berättar ni"), filters=[one_line_ends])
    translated = TextAreaField(
        lazy_gettext("Samma ord på personens språk"), filters=[one_line_ends]
    )
    urgent = BooleanField(lazy_gettext("Ett barn kan vara i fara om vi väntar till i morgon"))

    def validate_provision(self, field: Any) -> None:
        """One of the list."""
        if field.data not in {one.code for one in PROVISIONS}:
            raise ValidationError(gettext("Välj vilken lag som kräver det."))

    def validate_receiver(self, field: Any) -> None:
        """Somebody to whom the law leads."""
        role = roles().get(field.data or "")
        if role is None:
            raise ValidationError(gettext("Välj vem som ska få veta."))
        if self.provision.data in LAWS:
            try:
                check_leads(self.provision.data, role)
            except Invalid as error:
                raise ValidationError(gettext(error.sentence)) from error

    def validate_name(self, field: Any) -> None:
        """May be empty: then the directory's name says enough."""
        if len((field.data or "").strip()) > NAME_MOST:
            raise ValidationError(gettext("Skriv vem som ska få veta, med högst 120 tecken."))

    def validate_decided_by(self, field: Any) -> None:
        """Somebody decided."""
        if not 0 < len((field.data or "").strip()) <= NAME_MOST:
            raise ValidationError(gettext("Skriv vem som har bestämt det, med högst 120 tecken."))

    def validate_text(self, field: Any) -> None:
        """The words, and no more than anybody needs."""
        _check_text(field)
        if len(field.data) > TEXT_MOST:
            raise ValidationError(gettext("Skriv exakt vad ni berättar, med högst 4 000 tecken."))

    def validate_translated(self, field: Any) -> None:
        """May be empty."""
        if (field.data or "").strip():
            _check_text(field)

    def validate_urgent(self, field: Any) -> None:
        """Only for a child."""
        leads = {one.code for one in PROVISIONS if one.child}
        if field.data and self.provision.data in LAWS and self.provision.data not in leads:
            raise ValidationError(
                gettext("Bara när ett barn kan vara i fara får ni berätta innan personen vet det.")
            )

    def duty(self) -> Duty:
        """What was filled in; only of a form that is valid."""
        body = self.receiver.data or ""
        return Duty(
            body,
            (self.name.data or "").strip() or receivers()[body],
            self.provision.data or "",
            (self.decided_by.data or "").strip(),
            self.text.data or "",
            Urgency.CHILD if self.urgent.data else None,
        )

    def in_own_language(self) -> str:
        """The same words for the person; empty where there are none."""
        typed = self.translated.data or ""
        return typed if typed.strip() else ""


def receivers() -> dict[str, str]:
    """Those to whom one of the laws leads, by name."""
    of, led_to = roles(), frozenset().union(*(one.to for one in PROVISIONS))
    return {body: name for body, name in bodies().items() if of[body] in led_to}
