"""The document of a packet: all that is sent, in words. Every form is made from this value and nothing else."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incidents.core.bases import Basis
from incidents.core.canonical import encode
from incidents.core.case import REFERENCE_ALPHABET
from incidents.core.errors import Invalid
from incidents.core.files import FileNote

#: The JSON form promises what data/referral_packet.v1.schema.json says; another promise has another number.
VERSION = 1
FORMAT = "referral-packet"
#: The body in the directory that has fields of its own.
DO = "do"
ID_LENGTH = 12
#: More than this is not set and not sent: thirty stories of the greatest length.
MOST_BYTES = 2 * 1024 * 1024


class Kind(StrEnum):
    """For whom a packet is made."""

    SUPPORT = "support"
    DO = "do"
    POLICE = "police"
    BUREAU = "bureau"
    #: For the person to send herself: it has no sender in the municipality, and rests on no basis.
    LETTER = "letter"
    #: About a place and no person: it rests on no basis.
    ALERT = "alert"


def new_id(choose: Callable[[str], str]) -> str:
    """A packet's own number. It leads to no case. `choose` picks a character, as `secrets.choice` does."""
    return "".join(choose(REFERENCE_ALPHABET) for _ in range(ID_LENGTH))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the municipality, the function that answers for it, how to reach it; never a colleague's name."""

    municipality: str
    function: str
    contact: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """To whom: the body's code in the directory, and its name."""

    body: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is said. `language`: the tag of what somebody wrote in words of their own; empty for ours.

    `codes`: the same answers as codes of the list `name`, for programs.
    """

    name: str
    values: tuple[str, ...]
    label: str = ""
    codes: tuple[str, ...] = ()
    language: str = ""

    def plain(self) -> dict[str, object]:
        """The form in the document."""
        return {
            "name": self.name,
            "label": self.label,
            "values": list(self.values),
            "codes": list(self.codes),
            "language": self.language,
        }


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    name: str
    heading: str
    items: tuple[Item, ...]

    def plain(self) -> dict[str, object]:
        """The form in the document."""
        items = [item.plain() for item in self.items]
        return {"name": self.name, "heading": self.heading, "items": items}


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is sent. `reference`: the case's, only where somebody chose that it is told."""

    kind: Kind
    id: str
    day: date
    language: str
    title: str
    receiver: Receiver
    sections: tuple[Section, ...]
    sender: Sender | None = None
    basis: Basis | None = None
    reference: str = ""
    files: tuple[FileNote, ...] = ()

    def __post_init__(self) -> None:
        letter = self.kind is Kind.LETTER
        if letter and (self.id, self.sender, self.basis, self.reference) != ("", None, None, ""):
            raise Invalid("Ett brev som personen själv skickar säger inget om kommunen.")
        alert = self.kind is Kind.ALERT
        if alert and (self.basis is not None or self.reference):
            raise Invalid("Ett platslarm gäller en plats och ingen person.")
        covered = alert or self.basis is not None
        if not letter and (not self.id or self.sender is None or not covered):
            raise Invalid("Inget lämnar ärendet utan samtycke eller en skyldighet enligt lag.")
        if len(self.pack()) > MOST_BYTES:
            raise Invalid("Det är för mycket text. Välj färre delar.")

    def plain(self) -> dict[str, object]:
        """The form for programs, as the schema describes it."""
        return {
            "v": VERSION,
            "format": FORMAT,
            "kind": self.kind.value,
            "id": self.id,
            "day": self.day.isoformat(),
            "language": self.language,
            "title": self.title,
            "sender": _sender(self.sender),
            "receiver": {"body": self.receiver.body, "name": self.receiver.name},
            "basis": _basis(self.basis),
            "reference": self.reference,
            "sections": [section.plain() for section in self.sections],
            "files": [_file(note) for note in self.files],
        }

    def pack(self) -> bytes:
        """The JSON form: the bytes that are sent, and from which the type setter draws the PDF."""
        return encode(self.plain())

    @property
    def digest(self) -> str:
        """SHA-256 over the JSON form, in hex: the same document, the same digest, the same PDF."""
        return digest(self.pack())


def digest(sent: bytes) -> str:
    """SHA-256 over bytes that are sent, in hex."""
    return hashlib.sha256(sent).hexdigest()


def _sender(sender: Sender | None) -> dict[str, object] | None:
    if sender is None:
        return None
    said = {"municipality": sender.municipality, "function": sender.function}
    return {**said, "contact": sender.contact}


def _basis(basis: Basis | None) -> dict[str, object] | None:
    if basis is None:
        return None
    return {"kind": basis.kind.value, "entry": basis.number, "provision": basis.provision}


def _file(note: FileNote) -> dict[str, object]:
    size_and_hash = {"size": note.size, "sha256": note.digest.hex()}
    return {"name": note.name, "kind": note.kind, **size_and_hash}
