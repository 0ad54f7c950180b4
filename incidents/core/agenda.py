"""What has to be done by when, from desk cards alone: what somebody waits for, and the law's time limits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from incidents.core.deskcard import DeskCard, Duty
from incidents.core.help.spans import URGENT_DAYS, Span


class When(StrEnum):
    """The parts of the agenda, in the order in which they are shown."""

    PASSED = "passed"
    THIS_WEEK = "this_week"
    NEXT_WEEK = "next_week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Item:
    """One deadline of a case: a duty of ours on a day, or (`duty` is None) a time limit of the law as a span."""

    case_id: bytes
    duty: Duty | None
    day: date
    span: Span | None = None

    def pressing(self, today: date) -> bool:
        """A duty of ours that is late, or a time limit that runs out for certain within a fortnight."""
        if self.span is None:
            return self.day < today
        return urgent(self.span, today)


def urgent(span: Span, today: date) -> bool:
    """Whether less than a fortnight is left for certain; not once it is over."""
    return 0 <= (span.late - today).days < URGENT_DAYS


def items_of(case_id: bytes, card: DeskCard, today: date) -> Iterator[Item]:
    """The deadlines on a card. A span stands on its first day that has not passed, so that one asks in time."""
    if card.due is not None:
        yield Item(case_id, card.duty, card.due)
    span = card.limit
    if span is not None:
        day = span.early if span.early >= today else span.late
        yield Item(case_id, None, day, span)


def when(day: date, today: date) -> When:
    """The part of the agenda on which a day stands; weeks begin on Mondays."""
    if day < today:
        return When.PASSED
    monday = today - timedelta(days=today.weekday())
    weeks = (day - monday).days // 7
    return (When.THIS_WEEK, When.NEXT_WEEK, When.LATER)[min(weeks, 2)]


def agenda(cards: Iterable[tuple[bytes, DeskCard]], today: date) -> dict[When, list[Item]]:
    """Every deadline in its part, the next day first; of what has passed the latest day first."""
    found: dict[When, list[Item]] = {part: [] for part in When}
    for case_id, card in cards:
        for item in items_of(case_id, card, today):
            found[when(item.day, today)].append(item)
    for part, items in found.items():
        items.sort(key=lambda item: (item.day, item.case_id), reverse=part is When.PASSED)
    return found
