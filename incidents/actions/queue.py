"""The queue: every case with a desk card that this person can open, late first. Clear columns and cards only.

Thousands of cards are opened for each page, so lines stay plain until a page is chosen; only its cases are read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, select, tuple_
from sqlalchemy.orm import Session

from incidents.actions.cards import holders
from incidents.actions.login import Desk
from incidents.core import deskcard
from incidents.core.deskcard import DeskCard, Flag, Glance, day_number, glance
from incidents.core.permissions import check_desk
from incidents.core.workflow import Status
from incidents.crypto.envelope import SealError
from incidents.store.models import Case, CaseConflict, CasePerson, DeskCardRow
from incidents.store.statements import table_of

PAGE = 50
_MESSAGE = Flag.NEW_MESSAGE.value
_CASES, _CARD_ROWS = table_of(Case), table_of(DeskCardRow)
_CARDS = (
    select(_CARD_ROWS.c.case_id, _CASES.c.assignee_id, _CARD_ROWS.c.holder, _CARD_ROWS.c.sealed)
    .join(_CASES, _CASES.c.id == _CARD_ROWS.c.case_id)
    .where(_CARD_ROWS.c.holder.in_(bindparam("holders", expanding=True)))
)


class Line(NamedTuple):
    """A case in the queue before it is shown."""

    case_id: bytes
    assignee_id: bytes | None
    glance: Glance
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
    found: dict[bytes, Line] = {}
    several: dict[bytes, list[bytes]] = {}
    open_card = desk.opener.open_card
    for case_id, assignee, holder, sealed in _rows(session, desk):
        if case_id in hidden:
            continue
        try:
            card = open_card(holder, case_id, sealed)
            seen = glance(card)
        except (SealError, ValueError):
            continue
        if case_id in found:
            several.setdefault(case_id, [found[case_id].card]).append(card)
        else:
            found[case_id] = Line(case_id, assignee, seen, card)
    for case_id, cards in several.items():
        found[case_id] = _merged(found[case_id], cards)
    number = day_number(today)
    return sorted(found.values(), key=lambda line: (line.glance.order(number), line.case_id))


def _rows(session: Session, desk: Desk) -> Sequence[Row[Any, Any, Any, Any]]:
    return session.connection().execute(_CARDS, {"holders": holders(desk)}).all()


def _merged(line: Line, cards: list[bytes]) -> Line:
    """A case has several cards while the public door's signals lie beside its own."""
    merged = deskcard.merge([deskcard.unpack(data) for data in cards])
    assert merged is not None
    card = merged.pack()
    return Line(line.case_id, line.assignee_id, glance(card), card)


VIEWS: dict[str, Callable[[list[Line], bytes, int], list[Line]]] = {
    "new": lambda found, _me, _today: [line for line in found if line.assignee_id is None],
    "mine": lambda found, me, _today: [line for line in found if line.assignee_id == me],
    "late": lambda found, _me, today: [line for line in found if 0 < line.glance.due < today],
    "messages": lambda found, _me, _today: [line for line in found if line.glance.flags & _MESSAGE],
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
