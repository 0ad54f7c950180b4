"""A report that was sent twice counts once: the sealed fact of the closed double says that another one counts it."""

from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from incidents.actions import casefile
from incidents.actions.casefile import CaseFile
from incidents.actions.login import Desk
from incidents.actions.submit import seal_fact
from incidents.actions.trust import current_rings
from incidents.core.entry import Kind
from incidents.core.errors import Unsafe
from incidents.core.facts import fact_of
from incidents.core.report import report_in
from incidents.core.rings import Ring
from incidents.store.models import Case, FactRow

#: The closing reason of a double.
DOUBLE = "duplicate"


def mark(session: Session, file: CaseFile, *, double: bool = True, pinned: str) -> None:
    """Seal the report's fact anew, as a double's or as one that counts. A report without a fact counts nowhere anyway.

    The fact is made from the report, as at the moment of sending: nobody at the desk can open the one that is stored.
    What the reporter told later as a new event keeps its own fact.
    """
    if file.report is None:
        raise Unsafe("Berättelsen kan inte öppnas med din nyckel.")
    report = report_in(file.report.content, file.report.language)
    fact = replace(fact_of(report, file.case.received), double=double)
    fact_id = bytes.fromhex(str(file.report.content["fact"]))
    sealed = seal_fact(fact_id, fact.pack(), current_rings(session, pinned)[Ring.STATISTICS])
    session.execute(update(FactRow).where(FactRow.id == fact_id).values(sealed=sealed))


def count_again(session: Session, desk: Desk, case: Case, *, pinned: str) -> None:
    """The case is opened again: if it was closed as a double, it counts from now on."""
    file = casefile.read(session, desk, case, pinned=pinned)
    reasons = [
        read.entry.content["closing_reason"]
        for read in file.entries
        if read.sound and read.entry.kind is Kind.NOTE and "closing_reason" in read.entry.content
    ]
    if reasons and reasons[-1] == DOUBLE:
        mark(session, file, double=False, pinned=pinned)
