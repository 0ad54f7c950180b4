"""The audit trail's head of a day, computed from the rows: the same however often and however late it is asked for."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.core.clock import local_date
from incidents.core.heads import Head, HeadError, end_of, head_over
from incidents.store.models import AuditRecord


def head_of(session: Session, day: date, *, now: datetime) -> Head:
    """Everything that was done until the end of a day; raises `HeadError` for one that is not over."""
    if day >= local_date(now):
        raise HeadError(f"{day} is not over yet: a head is taken of a whole day")
    ends = (
        select(AuditRecord.chain, func.max(AuditRecord.number).label("number"))
        .where(AuditRecord.at < end_of(day))
        .group_by(AuditRecord.chain)
        .subquery()
    )
    query = select(AuditRecord.chain, AuditRecord.number, AuditRecord.digest).join(
        ends, (AuditRecord.chain == ends.c.chain) & (AuditRecord.number == ends.c.number)
    )
    return head_over(day, ((row[0], row[1], row[2]) for row in session.execute(query)))
