"""Files as the public pages list them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from incidents.core.files import AttachedFile, noted
from incidents.web.filewords import kind_words, size_words
from incidents.web.locale import gettext


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in a list."""

    id: str
    name: str
    kind: str
    size: str


def lines(files: Iterable[AttachedFile]) -> list[FileLine]:
    """A draft's files in order."""
    notes = [file.note for file in files]
    return [
        FileLine(note.id.hex(), note.name, kind_words(note.kind), size_words(note.size))
        for note in notes
    ]


def told(content: Mapping[str, Any]) -> str:
    """A sent file in the thread; its name alone when the entry says no more."""
    try:
        note = noted(content)
    except ValueError:
        return str(content.get("name", ""))
    return str(
        gettext("Fil: %(name)s, %(size)s", name=_apart(note.name), size=size_words(note.size))
    )


def _apart(name: str) -> str:
    """A Latin name within a sentence of either direction: what follows it keeps its own."""
    return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
