"""Quarantine: reports that came in a flood, in a list of their own; released or closed many at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest

from sqlalchemy import bindparam, delete, distinct, func, select
from sqlalchemy.orm import Session

from incidents.actions import cards, case_facts, casefile, ledger, queue
from incidents.actions.casework import append, audited
from incidents.actions.login import Desk
from incidents.actions.queue import QueueItem
from incidents.actions.trust import case_recipients
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.entry import Kind
from incidents.core.errors import Invalid, Unsafe
from incidents.core.permissions import check_desk
from incidents.core.queueline import queue_lines
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import Status, check_move
from incidents.store.models import Case, DeskCardRow, QuarantineCardRow
from incidents.store.statements import insert_rows, plain_rows, table_of

#: So many are shown, and dealt with at once: more would keep everybody else from writing for too long.
PAGE = 100
#: So many cards are opened for a page; in a greater flood the rest come up as these are dealt with.
MOST_OPENED = 20_000
#: So many new cards are folded by each page that shows them (`cards.fold`).
FOLD_AT_ONCE = 2_000
JUNK = "abuse"
_WAITING = table_of(QuarantineCardRow)
_HELD = _WAITING.c.holder.in_(bindparam("holders", expanding=True))
_COUNT = select(func.count(distinct(_WAITING.c.case_id))).where(_HELD)
_CARDS = (
    select(_WAITING.c.case_id, _WAITING.c.holder, _WAITING.c.sealed)
    .where(_HELD)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: how many reports in all, and the first of them."""

    count: int
    items: list[QueueItem]
    #: Cards that nobody has folded yet.
    fresh: list[tuple[bytes, str, bytes]]


def count(session: Session, desk: Desk) -> int:
    """How many reports wait that this person can read: one look into an index."""
    ((found,),) = plain_rows(session, _COUNT, {"holders": cards.holders(desk)})
    return int(found)


def look(session: Session, desk: Desk) -> Waiting:
    """The first page. Danger first, as in the queue; late ones are no more urgent here than others."""
    check_desk(desk.actor)
    rows = plain_rows(session, _CARDS, {"holders": cards.holders(desk), "most": MOST_OPENED})
    opened = desk.opener.open_cards(rows)
    merged = dict(opened)
    several = {case_id for case_id, times in Counter(id_ for id_, _ in opened).items() if times > 1}
    merged.update(queue.merged(opened, several))
    for case_id in queue.conflicts(session, desk):
        merged.pop(case_id, None)
    lines = nsmallest(PAGE, queue_lines(merged.items(), 0))
    return Waiting(
        count(session, desk),
        queue.page_of(session, lines),
        desk.opener.fresh_cards(rows),
    )


def fold(session: Session, desk: Desk, fresh: Sequence[tuple[bytes, str, bytes]]) -> None:
    """Fold some of the new cards."""
    cards.fold(session, desk, fresh, quarantined=True, most=FOLD_AT_ONCE)


def release(
    session: Session, desk: Desk, references: Sequence[str], *, pinned: str, now: datetime
) -> int:
    """Let these reports into the queue; how many there were. What a colleague dealt with meanwhile is left out."""
    found = _found(session, desk, references)
    for case in found:
        release_case(session, desk, case, pinned=pinned, now=now)
    return len(found)


def release_case(session: Session, desk: Desk, case: Case, *, pinned: str, now: datetime) -> None:
    """Let one report into the queue, and count it from now on. Its text is shown to nobody."""
    _move(session, desk, case, Status.NEW, Act.CASE_STATUS, now)
    count_from(session, case, now)
    count_facts(session, desk, case, pinned=pinned)
    held = select(
        QuarantineCardRow.id,
        QuarantineCardRow.case_id,
        QuarantineCardRow.holder,
        QuarantineCardRow.sealed,
    ).where(QuarantineCardRow.case_id == case.id)
    rows = [row._asdict() for row in session.execute(held)]
    if rows:
        insert_rows(session, DeskCardRow, rows)
    _take_out(session, case)


def close_as_junk(
    session: Session, desk: Desk, references: Sequence[str], *, pinned: str, now: datetime
) -> int:
    """Close these reports as junk; how many there were. They are never counted; each code goes on working."""
    found = _found(session, desk, references)
    text = vocabulary("closing_reason").label(JUNK)
    for case in found:
        staff = case_recipients(session, case.id, case.recipients, pinned)
        append(session, desk, case, Kind.NOTE, text, staff, now, extra={"closing_reason": JUNK})
        _move(session, desk, case, Status.CLOSED, Act.CASE_CLOSED, now)
        case.aside = True
        _take_out(session, case)
    return len(found)


def count_from(session: Session, case: Case, now: datetime) -> None:
    """It counts from now on; from today where the quarter in which it came in is closed by now."""
    case.aside = False
    case.counted = ledger.counted_on(session, case.received, local_date(now))


def count_facts(session: Session, desk: Desk, case: Case, *, pinned: str) -> None:
    """The facts of the report and of each new event, as they are stored outside quarantine."""
    file = casefile.read(session, desk, case, pinned=pinned)
    if file.report is None:
        raise Unsafe("Berättelsen kan inte öppnas med din nyckel.")
    case_facts.store_all(session, file, file.report, pinned)


def _found(session: Session, desk: Desk, references: Sequence[str]) -> list[Case]:
    """Those of these reports that wait and that this person can read, locked in one order."""
    check_desk(desk.actor)
    if len(references) > PAGE:
        raise Invalid("Välj färre ärenden.")
    query = (
        select(Case)
        .where(Case.reference.in_(references), Case.status == Status.QUARANTINE)
        .where(Case.recipients.in_(cards.holders(desk)))
        .order_by(Case.reference)
        .with_for_update()
    )
    shut = queue.conflicts(session, desk)
    return [case for case in session.scalars(query) if case.id not in shut]


def _move(
    session: Session, desk: Desk, case: Case, target: Status, act: Act, now: datetime
) -> None:
    check_move(case.status, target)
    detail = f"{case.status}>{target}"
    case.status = target
    audited(session, desk, act, case, detail=detail, now=now)


def _take_out(session: Session, case: Case) -> None:
    session.execute(delete(QuarantineCardRow).where(QuarantineCardRow.case_id == case.id))
