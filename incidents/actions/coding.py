"""Coding a case: an entry of its own, signed, for staff only. The newest one holds, earlier ones stay as history."""

from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import cardlaying, cards, case_facts, casefile
from incidents.actions.casework import AlreadyWritten, add, audited, once_id, writable
from incidents.actions.login import Desk
from incidents.actions.trust import case_recipients
from incidents.core.auditing import Act
from incidents.core.canonical import encode
from incidents.core.clock import local_date
from incidents.core.coding import Coding
from incidents.core.deskcard import LOOK_ONLY, Mark
from incidents.core.entry import Kind
from incidents.core.errors import Conflict
from incidents.core.urgency import prioritised
from incidents.store.models import Case, EntryRow


def code(
    session: Session,
    desk: Desk,
    reference: str,
    coding: Coding,
    *,
    version: int,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """Store a coding; its priority goes on the desk card, its codes into the fact. The audit row says that, not how.

    `version` is the number of the entry with the coding that the form was made from, 0 for none: `Conflict` when a
    colleague has coded since. What else happened in the case meanwhile is nobody's obstacle. `once` is the form's own
    token: the same form with the same codes raises `AlreadyWritten` and writes nothing, and so does what holds already.
    """
    case = writable(session, desk, reference)
    if is_written(session, desk, case, coding, once):
        raise AlreadyWritten
    file = casefile.read(session, desk, case, pinned=pinned)
    latest, held = file.codings[-1] if file.codings else (None, None)
    if held is not None and held.document() == coding.document():
        raise AlreadyWritten
    if (latest.number if latest else 0) != version:
        raise Conflict("En kollega har kodat ärendet under tiden. Inget är sparat.")
    staff = case_recipients(session, case.id, case.recipients, pinned)
    content = {"text": "", **coding.document()}
    entry_id = _entry_id(desk, case, coding, once)
    add(session, desk, case, Kind.CODING, content, staff, now, entry_id=entry_id)
    _raise_or_lower(session, desk, case, coding, pinned=pinned, now=now)
    cardlaying.mark_second_look(session, desk, case, pinned=pinned)
    case_facts.renew(session, desk, case, pinned=pinned)
    audited(session, desk, Act.CASE_CODED, case, now=now)


def is_written(session: Session, desk: Desk, case: Case, coding: Coding, once: str) -> bool:
    """Whether this form was posted before with the same codes."""
    entry_id = _entry_id(desk, case, coding, once)
    return entry_id is not None and session.get(EntryRow, entry_id) is not None


def _entry_id(desk: Desk, case: Case, coding: Coding, once: str) -> bytes | None:
    said = encode(coding.document()).decode()
    return once_id(desk, case, Kind.CODING, once, said) if once else None


def _raise_or_lower(
    session: Session, desk: Desk, case: Case, coding: Coding, *, pinned: str, now: datetime
) -> None:
    """The card's priority and what is due by it; what is coded less urgent is not first. A closed case has no card."""
    card = cards.of_case(session, desk, case.id)
    if card is None or card.priority in (coding.priority, LOOK_ONLY):
        return
    card = prioritised(card, coding.priority, local_date(now)).marked(Mark.FIRST, on=False)
    cards.store(session, desk, case.id, case.recipients, card, pinned=pinned)
