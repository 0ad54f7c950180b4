"""Whether what was noted of records that were given out is still there: each note stands in the trail as well.

A note that somebody took out of the database would let the protector hide less. One too many only hides more, and is
what a trail leaves whose oldest rows are disposed of.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.core.archive import Block, Kind, month_at, month_of
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.errors import Unsafe
from incidents.core.languages import sentence
from incidents.store.models import AuditRecord


def check_noted(session: Session, held: Iterable[Block], months: range) -> None:
    """`Unsafe` where the trail of these months (since 2020-01), all of them folded, speaks of more than is there."""
    noted = sum(month in months for month in _told(session))
    found = sum(month_of(one) in months for block in held for one in block.of(Kind.GIVEN).values())
    if noted > found:
        raise Unsafe(
            sentence(
                "En anteckning om en utlämnad handling är borta. Inget är publicerat. Larma it-säkerhet nu."
            )
        )


def _told(session: Session) -> Iterator[int]:
    """The month of each note in the trail."""
    query = select(AuditRecord.at).where(AuditRecord.act == Act.CASE_GIVEN_OUT)
    for at in session.scalars(query):
        yield month_at(local_date(datetime.fromisoformat(at)))
