"""Working notes: at closing each becomes a note like the others, or goes (TF 2:12). Give only entries that verify."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from incidents.core.entry import Entry, Kind


class Fate(StrEnum):
    """What becomes of a working note; the entry that decides names it by its number."""

    KEPT = "kept"
    REMOVED = "removed"


def undecided(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The working notes of which nobody has decided yet."""
    decided = {number for fate in Fate for number in numbers(entries, fate)}
    return tuple(
        entry
        for entry in entries
        if entry.kind is Kind.NOTE
        and entry.content.get("working") is True
        and entry.number not in decided
    )


def numbers(entries: Iterable[Entry], fate: Fate) -> frozenset[int]:
    """The entries of which somebody decided this."""
    named = (entry.content.get(fate.value) for entry in entries if entry.kind is Kind.NOTE)
    return frozenset(
        number
        for found in named
        if isinstance(found, list)
        for number in found
        if isinstance(number, int)
    )
