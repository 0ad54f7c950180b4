"""The form in which a duty to tell is announced to the person."""

from typing import Any

from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)

from incidents.casework.answer_form import bodies, roles
from incidents.casework.basing_form import BasisForm, check_text
from incidents.core.bases import NAME_MOST, PROVISIONS, TEXT_MOST, Duty, Urgency, check_leads
from incidents.core.box import Composer
from incidents.core.errors import Invalid
from incidents.web.basiswords import LAWS
from incidents.web.carrying import one_line_ends
from incidents.web.locale import gettext, lazy_gettext


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
        said = gettext("Skriv exakt vad ni berättar, med högst 4 000 tecken.")
        check_text(field, said)
        if len(field.data) > TEXT_MOST:
            raise ValidationError(said)

    def validate_translated(self, field: Any) -> None:
        """May be empty."""
        if (field.data or "").strip():
            check_text(field, "")

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
