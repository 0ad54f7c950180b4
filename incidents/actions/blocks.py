"""The archive of facts in the database: a block for each month, sealed under a key that only members of the ring have.

Nobody who can merely write the database can make a block. An older copy of one would open as well; so every act that
lays blocks says in the signed trail which blocks there are since, and the next one looks (docs/adr/0045).
"""

import hashlib
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import LargeBinary, bindparam, delete, func, insert, select, true, update
from sqlalchemy.orm import Session

from incidents.actions.audit import INSTALLATION, append
from incidents.actions.login import Desk
from incidents.core import archive
from incidents.core.archive import Block, Kind
from incidents.core.auditing import Act
from incidents.core.errors import Unsafe
from incidents.core.rings import Ring
from incidents.crypto.envelope import HEADER, NONCE_BYTES, Purpose, SealError, read_header
from incidents.store.models import AuditRecord, FactBlock, Installation
from incidents.store.statements import plain_rows, table_of

#: The acts after which the trail says which blocks there are.
_TELLING = (Act.FACTS_FOLDED, Act.STATISTICS_RELEASED, Act.FACTS_DISPOSED)
_STATE = "blocks:"
_RECORD = struct.Struct(">11sH")
_BLOCKS = table_of(FactBlock)
# Header and nonce: under one key, no two envelopes have the same.
_MARK_BYTES = HEADER.size + NONCE_BYTES
_MARKS = select(
    _BLOCKS.c.month, func.substr(_BLOCKS.c.sealed, 1, _MARK_BYTES, type_=LargeBinary)
).order_by(_BLOCKS.c.month)
_TOLD = (
    select(AuditRecord.detail)
    .where(AuditRecord.chain == INSTALLATION, AuditRecord.act.in_(_TELLING))
    .order_by(AuditRecord.number.desc())
    .limit(1)
    .scalar_subquery()
)
_EVERYTHING = (
    select(_TOLD, FactBlock.month, FactBlock.sealed)
    .select_from(Installation)
    .outerjoin(FactBlock, true())
    .order_by(FactBlock.month)
)
_RESEALED = (
    update(_BLOCKS).where(_BLOCKS.c.month == bindparam("held")).values(sealed=bindparam("after"))
)


#: The first bytes of each month's block: no two that were ever made have the same.
Marks = Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class Archive:
    """Every block at one moment, in the order of months; `state` names that moment."""

    blocks: tuple[Block, ...]
    state: str


def read(session: Session, desk: Desk) -> Archive:
    """The archive, opened; raises `Unsafe` where it is not what the last folding left."""
    # In one statement: somebody may fold meanwhile.
    rows = [(told, month, sealed) for told, month, sealed in session.execute(_EVERYTHING)]
    found = [(month, sealed) for _, month, sealed in rows if month is not None]
    named = _state((month, sealed[:_MARK_BYTES]) for month, sealed in found)
    _check_told(rows[0][0], named)
    return Archive(tuple(_block(desk, month, sealed) for month, sealed in found), named)


def store(
    session: Session,
    desk: Desk,
    marks: Marks,
    months: Mapping[int, Mapping[bytes, tuple[Kind, bytes]]],
    *,
    closing: Iterable[int] = (),
) -> Marks:
    """Lay facts into their blocks; months that close lose the ids. Blocks of older keys are sealed anew.

    `marks` are those of `check_whole`; what is returned are those of the blocks that there are now.
    """
    found = _touched(session, desk, marks, {*months, *closing})
    blocks = {month: _block(desk, month, sealed) for month, sealed in found.items()}
    for month, facts in months.items():
        blocks[month] = blocks.get(month, Block(month)).with_facts(facts)
    for month in closing:
        if month in blocks:
            blocks[month] = blocks[month].closed()
    sealed = {
        month: desk.opener.seal_folded(Purpose.FACT_BLOCK, bound_to(month), block.pack())
        for month, block in blocks.items()
    }
    old = [{"held": month, "after": sealed[month]} for month in sealed if month in found]
    new = [{"month": month, "sealed": sealed[month]} for month in sealed if month not in found]
    if old:
        session.connection().execute(_RESEALED, old)
    if new:
        session.execute(insert(FactBlock), new)
    return {**marks, **{month: one[:_MARK_BYTES] for month, one in sealed.items()}}


def remove(session: Session, marks: Marks, months: Iterable[int]) -> Marks:
    """Destroy the blocks of these months; what is returned are the marks of those that are left."""
    gone = set(months)
    session.execute(delete(FactBlock).where(FactBlock.month.in_(gone)))
    return {month: mark for month, mark in marks.items() if month not in gone}


def noted(
    session: Session, desk: Desk, act: Act, subject: str, told: str, marks: Marks, now: datetime
) -> None:
    """The act in the trail, with the state of the archive by the marks of its blocks: never what is in it."""
    detail = f"{told},{_STATE}{_state(marks.items())}"
    append(
        session,
        desk.signer,
        act,
        chain=INSTALLATION,
        subject=subject,
        detail=detail,
        now=now,
    )


def check_whole(session: Session) -> Marks:
    """The marks of the blocks, while nobody else folds. A database reads whole blocks for them: once is enough.

    Raises `Unsafe` where a block is missing, or older than the one that the trail speaks of.
    """
    # SQLite says nothing of an empty value.
    marks = {month: mark or b"" for month, mark in plain_rows(session, _MARKS, {})}
    _check_told(session.scalar(select(_TOLD)), _state(marks.items()))
    return marks


def _check_told(told: str | None, named: str) -> None:
    if told is not None and told.rpartition(_STATE)[2] != named:
        raise _not_whole()


def _not_whole() -> Unsafe:
    return Unsafe(
        "Statistikens arkiv är inte det som det var. Inget är ändrat. Larma it-säkerhet nu."
    )


def _state(marks: Iterable[tuple[int, bytes]]) -> str:
    """Which blocks there are, in one hash."""
    told = (month.to_bytes(2, "big") + mark for month, mark in sorted(marks))
    return hashlib.sha256(b"".join(told)).hexdigest()


def bound_to(month: int) -> bytes:
    """What a block is bound to."""
    return _RECORD.pack(b"fact-block|", month)


def _touched(session: Session, desk: Desk, marks: Marks, months: set[int]) -> dict[int, bytes]:
    """The sealed blocks of these months, and of all that lie under an older key."""
    newest = desk.opener.newest(Ring.STATISTICS)
    assert newest is not None
    for month, mark in marks.items():
        if _epoch(mark) != newest.epoch:
            months.add(month)
    query = select(FactBlock.month, FactBlock.sealed).where(FactBlock.month.in_(months))
    return dict(session.execute(query).all())


def _block(desk: Desk, month: int, sealed: bytes) -> Block:
    try:
        block = archive.unpack(desk.opener.open_folded(Purpose.FACT_BLOCK, bound_to(month), sealed))
    except (SealError, ValueError) as error:
        raise _not_whole() from error
    if block.month != month:
        raise _not_whole()
    return block


def _epoch(mark: bytes) -> int:
    try:
        return read_header(mark).epoch
    except SealError as error:
        raise _not_whole() from error
