"""Forms in which cases are linked, a link is taken away, and a double is merged."""

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, ValidationError

from incidents.casework.forms import VersionForm
from incidents.casework.link_words import LINKS
from incidents.core.errors import Invalid
from incidents.core.linking import NAME_MOST, LinkKind
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext

#: So many references are looked at: more are no choice that anybody made.
LOOKED_AT = 100


def references(texts: list[str]) -> list[str]:
    """What was ticked or typed, each once and as references are written."""
    typed = " ".join(texts).replace(",", " ").upper().split()
    return list(dict.fromkeys(typed))[:LOOKED_AT]


class TogetherForm(Form):
    """Why cases that were ticked in the list are linked."""

    kind = RadioField(
        lazy_gettext("Varför hör ärendena ihop?"),
        choices=lambda: {one.value: str(words) for one, words in LINKS.items()},
        default=LinkKind.SAME_EVENT.value,
        validate_choice=False,
    )
    name = StringField(lazy_gettext("Seriens namn"))

    def validate_kind(self, field: Any) -> None:
        """Of the list."""
        if field.data not in list(LinkKind):
            raise ValidationError(gettext("Välj varför ärendena hör ihop."))

    def validate_name(self, field: Any) -> None:
        """Short."""
        if len((field.data or "").strip()) > NAME_MOST:
            raise ValidationError(gettext("Seriens namn är för långt. Skriv högst 60 tecken."))

    def chosen(self) -> LinkKind:
        """The kind; only of a form that is valid."""
        return LinkKind(self.kind.data)


class CoversForm(Form):
    """The cover sheets of several cases: those of which it is said that there is no conflict of interest."""

    free = SelectMultipleField(
        lazy_gettext("I vilka av ärendena är du inte jävig?"), choices={}, validate_choice=False
    )

    def offer(self, chosen: Iterable[str]) -> None:
        """The cases that are not open yet."""
        self.free.choices = {
            one: gettext("Jag är inte jävig i %(reference)s", reference=one) for one in chosen
        }

    def validate_free(self, field: Any) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(gettext("Kryssa för minst ett ärende."))


class LinksForm(TogetherForm):
    """The same for one case, and another that is not ticked."""

    other = StringField(lazy_gettext("Ett annat ärendes beteckning"))


class UnlinkForm(Form):
    """The link that goes: to which case, and of which kind."""

    other = HiddenField()
    kind = HiddenField()

    def chosen(self) -> LinkKind:
        """The kind; raises `Invalid`."""
        if self.kind.data not in list(LinkKind):
            raise Invalid("Länken är redan borttagen.")
        return LinkKind(self.kind.data or "")


class MergeForm(VersionForm):
    """Of which case this one is a double."""

    leading = StringField(lazy_gettext("I vilket ärende arbetar vi vidare?"))

    def validate_leading(self, field: Any) -> None:
        """Somewhere the work must go on."""
        if len(references([field.data or ""])) != 1:
            raise ValidationError(gettext("Skriv det andra ärendets beteckning."))

    def reference(self) -> str:
        """The other case; only of a form that is valid."""
        return references([self.leading.data or ""])[0]
