"""The audit trail's head of a day, computed from the rows: the same however often and however late it is asked for."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.actions import audit, chains
from incidents.core.clock import local_date
from incidents.core.heads import Head, HeadError, end_of, head_over
from incidents.store.models import AuditPoint, AuditRecord


class Purged(HeadError):
    """The rows that a head of this day is made of are gone, by a decision: what was kept of it stands."""


def purged_until(session: Session) -> date | None:
    """The last day whose rows were disposed of: the first of which a head can still be computed."""
    return session.scalar(select(func.max(AuditPoint.day)))


def head_of(session: Session, day: date, *, now: datetime) -> Head:
    """Everything that was done until the end of a day; raises `HeadError` for one that is not over.

    A checkpoint holds the end of its chain as it was when its day ended, so that the heads from that day on stay the
    same. Raises `Purged` for a day before.
    """
    if day >= local_date(now):
        raise HeadError(f"{day} is not over yet: a head is taken of a whole day")
    until = purged_until(session)
    if until and day < until:
        raise Purged(f"no head of {day} can be computed: rows up to {until} were disposed of")
    ends = (
        select(AuditRecord.chain, func.max(AuditRecord.number).label("number"))
        .where(AuditRecord.at < end_of(day))
        .group_by(AuditRecord.chain)
        .subquery()
    )
    query = select(AuditRecord.chain, AuditRecord.number, AuditRecord.digest).join(
        ends, (AuditRecord.chain == ends.c.chain) & (AuditRecord.number == ends.c.number)
    )
    last = {row[0]: (row[1], row[2]) for row in session.execute(query)}
    for chain, start in chains.newest(audit.points(session)).items():
        # Among the rows of a purged range stand some that were kept: the end of the range is the checkpoint's.
        if chain not in last or last[chain][0] < start.number:
            last[chain] = (start.number, start.digest)
    return head_over(day, ((chain, *end) for chain, end in last.items()))
