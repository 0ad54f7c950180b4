"""The outbox: what is to be sent is noted once, taken by one worker, and marked as what became of it.

Nothing here sends. A worker claims a row, commits, hands the mail over, and marks the row in a second transaction: if
it dies between the two, nobody can know whether the server has the mail, and it is sent again under the same name.
"""

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from incidents.actions import standing
from incidents.core.clock import bucket_after, local_date
from incidents.core.holidays import is_working_day
from incidents.core.mail import (
    KEPT_DAYS,
    LEASE,
    TRIES,
    Kind,
    Occasion,
    Problem,
    State,
    again_at,
    occasions,
)
from incidents.store.models import OutboxRow, Staff
from incidents.store.statements import upsertion


@dataclass(frozen=True, slots=True)
class Job:
    """A mail that this worker has taken, for the `tries`th time."""

    id: bytes
    staff_id: bytes
    kind: Kind
    tries: int


@dataclass(frozen=True, slots=True)
class Line:
    """What has become of the mails of one person, kind and day."""

    login: str
    occasion: Occasion
    state: State
    problem: Problem | None


def wanted(
    session: Session, people: Collection[bytes], now: datetime
) -> list[tuple[bytes, Occasion]]:
    """Who is to be written what today, whether it was noted before or not."""
    today = local_date(now)
    found = standing.look(session)
    return [
        (person, occasion)
        for occasion in occasions(today)
        for person in sorted(people)  # two workers note them in the same order
        if occasion.kind is Kind.SUMMARY or found.counts(occasion.kind, person, today)
    ]


def note(session: Session, mails: Iterable[tuple[bytes, Occasion]], now: datetime) -> None:
    """Note what is not noted yet; forget what is long over."""
    old = local_date(now) - timedelta(days=KEPT_DAYS)
    session.execute(delete(OutboxRow).where(OutboxRow.day < old))
    for person, occasion in mails:
        _note(session, person, occasion)


def _note(session: Session, person: bytes, occasion: Occasion) -> None:
    row = {
        "id": os.urandom(16),
        "staff_id": person,
        "kind": occasion.kind,
        "day": occasion.day,
        "state": State.WAITING,
        "tries": 0,
    }
    session.execute(
        upsertion(OutboxRow, session.get_bind().dialect.name).values(row).on_conflict_do_nothing()
    )


def _due(now: datetime) -> ColumnElement[bool]:
    """What may be tried now; a claim that has run out belongs to a worker that died."""
    return OutboxRow.state.in_((State.WAITING, State.CLAIMED)) & or_(
        OutboxRow.not_before.is_(None), OutboxRow.not_before <= now
    )


def give_up_old(session: Session, now: datetime) -> int:
    """Give up what was tried often enough, or came too late; says how many."""
    given = 0
    for row in session.scalars(_taken(now)):
        late = Occasion(row.kind, row.day).passed(local_date(now))
        if late or row.tries >= TRIES:
            given += 1
            row.state, row.not_before = State.GIVEN_UP, None
            row.problem = Problem.TOO_LATE if late else row.problem
    session.flush()
    return given


def _taken(now: datetime) -> Select[OutboxRow]:
    """Rows that are due and that no other worker has locked."""
    return select(OutboxRow).where(_due(now)).with_for_update(skip_locked=True)


def claim(session: Session, now: datetime) -> Job | None:
    """Take a mail that is due, and nobody else does; None where there is none, and on a day off."""
    if not is_working_day(local_date(now)):
        return None
    row = session.scalars(_taken(now).limit(1)).one_or_none()
    if row is None:
        return None
    row.state, row.tries, row.not_before = State.CLAIMED, row.tries + 1, bucket_after(now + LEASE)
    row.problem = Problem.INTERRUPTED  # what is true if nobody comes back to say more
    session.flush()
    return Job(row.id, row.staff_id, row.kind, row.tries)


def sent(session: Session, job: Job) -> None:
    """The server has taken it."""
    _mark(session, job, state=State.SENT, not_before=None, problem=None)


def not_sent(
    session: Session, job: Job, problem: Problem, now: datetime, *, final: bool = False
) -> bool:
    """It was not sent: tried again later, or given up, and says which of the two (True: given up)."""
    over = final or job.tries >= TRIES
    state = State.GIVEN_UP if over else State.WAITING
    again = None if over else again_at(job.tries, now)
    _mark(session, job, state=state, not_before=again, problem=problem)
    return over


def postpone(session: Session, problem: Problem, now: datetime) -> int:
    """No mail can be sent at all just now: all that are due are tried later; says how many were given up."""
    given = 0
    for row in session.scalars(_taken(now)):
        row.tries, row.problem = row.tries + 1, problem
        over = row.tries >= TRIES
        given += over
        row.state = State.GIVEN_UP if over else State.WAITING
        row.not_before = None if over else again_at(row.tries, now)
    session.flush()
    return given


def drop(session: Session, job: Job) -> None:
    """Nothing is left to say, or nobody to say it to."""
    session.execute(delete(OutboxRow).where(_held(job)))


def _mark(session: Session, job: Job, **values: object) -> None:
    session.execute(update(OutboxRow).where(_held(job)).values(**values))


def _held(job: Job) -> ColumnElement[bool]:
    """Only whoever holds the claim may say what became of it: another worker may have taken it since."""
    claimed = (OutboxRow.state == State.CLAIMED) & (OutboxRow.tries == job.tries)
    return (OutboxRow.id == job.id) & claimed


def waiting(session: Session) -> int:
    """How many mails are still to be sent."""
    query = select(func.count()).select_from(OutboxRow)
    open_ = OutboxRow.state.in_((State.WAITING, State.CLAIMED))
    return session.scalars(query.where(open_)).one()


def lines(session: Session) -> list[Line]:
    """Everything in the outbox, the newest day first."""
    query = (
        select(Staff.login, OutboxRow.kind, OutboxRow.day, OutboxRow.state, OutboxRow.problem)
        .join(Staff, Staff.id == OutboxRow.staff_id)
        .order_by(OutboxRow.day.desc(), Staff.login, OutboxRow.kind)
    )
    return [
        Line(login, Occasion(kind, day), state, problem)
        for login, kind, day, state, problem in session.execute(query)
    ]
