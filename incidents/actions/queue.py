"""The queue: every case with a desk card that this person can open, late first. Clear columns and cards only."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from incidents.actions.cards import holders, opened
from incidents.actions.login import Desk
from incidents.core import deskcard
from incidents.core.deskcard import DeskCard, Flag
from incidents.core.permissions import check_desk
from incidents.core.workflow import Status
from incidents.store.models import Case, CaseConflict, CasePerson, DeskCardRow

PAGE = 50


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A line of the queue."""

    reference: str
    status: Status
    assignee_id: bytes | None
    received: date
    card: DeskCard | None

    def late(self, today: date) -> bool:
        """Whether somebody should have acted before today."""
        return self.card is not None and self.card.late(today)

    def order(self, today: date) -> tuple[bool, int, date, date, str]:
        """Late first, then by priority, then by the day on which something is due, then oldest first."""
        if self.card is None:
            return (True, 9, date.max, self.received, self.reference)
        due = self.card.due or date.max
        return (not self.late(today), self.card.priority, due, self.received, self.reference)


def open_items(session: Session, desk: Desk, *, today: date) -> list[QueueItem]:
    """All cases with a card that this person may see, in working order. A card that does not open is left out."""
    check_desk(desk.actor)
    hidden = conflicts(session, desk)
    rows = session.execute(
        select(
            Case.id,
            Case.reference,
            Case.status,
            Case.assignee_id,
            Case.received,
            DeskCardRow.holder,
            DeskCardRow.sealed,
        )
        .join(DeskCardRow, DeskCardRow.case_id == Case.id)
        .where(DeskCardRow.holder.in_(holders(desk)))
    )
    cards: dict[bytes, list[DeskCard]] = {}
    cases: dict[bytes, tuple[str, Status, bytes | None, date]] = {}
    for case_id, reference, status, assignee, received, holder, sealed in rows:
        card = None if case_id in hidden else opened(desk, holder, case_id, sealed)
        if card is not None:
            cases[case_id] = (reference, status, assignee, received)
            cards.setdefault(case_id, []).append(card)
    items = [QueueItem(*case, deskcard.merge(cards[case_id])) for case_id, case in cases.items()]
    return sorted(items, key=lambda item: item.order(today))


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


def in_view(items: list[QueueItem], view: str, staff_id: bytes, today: date) -> list[QueueItem]:
    """The part of the queue that a view shows."""
    tests = {
        "new": lambda item: item.assignee_id is None,
        "mine": lambda item: item.assignee_id == staff_id,
        "late": lambda item: item.late(today),
        "messages": lambda item: Flag.NEW_MESSAGE in item.card.flags if item.card else False,
        "all": lambda _: True,
    }
    return [item for item in items if tests[view](item)]
