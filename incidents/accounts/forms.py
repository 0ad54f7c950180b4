"""Forms of the log-in, of one's own account, and of those who look after people."""

from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from incidents.actions.install import check_passphrase
from incidents.actions.invite import check_login
from incidents.core.errors import Invalid
from incidents.core.permissions import Role, check_together
from incidents.web.carrying import CarryingForm
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.staffwords import ROLES

_LONG = lazy_gettext("Lösenordsfrasen är för lång.")


class LoginForm(CarryingForm):
    """Name and passphrase; `reference` is the case in which a text was typed that could not be saved."""

    name = StringField(
        lazy_gettext("Namn"),
        validators=[
            InputRequired(message=lazy_gettext("Skriv ditt inloggningsnamn.")),
            Length(max=80, message=lazy_gettext("Namnet är för långt.")),
        ],
    )
    passphrase = PasswordField(
        lazy_gettext("Lösenordsfras"),
        validators=[
            InputRequired(message=lazy_gettext("Skriv din lösenordsfras.")),
            Length(max=1000, message=lazy_gettext("Lösenordsfrasen är för lång.")),
        ],
    )
    reference = HiddenField()


_CODE_LENGTH = Length(max=40, message=lazy_gettext("Koden är för lång."))


class _CodeOrPasskey:
    """A code, where the browser has not answered with a passkey."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        if not (field.data or "").strip() and not form.passkey.data:
            raise StopValidation(gettext("Skriv koden."))


_CODE = {
    "label": lazy_gettext("Kod"),
    "validators": [
        InputRequired(message=lazy_gettext("Skriv koden.")),
        _CODE_LENGTH,
    ],
}


_PROOF = {**_CODE, "validators": [_CodeOrPasskey(), _CODE_LENGTH]}


class CodeForm(CarryingForm):
    """The second step of a log-in; it carries along what the first one carried."""

    code = StringField(**_PROOF)
    passkey = HiddenField()
    reference = HiddenField()


class EnrolForm(Form):
    """The secret that was put into an app, and the first code that the app shows."""

    secret = HiddenField()
    code = StringField(**_CODE)


class OwnCodeForm(Form):
    """A code, or what a browser answered with a passkey, for what is done with one's own second step."""

    code = StringField(**_PROOF)
    passkey = HiddenField()


class AddForm(Form):
    """The wish to begin with a passkey, where no second step is on."""


class PasskeyForm(Form):
    """What a browser made, and what its owner calls it."""

    name = StringField(
        lazy_gettext("Namn på passnyckeln"),
        validators=[
            DataRequired(message=lazy_gettext("Skriv ett namn på passnyckeln.")),
            Length(max=60, message=lazy_gettext("Namnet är för långt.")),
        ],
    )
    passkey = HiddenField()


class ChoosingForm(Form):
    """A passphrase of one's own, typed twice."""

    chosen = PasswordField(
        lazy_gettext("Ny lösenordsfras"), validators=[Length(max=1000, message=_LONG)]
    )
    again = PasswordField(lazy_gettext("Samma fras en gång till"))

    def validate_chosen(self, field: Any) -> None:
        """Long enough."""
        try:
            check_passphrase(field.data or "")
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    def validate_again(self, field: Any) -> None:
        """What was meant was typed."""
        if field.data != self.chosen.data:
            raise ValidationError(gettext("De två fraserna är inte lika. Skriv dem igen."))


class PassphraseForm(ChoosingForm):
    """Another passphrase for one's own account."""

    current = PasswordField(
        lazy_gettext("Nuvarande lösenordsfras"),
        validators=[
            InputRequired(message=lazy_gettext("Skriv den lösenordsfras du har nu.")),
            Length(max=1000, message=_LONG),
        ],
    )


class EverywhereForm(Form):
    """The end of all of one's log-ins."""


class InvitedForm(ChoosingForm):
    """The phrase of an invitation, and a passphrase of one's own."""

    name = StringField(
        lazy_gettext("Inloggningsnamn"),
        validators=[
            InputRequired(message=lazy_gettext("Skriv ditt inloggningsnamn.")),
            Length(max=80, message=lazy_gettext("Namnet är för långt.")),
        ],
    )
    phrase = StringField(
        lazy_gettext("Inbjudningsfras"),
        validators=[
            InputRequired(message=lazy_gettext("Skriv de sex orden som du har fått.")),
            Length(max=200, message=lazy_gettext("Frasen är för lång.")),
        ],
    )


def _roles_field() -> SelectMultipleField:
    return SelectMultipleField(
        lazy_gettext("Roller"),
        choices=lambda: {role.value: str(label) for role, label in ROLES.items()},
        validate_choice=False,
    )


class RoleChoice(Form):
    """A form with a field `roles`."""

    def validate_roles(self, field: Any) -> None:
        """One at least, only ours, and none that may not go together."""
        if not field.data or not set(field.data) <= set(Role):
            raise ValidationError(gettext("Välj minst en roll."))
        try:
            check_together([Role(role) for role in field.data])
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error

    def chosen_roles(self) -> tuple[Role, ...]:
        """What was chosen."""
        return tuple(Role(role) for role in self.data["roles"] or ())


class RolesForm(RoleChoice):
    """Other roles for somebody; `seen` are those that the page showed."""

    roles = _roles_field()
    seen = HiddenField()


class InviteForm(RoleChoice):
    """Somebody new."""

    name = StringField(
        lazy_gettext("Namn"),
        validators=[
            InputRequired(message=lazy_gettext("Skriv personens namn.")),
            Length(max=80, message=lazy_gettext("Namnet är för långt.")),
        ],
    )
    login = StringField(lazy_gettext("Inloggningsnamn"))
    roles = _roles_field()

    def validate_login(self, field: Any) -> None:
        """Short and plain, since it is read out on the telephone."""
        try:
            check_login(field.data or "")
        except Invalid as error:
            raise ValidationError(gettext(error.sentence)) from error


class PhraseForm(Form):
    """Another phrase for somebody."""


class WithdrawForm(Form):
    """The end of an invitation."""


class RemoveForm(Form):
    """Somebody leaves."""

    sure = BooleanField(lazy_gettext("Ja, personen slutar"))

    def validate_sure(self, field: Any) -> None:
        """Not by a slip."""
        if not field.data:
            raise ValidationError(gettext("Kryssa i rutan om personen verkligen slutar."))


class ConfirmForm(Form):
    """The six words as one hears them."""

    words = StringField(
        lazy_gettext("De sex orden som du hör"),
        validators=[
            InputRequired(message=lazy_gettext("Skriv de sex orden.")),
            Length(max=200, message=lazy_gettext("Det är fler än sex ord.")),
        ],
    )
