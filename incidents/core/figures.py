"""Figures of others, entered by hand: shown beside ours and never added to them, nor to each other.

Nothing here counts anything together. What our own numbers are divided by (residents, pupils, employees) is kept in
the same way.
"""

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from incidents.core.cells import CellError, Column, choice, day, text
from incidents.core.languages import sentence
from incidents.core.register import Register, Wrong

_NOT_COME = sentence("Dagen har inte kommit än.")
_YEAR = sentence("Skriv året med fyra siffror, till exempel 2026.")
_YEAR_NOT_COME = sentence("Året har inte kommit än.")
_VALUE = sentence("Skriv talet med siffror och högst två decimaler, till exempel 1250 eller 12,5.")
_WHOLE = sentence("Skriv ett helt tal som är större än noll.")
_SAYS_WHAT = sentence("Skriv vad talet räknar.")
_YEARS = range(1990, 2100)
_NUMBER = re.compile(r"\d{1,9}(?:,\d{1,2})?", re.ASCII)
_SPACES = re.compile(r"[ \u00a0\u202f\u2009]")


class Kind(StrEnum):
    """From whom a figure is, or what it is for. Codes never change meaning."""

    BRA = "bra"
    DO = "do"
    BUREAU = "bureau"
    SCHOOL = "school"
    RESIDENTS = "residents"
    STAFF = "staff"
    POPULATION = "population"
    PUPILS = "pupils"
    EMPLOYEES = "employees"


#: How they are written in the table. A word that has been used stays.
KIND_WORDS = {
    Kind.BRA: "brå",
    Kind.DO: "do",
    Kind.BUREAU: "byrå",
    Kind.SCHOOL: "skola",
    Kind.RESIDENTS: "invånarenkät",
    Kind.STAFF: "medarbetarenkät",
    Kind.POPULATION: "folkmängd",
    Kind.PUPILS: "elever",
    Kind.EMPLOYEES: "anställda",
}
#: What our own numbers are divided by.
BASES = (Kind.POPULATION, Kind.PUPILS, Kind.EMPLOYEES)
OTHERS = tuple(kind for kind in Kind if kind not in BASES)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `what` it counts, in which `unit`, by which `method`; `checked` is the day when it was read."""

    id: str
    kind: Kind
    year: int
    what: str
    value: Decimal
    unit: str
    source: str
    method: str
    checked: date


def _year(cell: str) -> int:
    cell = cell.strip()
    if not re.fullmatch(r"\d{4}", cell, re.ASCII) or int(cell) not in _YEARS:
        raise CellError(_YEAR)
    return int(cell)


def _value(cell: str) -> Decimal:
    plain = _SPACES.sub("", cell)
    if not _NUMBER.fullmatch(plain):
        raise CellError(_VALUE)
    return Decimal(plain.replace(",", "."))


def value_text(value: Decimal) -> str:
    """As it is written: a comma before the decimals."""
    return str(value).replace(".", ",")


def _check(figure: Figure, today: date) -> None:
    if figure.year > today.year:
        raise Wrong("year", _YEAR_NOT_COME)
    if figure.checked > today:
        raise Wrong("checked", _NOT_COME)
    if figure.kind not in BASES and not figure.what:
        raise Wrong("what", _SAYS_WHAT)
    if figure.kind in BASES and (figure.value % 1 or figure.value < 1):
        raise Wrong("value", _WHOLE)


def _key(figure: Figure) -> Hashable:
    """A year has one number of residents; of the others, one for each thing that is counted."""
    if figure.kind in BASES:
        return figure.kind, figure.year
    return figure.kind, figure.year, figure.what.casefold(), figure.unit.casefold()


FIGURES = Register(
    "figures",
    {
        "kind": choice("slag", KIND_WORDS),
        "year": Column("år", _year),
        "what": text("vad", 200, needed=False),
        "value": Column("tal", _value, value_text),
        "unit": text("enhet", 40),
        "source": text("källa", 300),
        "method": text("metod", 300),
        "checked": day("avläst"),
    },
    Figure,
    _check,
    _key,
)


def newest_first(figures: Iterable[Figure], kind: Kind) -> list[Figure]:
    """The figures of one kind as a page shows them."""
    found = [one for one in figures if one.kind is kind]
    return sorted(found, key=lambda one: (-one.year, one.what, one.unit))


def denominator(figures: Iterable[Figure], kind: Kind, year: int) -> int | None:
    """What our numbers of a year are divided by; None where nobody has entered it."""
    found = (one for one in figures if one.kind is kind and one.year == year)
    return next((int(one.value) for one in found), None)


def missing(figures: Iterable[Figure], years: Iterable[int]) -> tuple[tuple[Kind, int], ...]:
    """What has not been entered for these years, of all that our numbers are divided by."""
    there = {(one.kind, one.year) for one in figures}
    return tuple((kind, year) for year in years for kind in BASES if (kind, year) not in there)
