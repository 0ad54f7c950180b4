"""What the auditor looks for in the trail, as a form that reads the address, and the same to be taken out."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from flask import request
from wtforms import HiddenField, SelectField, StringField, ValidationError
from wtforms.validators import Length

from incidents.actions.trail import Wanted
from incidents.core.auditing import Act, Area
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.trailwords import TRAIL

AREAS = {
    Area.CASES: (lazy_gettext("Ärenden"), lazy_gettext("Allt i ärenden")),
    Area.DIRECTORY: (lazy_gettext("Katalogen"), lazy_gettext("Allt om katalogen")),
    Area.STATISTICS: (lazy_gettext("Statistiken"), lazy_gettext("Allt om statistiken")),
    Area.REGISTERS: (
        lazy_gettext("Åtgärder, andra siffror och ECCAR"),
        lazy_gettext("Allt om åtgärder, andra siffror och ECCAR"),
    ),
    Area.STAFF: (lazy_gettext("Personal"), lazy_gettext("Allt om personal och inloggning")),
    Area.KEYS: (lazy_gettext("Nycklar"), lazy_gettext("Allt om nycklar")),
    Area.TRAIL: (lazy_gettext("Utdrag och gallring"), lazy_gettext("Alla utdrag och gallringar")),
}


_YEARS = range(2000, 2100)


def _whats() -> dict[str, object]:
    groups = {
        str(title): {
            area.value: str(everything),
            **{act.value: str(TRAIL[act]) for act in Act if act in area.acts()},
        }
        for area, (title, everything) in AREAS.items()
    }
    return {"": gettext("Allt"), **groups}


class LookingForm(Form):
    """A filter."""

    first = StringField(lazy_gettext("Från och med"))
    last = StringField(lazy_gettext("Till och med"))
    what = SelectField(lazy_gettext("Vad"), choices=_whats, validate_choice=False)
    who = SelectField(lazy_gettext("Vem"), choices=dict, validate_choice=False)
    reference = StringField(
        lazy_gettext("Ärende"),
        validators=[Length(max=80, message=lazy_gettext("Beteckningen är för lång."))],
    )

    def offer(self, people: Mapping[bytes, str]) -> None:
        """Who may be chosen."""
        by_name = sorted(people.items(), key=lambda one: one[1])
        self.who.choices = {"": gettext("Alla"), **{id_.hex(): name for id_, name in by_name}}
        # The choices came after what was chosen: only with them does the field know what is one.
        self.who.data = self.who.data if self.who.data in self.who.choices else ""

    def validate_first(self, field: Any) -> None:
        """A day."""
        _day(field)

    def validate_last(self, field: Any) -> None:
        """A day, not before the first."""
        first, last = None, _day(field)
        with suppress(ValueError):  # said at its own field
            first = _read(self.first.data)
        if first and last and last < first:
            raise ValidationError(gettext("Den sista dagen är före den första."))

    def wanted(self) -> Wanted:
        """What is looked for, once the form is valid."""
        who = self.who.data or ""
        return Wanted(
            _read(self.first.data),
            _read(self.last.data),
            _acts(self.what.data or ""),
            bytes.fromhex(who) if who else None,
            (self.reference.data or "").strip().upper(),
        )

    def chosen(self) -> dict[str, str]:
        """The filter as fields of an address, without those that ask for nothing."""
        fields = (self.first, self.last, self.what, self.who, self.reference)
        return {field.name: field.data for field in fields if field.data}


class FilterForm(LookingForm):
    """The filter in the address of the page: reading needs no token."""

    class Meta(Form.Meta):
        """No token, since nothing is changed."""

        csrf = False

    def __init__(self) -> None:
        super(Form, self).__init__(formdata=request.args)


class ExportForm(LookingForm):
    """The same, to be taken out as a file of this form."""

    form = HiddenField()

    def validate_form(self, field: Any) -> None:
        """One of ours."""
        if field.data not in {"csv", "jsonl"}:
            raise ValidationError(gettext("Välj ett av formaten."))


def _acts(what: str) -> frozenset[Act]:
    """An area's acts, or one; every act for anything else."""
    if what in set(Area):
        return Area(what).acts()
    return frozenset({Act(what)}) if what in set(Act) else frozenset()


def _day(field: Any) -> date | None:
    try:
        return _read(field.data)
    except ValueError as error:
        raise ValidationError(gettext("Skriv dagen så här: 2026-11-24.")) from error


def _read(text: str | None) -> date | None:
    """A day of this century or none; raises `ValueError` for anything else."""
    if not text or not text.strip():
        return None
    found = date.fromisoformat(text.strip())
    if found.year not in _YEARS:
        raise ValueError(text)
    return found
