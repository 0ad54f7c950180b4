"""Handing a case over to a named person, who takes it or gives it back; each step a signed note with its reason.

The case is the receiver's from the moment on which it is handed over, so that it never lies between two people: what
waits is her word. No key moves: whoever cannot open the case cannot get it.
"""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from incidents.actions import casefile
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import add, append, check_unwritten, colleagues, once_id, writable
from incidents.actions.handling import give
from incidents.actions.login import Desk
from incidents.actions.trust import case_recipients
from incidents.core import passing
from incidents.core.auditing import Act
from incidents.core.entry import Kind
from incidents.core.errors import Conflict, Invalid, NotAllowed
from incidents.core.languages import sentence
from incidents.core.passing import Offer, Step
from incidents.core.workflow import OPEN
from incidents.store.models import Case, CaseConflict
from incidents.store.statements import plain_rows, table_of

_CONFLICTS = table_of(CaseConflict)
_DECLARED = select(_CONFLICTS.c.staff_id).where(_CONFLICTS.c.case_id == bindparam("case"))
_ANSWERED = sentence(
    "Överlämningen är redan besvarad, eller så har ärendet lämnats över igen. Inget är sparat."
)


def takers(session: Session, desk: Desk, case: Case) -> list[tuple[bytes, str]]:
    """Who can be given the case: whoever can open it and has not declared a conflict of interest in it."""
    shut_out = {staff_id for (staff_id,) in plain_rows(session, _DECLARED, {"case": case.id})}
    return [one for one in colleagues(session, desk, case) if one[0] not in shut_out]


def hand_over(
    session: Session,
    desk: Desk,
    reference: str,
    to: bytes,
    reason: str,
    *,
    handler: bytes | None,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """Give the case to somebody who then has to answer, or take it oneself; `reason` is sealed in the case.

    `handler` is who had it on the page: `Conflict` when that has changed. Anybody who has the case open may do it, so
    that it works while the handler is ill. The form posted twice (`once`) raises `AlreadyWritten`.
    """
    case = writable(session, desk, reference)
    check_unwritten(session, desk, case, once, reason)
    if case.assignee_id != handler:
        raise Conflict("Ärendet har fått en annan handläggare under tiden. Inget är sparat.")
    if case.status not in OPEN:
        raise Conflict("Ärendet är avslutat. Öppna det igen först.")
    if to == case.assignee_id:
        raise Invalid("Den personen har redan ärendet.")
    if to not in dict(takers(session, desk, case)):
        raise Invalid("Den personen kan inte öppna ärendet.")
    taken = to == desk.actor.staff_id
    step = Step.TAKEN if taken else Step.OFFERED
    _write(session, desk, case, reason, passing.said(step, to), once, pinned=pinned, now=now)
    act = Act.CASE_TAKEN_OVER if taken else Act.CASE_PASSED_ON
    give(session, desk, case, to, act=act, asked=not taken, pinned=pinned, now=now)


def accept(
    session: Session, desk: Desk, reference: str, *, about: int, pinned: str, now: datetime
) -> None:
    """The receiver takes the case. `about` is the entry that offers it; posted twice raises `AlreadyWritten`."""
    case = writable(session, desk, reference)
    once = f"accepted:{about}"
    check_unwritten(session, desk, case, once, "")
    _offered(session, desk, case, about, pinned)
    staff = case_recipients(session, case.id, case.recipients, pinned)
    content = {"text": "", **passing.said(Step.ACCEPTED, about=about)}
    entry_id = once_id(desk, case, Kind.NOTE, once, "")
    add(session, desk, case, Kind.NOTE, content, staff, now, entry_id=entry_id)
    me = desk.actor.staff_id
    give(session, desk, case, me, act=Act.CASE_ACCEPTED, pinned=pinned, now=now)


def give_back(
    session: Session,
    desk: Desk,
    reference: str,
    reason: str,
    *,
    about: int,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """The receiver declines: the case goes back to whoever handed it over, who has to answer in turn.

    One who can no longer open it does not get it: then it has no handler. What came back cannot be given back again.
    """
    case = writable(session, desk, reference)
    check_unwritten(session, desk, case, once, reason)
    offer = _offered(session, desk, case, about, pinned)
    if offer.back:
        raise NotAllowed("Ärendet kom tillbaka till dig. Lämna över det till någon annan.")
    to = offer.sender if offer.sender in dict(takers(session, desk, case)) else None
    step = passing.said(Step.RETURNED, to or b"", about)
    _write(session, desk, case, reason, step, once, pinned=pinned, now=now)
    asked = to is not None
    give(session, desk, case, to, act=Act.CASE_RETURNED, asked=asked, pinned=pinned, now=now)


def waiting(file: CaseFile) -> Offer | None:
    """The offer of an opened case that its handler has not answered yet."""
    if not file.handed:
        return None
    offer = passing.standing(read.entry for read in file.entries if read.sound)
    return offer if offer is not None and offer.to == file.case.assignee_id else None


def _offered(session: Session, desk: Desk, case: Case, about: int, pinned: str) -> Offer:
    offer = waiting(casefile.read(session, desk, case, pinned=pinned))
    if offer is None or offer.number != about:
        raise Conflict(_ANSWERED)
    if offer.to != desk.actor.staff_id:
        raise NotAllowed("Bara den som har fått ärendet kan svara på överlämningen.")
    return offer


def _write(
    session: Session,
    desk: Desk,
    case: Case,
    reason: str,
    step: dict[str, object],
    once: str,
    *,
    pinned: str,
    now: datetime,
) -> None:
    staff = case_recipients(session, case.id, case.recipients, pinned)
    append(session, desk, case, Kind.NOTE, reason, staff, now, extra=step, once=once)
