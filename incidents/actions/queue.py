"""The queue: every case with a desk card that this person can open, late first. Clear columns and cards only.

Thousands of cards are opened for each page, so lines stay plain until a page is chosen; only its cases are read.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from heapq import nsmallest

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.orm import Session

from incidents.actions.cards import holders
from incidents.actions.covering import stands_in_for
from incidents.actions.login import Desk
from incidents.core import deskcard
from incidents.core.deskcard import DeskCard, Flag, Mark, day_number
from incidents.core.only_counted import TRACK, WISH
from incidents.core.permissions import check_desk
from incidents.core.queueline import ON_TIME, Line, is_open, queue_lines
from incidents.core.workflow import OPEN, Status
from incidents.store.models import Case, CaseConflict, CasePerson, DeskCardRow
from incidents.store.statements import plain_rows, table_of

PAGE = 50
#: So many cases are asked for in one statement: databases limit its parameters.
AT_ONCE = 1_000
_MESSAGE, _SIGNAL = Flag.NEW_MESSAGE.value, Flag.SIGNAL.value
_LOOK, _HANDED = Flag.SECOND_LOOK.value, Mark.HANDED.value
_CASES, _CARD_ROWS = table_of(Case), table_of(DeskCardRow)
# Two plain reads; a join would look up each of thousands of cases by its random key.
_CARDS = select(_CARD_ROWS.c.case_id, _CARD_ROWS.c.holder, _CARD_ROWS.c.sealed).where(
    _CARD_ROWS.c.holder.in_(bindparam("holders", expanding=True))
)
_ASSIGNED = select(_CASES.c.id, _CASES.c.assignee_id).where(
    _CASES.c.status.in_(sorted(OPEN)), _CASES.c.assignee_id.is_not(None)
)
_SHOWN = select(
    _CASES.c.id,
    _CASES.c.reference,
    _CASES.c.status,
    _CASES.c.assignee_id,
    _CASES.c.received,
    _CASES.c.version,
).where(_CASES.c.id.in_(bindparam("ids", expanding=True)))
_CONFLICTS = select(CaseConflict.case_id).where(CaseConflict.staff_id == bindparam("me"))
_ASSIGNED_OF = select(_CASES.c.id, _CASES.c.assignee_id).where(
    _CASES.c.id.in_(bindparam("ids", expanding=True)), _CASES.c.assignee_id.is_not(None)
)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A case in the queue as it is shown."""

    reference: str
    status: Status
    assignee_id: bytes | None
    received: date
    #: What the page shows is this version: a later one is a colleague's.
    version: int
    card: DeskCard | None


@dataclass(frozen=True, slots=True)
class Queue:
    """All cases with a card that this person may see, and who handles them."""

    lines: list[Line]
    #: Those that wait for a second look, the closed ones among them, which stand in no other view.
    looks: list[Line]
    assigned: Mapping[bytes, bytes]
    me: bytes
    #: For whom this person covers today: their cases are among hers.
    covered: frozenset[bytes]
    #: Cards that nobody has folded yet (`cards.fold`).
    fresh: list[tuple[bytes, str, bytes]]

    def view(self, name: str) -> list[Line]:
        """The part of the queue that a view shows, in no order."""
        return VIEWS[name](self)


def look(session: Session, desk: Desk, *, today: date) -> Queue:
    """The queue. A card that does not open is left out."""
    check_desk(desk.actor)
    rows = plain_rows(session, _CARDS, {"holders": holders(desk)})
    opened = desk.opener.open_cards(rows)
    cards = dict(opened)
    several: set[bytes] = set()
    if len(cards) < len(opened):
        several = {
            case_id for case_id, times in Counter(id_ for id_, _ in opened).items() if times > 1
        }
        cards.update(merged(opened, several))
    for case_id in conflicts(session, desk):
        cards.pop(case_id, None)
    lines = queue_lines(cards.items(), day_number(today))
    looks = [line for line in lines if line[2] & _LOOK]
    if looks:
        lines = [line for line in lines if is_open(line)]
    signalled = several.union(case_id for _, case_id, flags, _ in lines if flags & _SIGNAL)
    return Queue(
        lines,
        looks,
        _assigned(session, signalled),
        desk.actor.staff_id,
        stands_in_for(session, desk.actor.staff_id, today),
        desk.opener.fresh_cards(rows),
    )


def merged(opened: list[tuple[bytes, bytes]], several: set[bytes]) -> dict[bytes, bytes]:
    """One card for each of the cases beside whose card the public door laid signals."""
    found: dict[bytes, list[DeskCard]] = {}
    for case_id, card in opened:
        if case_id in several:
            with suppress(ValueError):
                found.setdefault(case_id, []).append(deskcard.unpack(card))
    whole = ((case_id, deskcard.merge(cards)) for case_id, cards in found.items())
    return {case_id: card.pack() for case_id, card in whole if card is not None}


def _assigned(session: Session, signalled: set[bytes]) -> dict[bytes, bytes]:
    """The handlers of open cases, and of closed ones to which a reporter has written."""
    found = dict(plain_rows(session, _ASSIGNED, {}))
    if signalled:
        found.update(plain_rows(session, _ASSIGNED_OF, {"ids": sorted(signalled)}))
    return found


def _mine(queue: Queue) -> list[Line]:
    handlers, assigned = queue.covered | {queue.me}, queue.assigned.get
    return [line for line in queue.lines if assigned(line[1]) in handlers]


# Each runs over thousands of lines for every page: no call for a line.
VIEWS: dict[str, Callable[[Queue], list[Line]]] = {
    "new": lambda all_: [line for line in all_.lines if line[1] not in all_.assigned],
    "mine": _mine,
    "late": lambda all_: [line for line in all_.lines if not line[0] & ON_TIME],
    "messages": lambda all_: [line for line in all_.lines if line[2] & _MESSAGE],
    "register": lambda all_: [
        line
        for line in all_.lines
        if line[2] & TRACK == WISH and all_.assigned.get(line[1]) in (None, all_.me)
    ],
    "looks": lambda all_: all_.looks,
    "handed": lambda all_: [
        line
        for line in all_.lines
        if line[3][1] & _HANDED and all_.assigned.get(line[1]) is not None
    ],
    "all": lambda all_: all_.lines,
}


def shown(session: Session, found: list[Line], start: int = 0) -> list[QueueItem]:
    """One page of a view in working order, beginning with its `start`th case."""
    return page_of(session, nsmallest(start + PAGE, found)[start:])


def page_of(session: Session, page: list[Line]) -> list[QueueItem]:
    """These lines as they are shown."""
    cases = registered(session, [case_id for _, case_id, _, _ in page])
    return [
        replace(cases[case_id], card=deskcard.unpack(card))
        for _, case_id, _, card in page
        if case_id in cases
    ]


def registered(session: Session, ids: Sequence[bytes]) -> dict[bytes, QueueItem]:
    """What the register says of these cases, without their cards."""
    found: dict[bytes, QueueItem] = {}
    for start in range(0, len(ids), AT_ONCE):
        rows = session.connection().execute(_SHOWN, {"ids": ids[start : start + AT_ONCE]})
        found.update((row[0], QueueItem(*row[1:], None)) for row in rows)
    return found


def closed_items(
    session: Session, desk: Desk, *, after: tuple[date, str] | None = None
) -> list[QueueItem]:
    """Closed cases, newest first, one page; `after` is the last line of the page before."""
    check_desk(desk.actor)
    mine = select(CasePerson.case_id).where(CasePerson.staff_id == desk.actor.staff_id)
    query = (
        select(Case.reference, Case.status, Case.assignee_id, Case.received, Case.version)
        .where(Case.status.in_((Status.CLOSED, Status.MERGED)))
        .where(Case.recipients.in_(holders(desk)) | Case.id.in_(mine))
        .where(Case.id.not_in(conflicts(session, desk)))
        .order_by(Case.received.desc(), Case.reference.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(tuple_(Case.received, Case.reference) < after)
    return [QueueItem(*row, None) for row in session.execute(query)]


def conflicts(session: Session, desk: Desk) -> frozenset[bytes]:
    """The cases in which this person has declared a conflict of interest."""
    rows = plain_rows(session, _CONFLICTS, {"me": desk.actor.staff_id})
    return frozenset(case_id for (case_id,) in rows)
