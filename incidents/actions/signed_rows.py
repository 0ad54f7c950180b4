"""Rows of which each is signed over the one before it: none is changed, left out or put in between unseen.

The trail names each one as it comes, so that the newest cannot be taken away either.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, cast

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from incidents.actions.audit import INSTALLATION, append, newest_number
from incidents.actions.login import Desk
from incidents.actions.trust import signed_by
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.store.base import Base
from incidents.store.statements import table_of


class Row(Protocol):
    """A row as it is stored."""

    number: int
    staff_id: bytes
    signature: bytes


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Chain(Generic[R]):
    """All rows of one kind. `statement`: what is signed of a row and of what stands before it."""

    model: type[R]
    statement: Callable[[R, bytes], bytes]
    #: The act by which the trail tells of a row, and what it calls one before its number.
    act: Act
    subject: str

    def rows(self, session: Session) -> list[R]:
        """Every one, in order."""
        return list(session.scalars(select(self.model).order_by(table_of(self._table()).c.number)))

    def add(
        self, session: Session, desk: Desk, values: Mapping[str, Any], told: str, now: datetime
    ) -> int:
        """Sign and store a row with these values, and tell the trail; its number. Its writer has had her turn."""
        before = self.rows(session)
        number = len(before) + 1
        row = {
            "number": number,
            **values,
            "day": local_date(now),
            "staff_id": desk.actor.staff_id,
        }
        signed = self.statement(self.model(**row), self._after(before))
        session.execute(insert(self._table()), {**row, "signature": desk.signer.key.sign(signed)})
        append(
            session,
            desk.signer,
            self.act,
            chain=INSTALLATION,
            subject=f"{self.subject}{number}",
            detail=told,
            now=now,
        )
        return number

    def wrong(self, session: Session, pinned: str) -> Iterator[int]:
        """The numbers of rows that were changed, taken away, or written by nobody."""
        # The trail first: somebody may add a row meanwhile.
        told = newest_number(session, self.act, self.subject)
        found, before = self.rows(session), b""
        for place, row in enumerate(found):
            made = self.statement(row, before)
            whole = row.number == place + 1
            if not whole or not signed_by(session, row.staff_id, row.signature, made, pinned):
                yield row.number
            before = _digest(made, row)
        if told is not None and told > len(found):
            yield told

    def _after(self, rows: Sequence[R]) -> bytes:
        digest = b""
        for row in rows:
            digest = _digest(self.statement(row, digest), row)
        return digest

    def _table(self) -> type[Base]:
        return cast("type[Base]", self.model)


def _digest(made: bytes, row: Row) -> bytes:
    return hashlib.sha256(made + row.signature).digest()
