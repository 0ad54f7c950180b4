"""The queue: every case with a desk card that this person can open, late first. Clear columns and cards only.

Thousands of cards are opened for each page, so lines stay plain until a page is chosen; only its cases are read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from incidents.actions.cards import holders
from incidents.actions.login import Desk
from incidents.core import deskcard
from incidents.core.deskcard import DeskCard, Flag, Glance, day_number, glance
from incidents.core.permissions import check_desk
from incidents.core.workflow import Status
from incidents.crypto.envelope import SealError
from incidents.store.models import Case, CaseConflict, CasePerson, DeskCardRow

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
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
    opened: dict[bytes, list[bytes]] = {}
    assignees: dict[bytes, bytes | None] = {}
    for case_id, assignee, holder, sealed in _rows(session, desk):
        if case_id in hidden:
            continue
        try:
            card = desk.opener.open_card(holder, case_id, sealed)
            glance(card)
        except (SealError, ValueError):
            continue
        opened.setdefault(case_id, []).append(card)
        assignees[case_id] = assignee
    found = [_line(case_id, assignees[case_id], cards) for case_id, cards in opened.items()]
    number = day_number(today)
    return sorted(found, key=lambda line: (line.glance.order(number), line.case_id))


def _rows(session: Session, desk: Desk) -> list[tuple[bytes, bytes | None, str, bytes]]:
    query = (
        select(DeskCardRow.case_id, Case.assignee_id, DeskCardRow.holder, DeskCardRow.sealed)
        .join(Case, Case.id == DeskCardRow.case_id)
        .where(DeskCardRow.holder.in_(holders(desk)))
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]


def _line(case_id: bytes, assignee: bytes | None, cards: list[bytes]) -> Line:
    """A case has one card, or several while the public door's signals lie beside it."""
    card = cards[0]
    if len(cards) > 1:
        merged = deskcard.merge([deskcard.unpack(data) for data in cards])
        assert merged is not None
        card = merged.pack()
    return Line(case_id, assignee, glance(card), card)


VIEWS: dict[str, Callable[[Line, bytes, int], bool]] = {
    "new": lambda line, _me, _today: line.assignee_id is None,
    "mine": lambda line, me, _today: line.assignee_id == me,
    "late": lambda line, _me, today: line.glance.late(today),
    "messages": lambda line, _me, _today: bool(line.glance.flags & Flag.NEW_MESSAGE.value),
    "all": lambda _line, _me, _today: True,
}


def in_view(found: list[Line], view: str, desk: Desk, today: date) -> list[Line]:
    """The part of the queue that a view shows."""
    test, number = VIEWS[view], day_number(today)
    return [line for line in found if test(line, desk.actor.staff_id, number)]


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
