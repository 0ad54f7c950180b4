"""The mails to staff: which are due on a day, and the numbers in them, from what a case shows to whoever has no key.

The card that says how much hurry there is lies sealed. What is known without it is the day of receipt, and so the last
day of the longest service level: a case that has passed it is late, whatever its priority.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from incidents.core.clock import BUCKET, add_working_days, bucket_after
from incidents.core.deadlines import SERVICE_DAYS
from incidents.core.holidays import is_working_day
from incidents.core.workflow import OPEN, Status

#: Working days of the longest service level.
LONGEST = max(SERVICE_DAYS.values())
#: So often a mail is tried before it is given up.
TRIES = 6
#: How long a mail that a worker has taken is left to it.
LEASE = timedelta(minutes=30)
#: Days for which rows of mails that are over are kept.
KEPT_DAYS = 14


class Kind(StrEnum):
    """What a mail is."""

    SUMMARY = "summary"
    REMINDER = "reminder"


class Wait(StrEnum):
    """What a coordinator has left undone with the statistics; said without any number, year or name."""

    QUARTER = "quarter"
    REPORT = "report"
    DISPOSAL = "disposal"


class State(StrEnum):
    """How far a mail has come. A claimed one may or may not have reached the server if its worker died."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    GIVEN_UP = "given_up"


class Problem(StrEnum):
    """Why a mail was not sent. Never the server's own words: they may name an address."""

    UNREACHABLE = "unreachable"
    NO_TLS = "no_tls"
    LOGIN = "login"
    SENDER = "sender"
    NOT_NOW = "not_now"
    REFUSED = "refused"
    TOO_LATE = "too_late"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Occasion:
    """A reason to write; `day` is the Monday of the week for a summary. One mail to each person for each occasion."""

    kind: Kind
    day: date

    def passed(self, today: date) -> bool:
        """Whether it is too late to send it: a reminder is for its day, a summary for its week."""
        return self.day != (today if self.kind is Kind.REMINDER else monday_of(today))


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case as it is known without a key: open, or closed while somebody outside is to answer.

    `handler` is nobody where that person has left.
    """

    status: Status
    handler: bytes | None
    received: date
    answered: bool
    #: By when those who got a referral or a place alert were to answer, and have not.
    awaited: tuple[date, ...] = ()

    @property
    def untouched(self) -> bool:
        """Nobody has taken it, and nobody has begun with it."""
        return self.handler is None and self.status is Status.NEW

    @property
    def last_day(self) -> date:
        """The day by which a first answer is promised at the latest."""
        return add_working_days(self.received, LONGEST)


@dataclass(frozen=True, slots=True)
class Counts:
    """All that a mail says about cases."""

    mine: int = 0
    unassigned: int = 0
    untouched: int = 0
    soon: int = 0
    late: int = 0
    quarantine: int = 0
    #: Cases in which somebody outside has not answered in time.
    silent: int = 0
    #: Of `mine`, those of colleagues for whom this person covers.
    covered: int = 0

    def __bool__(self) -> bool:
        return any(astuple(self))


@dataclass(frozen=True, slots=True)
class Told:
    """What one person is told: of cases, where she reads them; how many measures are late, where she keeps those.

    `waits`: what she has left undone with the statistics.
    """

    counts: Counts | None
    late_measures: int | None = None
    waits: tuple[Wait, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.counts or self.late_measures or self.waits)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def working_day_before(day: date) -> date:
    """The last working day before a day."""
    day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def occasions(today: date) -> tuple[Occasion, ...]:
    """What may be written today; nothing on a day off.

    The summary comes on the week's first working day; where the worker stood still on it, on the next.
    The first working day has no reminder, since the summary says the same.
    """
    if not is_working_day(today):
        return ()
    monday = monday_of(today)
    summary = Occasion(Kind.SUMMARY, monday)
    first = working_day_before(today) < monday
    return (summary,) if first else (summary, Occasion(Kind.REMINDER, today))


def counted(
    kind: Kind,
    cases: Iterable[OpenCase],
    me: bytes,
    today: date,
    covered: frozenset[bytes] = frozenset(),
) -> Counts:
    """The numbers for one person, of the cases that she can open: her own, those without a handler, and `covered`.

    Those are of the colleagues for whom she covers.
    """
    near = [case for case in cases if case.handler in {None, me, *covered}]
    waiting = [case for case in near if case.status is Status.QUARANTINE]
    silent = [case for case in near if case.status is not Status.QUARANTINE]
    near = [case for case in silent if case.status in OPEN]
    if kind is Kind.REMINDER:
        return _reminder(near, silent, today)
    friday = monday_of(today) + timedelta(days=4)
    unanswered = [case.last_day for case in near if not case.answered]
    return Counts(
        mine=sum(case.handler is not None for case in near),
        unassigned=sum(case.handler is None for case in near),
        untouched=sum(case.untouched for case in near),
        soon=sum(today <= day <= friday for day in unanswered),
        late=sum(day < today for day in unanswered),
        quarantine=len(waiting),
        silent=sum(any(day < today for day in case.awaited) for case in silent),
        covered=sum(case.handler in covered for case in near),
    )


def _reminder(near: Iterable[OpenCase], silent: Iterable[OpenCase], today: date) -> Counts:
    """What has become pressing since the last working day: nobody is told of the same thing every morning."""
    before, after = working_day_before(today), add_working_days(today, 1)
    near = list(near)
    unanswered = [case.last_day for case in near if not case.answered]
    return Counts(
        untouched=sum(case.untouched and before <= case.received < today for case in near),
        soon=sum(today <= day <= after for day in unanswered),
        late=sum(before <= day < today for day in unanswered),
        silent=sum(any(before <= day < today for day in case.awaited) for case in silent),
    )


def again_at(tries: int, now: datetime) -> datetime:
    """When a mail that could not be sent is tried again: each wait is twice as long, on the half-hour."""
    return bucket_after(now + BUCKET * 2 ** (tries - 1))
