"""Forms of the log-in."""

from flask_babel import lazy_gettext
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from incidents.web.forms import Form


class LoginForm(Form):
    """Name and passphrase."""

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


class LogoutForm(Form):
    """Log out."""
