"""Figures of others in words."""

from collections.abc import Iterable

from incidents.coordination.shelf import Shelf
from incidents.core.figures import FIGURES, KIND_WORDS, Figure, Kind
from incidents.core.register import Cells
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import moment
from incidents.web.registerwords import KINDS

COLUMNS = {
    "kind": lazy_gettext("Vems siffra"),
    "year": lazy_gettext("År"),
    "what": lazy_gettext("Vad talet räknar"),
    "value": lazy_gettext("Tal"),
    "unit": lazy_gettext("Enhet"),
    "source": lazy_gettext("Källa"),
    "method": lazy_gettext("Metod"),
    "checked": lazy_gettext("Avläst"),
}
#: Why an indicator cannot be worked out, and what to do.
_MISSING = {
    Kind.POPULATION: lazy_gettext("Folkmängden för %(years)s är inte inskriven."),
    Kind.PUPILS: lazy_gettext("Antalet elever för %(years)s är inte inskrivet."),
    Kind.EMPLOYEES: lazy_gettext("Antalet anställda för %(years)s är inte inskrivet."),
}


def kinds() -> dict[str, str]:
    """Every kind, by the word of the table."""
    return {word: str(KINDS[kind]) for kind, word in KIND_WORDS.items()}


def missing_words(missing: Iterable[tuple[Kind, int]]) -> list[str]:
    """What has not been entered, a sentence for each kind."""
    years: dict[Kind, list[int]] = {}
    for kind, year in missing:
        years.setdefault(kind, []).append(year)
    return [str(_MISSING[kind]) % {"years": _listed(found)} for kind, found in years.items()]


def _listed(years: list[int]) -> str:
    *before, last = map(str, sorted(years))
    if not before:
        return last
    return gettext("%(before)s och %(last)s", before=", ".join(before), last=last)


def cell_words(column: str, cell: str) -> str:
    """A cell of the table as people read it."""
    if column == "kind":
        return kinds().get(cell, cell)
    return moment(cell) if column == "checked" and cell else cell


def allowed() -> list[tuple[str, str]]:
    """Which words the table takes, by column."""
    return [(FIGURES.columns["kind"].head, ", ".join(KIND_WORDS.values()))]


def _called(cells: Cells) -> str:
    said = (cell_words("kind", cells["kind"]), cells["what"], cells["year"])
    return ", ".join(filter(None, said))


SHELF: Shelf[Figure] = Shelf(
    FIGURES,
    lazy_gettext("Andra siffror"),
    lazy_gettext("Till andra siffror"),
    lazy_gettext("Siffra"),
    COLUMNS,
    cell_words,
    _called,
    "andra-siffror",
)


def value_words(figure: Figure) -> str:
    """A value with its unit, as it was entered."""
    record = FIGURES.record(figure)
    return f"{_grouped(record['value'])} {record['unit']}"


def _grouped(value: str) -> str:
    """Thousands apart by a space that does not break."""
    whole, comma, rest = value.partition(",")
    return f"{int(whole):,}".replace(",", "\u00a0") + comma + rest
