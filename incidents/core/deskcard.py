"""The desk card: what the queue knows of a case before it is opened. Fixed size; no sensitive attribute in it."""

import struct
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntFlag, StrEnum
from typing import Any

from incidents.core.danger import Answers, Danger, dangers, priority
from incidents.core.deadlines import follow_up_due, referral_due, reply_due, service_due
from incidents.core.help.spans import Span

VERSION = 1
LAYOUT = struct.Struct(">BBHHHHH8s8s8s")
_DAY_ZERO = date(2020, 1, 1)
#: In place of a priority: the case is closed, and a second look is all that waits. It stands in no other list.
LOOK_ONLY = 5
#: The priority takes these bits of its byte; the marks lie above them, where older cards have none.
LEVEL = 7


class Flag(IntFlag):
    """What a handler must see at a glance."""

    NEW_MESSAGE = 1
    DANGER = 2
    CHILD = 4
    UNDER_18 = 8
    REGISTER_ONLY = 16
    MAY_CONCERN_READERS = 32
    NO_ANSWER_WANTED = 64
    REPLIED = 128
    SIGNAL = 256
    NEW_EVENT = 512
    WANTS_STOP = 1024
    GOES_ON = 2048
    GUARDIANS_YES = 4096
    GUARDIANS_NO = 8192
    GUARDIANS_ASK = 16384
    SECOND_LOOK = 32768


class Mark(IntFlag):
    """What staff have set.

    First in the queue; handed over and not answered yet; in a series that grows graver; another body is to answer.
    """

    FIRST = 8
    HANDED = 16
    ESCALATION = 32
    ELSEWHERE = 64


NOTHING = Flag(0)
UNMARKED = Mark(0)
#: What a handler has dealt with by reading or answering.
_UNREAD = Flag.NEW_MESSAGE | Flag.NEW_EVENT
#: Nobody waits to hear from us: it is only counted, or no answer is wanted.
_UNTOLD = Flag.REGISTER_ONLY | Flag.NO_ANSWER_WANTED
#: Whom nobody writes to again without a reason.
_LEFT_ALONE = _UNTOLD | Flag.WANTS_STOP


class Duty(StrEnum):
    """What the day on a card is the last day for."""

    TRIAGE = "triage"
    FIRST_REPLY = "first_reply"
    MESSAGE = "message"
    FOLLOW_UP = "follow_up"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class DeskCard:
    """Priority 1-4 (or `LOOK_ONLY`), flags, the day by which somebody must act, the law's first and last limit."""

    priority: int
    flags: Flag
    due: date | None
    limit_early: date | None = None
    limit_late: date | None = None
    received: date | None = None
    language: str = ""
    unit: str = ""
    place: str = ""
    marks: Mark = UNMARKED

    def pack(self) -> bytes:
        """The fixed-size form that is sealed."""
        return LAYOUT.pack(
            VERSION,
            self.priority | int(self.marks),
            self.flags,
            day_number(self.due),
            day_number(self.limit_early),
            day_number(self.limit_late),
            day_number(self.received),
            self.language.encode()[:8],
            self.unit.encode()[:8],
            self.place.encode()[:8],
        )

    def with_message(self, on: date) -> "DeskCard":
        """The reporter wrote: somebody must read it."""
        due = reply_due(on)
        return replace(
            self, flags=self.flags | Flag.NEW_MESSAGE, due=min(self.due, due) if self.due else due
        )

    def answered(self, on: date) -> "DeskCard":
        """Staff answered: what is due is the follow-up, unless the reporter wants none."""
        flags = (self.flags | Flag.REPLIED) & ~_UNREAD
        due = referral_due(on) if Mark.ELSEWHERE in self.marks else follow_up_due(on)
        return replace(self, flags=flags, due=None if flags & _LEFT_ALONE else due)

    def followed_up(self, on: date) -> "DeskCard":
        """Staff chose the day of the follow-up: it stands once we have answered, and puts off nothing that is due."""
        answered = Flag.REPLIED in self.flags and not self.flags & (_UNREAD | Flag.WANTS_STOP)
        return replace(self, due=on) if answered else self

    def awaiting(self, on: date) -> "DeskCard":
        """The case lies with another body since this day: what is due next is its answer. It puts off nothing else."""
        return self.marked(Mark.ELSEWHERE).followed_up(referral_due(on))

    def read(self) -> "DeskCard":
        """Staff have read the new message; what was due stays due."""
        return replace(self, flags=self.flags & ~_UNREAD)

    def marked(self, mark: Mark, *, on: bool = True) -> "DeskCard":
        """The same card with a mark, or without it."""
        return replace(self, marks=self.marks | mark if on else self.marks & ~mark)

    def settled(self, *, wants_stop: bool) -> "DeskCard":
        """What the entries say of a stop: signals lie in no order, so a card may hold both it and its end."""
        flags = self.flags & ~(Flag.WANTS_STOP | Flag.GOES_ON)
        return replace(self, flags=flags | Flag.WANTS_STOP if wants_stop else flags)

    def late(self, today: date) -> bool:
        """Whether the promised day has passed."""
        return self.due is not None and self.due < today

    @property
    def duty(self) -> Duty:
        """What is due on the card's day. The first reply counts until it is given, whatever else was written.

        Where nobody waits for one, the case has to be gone through all the same.
        """
        if Flag.REPLIED not in self.flags:
            return Duty.TRIAGE if self.tells_nobody else Duty.FIRST_REPLY
        if self.flags & _UNREAD:
            return Duty.MESSAGE
        return Duty.REFERRAL if Mark.ELSEWHERE in self.marks else Duty.FOLLOW_UP

    @property
    def limit(self) -> Span | None:
        """When the law's time limit runs out."""
        if self.limit_early is None or self.limit_late is None:
            return None
        return Span(self.limit_early, self.limit_late)

    @property
    def tells_nobody(self) -> bool:
        """Whether nobody waits to hear from us."""
        return bool(self.flags & _UNTOLD)

    def limited(self, span: Span | None) -> "DeskCard":
        """The same card with this time limit; none where nobody can be told, so that no clock runs for nobody."""
        if span is None or self.tells_nobody:
            return replace(self, limit_early=None, limit_late=None)
        return replace(self, limit_early=span.early, limit_late=span.late)


def unpack(data: bytes) -> DeskCard:
    """Inverse of `pack`; ValueError for a version that does not exist and for what is no card."""
    version, level, flags, due, early, late, received, language, unit, place = _fields(data)
    if version != VERSION:
        raise ValueError("unknown desk card version")
    return DeskCard(
        level & LEVEL,
        Flag(flags),
        _date(due),
        _date(early),
        _date(late),
        _date(received),
        _text(language),
        _text(unit),
        _text(place),
        Mark(level & ~LEVEL),
    )


def _fields(data: bytes) -> tuple[Any, ...]:
    try:
        return LAYOUT.unpack(data)
    except struct.error as error:
        raise ValueError("not a desk card") from error


def merge(cards: list[DeskCard]) -> DeskCard | None:
    """One card from a case's card and the signals beside it: flags add up, the earliest day counts."""
    base = next((card for card in cards if Flag.SIGNAL not in card.flags), None)
    for card in cards:
        if card is base:
            continue
        base = card if base is None else joined(base, card)
    return None if base is None else replace(base, flags=base.flags & ~Flag.SIGNAL)


def joined(base: DeskCard, signal: DeskCard) -> DeskCard:
    """A card and what lay beside it."""
    days = [day for day in (base.due, signal.due) if day]
    level = min(base.priority, signal.priority)
    return replace(
        base, priority=level, flags=base.flags | signal.flags, due=min(days, default=None)
    )


def signal_card(on: date, flags: Flag = NOTHING) -> DeskCard:
    """What the public door adds when the reporter writes: merged into the card by the next staff session."""
    return DeskCard(4, Flag.SIGNAL | flags, None).with_message(on)


def event_card(on: date, answers: Answers) -> DeskCard:
    """The signal of a new event: danger in its answers raises the case, and what is urgent is due earlier."""
    found, level = dangers(answers), priority(answers)
    flags = Flag.NEW_EVENT
    flags |= Flag.DANGER if found else Flag(0)
    flags |= Flag.CHILD if Danger.CHILD in found else Flag(0)
    card = signal_card(on, flags)
    if level > 2 or card.due is None:
        return card
    return replace(card, priority=level, due=min(card.due, service_due(on, level)))


def day_number(day: date | None) -> int:
    """A date as a card counts it; 0 for none."""
    return 0 if day is None else max(1, min((day - _DAY_ZERO).days, 65_535))


def _date(days: int) -> date | None:
    return None if days == 0 else _DAY_ZERO + timedelta(days=days)


def _text(raw: bytes) -> str:
    return raw.rstrip(b"\0").decode("ascii", "replace")
