"""What is kept in signed versions, the directory and the coordinator's registers: reading them from the newest down.

Each version is a whole text in one row. One that nobody's certified key has signed counts for nothing.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Protocol, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from incidents.actions.audit import INSTALLATION
from incidents.actions.trust import signed_by
from incidents.core.auditing import Act
from incidents.core.canonical import encode
from incidents.crypto.labels import PRODUCT
from incidents.store.models import AuditRecord

T = TypeVar("T")


class Row(Protocol):
    """A version as it is stored."""

    number: int
    text: str
    day: date
    staff_id: bytes
    what: str
    about: str
    signature: bytes


def statement(label: bytes, row: Row, more: Mapping[str, str]) -> bytes:
    """What is signed: the number too, so that an old version cannot be put in the place of a new one."""
    document = {
        "number": row.number,
        "text": hashlib.sha256(row.text.encode()).hexdigest(),
        "day": row.day.isoformat(),
        "staff": row.staff_id.hex(),
        "what": row.what,
        "about": row.about,
        **more,
    }
    return PRODUCT + label + encode(document)


def is_signed(session: Session, row: Row, signed: bytes, pinned: str) -> bool:
    """Whether a certified key of whoever saved it made the signature."""
    return signed_by(session, row.staff_id, row.signature, signed, pinned)


def newest_first(
    session: Session,
    number: ColumnElement[int],
    until: int,
    read: Callable[[int], T],
    *ours: ColumnElement[bool],
) -> Iterator[T]:
    """Versions from this number down, one read after another: few are looked at before one holds."""
    numbers = select(number).where(number <= until, *ours).order_by(number.desc())
    for one in session.scalars(numbers).all():
        yield read(one)


def cut_off(session: Session, acts: Collection[Act], seen: int) -> bool:
    """Whether the trail knows a newer version than there is: somebody has taken one away."""
    query = (
        select(AuditRecord.detail)
        .where(AuditRecord.chain == INSTALLATION, AuditRecord.act.in_(acts))
        .order_by(AuditRecord.number.desc())
        .limit(1)
    )
    number = (session.scalar(query) or "").removeprefix("version:")
    return number.isdigit() and int(number) > seen
