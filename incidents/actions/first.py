"""Putting a case first in the queue, and taking it down again; each a signed note that says why."""

from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import cards, casefile
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import append, audited, check_unwritten, writable
from incidents.actions.login import Desk
from incidents.actions.trust import case_recipients
from incidents.core import first
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.danger import priority
from incidents.core.deskcard import LOOK_ONLY, Mark
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Conflict
from incidents.core.promise import answers_in
from incidents.core.urgency import prioritised

URGENT = 1


def put(
    session: Session,
    desk: Desk,
    reference: str,
    reason: str,
    *,
    to_front: bool,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """To the front, before the late ones and as urgent as can be; or back to the place that the coding gives it.

    The audit says that a note was written: that a case is urgent must not stand in the clear (a priority says danger).
    Raises `Conflict` when a colleague has done it already, and for a closed case, which stands in no queue.
    """
    case = writable(session, desk, reference)
    check_unwritten(session, desk, case, once, reason)
    file = casefile.read(session, desk, case, pinned=pinned)
    card = file.card
    if card is None or card.priority == LOOK_ONLY:
        raise Conflict("Ärendet är avslutat. Öppna det igen först.")
    if (Mark.FIRST in card.marks) is to_front:
        raise Conflict("En kollega har redan gjort det. Inget är sparat.")
    staff = case_recipients(session, case.id, case.recipients, pinned)
    extra = first.said(first=to_front)
    append(session, desk, case, Kind.NOTE, reason, staff, now, extra=extra, once=once)
    level = URGENT if to_front else _own_level(file)
    card = prioritised(card, level, local_date(now)).marked(Mark.FIRST, on=to_front)
    cards.store(session, desk, case.id, case.recipients, card, pinned=pinned)
    audited(session, desk, Act.CASE_NOTED, case, now=now)


def standing(file: CaseFile) -> Entry | None:
    """The note that put an opened case first; None where it is not."""
    if file.card is None or Mark.FIRST not in file.card.marks:
        return None
    return first.latest(read.entry for read in file.entries if read.sound)


def _own_level(file: CaseFile) -> int:
    """What the coding says, and before there is one what the reporter's answers set."""
    if file.codings:
        return file.codings[-1][1].priority
    return priority(answers_in(file.report)) if file.report else URGENT
