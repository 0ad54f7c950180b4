"""The form in which a handler writes what several cases have in common, and for whom."""

import secrets
from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)

from incidents.core.bases import THERE
from incidents.core.errors import Invalid
from incidents.core.lists import UNIT
from incidents.core.pooled_text import Receiver, check_name, check_text, unit_named
from incidents.web.carrying import one_line_ends
from incidents.web.directory import directory
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.own_lists import own_list


def places() -> dict[str, str]:
    """Where it may have happened, as the directory calls them."""
    found = {body.fact.id: body.name for body in directory().here() if body.role in THERE}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


class PooledForm(Form):
    """To whom, and what is common. `digest` is of the document that was looked at, `day` the day on which that was.

    `about`: nothing in the cases says whom they concern, so whoever has read them does.
    """

    once = HiddenField(default=lambda: secrets.token_hex(16))
    digest = HiddenField()
    day = HiddenField()
    name = StringField(lazy_gettext("Vem ska få den?"))
    body = SelectField(
        lazy_gettext("Eller välj ur katalogen"),
        choices=lambda: {"": gettext("Välj"), **places()},
        validate_choice=False,
        render_kw={"translate": "no"},
    )
    about = BooleanField(lazy_gettext("Alla ärendena gäller den här mottagaren"))
    text = TextAreaField(lazy_gettext("Vad är gemensamt?"), filters=[one_line_ends])

    def validate_name(self, field: Any) -> None:
        """One of the two, and not both."""
        typed = (field.data or "").strip()
        if typed and self.body.data:
            raise ValidationError(gettext("Skriv ett namn eller välj ur katalogen, inte båda."))
        _checked(check_name, typed or places().get(self.body.data or "", ""))

    def validate_about(self, field: Any) -> None:
        """Said by the person who writes it; it stands in the cases under their signature."""
        if not field.data:
            raise ValidationError(
                gettext(
                    "Läs ärendena och kryssa i att alla gäller mottagaren. Ta annars bort några."
                )
            )

    def validate_text(self, field: Any) -> None:
        """The rules that need no case; the others are looked at with the cases."""
        _checked(lambda text: check_text(text, ()), field.data or "")

    def receiver(self) -> Receiver:
        """To whom; only of a form that is valid."""
        typed = (self.name.data or "").strip()
        code = "" if typed else self.body.data or ""
        name = typed or places().get(code, "")
        return Receiver(name, code, unit_named(name, own_list(UNIT)))

    def said(self) -> str:
        """What was written."""
        return (self.text.data or "").strip()

    def copies(self) -> list[tuple[str, str]]:
        """Every field as hidden values, for the page on which it is looked at."""
        kept = (one for one in self if one.name != "csrf_token" and one.data is not False)
        return [(one.name, "y" if one.data is True else one.data or "") for one in kept]

    def take(self, filled: Mapping[str, list[str]]) -> None:
        """Show what was filled in before."""
        for field in self:
            field.data = next(iter(filled.get(field.name, ())), field.data)


def _checked(check: Any, text: str) -> None:
    try:
        check(text)
    except Invalid as error:
        raise ValidationError(gettext(error.sentence)) from error
