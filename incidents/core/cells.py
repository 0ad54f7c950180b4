"""Cells of a register: how each kind of column is read and written, and what may never stand in one."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from incidents.core.languages import sentence
from incidents.core.referral_packet.masking import tidy
from incidents.core.selfid import Identifier, identifiers
from incidents.core.traces import has_reference, plain

TWICE = sentence("Samma sak står två gånger.")
MISSING = sentence("Fyll i det här.")
_LONG = sentence("Texten är för lång.")
_ONE_LINE = sentence("Skriv på en rad.")
_REFERENCE = sentence("Det står ett ärendenummer här. Här får inget stå om ett ärende.")
_PERSONAL = sentence("Det står ett personnummer här. Ta bort det.")
_IDENTIFIER = sentence("Det står ett telefonnummer eller en mejladress här. Ta bort det.")
_DAY = sentence("Skriv dagen så här: 2026-11-24.")
_CHOICE = sentence("Välj ett av orden i listan.")
_YEARS = range(2000, 2100)


C = TypeVar("C")


class CellError(ValueError):
    """What is wrong with a cell, as a Swedish sentence."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its Swedish head, how its cells are read (`CellError`), and how they are written.

    `load` reads what was kept once: a rule that came later makes no old version unreadable.
    """

    head: str
    parse: Callable[[str], Any]
    write: Callable[[Any], str] = str
    load: Callable[[str], Any] | None = None

    def read(self, cell: str, *, kept: bool) -> Any:
        """What a cell says; raises `CellError`."""
        return self.load(cell) if kept and self.load else self.parse(cell)


def text(
    head: str, most: int, *, needed: bool = True, long: bool = False, addresses: bool = False
) -> Column:
    """A text in which nothing leads to a case or a person; `addresses`: an official's telephone and mail may stand."""

    def parse(cell: str) -> str:
        said = tidy(cell)
        check(bool(said) or not needed, MISSING)
        check(len(said) <= most, _LONG)
        check(long or "\n" not in said, _ONE_LINE)
        check(not has_reference(said), _REFERENCE)
        found = identifiers(plain(said))
        check(Identifier.PERSONAL_NUMBER not in found, _PERSONAL)
        check(addresses or not found, _IDENTIFIER)
        return said

    return Column(head, parse, load=tidy)


def day(head: str, *, needed: bool = True) -> Column:
    """A day of this century; None where it may be left out."""

    def parse(cell: str) -> date | None:
        cell = cell.strip()
        if not cell:
            check(not needed, MISSING)
            return None
        try:
            found = date.fromisoformat(cell)
        except ValueError as error:
            raise CellError(_DAY) from error
        check(found.year in _YEARS and found.isoformat() == cell, _DAY)
        return found

    return Column(head, parse, lambda value: value.isoformat() if value else "")


def choice(head: str, words: Mapping[C, str], *, needed: bool = True, empty: Any = "") -> Column:
    """One of these words; capital letters make no difference."""
    codes = {word.casefold(): code for code, word in words.items()}

    def parse(cell: str) -> Any:
        word = unicodedata.normalize("NFC", cell).strip().casefold()
        if not word and not needed:
            return empty
        check(bool(word), MISSING)
        check(word in codes, _CHOICE)
        return codes[word]

    return Column(head, parse, lambda value: words.get(value, ""))


def check(holds: bool, why: str) -> None:  # noqa: FBT001 - the condition itself
    """Raises `CellError` unless it holds."""
    if not holds:
        raise CellError(why)
