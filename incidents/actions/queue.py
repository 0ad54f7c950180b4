"""The queue: every case with a desk card that this person can open, late first. Clear columns and cards only.

Thousands of cards are opened for each page, so lines stay plain until a page is chosen; only its cases are read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.orm import Session

from incidents.actions.cards import holders
from incidents.actions.login import Desk
from incidents.core import deskcard
from incidents.core.deskcard import NEVER, DeskCard, Flag, Glance, day_number, glance
from incidents.core.permissions import check_desk
from incidents.core.workflow import OPEN, Status
from incidents.store.models import Case, CaseConflict, CasePerson, DeskCardRow
from incidents.store.statements import table_of

PAGE = 50
_MESSAGE, _SIGNAL = Flag.NEW_MESSAGE.value, Flag.SIGNAL.value
_CASES, _CARD_ROWS = table_of(Case), table_of(DeskCardRow)
# Two plain reads; a join would look up each of thousands of cases by its random key.
_CARDS = select(_CARD_ROWS.c.case_id, _CARD_ROWS.c.holder, _CARD_ROWS.c.sealed).where(
    _CARD_ROWS.c.holder.in_(bindparam("holders", expanding=True))
)
_ASSIGNED = select(_CASES.c.id, _CASES.c.assignee_id).where(
    _CASES.c.status.in_(sorted(OPEN)), _CASES.c.assignee_id.is_not(None)
)
_ASSIGNED_OF = select(_CASES.c.id, _CASES.c.assignee_id).where(
    _CASES.c.id.in_(bindparam("ids", expanding=True)), _CASES.c.assignee_id.is_not(None)
)


class Line(NamedTuple):
    """A case in the queue before it is shown. Tuples of this form sort in working order, the case's id last."""

    on_time: bool
    priority: int
    due: int
    received: int
    case_id: bytes
    assignee_id: bytes | None
    flags: int
    card: bytes


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A case in the queue as it is shown."""

    reference: str
    status: Status
    assignee_id: bytes | None
    received: date
    card: DeskCard | None


def lines(session: Session, desk: Desk, *, today: date) -> list[Line]:
    """All cases with a card that this person may see, in working order. A card that does not open is left out."""
    check_desk(desk.actor)
    hidden = conflicts(session, desk)
    cards, signalled = _cards(session, desk)
    assigned = _assigned(session, signalled)
    number = day_number(today)
    return sorted(
        _line(case_id, found, assigned.get(case_id), number)
        for case_id, found in cards.items()
        if case_id not in hidden
    )


def _cards(session: Session, desk: Desk) -> tuple[dict[bytes, tuple[Glance, bytes]], list[bytes]]:
    """Every case's card, opened, with the public door's signals merged in; and the cases that have such signals."""
    rows = session.connection().execute(_CARDS, {"holders": holders(desk)})
    single: dict[bytes, tuple[Glance, bytes]] = {}
    several: dict[bytes, list[bytes]] = {}
    signalled: list[bytes] = []
    for case_id, card in desk.opener.open_cards(rows.all()):
        try:
            seen = glance(card)
        except ValueError:
            continue
        if seen.flags & _SIGNAL:
            signalled.append(case_id)
        if case_id in single:
            several.setdefault(case_id, [single[case_id][1]]).append(card)
        else:
            single[case_id] = (seen, card)
    for case_id, cards in several.items():
        merged = deskcard.merge([deskcard.unpack(data) for data in cards])
        assert merged is not None
        single[case_id] = (glance(merged.pack()), merged.pack())
    return single, signalled


def _assigned(session: Session, signalled: list[bytes]) -> dict[bytes, bytes]:
    """The handlers of open cases, and of closed ones to which a reporter has written."""
    connection = session.connection()
    found = {row[0]: row[1] for row in connection.execute(_ASSIGNED)}
    if signalled:
        rows = connection.execute(_ASSIGNED_OF, {"ids": signalled})
        found.update({row[0]: row[1] for row in rows})
    return found


def _line(case_id: bytes, found: tuple[Glance, bytes], assignee: bytes | None, today: int) -> Line:
    (priority, flags, due, received), card = found
    return Line(
        not 0 < due < today, priority, due or NEVER, received, case_id, assignee, flags, card
    )


VIEWS: dict[str, Callable[[list[Line], bytes, int], list[Line]]] = {
    "new": lambda found, _me, _today: [line for line in found if line.assignee_id is None],
    "mine": lambda found, me, _today: [line for line in found if line.assignee_id == me],
    "late": lambda found, _me, _today: [line for line in found if not line.on_time],
    "messages": lambda found, _me, _today: [line for line in found if line.flags & _MESSAGE],
    "all": lambda found, _me, _today: found,
}


def in_view(found: list[Line], view: str, desk: Desk, today: date) -> list[Line]:
    """The part of the queue that a view shows."""
    return VIEWS[view](found, desk.actor.staff_id, day_number(today))


def shown(session: Session, page: list[Line]) -> list[QueueItem]:
    """The cases of a page, in its order."""
    rows = session.execute(
        select(Case.id, Case.reference, Case.status, Case.assignee_id, Case.received).where(
            Case.id.in_([line.case_id for line in page])
        )
    )
    cases = {row[0]: row for row in rows}
    return [
        QueueItem(*cases[line.case_id][1:], deskcard.unpack(line.card))
        for line in page
        if line.case_id in cases
    ]


def closed_items(
    session: Session, desk: Desk, *, after: tuple[date, str] | None = None
) -> list[QueueItem]:
    """Closed cases, newest first, one page; `after` is the last line of the page before."""
    check_desk(desk.actor)
    mine = select(CasePerson.case_id).where(CasePerson.staff_id == desk.actor.staff_id)
    query = (
        select(Case.reference, Case.status, Case.assignee_id, Case.received)
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
    query = select(CaseConflict.case_id).where(CaseConflict.staff_id == desk.actor.staff_id)
    return frozenset(session.scalars(query))
