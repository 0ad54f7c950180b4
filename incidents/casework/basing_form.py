"""The form in which a yes that was said aloud is written down, and what it shares with that of a duty (`duty_form`)."""

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
from incidents.core.bases import recognisable
from incidents.core.box import Composer
from incidents.core.clock import local_date
from incidents.core.consent import check_acts
from incidents.core.errors import Invalid
from incidents.core.report import check_story
from incidents.core.vocabulary import vocabulary
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


def check_text(field: Any, empty: str) -> None:
    """The rule of the core for a text, and what is said where there is none."""
    try:
        check_story(field.data or "")
    except Invalid as error:
        typed = (field.data or "").strip()
        raise ValidationError(gettext(error.sentence) if typed else empty) from error


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
    warned = BooleanField(
        lazy_gettext("Jag sa: Kan de förstå att det är du? Säg nej, så låter vi bli.")
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

    def validate_warned(self, field: Any) -> None:
        """Those who were there may understand who it is: nobody says yes to that without having heard it."""
        if self._recognisable() and not field.data:
            raise ValidationError(
                gettext("Personen behöver ha hört att de kan förstå vem det är. Fråga det först.")
            )

    def _recognisable(self) -> bool:
        role = roles().get(self.body.data or "")
        return role is not None and recognisable(role, self.acts.data or ())

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
        check_text(field, gettext("Skriv vad personen fick höra."))

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
            self._recognisable(),
        )

    def chosen_language(self) -> str:
        """The text's language; Swedish when none of the offered ones was chosen."""
        tag = self.language.data or "sv"
        return tag if tag in language_tags(settings().languages) else "sv"
