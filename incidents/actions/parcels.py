"""What lies for somebody outside: found by its link, opened with the passphrase too, ended, emptied when it runs out.

It knows nothing of what is in a parcel. Whoever writes locks the case first and then the parcel.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from incidents.core.errors import NotFound
from incidents.crypto.envelope import Purpose
from incidents.crypto.handover import Link, ParcelKey
from incidents.store.models import Case, HandoverRow
from incidents.store.statements import plain_rows, table_of

_ROWS, _CASES = table_of(HandoverRow), table_of(Case)
_LYING = select(_ROWS.c.number).where(_ROWS.c.case_id == bindparam("case"))


class Gone(NotFound):
    """There is nothing under this link, or not any more; which of the two is never said."""

    def __init__(self) -> None:
        super().__init__("Länken gäller inte.")


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel as it lies, and who reads its case."""

    id: bytes
    case_id: bytes
    number: int
    recipients: str
    packet: bytes
    draft: bytes | None

    def opened(self, key: ParcelKey) -> bytes | None:
        """What is in it; None with another key."""
        return key.open(Purpose.HANDOVER_PACKET, self.id, self.packet)

    def draft_opened(self, key: ParcelKey) -> bytes | None:
        """What the receiver has saved; None where that is nothing yet."""
        if self.draft is None:
            return None
        return key.open(Purpose.HANDOVER_DRAFT, self.id, self.draft)


def find(session: Session, link: Link, *, today: date) -> Parcel:
    """The parcel under a link; raises `Gone`."""
    row = session.execute(
        select(
            _ROWS.c.id,
            _ROWS.c.case_id,
            _ROWS.c.number,
            _CASES.c.recipients,
            _ROWS.c.packet,
            _ROWS.c.draft,
        )
        .join(_CASES, _CASES.c.id == _ROWS.c.case_id)
        .where(_ROWS.c.id == link.parcel, _ROWS.c.packet.is_not(None), _ROWS.c.expires >= today)
    ).one_or_none()
    if row is None:
        raise Gone
    return Parcel(*row)


def claim(session: Session, link: Link, *, today: date) -> Parcel:
    """The same, with its case locked, so that whatever ends it waits or has been; raises `Gone`."""
    found = find(session, link, today=today)
    session.execute(select(_CASES.c.id).where(_CASES.c.id == found.case_id).with_for_update())
    return find(session, link, today=today)


def lay(
    session: Session,
    link: Link,
    key: ParcelKey,
    packet: bytes,
    *,
    case_id: bytes,
    number: int,
    staff_id: bytes,
    expires: date,
) -> None:
    """Put a parcel under its link, for as long as `expires` says."""
    session.execute(
        insert(HandoverRow),
        {
            "id": link.parcel,
            "case_id": case_id,
            "number": number,
            "staff_id": staff_id,
            "expires": expires,
            "packet": key.seal(Purpose.HANDOVER_PACKET, link.parcel, packet),
        },
    )


def keep_draft(session: Session, parcel: Parcel, key: ParcelKey, draft: bytes) -> None:
    """Keep what the receiver has done so far, under the parcel's own key."""
    sealed = key.seal(Purpose.HANDOVER_DRAFT, parcel.id, draft)
    session.execute(update(_ROWS).where(_ROWS.c.id == parcel.id).values(draft=sealed))


def lying(session: Session, case_id: bytes) -> frozenset[int]:
    """The orders of a case that nobody has ended, by number; also those that ran out."""
    return frozenset(number for (number,) in plain_rows(session, _LYING, {"case": case_id}))


def end(session: Session, case_id: bytes, number: int) -> bool:
    """The parcel is destroyed; False where it was before."""
    gone = delete(_ROWS).where(_ROWS.c.case_id == case_id, _ROWS.c.number == number)
    return bool(session.scalars(gone.returning(_ROWS.c.id)).all())


def end_all(session: Session, case_id: bytes) -> None:
    """Every parcel of a case is destroyed."""
    session.execute(delete(_ROWS).where(_ROWS.c.case_id == case_id))


def end_of(session: Session, staff_id: bytes) -> None:
    """Every parcel that somebody laid is destroyed: who has left may still know its link and passphrase."""
    session.execute(delete(_ROWS).where(_ROWS.c.staff_id == staff_id))


def empty_expired(session: Session, *, today: date) -> None:
    """What has run out is destroyed; the row stays until a handler has seen that nothing came."""
    run_out = select(_ROWS.c.id).where(_ROWS.c.expires < today, _ROWS.c.packet.is_not(None))
    # Whoever finds some of them locked leaves them to the other who is emptying them.
    free = run_out.with_for_update(skip_locked=True)
    emptied = update(_ROWS).where(_ROWS.c.id.in_(free)).values(packet=None, draft=None)
    session.execute(emptied)
