"""The audit trail of one case: who did what and when, never what it was about; and whether the chain is whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from incidents.actions import audit
from incidents.actions import casework as deeds
from incidents.actions.people import names
from incidents.casework.present import status_tag
from incidents.casework.trail_words import TRAIL
from incidents.casework.visit import Page, desk, pinned
from incidents.core.auditing import Act
from incidents.core.workflow import Status
from incidents.store.database import reading
from incidents.store.models import AuditRecord
from incidents.web.access import Access, access
from incidents.web.locale import gettext
from incidents.web.moments import moment
from incidents.web.templates import render

#: The acts whose detail is to whom.
_GIVEN = (Act.CASE_ASSIGNED, Act.CASE_PASSED_ON, Act.CASE_RETURNED)


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
    return render("casework/history.html", reference=reference, rows=rows, broken=broken)


def _row(record: AuditRecord, people: Mapping[bytes, str]) -> Row:
    return Row(
        _when(record.at),
        _name(record.actor_id, people),
        str(TRAIL.get(record.act, record.act.value)),
        _detail(record, people),
    )


def _detail(record: AuditRecord, people: Mapping[bytes, str]) -> str:
    """To whom the case was given, or where it stands since; the other details are numbers that nobody needs here."""
    try:
        if record.act in _GIVEN:
            given = record.detail.removeprefix("staff:")
            return gettext("Ingen") if given == "none" else _name(bytes.fromhex(given), people)
        if record.act is Act.CASE_CONFLICT and record.detail:
            shut_out = _name(bytes.fromhex(record.detail.removeprefix("staff:")), people)
            return gettext("Stängt också för %(name)s", name=shut_out)
        if record.act in (Act.CASE_STATUS, Act.CASE_CLOSED):
            return status_tag(Status(record.detail.rpartition(">")[2])).text
    except ValueError:  # somebody has changed the row: the page says so, and shows what there is
        return record.detail
    return ""


def _when(at: str) -> str:
    try:
        return moment(at)
    except ValueError:
        return at


def _name(staff_id: bytes, people: Mapping[bytes, str]) -> str:
    return people.get(staff_id) or gettext("Någon som inte finns kvar")
