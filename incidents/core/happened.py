"""The day on which it happened, as a caseworker noted it in the case: it makes the time limit exact."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from incidents.core.entry import Entry
from incidents.core.entry import Kind as EntryKind
from incidents.core.errors import Invalid
from incidents.core.help.spans import Kind

#: Nobody who was alive then reports today.
_FIRST = date(1920, 1, 1)


@dataclass(frozen=True, slots=True)
class Happened:
    """The day, and which time limit applies; None while that is not known."""

    day: date
    limit: Kind | None = None

    def content(self) -> dict[str, object]:
        """What the note says besides its text."""
        return {"happened": self.day.isoformat(), "limit": self.limit.value if self.limit else ""}


def noted(day: date, limit: Kind | None, today: date) -> Happened:
    """What a caseworker writes down; `Invalid` for a day that cannot be."""
    if not _FIRST <= day <= today:
        raise Invalid("Skriv en dag som har varit.")
    return Happened(day, limit)


def known(entries: Iterable[Entry]) -> Happened | None:
    """The latest day that staff noted; give only entries whose signature is sound. What is no day is passed over."""
    found = None
    for entry in entries:
        if entry.kind is EntryKind.NOTE and "happened" in entry.content:
            found = _read(entry) or found
    return found


def _read(entry: Entry) -> Happened | None:
    try:
        day = date.fromisoformat(str(entry.content["happened"]))
        limit = entry.content.get("limit")
        return Happened(day, Kind(str(limit)) if limit else None)
    except ValueError:
        return None
