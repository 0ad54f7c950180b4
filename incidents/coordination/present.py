"""Differences between two directories as a page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from incidents.coordination.words import COLUMNS, cell_words
from incidents.core.help.differing import Difference
from incidents.core.help.table import Row
from incidents.web.locale import gettext, lazy_gettext

_KINDS = {
    Row.BODY: lazy_gettext("Aktör"),
    Row.CONTACT: lazy_gettext("Kontaktväg"),
    Row.NUMBER: lazy_gettext("Nummer"),
    Row.RULE: lazy_gettext("Regel"),
    Row.CHOSEN: lazy_gettext("Vald att visas"),
    Row.KNOWN: lazy_gettext("Läget i dag"),
    Row.CHECKED: lazy_gettext("Kontroll"),
    Row.RETIRED: lazy_gettext("Visas inte"),
}
#: Rows whose being there is all that they say.
_BARE = frozenset({Row.CHOSEN, Row.RETIRED})


@dataclass(frozen=True, slots=True)
class Cell:
    """A column with its old and new words; empty where nothing was or is said."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that differs. `tone`: good for new, bad for gone, neutral for otherwise."""

    kind: str
    name: str
    what: str
    tone: str
    cells: tuple[Cell, ...]


def shown_differences(found: Iterable[Difference]) -> list[Shown]:
    """Each with its cells; ids and what a row belongs to are for the table alone."""
    return [_shown(one) for one in found]


def _shown(one: Difference) -> Shown:
    what, tone = gettext("Ändras"), "neutral"
    if one.before is None:
        what, tone = gettext("Ny"), "good"
    elif one.after is None:
        what, tone = gettext("Borta"), "bad"
    cells = (
        ()
        if one.kind in _BARE
        else tuple(
            Cell(str(COLUMNS[column]), cell_words(column, old), cell_words(column, new))
            for column, old, new in one.fields()
            if column not in {"id", "body"}
        )
    )
    return Shown(str(_KINDS[one.kind]), one.name, str(what), tone, cells)
