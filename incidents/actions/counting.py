"""The register-only track: a report that is only to be counted is coded and closed in one act; then the next one."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest

from sqlalchemy.orm import Session

from incidents.actions import casefile, coding, handling, queue
from incidents.actions.casework import AlreadyWritten, writable
from incidents.actions.handling import Draw
from incidents.actions.login import Desk
from incidents.core.deskcard import DeskCard
from incidents.core.errors import Conflict, Unsafe
from incidents.core.only_counted import COUNTABLE, Finding, counted, only_counted
from incidents.core.promise import answers_in
from incidents.core.second_look import STATISTICS_ONLY
from incidents.store.models import Case


@dataclass(frozen=True, slots=True)
class Track:
    """What is left to count: how many reports, and the first of them."""

    count: int
    first: str | None


def left(session: Session, desk: Desk, *, today: date, but: str = "") -> Track:
    """The reports that are only to be counted and that nobody else handles; late first, and `but` never the first."""
    found = queue.look(session, desk, today=today).view("register")
    items = queue.page_of(session, nsmallest(queue.PAGE, found))
    countable = (item.reference for item in items if item.status in COUNTABLE)
    return Track(len(found), next((one for one in countable if one != but), None))


def fits(case: Case, card: DeskCard | None, me: bytes) -> bool:
    """Whether a case can be dealt with on this track by this person, as far as it is known without opening it."""
    return (
        case.status in COUNTABLE
        and case.assignee_id in (None, me)
        and card is not None
        and only_counted(card.flags)
    )


def count(
    session: Session,
    desk: Desk,
    reference: str,
    finding: Finding,
    *,
    entries: int,
    once: str = "",
    pinned: str,
    now: datetime,
    draw: Draw = secrets.randbelow,
) -> None:
    """Take the case, code it by what was found and the reporter's own groups, and close it; all of it or nothing.

    `entries` is how many entries the case had on the page: `Conflict` when anything was written since, by the reporter
    or by a colleague, or a colleague has taken the case. `once` is the form's own token, as in `coding.code`.
    """
    case, me = writable(session, desk, reference), desk.actor.staff_id
    file = casefile.read(session, desk, case, pinned=pinned)
    if file.report is None:
        raise Unsafe("Berättelsen kan inte öppnas med din nyckel.")
    made = counted(finding, answers_in(file.report))
    if coding.is_written(session, desk, case, made, once):
        raise AlreadyWritten
    if case.entries != entries or file.codings or not fits(case, file.card, me):
        raise Conflict("Något har hänt i ärendet under tiden. Inget är sparat.")
    if case.assignee_id is None:
        handling.assign(session, desk, reference, me, version=case.version, now=now)
    coding.code(session, desk, reference, made, version=0, once=once, pinned=pinned, now=now)
    handling.close(
        session,
        desk,
        reference,
        STATISTICS_ONLY,
        version=case.version,
        pinned=pinned,
        now=now,
        draw=draw,
    )
