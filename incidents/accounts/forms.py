"""Forms of the log-in."""

from flask_babel import lazy_gettext
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from incidents.web.carrying import CarryingForm


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
