"""A case that staff have put first in the queue: the latest note that put it there, or took it down again."""

from collections.abc import Iterable

from incidents.core.entry import Entry, Kind


def said(*, first: bool) -> dict[str, object]:
    """What the note says besides its text."""
    return {"first": first}


def puts_first(entry: Entry) -> bool | None:
    """Whether an entry puts the case first, or takes it down; None for every other one."""
    found = entry.content.get("first") if entry.kind is Kind.NOTE else None
    return found if isinstance(found, bool) else None


def latest(entries: Iterable[Entry]) -> Entry | None:
    """The entry that put the case first, unless it was taken down since; give only entries that verify."""
    found = None
    for entry in entries:
        puts = puts_first(entry)
        if puts is not None:
            found = entry if puts else None
    return found
