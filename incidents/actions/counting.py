"""The register-only track: a report that is only to be counted is coded and closed in one act; then the next one."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest

from sqlalchemy.orm import Session

from incidents.actions import cards, casefile, coding, handling, queue
from incidents.actions.casework import AlreadyWritten, find, is_opened, open_case, writable
from incidents.actions.handling import Draw
from incidents.actions.login import Desk
from incidents.core.deskcard import DeskCard
from incidents.core.errors import Conflict, NotFound, Unsafe
from incidents.core.only_counted import COUNTABLE, Finding, asks_alone, counted, only_counted
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


def beside(session: Session, desk: Desk, reference: str) -> tuple[Case, DeskCard] | None:
    """A report of the track whose cover sheet may stand on the page of the one before; None where it may not.

    Not where the case may concern a reader, nor where the question is answered already.
    """
    try:
        case = find(session, desk, reference)
    except NotFound:
        return None
    card = cards.of_case(session, desk, case.id)
    if card is None or asks_alone(card.flags) or not fits(case, card, desk.actor.staff_id):
        return None
    return None if is_opened(session, desk, case) else (case, card)


def go_on(session: Session, desk: Desk, reference: str, *, now: datetime) -> bool:
    """Open the next report, of which it was said beside the one before that there is no conflict of interest.

    Only where it may be asked there, and whether it is; otherwise its own cover sheet asks.
    """
    if beside(session, desk, reference) is None:
        return False
    open_case(session, desk, reference, now=now)
    return True


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
        handling.assign(session, desk, reference, me, version=case.version, pinned=pinned, now=now)
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
