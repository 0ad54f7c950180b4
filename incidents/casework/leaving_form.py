"""What every form has by which something leaves a case: what was looked at, which files, and how it goes there."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel.speaklater import LazyString
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, ValidationError

from incidents.casework.forms import whole_number
from incidents.core.case import REFERENCE_ALPHABET
from incidents.core.errors import Invalid
from incidents.core.referral_entry import Way
from incidents.core.referral_packet.document import ID_LENGTH, new_id
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext


def many(label: LazyString) -> Any:
    """Boxes to tick; what there is to choose from, the case says."""
    return SelectMultipleField(label, validate_choice=False)


class LeavingForm(Form):
    """What leaves by a link or on paper.

    `id` is the packet's own number, `digest` of what was looked at, and `day` the day on which that was.
    """

    once = HiddenField(default=lambda: secrets.token_hex(16))
    id = HiddenField()
    digest = HiddenField()
    day = HiddenField()
    files = many(lazy_gettext("Filer"))
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

    def validate_way(self, field: Any) -> None:
        """One of the two; a file cannot be printed here."""
        if field.data not in set(Way):
            raise ValidationError(gettext("Välj hur det ska lämnas."))
        if field.data == Way.PAPER and self.files.data:
            raise ValidationError(gettext("Filer kan bara lämnas med länken."))

    def packet_id(self) -> str:
        """The packet's number: the one of the preview, or a new one."""
        given = self.id.data or ""
        sound = len(given) == ID_LENGTH and set(given) <= set(REFERENCE_ALPHABET)
        return given if sound else new_id(secrets.choice)


def day_looked_at(text: str | None, today: date) -> date:
    """The day of the document: that of the preview until the next day is over, so that midnight changes nothing."""
    try:
        given = date.fromisoformat(text or "")
    except ValueError:
        return today
    return given if given in (today, today - timedelta(days=1)) else today


def numbers(given: Any) -> frozenset[int]:
    """The numbers of ticked boxes; raises `Invalid` for what is none."""
    found = {whole_number(one) for one in given or ()}
    if None in found:
        raise Invalid("En av de valda delarna finns inte. Välj igen.")
    return frozenset(one for one in found if one is not None)
