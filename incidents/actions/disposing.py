"""The facts of two whole years are destroyed by a decision, once their releases are frozen (docs/adr/0048).

What was true of them stays in the ledger: later releases are protected by the kept counts. Reports that are few are a
register of people, whoever may open it; their counts are not.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import blocks, folding, ledger
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.checkpoints import REFERENCE_MOST
from incidents.core.closing import whole_spans
from incidents.core.errors import Invalid, NotFound


def dispose(session: Session, desk: Desk, decision: str, *, pinned: str, now: datetime) -> int:
    """Destroy the blocks of every closed span under a decision, by its number; how many months there were.

    Raises `NotFound` where no span is closed, and `Unsafe` where the archive or the ledger is not what it was.
    """
    marks = folding.check_member(session, desk, pinned)
    named = decision.strip()
    if not 0 < len(named) <= REFERENCE_MOST:
        raise Invalid("Skriv beslutets nummer.")
    months = [month for month in marks if month in whole_spans(ledger.newest(session))]
    if not months:
        raise NotFound("Det finns ingen avslutad tvåårsperiod med uppgifter kvar.")
    kept = ledger.read(session, desk, pinned=pinned)[-1].document
    if "t0" not in kept:
        raise Invalid("Stäng ett kvartal till först: registret har inte allt som behövs sedan.")
    left = blocks.remove(session, marks, months)
    subject, told = f"decision:{named}", f"months:{len(months)}"
    blocks.noted(session, desk, Act.FACTS_DISPOSED, subject, told, left, now)
    return len(months)
