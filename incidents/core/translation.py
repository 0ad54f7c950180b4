"""A translation: a version beside the entry that it translates, never in its place. Several may stand beside one."""

from collections.abc import Iterable
from dataclasses import dataclass

from incidents.core.entry import Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.vocabulary import vocabulary

#: What can be translated: whatever somebody wrote as a text.
TRANSLATABLE = frozenset({Kind.REPORT, Kind.MESSAGE, Kind.ANSWER, Kind.NOTE})
#: What may be a translation: one that staff put in, and one that a translator sent.
VERSIONS = frozenset({Kind.TRANSLATION, Kind.HANDED})


@dataclass(frozen=True, slots=True)
class Translation:
    """Of which entry, from which language (empty: the one that the entry names), and by whom (`translator_type`)."""

    of: int
    source: str
    translator: str

    def __post_init__(self) -> None:
        if self.translator not in {item.code for item in vocabulary("translator_type").items}:
            raise Invalid("Välj vem som har översatt.")

    def content(self) -> dict[str, object]:
        """What the entry says besides its text."""
        return {"of": self.of, "source": self.source, "translator": self.translator}


def versions(entries: Iterable[Entry]) -> dict[int, tuple[Entry, ...]]:
    """The translations of each entry, newest first; give only entries that verify.

    One that points to nothing, or to what came after it, stands beside nothing.
    """
    found: dict[int, tuple[Entry, ...]] = {}
    originals: set[int] = set()
    for entry in entries:
        if entry.kind in TRANSLATABLE:
            originals.add(entry.number)
        of = entry.content.get("of")
        if entry.kind in VERSIONS and isinstance(of, int) and of in originals:
            found[of] = (entry, *found.get(of, ()))
    return found
