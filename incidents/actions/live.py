"""The live figures of the reports and their handling, read from what stands in the clear: no key opens anything here.

From each case its day of receipt, by which day it counts where that is a later one, and whether it is open; from the
trail when it was first answered or closed. Nothing else is read: no handler, no readers, no reference.
"""

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


def look(session: Session, desk: Desk, *, today: date) -> Live:
    """T0 of this year and the one before, for a coordinator."""
    check_coordination(desk.actor)
    since = first_day(today)
    counts = func.coalesce(Case.counted, Case.received)
    query = select(Case.id, Case.received, Case.status, Case.counted, Case.aside).where(
        counts >= since, counts < today
    )
    met = _met(session, since)
    found: list[Received] = []
    aside = 0
    for case, received, status, late, junk in session.execute(query):
        if status is Status.QUARANTINE or junk:
            aside += 1
        else:
            found.append(Received(received, status in OPEN, met.get(case_chain(case)), late))
    return counted(found, today, aside=aside)


def _met(session: Session, since: date) -> dict[str, date]:
    """When each chain's case was first answered or closed. In Greenwich the year begins a little later.

    The trail is kept longer than that (`checkpoints.LEAST_MONTHS`).
    """
    met = (
        select(AuditRecord.chain, func.min(AuditRecord.at))
        .where(
            AuditRecord.at >= (since - timedelta(days=1)).isoformat(),
            AuditRecord.act.in_((Act.CASE_ANSWERED, Act.CASE_CONSENT_ASKED, Act.CASE_CLOSED)),
        )
        .group_by(AuditRecord.chain)
    )
    return {chain: local_date(datetime.fromisoformat(at)) for chain, at in session.execute(met)}
