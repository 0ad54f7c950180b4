"""Who covers for whom, and when, as the queue and the page about absence read it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from incidents.core.absence import Away
from incidents.store.models import Absence
from incidents.store.statements import table_of

_ABSENCES = table_of(Absence)
_AWAY = select(_ABSENCES.c.staff_id, _ABSENCES.c.last).where(
    _ABSENCES.c.first <= bindparam("today"), _ABSENCES.c.last >= bindparam("today")
)


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody's absence, planned or running, and who covers."""

    staff_id: bytes
    cover_id: bytes
    away: Away


def of(session: Session, staff_id: bytes, today: date) -> Cover | None:
    """This person's absence, until it is over."""
    row = session.get(Absence, staff_id)
    return None if row is None or row.last < today else _cover(row)


def covered_by(session: Session, staff_id: bytes, today: date) -> list[Cover]:
    """For whom this person covers, today or later."""
    query = select(Absence).where(Absence.cover_id == staff_id, Absence.last >= today)
    return [_cover(row) for row in session.scalars(query.order_by(Absence.first))]


def stands_in_for(session: Session, staff_id: bytes, today: date) -> frozenset[bytes]:
    """For whom this person covers today."""
    query = select(Absence.staff_id).where(
        Absence.cover_id == staff_id, Absence.first <= today, Absence.last >= today
    )
    return frozenset(session.scalars(query))


def away(session: Session, today: date) -> dict[bytes, date]:
    """Who is away today, and until which day."""
    return {row[0]: row[1] for row in session.execute(_AWAY, {"today": today})}


def _cover(row: Absence) -> Cover:
    return Cover(row.staff_id, row.cover_id, Away(row.first, row.last))
