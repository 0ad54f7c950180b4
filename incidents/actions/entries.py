"""Writing and reading entries: the one place where a document becomes rows and rows become a document."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from incidents.core import entry as entries
from incidents.core.entry import Entry
from incidents.crypto.sealing import KeySlot, Recipient, seal_entry
from incidents.store.models import EntryKey, EntryRow
from incidents.store.statements import insert_rows, plain_rows, table_of

_ENTRIES, _SLOTS = table_of(EntryRow), table_of(EntryKey)
_SLOTTED = (
    select(
        _ENTRIES.c.id,
        _ENTRIES.c.number,
        _ENTRIES.c.link,
        _ENTRIES.c.body,
        _SLOTS.c.recipient,
        _SLOTS.c.epoch,
        _SLOTS.c.sealed,
    )
    .outerjoin(_SLOTS, _SLOTS.c.entry_id == _ENTRIES.c.id)
    .order_by(_ENTRIES.c.number)
)
_READ = _SLOTTED.where(_ENTRIES.c.case_id == bindparam("case"))
_READ_ONE = _READ.where(_ENTRIES.c.number == bindparam("number"))
_READ_FIRST = _SLOTTED.where(
    _ENTRIES.c.number == 1, _ENTRIES.c.case_id.in_(bindparam("cases", expanding=True))
)
_READ_FOR = _READ.where(_SLOTS.c.recipient == bindparam("recipient"))


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry, sealed, as rows."""

    row: dict[str, object]
    keys: list[dict[str, object]]
    link: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as it lies in the database."""

    id: bytes
    number: int
    link: bytes
    body: bytes
    slots: tuple[KeySlot, ...]

    @property
    def emptied(self) -> bool:
        """Whether its content was removed (`working`): only its place and its link are left."""
        return not self.body and not self.slots


def prepare(
    entry: Entry,
    recipients: Sequence[Recipient],
    *,
    entry_id: bytes | None = None,
    signer: Ed25519PrivateKey | None = None,
    key: bytes | None = None,
) -> Prepared:
    """Sign (staff), frame and seal an entry for its recipients."""
    if signer is not None:
        entry = replace(entry, signature=signer.sign(entry.signed_bytes()))
    entry_id = entry_id or os.urandom(16)
    framed = entries.frame(entry.pack(), os.urandom(entries.NONCE_BYTES))
    sealed = seal_entry(entry_id, framed, recipients, key=key)
    link = entries.link(framed)
    row: dict[str, object] = {
        "id": entry_id,
        "case_id": entry.case_id,
        "number": entry.number,
        "link": link,
        "body": sealed.body,
    }
    return Prepared(row, key_rows(entry_id, sealed.slots), link)


def key_rows(entry_id: bytes, slots: Sequence[KeySlot]) -> list[dict[str, object]]:
    """The slots as rows."""
    return [
        {"entry_id": entry_id, "recipient": s.recipient, "epoch": s.epoch, "sealed": s.sealed}
        for s in slots
    ]


def write(session: Session, prepared: Sequence[Prepared]) -> None:
    """Two statements, however many entries."""
    insert_rows(session, EntryRow, [p.row for p in prepared])
    insert_rows(session, EntryKey, [key for p in prepared for key in p.keys])


def read(session: Session, case_id: bytes, recipient: str | None = None) -> list[Stored]:
    """A case's entries in order, with all slots or with one recipient's only."""
    query, values = _READ, dict[str, object](case=case_id)
    if recipient is not None:
        query, values = _READ_FOR, {"case": case_id, "recipient": recipient}
    return _stored(session, query, values)


def read_one(session: Session, case_id: bytes, number: int) -> Stored | None:
    """The entry with this number."""
    found = _stored(session, _READ_ONE, {"case": case_id, "number": number})
    return next(iter(found), None)


def read_first(session: Session, cases: Sequence[bytes]) -> list[Stored]:
    """The first entry of each of these cases: the report."""
    return _stored(session, _READ_FIRST, {"cases": cases}) if cases else []


def _stored(session: Session, query: Select[Any], values: Mapping[str, object]) -> list[Stored]:
    found: dict[bytes, Stored] = {}
    for id_, number, link, body, name, epoch, sealed in plain_rows(session, query, values):
        known = found.get(id_)
        slots = known.slots if known else ()
        if name is not None:
            slots = (*slots, KeySlot(name, epoch, sealed))
        found[id_] = Stored(id_, number, link, body, slots)
    return list(found.values())


def last_link(session: Session, case_id: bytes) -> bytes:
    """The link that the next entry names."""
    link = session.scalar(
        select(EntryRow.link)
        .where(EntryRow.case_id == case_id)
        .order_by(EntryRow.number.desc())
        .limit(1)
    )
    return link or entries.FIRST
