"""What lies for somebody outside: found by its link, opened with the passphrase too, ended, emptied when it runs out.

It knows nothing of what is in a parcel. Whoever writes locks the case first and then the parcel.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from incidents.core.errors import NotFound
from incidents.crypto.envelope import Purpose
from incidents.crypto.handover import Link, ParcelKey
from incidents.store.models import Case, HandoverFile, HandoverRow
from incidents.store.statements import plain_rows, table_of

_ROWS, _CASES, _FILES = table_of(HandoverRow), table_of(Case), table_of(HandoverFile)
_LYING = select(_ROWS.c.number).where(_ROWS.c.case_id == bindparam("case"))
_FIND = (
    select(
        _ROWS.c.id,
        _ROWS.c.case_id,
        _ROWS.c.number,
        _CASES.c.recipients,
        _ROWS.c.packet,
        _ROWS.c.draft,
    )
    .join(_CASES, _CASES.c.id == _ROWS.c.case_id)
    .where(
        _ROWS.c.id == bindparam("parcel"),
        _ROWS.c.packet.is_not(None),
        _ROWS.c.expires >= bindparam("today"),
    )
)
_AWAITED = select(_ROWS.c.case_id, _ROWS.c.answer_by).where(_ROWS.c.answer_by.is_not(None))
_LATE = select(_ROWS.c.case_id).where(_ROWS.c.answer_by < bindparam("today")).distinct()


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
    rows = plain_rows(session, _FIND, {"parcel": link.parcel, "today": today})
    row = next(iter(rows), None)
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


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a parcel with files: until when they can be fetched, and by when an answer is awaited."""

    files_until: date
    answer_by: date


def enclose(
    session: Session, link: Link, key: ParcelKey, files: Sequence[bytes], terms: Terms
) -> None:
    """Add files to a parcel that was laid, each under its key; they end when their day is over, if not before."""
    session.execute(
        update(_ROWS)
        .where(_ROWS.c.id == link.parcel)
        .values(files_until=terms.files_until, answer_by=terms.answer_by)
    )
    rows = [
        {
            "parcel_id": link.parcel,
            "place": place,
            "sealed": key.seal(Purpose.HANDOVER_FILE, _place(link.parcel, place), data),
        }
        for place, data in enumerate(files)
    ]
    session.execute(insert(_FILES), rows)


def _place(parcel: bytes, place: int) -> bytes:
    """A file is bound to its place, so that two of one parcel cannot be exchanged."""
    return parcel + place.to_bytes(2, "big")


def fetch(
    session: Session, parcel: Parcel, key: ParcelKey, place: int, *, today: date
) -> bytes | None:
    """A file of a parcel; None once it is gone, and with another parcel's key. Any number of times."""
    sealed = session.scalar(
        select(_FILES.c.sealed)
        .join(_ROWS, _ROWS.c.id == _FILES.c.parcel_id)
        .where(
            _FILES.c.parcel_id == parcel.id,
            _FILES.c.place == place,
            _ROWS.c.files_until >= today,
        )
    )
    if sealed is None:
        return None
    return key.open(Purpose.HANDOVER_FILE, _place(parcel.id, place), sealed)


def empty_files(session: Session, parcel: Parcel) -> None:
    """The files of a parcel are destroyed; the page stays."""
    session.execute(delete(_FILES).where(_FILES.c.parcel_id == parcel.id))


def answered(session: Session, parcel: Parcel) -> None:
    """Nobody waits for an answer any more."""
    session.execute(update(_ROWS).where(_ROWS.c.id == parcel.id).values(answer_by=None))


def unanswered(session: Session, today: date) -> list[bytes]:
    """The cases in which an answer is late."""
    return [case_id for (case_id,) in plain_rows(session, _LATE, {"today": today})]


def awaited(session: Session) -> dict[bytes, tuple[date, ...]]:
    """By when answers are to come that have not come, for each case."""
    found: dict[bytes, tuple[date, ...]] = {}
    for case_id, day in session.execute(_AWAITED):
        found[case_id] = (*found.get(case_id, ()), day)
    return found


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


def end_all(session: Session, case_id: bytes, *, but: Collection[int] = ()) -> None:
    """Every parcel of a case is destroyed, but for those with these numbers."""
    those = (_ROWS.c.case_id == case_id, _ROWS.c.number.not_in(but))
    session.execute(delete(_ROWS).where(*those))


def end_of(session: Session, staff_id: bytes) -> None:
    """Every parcel that somebody laid is destroyed: who has left may still know its link and passphrase."""
    session.execute(delete(_ROWS).where(_ROWS.c.staff_id == staff_id))


def empty_expired(session: Session, *, today: date) -> None:
    """What has run out is destroyed; the row stays until a handler has seen that nothing came."""
    run_out = select(_ROWS.c.id).where(_ROWS.c.expires < today, _ROWS.c.packet.is_not(None))
    # Whoever finds some of them locked leaves them to the other who is emptying them.
    free = run_out.with_for_update(skip_locked=True)
    emptied = (
        update(_ROWS).where(_ROWS.c.id.in_(free)).values(packet=None, draft=None, answer_by=None)
    )
    session.execute(emptied)
    over = select(_ROWS.c.id).where(_ROWS.c.files_until < today)
    session.execute(delete(_FILES).where(_FILES.c.parcel_id.in_(over)))
