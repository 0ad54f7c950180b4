"""Files of a draft: cleaned and sealed in memory, kept under a key that lies in the draft, gone with the draft."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.orm import Session

from incidents.actions import boxes
from incidents.actions.boxes import Rows
from incidents.cleaning.clean import clean
from incidents.cleaning.kinds import Kind, neutral_name
from incidents.cleaning.limits import MIB, Limits
from incidents.core.box import Draft
from incidents.core.clock import BUCKET, bucket_after
from incidents.core.errors import Invalid, NotFound
from incidents.core.files import ID_BYTES, AttachedFile, FileNote, next_number
from incidents.core.languages import sentence
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.filebox import seal_file
from incidents.store.direct import Transaction
from incidents.store.models import StoredFile
from incidents.store.statements import Row, insert_into, table_of

_FILES = table_of(StoredFile)
_OF_DRAFT = _FILES.c.expires.is_not(None)
_PROLONG = update(_FILES).where(_FILES.c.id == bindparam("file"), _OF_DRAFT)
_DISCARD = delete(_FILES).where(_FILES.c.id == bindparam("file"), _OF_DRAFT)
_EXISTS = select(_FILES.c.id).where(_FILES.c.id == bindparam("file"), _OF_DRAFT)
_EXPIRED = select(_FILES.c.id).where(_FILES.c.expires <= bindparam("moment"))
_DISCARD_EXPIRED = delete(_FILES).where(_FILES.c.id.in_(_EXPIRED.with_for_update(skip_locked=True)))


_TOO_MANY = sentence("Det får inte plats fler filer. Ta bort en, eller skicka resten senare.")


class TooMany(Invalid):
    """The report has as many files as it may have."""

    def __init__(self) -> None:
        super().__init__(_TOO_MANY)


class FilesChanged(Exception):
    """The draft's files are not the ones that were shown: another page added or removed one, or one is gone."""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A cleaned file, sealed under a key of its own; `key` and the bytes' hash belong inside other seals."""

    id: bytes
    key: bytes
    body: bytes
    kind: Kind
    size: int
    digest: bytes

    def __repr__(self) -> str:
        return f"SealedFile({self.id.hex()})"

    def note(self, number: int) -> FileNote:
        """What is told of it, as the file with this number."""
        return FileNote(
            self.id, neutral_name(self.kind, number), self.kind.value, self.size, self.digest
        )

    def row(self, *, expires: datetime | None, wrapped: bytes | None = None) -> Row:
        """The row that is stored."""
        return {"id": self.id, "expires": expires, "wrapped": wrapped, "body": self.body}


def clean_and_seal(data: bytes, megabytes: int) -> SealedFile:
    """A file without metadata, under a fresh key; raises `Refused`. Takes seconds: call it outside a transaction."""
    most = megabytes * MIB
    cleaned = clean(data, Limits(file_bytes=most, cleaned_bytes=2 * most))
    file_id = os.urandom(ID_BYTES)
    key, body = seal_file(file_id, cleaned.data)
    digest = hashlib.sha256(cleaned.data).digest()
    return SealedFile(file_id, key, body, cleaned.kind, len(cleaned.data), digest)


def attach(
    session: Session, secret: BrowserSecret, file: SealedFile, *, most: int, now: datetime
) -> Draft:
    """Add a file to the draft as it is now, under its lock; raises `TooMany`, or `NotFound` without a draft."""
    rows = session.connection()
    held = _locked(rows, secret, now)
    if len(held.files) >= most:
        raise TooMany
    number = next_number(each.note.name for each in held.files)
    added = AttachedFile(file.note(number), file.key)
    draft = replace(held, files=(*held.files, added)).renewed(now)
    insert_into(rows, StoredFile, file.row(expires=bucket_after(draft.expires)))
    save(session, secret, draft)
    return draft


def remove(session: Session, secret: BrowserSecret, file_id: bytes, *, now: datetime) -> None:
    """Take a file away; nothing happens when it is no longer there."""
    rows = session.connection()
    held = _locked(rows, secret, now)
    gone = [file for file in held.files if file.note.id == file_id]
    _discard(rows, gone)
    left = tuple(file for file in held.files if file not in gone)
    save(session, secret, replace(held, files=left).renewed(now))


def keep_present(session: Session, secret: BrowserSecret, *, now: datetime) -> None:
    """Forget files whose rows are gone, so that the rest can be sent."""
    rows = session.connection()
    held = _locked(rows, secret, now)
    there = tuple(
        file for file in held.files if rows.scalar(_EXISTS, {"file": file.note.id}) is not None
    )
    save(session, secret, replace(held, files=there).renewed(now))


def _locked(rows: Connection, secret: BrowserSecret, now: datetime) -> Draft:
    held = boxes.load(rows, secret, now=now, lock=True)
    if not isinstance(held, Draft):
        raise NotFound("Rapporten som filen hörde till finns inte kvar här.")
    return held


def lives_longer(before: Draft, after: Draft) -> bool:
    """Whether the rows of the draft's files must be told that the draft lives on."""
    return bool(after.files) and bucket_after(before.expires) != bucket_after(after.expires)


def save(session: Session, secret: BrowserSecret, draft: Draft) -> None:
    """The draft with its files: both run out in the same half-hour."""
    rows = session.connection()
    boxes.save(rows, secret, draft)
    for file in draft.files:
        rows.execute(
            _PROLONG.values(expires=bindparam("moment")),
            {"file": file.note.id, "moment": bucket_after(draft.expires)},
        )


def discard(session: Session, secret: BrowserSecret, draft: Draft, *, now: datetime) -> None:
    """The draft and its files are gone at once: somebody left."""
    rows = session.connection()
    held = boxes.load(rows, secret, now=now, lock=True)
    _discard(rows, held.files if isinstance(held, Draft) else draft.files)
    boxes.discard(rows, secret)


def _discard(rows: Rows, files: Iterable[AttachedFile]) -> None:
    for file in files:
        rows.execute(_DISCARD, {"file": file.note.id})


def discard_expired(rows: Rows, *, now: datetime) -> None:
    """Remove the files of drafts that have run out, also of those that nobody remembers."""
    rows.execute(_DISCARD_EXPIRED, {"moment": bucket_after(now) - BUCKET})


_SETTLE = (
    update(_FILES)
    .where(_FILES.c.id == bindparam("file"), _OF_DRAFT)
    .values(expires=None, wrapped=bindparam("key"))
)


def settle(rows: Transaction, sent: Sequence[Row]) -> None:
    """The files belong to a case from now on: their keys lie under their entries'. Raises `FilesChanged`."""
    for file in sent:
        if rows.execute(_SETTLE, file) != 1:
            raise FilesChanged
