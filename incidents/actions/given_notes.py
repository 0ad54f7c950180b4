"""Whether what was noted of records that were given out is still there: each note stands in the trail as well.

A note that somebody took out of the database would let the protector hide less. One too many only hides more, and is
what a trail leaves whose oldest rows are disposed of. Compared are month and what became known, not the values.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.core import given_fact
from incidents.core.archive import Block, Kind, month_at, month_of
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.errors import Unsafe
from incidents.core.given_fact import Attribute
from incidents.core.languages import sentence
from incidents.store.models import AuditRecord


def check_noted(session: Session, held: Iterable[Block], months: range) -> None:
    """`Unsafe` where the trail of these months (since 2020-01), all of them folded, speaks of more than is there."""
    found = Counter(
        (month_of(one), given_fact.unpack(one).attributes)
        for block in held
        for one in block.of(Kind.GIVEN).values()
    )
    noted = Counter(one for one in _told(session) if one[0] in months)
    if noted - found:
        raise Unsafe(
            sentence(
                "En anteckning om en utlämnad handling är borta. Inget är publicerat. Larma it-säkerhet nu."
            )
        )


def _told(session: Session) -> Iterator[tuple[int, frozenset[Attribute]]]:
    """Of each note in the trail its month, and what became known."""
    query = select(AuditRecord.at, AuditRecord.detail).where(AuditRecord.act == Act.CASE_GIVEN_OUT)
    for at, detail in session.execute(query):
        yield (
            month_at(local_date(datetime.fromisoformat(at))),
            frozenset(map(Attribute, detail.split(","))),
        )
