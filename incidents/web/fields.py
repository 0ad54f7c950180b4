"""The kinds of field that the public forms are made of."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from functools import cache
from inspect import Signature
from typing import Any

from babel.support import NullTranslations, Translations
from wtforms import RadioField, SelectField, SelectMultipleField, ValidationError

from incidents.core.vocabulary import vocabulary
from incidents.web.locale import gettext, sentences


def one_line_ends(text: str | None) -> str:
    """Browsers send CRLF; people count and read one line end."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


class Offer(ABC):
    """What a field offers. How it reads is looked up only where it is shown."""

    #: WTForms asks of every field of every request how this is called; finding out takes longer than calling it.
    __signature__ = Signature()

    @abstractmethod
    def __call__(self) -> Any:
        """The choices in the reader's language."""

    @property
    @abstractmethod
    def codes(self) -> frozenset[str]:
        """What may be chosen."""


class PublicChoices(Offer):
    """The public choices of a vocabulary."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self) -> dict[str, str]:
        """Each code with its label in the reader's language."""
        return _labelled(self.name, sentences())

    @property
    def codes(self) -> frozenset[str]:
        """What may be chosen."""
        return vocabulary(self.name).public_codes


def choices(name: str) -> PublicChoices:
    """The public choices of a vocabulary."""
    return PublicChoices(name)


@cache
def _labelled(name: str, catalogue: Translations | NullTranslations) -> dict[str, str]:
    return {c.code: catalogue.gettext(c.label) for c in vocabulary(name).public()}


def text_or_nothing(value: Any) -> str:
    """A posted code, or the empty text where nothing was chosen."""
    return "" if value is None else str(value)


class _Closed:
    """A field with a closed list; a code that is not in it is refused."""

    iter_choices: Any

    def __init__(self, *stated: Any, choices: Callable[[], Any], **named: Any) -> None:
        super().__init__(*stated, choices=choices, **named)  # type: ignore[call-arg] # the field beside it
        self._offer = choices if isinstance(choices, Offer) else None

    def offered(self) -> Collection[str]:
        """The codes of the list."""
        if self._offer is not None:
            return self._offer.codes
        return [choice.value for choice in self.iter_choices()]


class LooseRadio(_Closed, RadioField):
    """Radio buttons of which none need be chosen."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for a foreign code."""
        if self.data and self.data not in self.offered():
            raise ValidationError(gettext("Välj ett av svaren i listan."))


class LooseSelect(_Closed, SelectField):
    """A list to choose one from, or none."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for a foreign code."""
        if self.data and self.data not in self.offered():
            raise ValidationError(gettext("Välj ett av svaren i listan."))


class LooseCheckboxes(_Closed, SelectMultipleField):
    """Checkboxes of which none need be chosen."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for a foreign or repeated code."""
        given = self.data or []
        if given and (not set(given).issubset(self.offered()) or len(set(given)) != len(given)):
            raise ValidationError(gettext("Välj bland svaren i listan."))
