"""The form in which a handler chooses what a body is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel.speaklater import LazyString
from wtforms import BooleanField, HiddenField, StringField, TextAreaField, ValidationError

from incidents.casework.forms import whole_number
from incidents.casework.leaving_form import LeavingForm, many, numbers
from incidents.core.errors import Invalid
from incidents.core.referral_packet.choosing import Chosen
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


class ReferralForm(LeavingForm):
    """What is chosen and written."""

    to = HiddenField()
    duty = HiddenField()
    story = BooleanField(lazy_gettext("Berättelsen, i personens egna ord"))
    texts = many(lazy_gettext("Meddelanden"))
    answers = many(lazy_gettext("Personens svar"))
    coding = many(lazy_gettext("Kommunens bedömning"))
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

    def validate_masked(self, field: Any) -> None:
        """The rules of masking."""
        try:
            passages(field.data or "")
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    def chosen(self) -> Chosen:
        """The parts; only of a form that is valid. Raises `Invalid` for what is no number."""
        return Chosen(
            bool(self.story.data),
            numbers(self.texts.data),
            frozenset(self.answers.data or ()),
            frozenset(self.coding.data or ()),
            numbers(self.files.data),
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


class RecallForm(Form):
    """Take a referral back: `parcel` is its number in the case."""

    parcel = HiddenField()

    def number(self) -> int:
        """Which one; raises `Invalid`."""
        number = whole_number(self.parcel.data)
        if number is None:
            raise Invalid("Det finns inget sådant att ta tillbaka i ärendet.")
        return number
