"""Which other reports may be of the same event: among those that this person has opened in this log-in, and no others.

So nothing is opened for a hint that was not opened, with its question about conflict of interest, for its own sake.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from incidents.actions import entries
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import readable
from incidents.actions.login import Desk
from incidents.core import entry as documents
from incidents.core.entry import Entry, Kind
from incidents.core.likeness import Trait, alike, likeness
from incidents.core.promise import answers_in
from incidents.core.workflow import Status
from incidents.crypto.envelope import SealError
from incidents.store.models import CaseOpening
from incidents.store.statements import plain_rows

_OPENED = select(CaseOpening.case_id).where(CaseOpening.session_id == bindparam("login"))
#: So many reports are compared, those that came in nearest in time: a page must not wait for more.
MOST = 30


@dataclass(frozen=True, slots=True, order=True)
class Hint:
    """Another report, and in what it is alike."""

    reference: str
    traits: tuple[Trait, ...]


def hints(session: Session, desk: Desk, file: CaseFile) -> list[Hint]:
    """The reports that may be of the same event as this one and are not linked with it yet."""
    if file.report is None:
        return []
    mine = likeness(answers_in(file.report), file.case.received)
    known = {file.case.id, *(link.case_id for link in file.links)}
    opened = {row[0] for row in plain_rows(session, _OPENED, {"login": desk.session_id})} - known
    if not mine.event_types or not opened:
        return []
    cases = {
        case.id: case
        for case in readable(session, desk, opened)
        if case.status is not Status.QUARANTINE
    }
    received = file.case.received
    near = sorted(cases, key=lambda one: abs((cases[one].received - received).days))[:MOST]
    return sorted(
        Hint(cases[report.case_id].reference, traits)
        for report in _reports(session, desk, near)
        if (traits := alike(mine, likeness(answers_in(report), cases[report.case_id].received)))
    )


def _reports(session: Session, desk: Desk, ids: Collection[bytes]) -> Iterator[Entry]:
    for stored in entries.read_first(session, list(ids)):
        try:
            framed = desk.opener.open_entry(stored.id, stored.body, stored.slots)
            document = documents.unpack(documents.unframe(framed))
        except (SealError, ValueError):
            continue
        sound = document.case_id in ids and documents.link(framed) == stored.link
        if sound and document.kind is Kind.REPORT:
            yield document
