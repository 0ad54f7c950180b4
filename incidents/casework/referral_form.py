"""The form in which a handler chooses what a body is told, and how it goes there."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel.speaklater import LazyString
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)

from incidents.casework.forms import whole_number
from incidents.core.case import REFERENCE_ALPHABET
from incidents.core.errors import Invalid
from incidents.core.referral_ledger import Way
from incidents.core.referral_packet.choosing import Chosen
from incidents.core.referral_packet.document import ID_LENGTH, new_id
from incidents.core.referral_packet.masking import passages
from incidents.core.referral_packet.writing import LINE_MOST, Complaint, Overview, Party, Written
from incidents.web.carrying import one_line_ends
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext

#: The first page, in its order.
OVERVIEW = ("wants", "counterparty", "done", "reach", "interpreter")
PARTY = ("name", "address", "phone", "email")
COMPLAINT = ("what", "when", "who", "ground")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the case has to choose from: for each list the codes or numbers with their words."""

    texts: Mapping[str, str]
    answers: Mapping[str, str]
    coding: Mapping[str, str]
    files: Mapping[str, str]


def _short_enough(form: object, field: Any) -> None:
    if len(field.data or "") > LINE_MOST:
        raise ValidationError(gettext("Texten är för lång. Högst 4 000 tecken i varje fält."))


def _area(label: LazyString) -> Any:
    return TextAreaField(label, [_short_enough], filters=[one_line_ends])


def _line(label: LazyString) -> Any:
    return StringField(label, [_short_enough])


def _many(label: LazyString) -> Any:
    return SelectMultipleField(label, validate_choice=False)


class ReferralForm(Form):
    """What is chosen and written. `id` is the packet's own number; `digest` is of what was looked at."""

    once = HiddenField(default=lambda: secrets.token_hex(16))
    to = HiddenField()
    duty = HiddenField()
    id = HiddenField()
    digest = HiddenField()
    story = BooleanField(lazy_gettext("Berättelsen, i personens egna ord"))
    texts = _many(lazy_gettext("Meddelanden"))
    answers = _many(lazy_gettext("Personens svar"))
    coding = _many(lazy_gettext("Kommunens bedömning"))
    files = _many(lazy_gettext("Filer"))
    contact = BooleanField(lazy_gettext("Personens kontaktuppgifter"))
    reference = BooleanField(lazy_gettext("Ärendets nummer hos oss"))
    masked = _area(lazy_gettext("Ord som ska döljas, ett på varje rad"))
    wants = _area(lazy_gettext("Vad personen vill"))
    counterparty = _area(lazy_gettext("Motpart"))
    done = _area(lazy_gettext("Vad som är gjort hittills"))
    reach = _area(lazy_gettext("Säker kontakt"))
    interpreter = _area(lazy_gettext("Språk och tolk"))
    from_name = _line(lazy_gettext("Namn på den som anmäler"))
    from_address = _line(lazy_gettext("Adress till den som anmäler"))
    from_phone = _line(lazy_gettext("Telefon till den som anmäler"))
    from_email = _line(lazy_gettext("E-post till den som anmäler"))
    about_name = _line(lazy_gettext("Vem anmälan gäller"))
    about_address = _line(lazy_gettext("Adress till den som anmälan gäller"))
    about_phone = _line(lazy_gettext("Telefon till den som anmälan gäller"))
    about_email = _line(lazy_gettext("E-post till den som anmälan gäller"))
    what = _area(lazy_gettext("Vad hände?"))
    when = _area(lazy_gettext("När hände det?"))
    who = _area(lazy_gettext("Vem gjorde det?"))
    ground = _area(lazy_gettext("Vilken eller vilka diskrimineringsgrunder?"))
    way = RadioField(
        lazy_gettext("Hur ska det lämnas?"),
        choices=lambda: {
            Way.LINK.value: gettext("Med en länk och en fras. Mottagaren kan svara där."),
            Way.PAPER.value: gettext("På papper: jag skriver ut det och postar eller lämnar det"),
        },
        default=Way.LINK.value,
        validate_choice=False,
    )
    #: What was filled in when the log-in ended stands in the form again.
    waited = False

    def copies(self) -> list[tuple[str, str]]:
        """Every field as hidden values, for the page on which it is looked at."""
        found: list[tuple[str, str]] = []
        for field in self:
            if isinstance(field, BooleanField):
                found += [(field.name, "y")] if field.data else []
            elif isinstance(field, SelectMultipleField):
                found += [(field.name, value) for value in field.data or ()]
            elif field.name != "csrf_token":
                found.append((field.name, field.data or ""))
        return found

    def offer(self, parts: Parts) -> None:
        """What the case has."""
        for name in ("texts", "answers", "coding", "files"):
            self[name].choices = dict(getattr(parts, name))

    def suggest(self, overview: Overview, complaint: Complaint) -> None:
        """What the case knows already, for the handler to change."""
        for name, text in zip(OVERVIEW, _overview(overview), strict=True):
            self[name].data = text
        for name in COMPLAINT:
            self[name].data = getattr(complaint, name)

    def take(self, filled: Mapping[str, list[str]]) -> None:
        """Show what was filled in before."""
        for field in self:
            if field.name not in filled:
                continue
            if isinstance(field, SelectMultipleField):
                field.data = filled[field.name]
            elif isinstance(field, BooleanField):
                field.data = bool(filled[field.name])
            else:
                field.data = next(iter(filled[field.name]), field.data)
        self.waited = True

    def validate_masked(self, field: Any) -> None:
        """The rules of masking."""
        try:
            passages(field.data or "")
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    def validate_way(self, field: Any) -> None:
        """One of the two; a file cannot be printed here."""
        if field.data not in set(Way):
            raise ValidationError(gettext("Välj hur det ska lämnas."))
        if field.data == Way.PAPER and self.files.data:
            raise ValidationError(gettext("Filer kan bara lämnas med länken."))

    def chosen(self) -> Chosen:
        """The parts; only of a form that is valid. Raises `Invalid` for what is no number."""
        return Chosen(
            bool(self.story.data),
            _numbers(self.texts.data),
            frozenset(self.answers.data or ()),
            frozenset(self.coding.data or ()),
            _numbers(self.files.data),
            bool(self.contact.data),
            bool(self.reference.data),
            passages(self.masked.data or ""),
        )

    def written(self, *, to_do: bool) -> Written:
        """What was written; DO's fields only where it is meant for DO."""
        overview = Overview(*(self[name].data or "" for name in OVERVIEW))
        if not to_do:
            return Written(overview)
        return Written(
            overview,
            Complaint(
                Party(*(self[f"from_{name}"].data or "" for name in PARTY)),
                Party(*(self[f"about_{name}"].data or "" for name in PARTY)),
                # The story, where it was chosen, is what happened.
                *(
                    "" if name == "what" and self.story.data else self[name].data or ""
                    for name in COMPLAINT
                ),
            ),
        )

    def packet_id(self) -> str:
        """The packet's number: the one of the preview, or a new one."""
        given = self.id.data or ""
        sound = len(given) == ID_LENGTH and set(given) <= set(REFERENCE_ALPHABET)
        return given if sound else new_id(secrets.choice)

    def duty_number(self) -> int:
        """The duty on which it rests; 0 for a consent."""
        return whole_number(self.duty.data) or 0


def _overview(overview: Overview) -> tuple[str, ...]:
    return (
        overview.wants,
        overview.counterparty,
        overview.done,
        overview.contact,
        overview.interpreter,
    )


def _numbers(given: Any) -> frozenset[int]:
    found = {whole_number(one) for one in given or ()}
    if None in found:
        raise Invalid("En av de valda delarna finns inte. Välj igen.")
    return frozenset(one for one in found if one is not None)


class RecallForm(Form):
    """Take a referral back: `parcel` is its number in the case."""

    parcel = HiddenField()

    def number(self) -> int:
        """Which one; raises `Invalid`."""
        number = whole_number(self.parcel.data)
        if number is None:
            raise Invalid("Det finns ingen sådan hänvisning i ärendet.")
        return number
