"""The base of every form: a token bound to the visitor's own cookie (no session), and errors in plain sentences."""

from inspect import Signature
from types import FunctionType
from typing import Any
from weakref import WeakKeyDictionary

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField

from incidents.crypto.browserbox import BrowserSecret
from incidents.web.locale import lazy_gettext

#: The first field of each kind that was made, before any form had filled it.
_made: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


class BoundToken(CSRF):
    """A token derived from the secret in the visitor's cookie; without a cookie there is no authority to protect."""

    def setup_form(self, form: Any) -> Any:
        """Take secret and scope from the form."""
        self.secret: BrowserSecret | None = form.meta.csrf_context
        self.scope = type(form).__name__
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        """The token, or nothing before the first cookie."""
        return self.secret.form_token(self.scope) if self.secret else ""

    def validate_csrf_token(self, form: Any, field: CSRFTokenField) -> None:
        """Raises ValidationError when the token is another browser's, another form's or none."""
        if self.secret is not None and not self.secret.accepts_token(self.scope, field.data):
            raise ValidationError(
                lazy_gettext(
                    "Sidan hade legat öppen för länge. Det du skrev är kvar: tryck en gång till."
                )
            )


def _tell_that_nothing_is_asked(choices: Any) -> None:
    """WTForms asks of every page how its choices are called; finding that out takes longer than calling them."""
    if isinstance(choices, FunctionType):
        choices.__signature__ = Signature()  # type: ignore[attr-defined] # what `inspect` looks for first


class Form(FlaskForm):
    """A form with our token; `secret` is the cookie that the form belongs to, or None before there is one.

    It takes what was posted, unless it is to be shown `blank`.
    """

    class Meta:
        """WTForms settings."""

        csrf = True
        csrf_class = BoundToken
        csrf_field_name = "csrf_token"
        csrf_context: BrowserSecret | None = None

        def get_translations(self, _: Any) -> None:
            """None of the library's own sentences is ever shown; reading its catalogue took longer than the form."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """A field of its own for each form: a copy of the first one, since making one takes four times as long."""
            if issubclass(unbound_field.field_class, CSRFTokenField):
                return unbound_field.bind(form=form, **options)  # it holds the form's token
            made = _made.get(unbound_field)
            if made is None:
                made = _made[unbound_field] = unbound_field.bind(form=form, **options)
                made.__dict__.update(_form=None, meta=None)
                _tell_that_nothing_is_asked(unbound_field.kwargs.get("choices"))
            field = object.__new__(type(made))
            field.__dict__.update(made.__dict__, _form=form, meta=form.meta)
            return field

    def __init__(self, secret: BrowserSecret | None, *, blank: bool = False, **values: Any) -> None:
        # Files are never taken: looking for them would parse the body a second time.
        posted = request.form if request.method == "POST" and not blank else None
        super().__init__(formdata=posted, meta={"csrf_context": secret}, **values)

    def first_field(self) -> Field:
        """The first field that people fill in."""
        fields: list[Field] = list(self)
        return next(f for f in fields if getattr(f.widget, "input_type", "") != "hidden")


def token_of(form: type[Form], secret: BrowserSecret) -> str:
    """The token of a form that is drawn by hand, with a button for each thing that it does."""
    return secret.form_token(form.__name__)
