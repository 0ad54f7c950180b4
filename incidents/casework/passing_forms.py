"""Forms by which a case goes to somebody else, comes first in the queue, or tells what is seen in its series."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField, TextAreaField, ValidationError

from incidents.casework.forms import EntryForm, whole_number
from incidents.casework.link_words import SEEN
from incidents.casework.present import day
from incidents.core.box import Composer
from incidents.core.series import Seen
from incidents.web.carrying import one_line_ends
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext


class PassForm(EntryForm):
    """To whom the case goes, and why; `handler` is who had it on the page."""

    composer = Composer.PASS
    to = SelectField(lazy_gettext("Vem ska ha ärendet?"), validate_choice=False)
    text = TextAreaField(lazy_gettext("Varför? En mening räcker."), filters=[one_line_ends])
    handler = HiddenField()

    def offer(
        self, people: Iterable[tuple[bytes, str]], away: Mapping[bytes, date], me: bytes
    ) -> None:
        """Whoever can take the case, with those who are away named as such."""
        named = {id_.hex(): _named(id_, name, away, me) for id_, name in people}
        self.to.choices = {"": gettext("Välj"), **named}

    def validate_to(self, field: Any) -> None:
        """Somebody; the action judges whom."""
        if not field.data:
            raise ValidationError(gettext("Välj vem som ska ha ärendet."))

    def receiver(self) -> bytes:
        """Who was chosen; nobody for what is no id."""
        try:
            return bytes.fromhex(self.to.data or "")
        except ValueError:
            return b""

    def shown_handler(self) -> bytes | None:
        """Who had the case on the page; somebody who never was for what is no id."""
        try:
            return bytes.fromhex(self.handler.data or "") or None
        except ValueError:
            return b"?"


def _named(id_: bytes, name: str, away: Mapping[bytes, date], me: bytes) -> str:
    if id_ == me:
        return gettext("Jag själv: jag tar över")
    if id_ in away:
        return gettext("%(name)s (borta till %(day)s)", name=name, day=day(away[id_]))
    return name


class ReturnForm(EntryForm):
    """The case goes back to whoever handed it over; `about` is the entry that is answered."""

    composer = Composer.RETURN
    text = TextAreaField(lazy_gettext("Varför lämnar du tillbaka det?"), filters=[one_line_ends])
    about = HiddenField()

    def number(self) -> int:
        """The entry; one that never was when it is no number."""
        return whole_number(self.about.data) or 0


class AcceptForm(Form):
    """The receiver takes the case; `about` is the entry that is answered."""

    about = HiddenField()

    def number(self) -> int:
        """The entry; one that never was when it is no number."""
        return whole_number(self.about.data) or 0


class FirstForm(EntryForm):
    """Why the case comes first; or, with an empty `front`, why no longer."""

    composer = Composer.FIRST
    text = TextAreaField(lazy_gettext("Varför?"), filters=[one_line_ends])
    front = HiddenField()


class SeriesForm(EntryForm):
    """What is seen in a series; `about` is the latest note of a series that the page showed."""

    composer = Composer.SERIES
    series = SelectField(lazy_gettext("Vilken serie?"), validate_choice=False)
    seen = SelectMultipleField(
        lazy_gettext("Vad syns i serien?"),
        choices=lambda: {code: str(words) for code, words in SEEN.items()},
        validate_choice=False,
    )
    text = TextAreaField(lazy_gettext("Vad har du sett?"), filters=[one_line_ends])
    about = HiddenField()

    def offer(self, names: Iterable[str]) -> None:
        """The case's series."""
        self.series.choices = {name: name or gettext("Utan namn") for name in names}

    def validate_seen(self, field: Any) -> None:
        """Of the list."""
        if not set(field.data or ()) <= set(SEEN):
            raise ValidationError(gettext("Välj ett av svaren i listan."))

    def said_of(self) -> Seen:
        """What was ticked; only of a form that is valid."""
        return Seen(self.series.data or "", tuple(self.seen.data or ()))

    def number(self) -> int:
        """The note; one that never was when it is no number."""
        number = whole_number(self.about.data)
        return -1 if number is None else number
