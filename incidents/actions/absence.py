"""Absence cover: who covers for whom, while it lasts. It moves no key: the cover opens what her own keys open."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from incidents.actions import audit
from incidents.actions.casework import colleagues
from incidents.actions.covering import of
from incidents.actions.login import Desk
from incidents.actions.people import at_desk
from incidents.core.absence import Away
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.errors import Invalid
from incidents.core.permissions import check_desk
from incidents.core.workflow import OPEN
from incidents.store.models import Absence, Case, CaseConflict
from incidents.store.statements import upsertion


def say(session: Session, desk: Desk, cover_id: bytes, away: Away, *, now: datetime) -> None:
    """This person is away, and somebody else at the desk covers; takes the place of what was said before."""
    check_desk(desk.actor)
    me, today = desk.actor.staff_id, local_date(now)
    away.check(today)
    if cover_id == me or cover_id not in dict(at_desk(session)):
        raise Invalid("Välj en kollega som täcker för dig.")
    other = of(session, cover_id, today)
    if other is not None and _overlap(other.away, away):
        raise Invalid("Den kollegan är själv borta då. Välj en annan.")
    session.execute(delete(Absence).where(Absence.last < today))
    row = {"staff_id": me, "cover_id": cover_id, "first": away.first, "last": away.last}
    statement = upsertion(Absence, session.get_bind().dialect.name).values(row)
    session.execute(statement.on_conflict_do_update(index_elements=["staff_id"], set_=row))
    detail = f"cover:{cover_id.hex()} {away.first}/{away.last}"
    _trace(session, desk, Act.STAFF_AWAY, detail, now)


def end(session: Session, desk: Desk, *, now: datetime) -> None:
    """Back earlier, or not away after all."""
    check_desk(desk.actor)
    found = session.execute(
        delete(Absence).where(Absence.staff_id == desk.actor.staff_id).returning(Absence.staff_id)
    )
    if found.first() is not None:
        _trace(session, desk, Act.STAFF_BACK, "", now)


def closed_to(session: Session, desk: Desk, cover_id: bytes) -> list[str]:
    """Which of this person's open cases the cover cannot open: nobody looks after those meanwhile."""
    query = select(Case).where(
        Case.assignee_id == desk.actor.staff_id, Case.status.in_(sorted(OPEN))
    )
    conflicts: Collection[bytes] = set(
        session.scalars(select(CaseConflict.case_id).where(CaseConflict.staff_id == cover_id))
    )
    return sorted(
        case.reference
        for case in session.scalars(query)
        if case.id in conflicts or cover_id not in dict(colleagues(session, desk, case))
    )


def _overlap(one: Away, other: Away) -> bool:
    return one.first <= other.last and other.first <= one.last


def _trace(session: Session, desk: Desk, act: Act, detail: str, now: datetime) -> None:
    chain = audit.INSTALLATION
    audit.append(session, desk.signer, act, chain=chain, detail=detail, now=now)
