"""What a coordinator has left undone with the statistics, found without a key: from clear columns alone.

It holds no number and nothing of any report: a quarter's days, which releases are frozen, and which months have facts.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.actions import freezing, ledger
from incidents.core.archive import FIRST_YEAR
from incidents.core.closing import Quarter
from incidents.core.editions import closed_spans, disposable, is_overdue
from incidents.core.mail import Wait
from incidents.store.models import Case, FactBlock


@dataclass(frozen=True, slots=True)
class Undone:
    """`quarter`: one could be closed, such as 2026Q4; the spans whose report can be frozen, and whose facts may go."""

    quarter: str
    reports: tuple[str, ...]
    disposal: tuple[str, ...]

    def waits(self) -> tuple[Wait, ...]:
        """The same without saying which."""
        told = {
            Wait.QUARTER: self.quarter,
            Wait.REPORT: self.reports,
            Wait.DISPOSAL: self.disposal,
        }
        return tuple(wait for wait, found in told.items() if found)


def undone(session: Session, *, pinned: str, today: date) -> Undone:
    """What waits on a day. What is not signed as it should be counts for nothing here, and is told elsewhere."""
    last = ledger.newest(session)
    months = list(session.scalars(select(FactBlock.month)))
    first = _first_month(session, months) if last is None else None
    late = is_overdue(last, first, today)
    upcoming = last.next() if last else Quarter.of_month(first or 0)
    frozen = freezing.whole_reports(session, pinned=pinned)
    spans = closed_spans(last)
    going = disposable(last, frozen, months)
    return Undone(
        upcoming.code if late else "",
        tuple(name for name in spans if name not in frozen),
        tuple(name for name, span in spans.items() if any(month in span for month in going)),
    )


def _first_month(session: Session, months: list[int]) -> int | None:
    """The month of the first report, by which the first quarter of all is known; None before any came in."""
    came = session.scalar(select(func.min(Case.received)))
    known = [*months, *([(came.year - FIRST_YEAR) * 12 + came.month - 1] if came else ())]
    return min(known, default=None)
