"""The audit trail of one case: who did what and when, never what it was about; and whether the chain is whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from incidents.actions import audit
from incidents.actions import casework as deeds
from incidents.actions.people import names
from incidents.casework.visit import Page, desk, pinned
from incidents.store.database import reading
from incidents.store.models import AuditRecord
from incidents.web.access import Access, access
from incidents.web.moments import day
from incidents.web.templates import render
from incidents.web.trailwords import TRAIL, detail_of, named, when


@dataclass(frozen=True, slots=True)
class Row:
    """An act as the page shows it."""

    when: str
    who: str
    what: str
    detail: str


@access(Access.DESK)
def show_history(reference: str) -> Page:
    """For everybody who holds the case, also before the cover sheet: nothing here tells what the case is about."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        chain, people = audit.case_chain(case.id), names(session)
        rows = [_row(record, people) for record in audit.records(session, chain)]
        broken = bool(audit.verify_chain(session, chain, pinned()))
        gone = [(day(point.day), point.decision) for point in audit.points(session, chain)[-1:]]
    return render("casework/history.html", reference=reference, rows=rows, broken=broken, gone=gone)


def _row(record: AuditRecord, people: Mapping[bytes, str]) -> Row:
    return Row(
        when(record.at),
        named(record.actor_id, people),
        str(TRAIL.get(record.act, record.act.value)),
        detail_of(record.act, record.detail, people),
    )
