"""The sealed fact of a report follows what the desk knows of it: sealed anew under its id after each act that counts.

Nobody at the desk can open the fact that is stored, so each one is made from the case. Whoever holds the statistics
keyring folds the newest; what was folded before under the same id gives way to it, and a closed period takes none.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from incidents.actions import casefile, single_facts
from incidents.actions.casefile import CaseFile
from incidents.actions.login import Desk
from incidents.actions.submit import seal_fact
from incidents.actions.trust import current_rings
from incidents.core.case_fact import EXCLUDED, Known, case_fact, closing, later_fact
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.event import Event
from incidents.core.facts import Fact
from incidents.core.promise import day_of
from incidents.core.report import report_in
from incidents.core.rings import Ring
from incidents.core.saying import RECORDS, Saying, saying
from incidents.core.workflow import Status
from incidents.store.models import Case, FactRow
from incidents.store.statements import insert_rows


def renew(session: Session, desk: Desk, case: Case, *, pinned: str) -> None:
    """Seal the report's fact as the case stands now, and those of what the reporter told later.

    Not in quarantine, where a report counts once it is released, not of junk from there, which counts once it is opened
    again, and not where the report does not open: its fact's id stands in it.
    """
    if case.status is Status.QUARANTINE or case.aside:
        return
    file = casefile.read(session, desk, case, pinned=pinned)
    if file.report is not None:
        store_all(session, file, file.report, pinned)


def store_all(session: Session, file: CaseFile, report: Entry, pinned: str) -> None:
    """The facts of an opened case: of its report, and of each event that was told later."""
    now = fact_now(report, file)
    _store(session, report, now, pinned)
    for entry, event in _told_later(file):
        day = max(day_of(entry.moment), file.case.counted or date.min)
        _store(session, entry, later_fact(event, day, now), pinned)


def fact_now(report: Entry, file: CaseFile) -> Fact:
    """The fact of an opened case's report as it stands now."""
    told = report_in(report.content, report.language)
    return case_fact(told, file.case.received, known(file), counted_on=file.case.counted)


def _told_later(file: CaseFile) -> Iterator[tuple[Entry, Event]]:
    """The events that were told later; one that no door wrote stops nobody's work."""
    for read in file.entries:
        if read.sound and saying(read.entry) is Saying.EVENT and "fact" in read.entry.content:
            event = None
            with suppress(Invalid, KeyError, TypeError, AttributeError):
                event = Event.told_in(read.entry.content)
            if event is not None:
                yield read.entry, event


def count_closing(session: Session, file: CaseFile, *, pinned: str, on: date) -> None:
    """Count a case that was just closed, unless it was closed and counted before: then it is counted there."""
    counted_before = [one for one in _reasons(file)[:-1] if one not in EXCLUDED]
    if not counted_before and (counted := closing(known(file), on)) is not None:
        single_facts.count(session, counted.pack(), pinned=pinned)


def known(file: CaseFile) -> Known:
    """What an opened case tells by now."""
    return Known(
        file.codings[-1][1] if file.codings else None,
        file.works[-1][1] if file.works else None,
        file.links,
        _met(file),
        _reason(file),
    )


def _met(file: CaseFile) -> date | None:
    """The day of the first answer, or of the end if that was first; what is only written down or announced is none.

    Who wanted no answer gets none: an end without one must not be told apart, or it would say how many they are.
    """
    met = (
        day_of(read.entry.moment)
        for read in file.entries
        if read.sound and (_answers(read.entry) or _ends(read.entry))
    )
    return next(met, None)


def _answers(entry: Entry) -> bool:
    return entry.kind is Kind.ANSWER and saying(entry) not in RECORDS


def _ends(entry: Entry) -> bool:
    return entry.kind is Kind.NOTE and "closing_reason" in entry.content


def _reason(file: CaseFile) -> str:
    """Why it was closed, while it is."""
    if file.case.status is not Status.CLOSED:
        return ""
    return next(reversed(_reasons(file)), "")


def _reasons(file: CaseFile) -> list[str]:
    """Why it was closed, each time."""
    return [
        str(read.entry.content["closing_reason"])
        for read in file.entries
        if read.sound and _ends(read.entry)
    ]


def _store(session: Session, told: Entry, fact: Fact, pinned: str) -> None:
    """Lay a fact down under the id that stands in the entry that it is of, in place of what lay there."""
    fact_id = bytes.fromhex(str(told.content["fact"]))
    sealed = seal_fact(fact_id, fact.pack(), current_rings(session, pinned)[Ring.STATISTICS])
    session.execute(delete(FactRow).where(FactRow.id == fact_id))
    insert_rows(session, FactRow, {"id": fact_id, "sealed": sealed})
