"""The ways to reach a body, each a part of its form."""

from datetime import date
from itertools import takewhile
from typing import Any

from flask import request
from wtforms import BooleanField, HiddenField, SelectField, StringField, ValidationError

from incidents.coordination.checks import came, short, strict
from incidents.coordination.visit import secret
from incidents.coordination.words import COLUMNS, KINDS
from incidents.core.help.addresses import check_contact
from incidents.core.help.directory import LOCAL, Body, Contact, ContactKind, Fact
from incidents.core.help.merging import Source
from incidents.core.help.strict import Flaw
from incidents.core.help.table import WHY
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext

#: So many ways to reach a body can be typed at once, and so many more than there are stand ready.
MOST_CONTACTS, EMPTY = 12, 2
_MOST_POSTED = 200


class ContactForm(Form):
    """One way to reach a body; without a value there is none."""

    class Meta(Form.Meta):
        """Part of another form, which has the token; several on a page, each with its own names."""

        csrf = False

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """A field of its own name for each."""
            return unbound_field.bind(form=form, **options)

    id = HiddenField()
    kind = SelectField(
        COLUMNS["kind"],
        choices=lambda: {kind.value: label for kind, label in KINDS.items()},
        validate_choice=False,
    )
    value = StringField(COLUMNS["value"], validators=[short])
    source = StringField(COLUMNS["source"], validators=[short])
    checked = StringField(COLUMNS["checked"], validators=[came])
    verified = BooleanField(lazy_gettext("Visa den"), default=True)

    def validate_kind(self, field: Any) -> None:
        """One of ours."""
        if self.value.data and field.data not in set(ContactKind):
            raise ValidationError(gettext(WHY[Flaw.CHOICE]))

    def validate_value(self, field: Any) -> None:
        """Written so that it can be used."""
        if field.data and self.kind.data in set(ContactKind):
            strict(lambda: check_contact("", ContactKind(self.kind.data), field.data.strip()))

    def contact(self, name: str, body: Fact) -> Contact:
        """What was typed; source and day are the body's where nothing was said."""
        value = (self.value.data or "").strip()
        checked = date.fromisoformat(self.checked.data) if self.checked.data else body.checked
        source = (self.source.data or "").strip() or body.source
        fact = Fact(name, value, source, checked, bool(self.verified.data))
        return Contact(fact, ContactKind(self.kind.data), value)

    def fill(self, contact: Contact) -> None:
        """What is known of it."""
        self.id.data, self.kind.data = contact.fact.id, contact.kind.value
        self.value.data, self.source.data = contact.value, contact.fact.source
        self.checked.data = contact.fact.checked.isoformat()
        self.verified.data = contact.fact.verified


def filled(contacts: tuple[Contact, ...]) -> list[ContactForm]:
    """Forms for what there is, and empty ones."""
    forms = [_contact_form(number, blank=True) for number in range(len(contacts) + EMPTY)]
    for form, contact in zip(forms, contacts, strict=False):
        form.fill(contact)
    return forms[: max(MOST_CONTACTS, len(contacts))]


def typed() -> list[ContactForm]:
    """The forms that were posted."""
    posted = takewhile(lambda number: f"contact{number}-kind" in request.form, range(_MOST_POSTED))
    return [_contact_form(number) for number in posted]


def _contact_form(number: int, *, blank: bool = False) -> ContactForm:
    return ContactForm(secret(), blank=blank, prefix=f"contact{number}-")


def contacts_of(body: Body, everything: Source, forms: list[ContactForm]) -> list[Contact]:
    """Those that say something; a new one gets an id of the municipality's own."""
    known = {one.fact.id for one in _contacts_in(everything, body.fact.id)}
    taken = {fact.id for fact in everything.facts()}
    found = []
    for form in forms:
        if not (form.value.data or "").strip():
            continue
        name = form.id.data or ""
        if name not in known:
            name = free_id(f"{_own_id(body)}.{form.kind.data}", taken)
        taken.add(name)
        known.discard(name)
        found.append(form.contact(name, body.fact))
    return found


def _contacts_in(everything: Source, name: str) -> tuple[Contact, ...]:
    """The ways to reach a body, none of one that is new."""
    return next((body.contacts for body in everything.bodies if body.fact.id == name), ())


def _own_id(body: Body) -> str:
    return body.fact.id if body.local else f"{LOCAL}{body.fact.id}"


def free_id(name: str, taken: set[str]) -> str:
    """The name, or the first that nothing has yet."""
    tries = (name, *(f"{name}{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in tries if one not in taken)
