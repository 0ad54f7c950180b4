"""The form of the second person's look."""

from typing import Any

from wtforms import HiddenField, RadioField, TextAreaField, ValidationError

from incidents.actions.second_look import Verdict
from incidents.casework.forms import EntryForm, whole_number
from incidents.core.box import Composer
from incidents.web.carrying import one_line_ends
from incidents.web.locale import gettext, lazy_gettext


class LookForm(EntryForm):
    """Whether the second person agrees; a reason is needed where not. `about` is the entry that asks for the look."""

    composer = Composer.LOOK
    agrees = RadioField(
        lazy_gettext("Håller du med?"),
        choices=lambda: {"yes": gettext("Ja"), "no": gettext("Nej")},
        validate_choice=False,
    )
    text = TextAreaField(lazy_gettext("Varför?"), filters=[one_line_ends])
    about = HiddenField()

    def validate_agrees(self, field: Any) -> None:
        """An answer is needed."""
        if field.data not in ("yes", "no"):
            raise ValidationError(gettext("Svara ja eller nej."))

    def validate_text(self, field: Any) -> None:
        """Whoever agrees need not say why."""
        if field.data or self.agrees.data == "no":
            super().validate_text(field)

    def verdict(self) -> Verdict:
        """What was said; only of a form that is valid."""
        return Verdict(self.agrees.data == "yes", self.said(), whole_number(self.about.data) or 0)
