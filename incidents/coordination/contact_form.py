"""One way to reach a body, as a part of its form."""

from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, StringField, ValidationError

from incidents.coordination.checks import came, short, strict
from incidents.coordination.words import COLUMNS, KINDS
from incidents.core.help.addresses import check_contact
from incidents.core.help.directory import Contact, ContactKind, Fact
from incidents.core.help.strict import Flaw
from incidents.core.help.table import WHY
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext


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
