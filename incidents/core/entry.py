"""Entries of a case, from the report to a colleague's second look; what is sealed of each, and the chain."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from incidents.core.canonical import encode

VERSION = 1
NONCE_BYTES = 16
FIRST = b"\0" * 32


class Kind(StrEnum):
    """What an entry is."""

    REPORT = "report"
    CONTACT = "contact"
    MESSAGE = "message"
    ANSWER = "answer"
    NOTE = "note"
    FILE = "file"
    CODING = "coding"
    LOOK = "look"
    TRANSLATION = "translation"
    WORK = "work"
    LINK = "link"
    #: What is given to somebody outside, taken back, or confirmed (`core.handover`).
    HANDOVER = "handover"
    #: What came back by a hand-over, from somebody who is not of the staff.
    HANDED = "handed"


#: Kinds that the reporter may read; of what came back by a hand-over only what was sealed to them.
FOR_REPORTER = frozenset(
    {
        Kind.REPORT,
        Kind.CONTACT,
        Kind.MESSAGE,
        Kind.ANSWER,
        Kind.FILE,
        Kind.HANDOVER,
        Kind.HANDED,
    }
)
#: Kinds that staff write, each signed by its author.
BY_STAFF = frozenset(
    {
        Kind.ANSWER,
        Kind.NOTE,
        Kind.CODING,
        Kind.LOOK,
        Kind.TRANSLATION,
        Kind.WORK,
        Kind.LINK,
        Kind.HANDOVER,
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry in the clear.

    `moment` is a calendar date for what a reporter causes and a UTC timestamp for what staff do. `previous` is the link
    of the entry before it, so that a missing or exchanged entry shows. `signature` is the staff author's or the
    hand-over's, empty for a reporter.
    """

    case_id: bytes
    number: int
    kind: Kind
    moment: str
    language: str
    content: Mapping[str, object]
    previous: bytes
    author_id: bytes = b""
    author_name: str = ""
    signature: bytes = b""

    def signed_bytes(self) -> bytes:
        """What a staff author signs: everything but the signature."""
        return encode(self._document())

    def pack(self) -> bytes:
        """The form that is sealed."""
        return encode({**self._document(), "signature": self.signature.hex()})

    def _document(self) -> dict[str, object]:
        return {
            "v": VERSION,
            "case": self.case_id.hex(),
            "number": self.number,
            "kind": self.kind.value,
            "moment": self.moment,
            "language": self.language,
            "content": dict(self.content),
            "previous": self.previous.hex(),
            "author": self.author_id.hex(),
            "name": self.author_name,
        }


#: What an entry must say, by kind; the other answers may be missing.
_TOLD = {Kind.REPORT: "story", Kind.CONTACT: "value", Kind.FILE: "name"}


def unpack(data: bytes) -> Entry:
    """Inverse of `Entry.pack`; ValueError for anything else: whoever writes in the database can seal what they like."""
    try:
        raw = json.loads(data)
        if raw["v"] != VERSION:
            raise ValueError("unknown entry version")
        entry = _entry(raw)
        datetime.fromisoformat(entry.moment)
        told = entry.content[_TOLD.get(entry.kind, "text")]
    except (KeyError, TypeError) as error:
        raise ValueError("not an entry") from error
    if not isinstance(told, str):
        raise ValueError("an entry without its text")  # noqa: TRY004 - one error for every cause
    return entry


def _entry(raw: dict[str, Any]) -> Entry:
    return Entry(
        bytes.fromhex(raw["case"]),
        raw["number"],
        Kind(raw["kind"]),
        raw["moment"],
        raw["language"],
        raw["content"],
        bytes.fromhex(raw["previous"]),
        bytes.fromhex(raw["author"]),
        raw["name"],
        bytes.fromhex(raw["signature"]),
    )


def frame(packed: bytes, nonce: bytes) -> bytes:
    """What is encrypted: 16 random bytes and the document. The bytes make the link say nothing about the content."""
    if len(nonce) != NONCE_BYTES:
        raise ValueError("the nonce of an entry has 16 bytes")
    return nonce + packed


def unframe(framed: bytes) -> bytes:
    """The document."""
    return framed[NONCE_BYTES:]


def link(framed: bytes) -> bytes:
    """The hash by which the next entry names this one. It survives re-encryption: it covers content, not ciphertext."""
    return hashlib.sha256(framed).digest()
