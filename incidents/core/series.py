"""What staff have seen in a series of linked cases, flag by flag; set by hand, never found by comparing.

Not all systemic flags (vocabulary `systemic_flag`) are offered. *The same body repeatedly* would make a register of the
accused out of cases; what is wrong with a rule, a barrier or a contract belongs to the work of prevention.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from incidents.core.entry import Entry, Kind
from incidents.core.errors import Invalid

ESCALATION = "escalation"
#: What may be said of a series, in the order in which it is shown.
FLAGS = (ESCALATION, "repeat_place", "series", "tension", "trigger_event")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is said of a series; no flags: nothing any more. Raises `Invalid`."""

    series: str
    flags: tuple[str, ...]

    def __post_init__(self) -> None:
        if not set(self.flags) <= set(FLAGS):
            raise Invalid("Välj ett av svaren i listan.")

    def content(self) -> dict[str, object]:
        """What the note says besides its text."""
        ordered = [flag for flag in FLAGS if flag in self.flags]
        return {"series": self.series, "seen": ordered}


def seen_in(entry: Entry) -> Seen | None:
    """What an entry says of a series; None for every other one."""
    content: Mapping[str, Any] = entry.content
    if entry.kind is not Kind.NOTE or not isinstance(content.get("seen"), list):
        return None
    try:
        return Seen(str(content["series"]), tuple(content["seen"]))
    except (Invalid, KeyError, TypeError):
        return None


def standing(entries: Iterable[Entry]) -> dict[str, tuple[Entry, Seen]]:
    """What holds of each series: the newest entry that says something; give only entries that verify."""
    found: dict[str, tuple[Entry, Seen]] = {}
    for entry in entries:
        seen = seen_in(entry)
        if seen is not None:
            found[seen.series] = entry, seen
    return {name: (entry, seen) for name, (entry, seen) in found.items() if seen.flags}


def newest(entries: Iterable[Entry]) -> int:
    """The number of the latest entry that says something of a series, or takes it back; 0 for none."""
    return max((entry.number for entry in entries if seen_in(entry) is not None), default=0)


def escalates(entries: Iterable[Entry]) -> bool:
    """Whether a series of the case is said to grow graver."""
    return any(ESCALATION in seen.flags for _, seen in standing(entries).values())
