"""A case's files: each told of by an entry of its own, under whose key the file's own key lies."""

import hashlib
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from incidents.actions import entries
from incidents.actions.casework import audited, find, is_opened, writable
from incidents.actions.entries import Stored
from incidents.actions.login import Desk
from incidents.core import entry as documents
from incidents.core import permissions
from incidents.core.auditing import Act
from incidents.core.entry import Entry, Kind
from incidents.core.errors import NotFound, Unsafe
from incidents.core.files import FileNote, noted
from incidents.core.languages import sentence
from incidents.crypto.envelope import SealError
from incidents.crypto.filebox import open_file, seal_file, unwrap_key, wrap_key
from incidents.store.models import Case, StoredFile
from incidents.store.statements import table_of

_FILES = table_of(StoredFile)
_LOAD = select(_FILES.c.wrapped, _FILES.c.body).where(_FILES.c.id == bindparam("file"))
_STORE = (
    update(_FILES)
    .where(_FILES.c.id == bindparam("file"))
    .values(wrapped=bindparam("key"), body=bindparam("sealed"))
)
_CHANGED = sentence("Filen är ändrad eller borta. Larma it-säkerhet.")


def open_for(session: Session, desk: Desk, reference: str, number: int, *, now: datetime) -> None:
    """The handler opens the file of an entry of an opened case: that is audited. Raises `NotFound`."""
    case = writable(session, desk, reference)
    _told(session, desk, case, number)
    audited(session, desk, Act.CASE_FILE, case, detail=f"entry:{number}", now=now)


def described(session: Session, desk: Desk, reference: str, number: int) -> FileNote:
    """What an opened case tells of a file."""
    return _told(session, desk, _opened(session, desk, reference), number)[1]


def read(session: Session, desk: Desk, reference: str, number: int) -> tuple[FileNote, bytes]:
    """A file of an opened case; raises `NotFound`, or `Unsafe` for one that is not what its entry tells of."""
    stored, note = _told(session, desk, _opened(session, desk, reference), number)
    row = session.connection().execute(_LOAD, {"file": note.id}).one_or_none()
    if row is None or row[0] is None:
        raise Unsafe(_CHANGED)
    try:
        entry_key = desk.opener.entry_key(stored.id, stored.slots)
        data = open_file(unwrap_key(entry_key, note.id, row[0]), note.id, row[1])
    except SealError as error:
        raise Unsafe(_CHANGED) from error
    if hashlib.sha256(data).digest() != note.digest:
        raise Unsafe(_CHANGED)
    return note, data


def _opened(session: Session, desk: Desk, reference: str) -> Case:
    case = find(session, desk, reference)
    permissions.check_write(desk.actor, opened=is_opened(session, desk, case))
    return case


def _told(session: Session, desk: Desk, case: Case, number: int) -> tuple[Stored, FileNote]:
    """The entry with this number, when it tells of a file of this case."""
    stored = next((one for one in entries.read(session, case.id) if one.number == number), None)
    if stored is not None:
        try:
            framed = desk.opener.open_entry(stored.id, stored.body, stored.slots)
            document = documents.unpack(documents.unframe(framed))
            if _sound(document, case) and documents.link(framed) == stored.link:
                return stored, noted(document.content)
        except (SealError, ValueError):
            pass  # not written by us, or not for this person
    raise NotFound("Det finns ingen sådan fil i ärendet.")


def _sound(document: Entry, case: Case) -> bool:
    return document.kind is Kind.FILE and document.case_id == case.id


def rekey(session: Session, note: FileNote, *, old_entry_key: bytes, new_entry_key: bytes) -> None:
    """A fresh key for a file, under its entry's fresh key; the old ciphertext is overwritten. Raises `SealError`.

    A file whose row is gone stays gone: what is missing shows in the case, and must not keep anybody in it.
    """
    rows = session.connection()
    row = rows.execute(_LOAD, {"file": note.id}).one_or_none()
    if row is None or row[0] is None:
        return
    data = open_file(unwrap_key(old_entry_key, note.id, row[0]), note.id, row[1])
    key, sealed = seal_file(note.id, data)
    wrapped = wrap_key(new_entry_key, note.id, key)
    rows.execute(_STORE, {"file": note.id, "key": wrapped, "sealed": sealed})
