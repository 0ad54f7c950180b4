"""What lies sealed for a receiver: the texts to translate, and what was translated of them so far."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from incidents.core.canonical import encode
from incidents.core.errors import Invalid
from incidents.core.handover import TRANSLATION

VERSION = 1
#: A translation may take twice the room of a text.
MOST = 40_000


def check_length(text: str) -> None:
    """What fits; raises `Invalid`."""
    if len(text) > MOST:
        raise Invalid("Texten är för lång. Högst 40 000 tecken.")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the reporter's: its number in the case, its language, its words."""

    number: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Packet:
    """Everything that a translator gets. `number`: the order's place in the case."""

    number: int
    to: str
    translator: str
    target: str
    wished: date
    until: date
    texts: tuple[Text, ...]

    @property
    def words(self) -> int:
        """How many words there are to translate."""
        return sum(len(one.text.split()) for one in self.texts)

    def pack(self) -> bytes:
        """The form that is sealed."""
        return encode(
            {
                "v": VERSION,
                "what": TRANSLATION,
                "number": self.number,
                "to": self.to,
                "translator": self.translator,
                "target": self.target,
                "wished": self.wished.isoformat(),
                "until": self.until.isoformat(),
                "texts": [[one.number, one.language, one.text] for one in self.texts],
            }
        )


def unpack(data: bytes) -> Packet:
    """Inverse of `Packet.pack`; ValueError for a version that does not exist."""
    raw = json.loads(data)
    if (raw["v"], raw["what"]) != (VERSION, TRANSLATION):
        raise ValueError("unknown packet")
    return Packet(
        raw["number"],
        raw["to"],
        raw["translator"],
        raw["target"],
        date.fromisoformat(raw["wished"]),
        date.fromisoformat(raw["until"]),
        tuple(Text(*one) for one in raw["texts"]),
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """The translations so far, by the number of the text; `revision` counts how often they were saved."""

    revision: int = 0
    texts: Mapping[int, str] = field(default_factory=dict)

    def saved(self, texts: Mapping[int, str]) -> "Draft":
        """The next one."""
        return Draft(self.revision + 1, texts)

    def pack(self) -> bytes:
        """The form that is sealed."""
        said = {str(number): text for number, text in self.texts.items()}
        return encode({"v": VERSION, "revision": self.revision, "texts": said})


def unpack_draft(data: bytes) -> Draft:
    """Inverse of `Draft.pack`; ValueError for a version that does not exist."""
    raw = json.loads(data)
    if raw["v"] != VERSION:
        raise ValueError("unknown draft")
    return Draft(raw["revision"], {int(number): text for number, text in raw["texts"].items()})
