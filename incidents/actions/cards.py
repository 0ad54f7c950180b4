"""Desk cards in the database: open, merge with what the public door added, fold and store."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress

from sqlalchemy import Table, Update, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from incidents.actions.login import Desk
from incidents.actions.signals import seal_card
from incidents.actions.trust import PEOPLE, case_recipients
from incidents.core import deskcard
from incidents.core.deskcard import DeskCard
from incidents.core.rings import Ring
from incidents.crypto.envelope import SealError
from incidents.crypto.sealing import ring_recipient, staff_recipient
from incidents.store.models import DeskCardRow, QuarantineCardRow, RingEpoch
from incidents.store.statements import plain_rows, table_of

_CARDS = table_of(DeskCardRow)
_OF_CASE = select(_CARDS.c.holder, _CARDS.c.sealed).where(_CARDS.c.case_id == bindparam("case"))
_WAITING = table_of(QuarantineCardRow)
_OF_QUARANTINED = select(_WAITING.c.holder, _WAITING.c.sealed).where(
    _WAITING.c.case_id == bindparam("case")
)


def _folding(table: Table) -> Update:
    """A colleague may have changed the card meanwhile: then this finds none."""
    return (
        update(table)
        .where(
            table.c.case_id == bindparam("case"),
            table.c.holder == bindparam("held"),
            table.c.sealed == bindparam("before"),
        )
        .values(sealed=bindparam("after"))
    )


_FOLD, _FOLD_QUARANTINED = _folding(_CARDS), _folding(_WAITING)
FOLD_AT_ONCE = 200
READING_RINGS = (Ring.CASEWORK, Ring.INDEPENDENT)


def holders(desk: Desk) -> list[str]:
    """The names under which this person finds desk cards."""
    rings = [ring_recipient(ring) for ring in READING_RINGS if ring in desk.opener.rings()]
    return [*rings, staff_recipient(desk.actor.staff_id)]


def opened(desk: Desk, holder: str, case_id: bytes, sealed: bytes) -> DeskCard | None:
    """One card; None when this person's keys do not open it or somebody tampered with it."""
    try:
        return deskcard.unpack(desk.opener.open_card(holder, case_id, sealed))
    except (SealError, ValueError):
        return None


def of_case(session: Session, desk: Desk, case_id: bytes) -> DeskCard | None:
    """The merged card of one case."""
    values, mine = {"case": case_id}, holders(desk)
    rows = plain_rows(session, _OF_CASE, values) or plain_rows(session, _OF_QUARANTINED, values)
    cards = (opened(desk, holder, case_id, sealed) for holder, sealed in rows if holder in mine)
    return deskcard.merge([card for card in cards if card is not None])


def replace_rows(session: Session, case_id: bytes, rows: Iterable[tuple[str, bytes]]) -> None:
    """Take away all of a case's card rows and put these (holder, sealed) in their place."""
    session.execute(delete(DeskCardRow).where(DeskCardRow.case_id == case_id))
    session.execute(delete(QuarantineCardRow).where(QuarantineCardRow.case_id == case_id))
    values = [
        {"id": os.urandom(16), "case_id": case_id, "holder": holder, "sealed": sealed}
        for holder, sealed in rows
    ]
    if values:
        session.execute(insert(DeskCardRow), values)


def store(
    session: Session,
    desk: Desk,
    case_id: bytes,
    recipients: str,
    card: DeskCard | None,
    *,
    pinned: str,
) -> None:
    """Fold the card; None removes it (the case is closed and nothing waits)."""
    if card is None:
        replace_rows(session, case_id, ())
    elif recipients == PEOPLE:
        store_for_people(session, case_id, card, pinned=pinned)
    else:
        sealed = _for_ring(session, desk, case_id, recipients, card, pinned)
        replace_rows(session, case_id, [(recipients, sealed)])


def _for_ring(
    session: Session, desk: Desk, case_id: bytes, recipients: str, card: DeskCard, pinned: str
) -> bytes:
    """Under the ring's own key; where this log-in has not read the newest epoch yet, sealed to that like a new report.

    Folded under an older epoch the card would open for somebody who has left.
    """
    ring = Ring(recipients.removeprefix("ring:"))
    newest = session.scalar(select(func.max(RingEpoch.epoch)).where(RingEpoch.ring == ring))
    held = desk.opener.newest(ring)
    if held is not None and held.epoch == newest:
        return desk.opener.fold_card(ring, case_id, card.pack())
    (reader,) = case_recipients(session, case_id, recipients, pinned)
    return seal_card(reader, case_id, card.pack())


def store_for_people(session: Session, case_id: bytes, card: DeskCard, *, pinned: str) -> None:
    """A card for each named person of a case that is closed to somebody (never for the recovery key)."""
    people = case_recipients(session, case_id, PEOPLE, pinned)[:-1]
    rows = [(person.name, seal_card(person, case_id, card.pack())) for person in people]
    replace_rows(session, case_id, rows)


def fold(
    session: Session,
    desk: Desk,
    fresh: Sequence[tuple[bytes, str, bytes]],
    *,
    quarantined: bool = False,
    most: int | None = None,
) -> None:
    """Put fresh cards (case, holder, sealed) under their ring's own key, some at a time: the next page opens faster.

    A flood of reports would otherwise make every page of every colleague slow. What does not open stays as it is.
    """
    folded = []
    for case_id, holder, sealed in fresh[: most or FOLD_AT_ONCE]:
        with suppress(SealError):
            card = desk.opener.open_card(holder, case_id, sealed)
            ring = Ring(holder.removeprefix("ring:"))
            new = desk.opener.fold_card(ring, case_id, card)
            folded.append({"case": case_id, "held": holder, "before": sealed, "after": new})
    if folded:
        session.connection().execute(_FOLD_QUARANTINED if quarantined else _FOLD, folded)
