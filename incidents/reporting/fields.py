"""The kinds of field that the public forms are made of."""

from collections.abc import Callable
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask_babel import gettext
from wtforms import RadioField, SelectField, SelectMultipleField, ValidationError

from incidents.core.vocabulary import vocabulary
from incidents.web.locale import sentences


def one_line_ends(text: str | None) -> str:
    """Browsers send CRLF; people count and read one line end."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def choices(name: str) -> Callable[[], dict[str, str]]:
    """The public choices of a vocabulary in the reader's language."""
    return lambda: _labelled(name, sentences())


@cache
def _labelled(name: str, catalogue: Translations | NullTranslations) -> dict[str, str]:
    return {c.code: catalogue.gettext(c.label) for c in vocabulary(name).public()}


def text_or_nothing(value: Any) -> str:
    """A posted code, or the empty text where nothing was chosen."""
    return "" if value is None else str(value)


class LooseRadio(RadioField):
    """Radio buttons of which none need be chosen; a code that is not in the list is refused."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for a foreign code."""
        if self.data and self.data not in [value for value, *_ in self.iter_choices()]:
            raise ValidationError(gettext("Välj ett av svaren i listan."))


class LooseSelect(SelectField):
    """A list to choose one from, or none; a code that is not in the list is refused."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for a foreign code."""
        if self.data and self.data not in [value for value, *_ in self.iter_choices()]:
            raise ValidationError(gettext("Välj ett av svaren i listan."))


class LooseCheckboxes(SelectMultipleField):
    """Checkboxes of which none need be chosen."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for a foreign or repeated code."""
        allowed = [value for value, *_ in self.iter_choices()]
        given = self.data or []
        if any(code not in allowed for code in given) or len(set(given)) != len(given):
            raise ValidationError(gettext("Välj bland svaren i listan."))
