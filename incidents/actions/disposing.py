"""The facts of two whole years are destroyed by a decision, once their releases and their report are frozen.

See docs/adr/0048 and 0056.

What was true of them stays in the ledger: later releases are protected by the kept counts. Reports that are few are a
register of people, whoever may open it; their counts are not.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import blocks, folding, freezing, ledger
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.checkpoints import REFERENCE_MOST
from incidents.core.editions import closed_spans, disposable
from incidents.core.errors import Invalid, NotFound, Unsafe


def dispose(session: Session, desk: Desk, decision: str, *, pinned: str, now: datetime) -> int:
    """Destroy the blocks of every closed span under a decision, by its number; how many months there were.

    Raises `NotFound` where no span is closed, `Invalid` where the whole report on it is not frozen, and `Unsafe` where
    archive, ledger or frozen reports are not what they were.
    """
    marks = folding.check_member(session, desk, pinned)
    named = decision.strip()
    if not 0 < len(named) <= REFERENCE_MOST:
        raise Invalid("Skriv beslutets nummer.")
    months = _months(session, list(marks), pinned)
    kept = ledger.read(session, desk, pinned=pinned)[-1].document
    if "t0" not in kept:
        raise Invalid("Stäng ett kvartal till först: registret har inte allt som behövs sedan.")
    left = blocks.remove(session, marks, months)
    subject, told = f"decision:{named}", f"months:{len(months)}"
    blocks.noted(session, desk, Act.FACTS_DISPOSED, subject, told, left, now)
    return len(months)


def _months(session: Session, held: list[int], pinned: str) -> list[int]:
    last = ledger.newest(session)
    everything = disposable(last, closed_spans(last).keys(), held)
    if not everything:
        raise NotFound("Det finns ingen avslutad tvåårsperiod med uppgifter kvar.")
    if next(freezing.wrong(session, pinned=pinned), None) is not None:
        raise Unsafe(freezing.DOUBT)
    months = disposable(last, freezing.whole_reports(session, pinned=pinned), held)
    if not months:
        raise Invalid(
            "Frys först rapporten till ECCAR om de två åren, när alla dess kvartal är publicerade."
        )
    return list(months)
