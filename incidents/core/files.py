"""A file as drafts and cases speak of it: never its own name, never its bytes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ID_BYTES = 16
DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class FileNote:
    """What an entry tells of a file: where it lies sealed, its neutral name, its kind and size, and its hash."""

    id: bytes
    name: str
    kind: str
    size: int
    digest: bytes

    def content(self) -> dict[str, object]:
        """The content of the entry."""
        return {
            "file": self.id.hex(),
            "name": self.name,
            "kind": self.kind,
            "size": self.size,
            "digest": self.digest.hex(),
        }


def noted(content: Mapping[str, Any]) -> FileNote:
    """Inverse of `FileNote.content`; ValueError for anything else."""
    try:
        id_, digest = bytes.fromhex(content["file"]), bytes.fromhex(content["digest"])
        name, kind, size = content["name"], content["kind"], content["size"]
    except (KeyError, TypeError) as error:
        raise ValueError("not a file's entry") from error
    if not (isinstance(name, str) and isinstance(kind, str) and isinstance(size, int)):
        raise ValueError("not a file's entry")  # noqa: TRY004 - one error for every cause
    if len(id_) != ID_BYTES or len(digest) != DIGEST_BYTES:
        raise ValueError("not a file's entry")
    return FileNote(id_, name, kind, size, digest)


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of a draft, with the key that opens it. Lies inside the encrypted draft only."""

    note: FileNote
    key: bytes

    def __repr__(self) -> str:
        return f"AttachedFile({self.note.id.hex()})"

    def plain(self) -> dict[str, object]:
        """The form that is sealed with the draft."""
        return {**self.note.content(), "key": self.key.hex()}

    @classmethod
    def from_plain(cls, raw: Mapping[str, Any]) -> "AttachedFile":
        """Inverse of `plain`."""
        return cls(noted(raw), bytes.fromhex(raw["key"]))


def next_number(names: Iterable[str]) -> int:
    """The number of the next file: one more than the highest in use, so that a removed file's name is not reused."""
    return max((_number(name) for name in names), default=0) + 1


def _number(name: str) -> int:
    digits = name.rpartition("-")[2].partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
