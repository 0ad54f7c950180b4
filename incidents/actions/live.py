"""The live figures of the reports and their handling, read from what stands in the clear: no key opens anything here.

From each case its day of receipt, by which day it counts where that is a later one, and whether it is open; from the
trail when it was first answered or closed. Nothing else is read: no handler, no readers, no reference.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.actions.audit import case_chain
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.live import Live, Received, counted, first_day
from incidents.core.permissions import check_coordination
from incidents.core.workflow import OPEN, Status
from incidents.store.models import AuditRecord, Case

#: A case that was closed from there was never in the queue (`quarantine.close_as_junk`).
_FROM_QUARANTINE = f"{Status.QUARANTINE}>"


@dataclass(frozen=True, slots=True)
class _Trail:
    """When each chain's case was first answered or closed, and which were closed as the junk of a flood."""

    met: dict[str, date]
    junk: set[str]


def look(session: Session, desk: Desk, *, today: date) -> Live:
    """T0 of this year and the one before, for a coordinator."""
    check_coordination(desk.actor)
    since = first_day(today)
    counts = func.coalesce(Case.counted, Case.received)
    query = select(Case.id, Case.received, Case.status, Case.counted).where(
        counts >= since, counts < today
    )
    trail = _trail(session, since)
    found: list[Received] = []
    aside = 0
    for case, received, status, late in session.execute(query):
        chain = case_chain(case)
        if status is Status.QUARANTINE or (chain in trail.junk and status not in OPEN):
            aside += 1
        else:
            found.append(Received(received, status in OPEN, trail.met.get(chain), late))
    return counted(found, today, aside=aside)


def _trail(session: Session, since: date) -> _Trail:
    """Its rows are kept longer than that (`checkpoints.LEAST_MONTHS`). In Greenwich the year begins a little later."""
    recent = AuditRecord.at >= (since - timedelta(days=1)).isoformat()
    met = (
        select(AuditRecord.chain, func.min(AuditRecord.at))
        .where(
            recent,
            AuditRecord.act.in_((Act.CASE_ANSWERED, Act.CASE_CONSENT_ASKED, Act.CASE_CLOSED)),
        )
        .group_by(AuditRecord.chain)
    )
    junk = select(AuditRecord.chain).where(
        recent,
        AuditRecord.act == Act.CASE_CLOSED,
        AuditRecord.detail.startswith(_FROM_QUARANTINE, autoescape=True),
    )
    days = {chain: local_date(datetime.fromisoformat(at)) for chain, at in session.execute(met)}
    return _Trail(days, set(session.scalars(junk)))
