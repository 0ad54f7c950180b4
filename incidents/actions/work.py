"""Record what was done in a case and what came of it: a signed entry for its readers. The newest one holds."""

from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import cards, case_facts, casefile
from incidents.actions.casework import AlreadyWritten, add, audited, once_id, writable
from incidents.actions.login import Desk
from incidents.actions.trust import case_recipients
from incidents.core.auditing import Act
from incidents.core.canonical import encode
from incidents.core.clock import local_date
from incidents.core.entry import Kind
from incidents.core.errors import Conflict
from incidents.core.work import Work, check_follow_up
from incidents.store.models import Case, EntryRow


def record(
    session: Session,
    desk: Desk,
    reference: str,
    work: Work,
    *,
    version: int,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """Store a record, and the day of the follow-up on the desk card. The audit row says that, not what.

    `version` is the number of the entry with the record that the form was made from, 0 for none: `Conflict` when a
    colleague has written one since. `once` is the form's own token: the same form with the same answers raises
    `AlreadyWritten` and writes nothing, and so does what holds already.
    """
    case = writable(session, desk, reference)
    said = encode(work.document()).decode()
    entry_id = once_id(desk, case, Kind.WORK, once, said) if once else None
    if entry_id and session.get(EntryRow, entry_id) is not None:
        raise AlreadyWritten
    file = casefile.read(session, desk, case, pinned=pinned)
    latest, held = file.works[-1] if file.works else (None, Work())
    if held.document() == work.document():
        raise AlreadyWritten
    if (latest.number if latest else 0) != version:
        raise Conflict("En kollega har ändrat insatserna under tiden. Inget är sparat.")
    if work.follow_up is not None and work.follow_up != held.follow_up:
        check_follow_up(work.follow_up, local_date(now))
    write(session, desk, case, work, entry_id=entry_id, pinned=pinned, now=now)
    case_facts.renew(session, desk, case, pinned=pinned)
    card = cards.of_case(session, desk, case.id)
    if card is not None and work.follow_up is not None:
        card = card.followed_up(work.follow_up)
        cards.store(session, desk, case.id, case.recipients, card, pinned=pinned)
    audited(session, desk, Act.CASE_WORK, case, now=now)


def write(
    session: Session,
    desk: Desk,
    case: Case,
    work: Work,
    *,
    entry_id: bytes | None = None,
    pinned: str,
    now: datetime,
) -> None:
    """The entry; the caller audits it."""
    staff = case_recipients(session, case.id, case.recipients, pinned)
    content = {"text": "", **work.document()}
    add(session, desk, case, Kind.WORK, content, staff, now, entry_id=entry_id)
