"""Which two years are closed, month by month, and which of their facts may go (docs/adr/0056)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from incidents.core.archive import FIRST_YEAR
from incidents.core.closing import SPAN, Quarter, closable_from, whole_spans

#: Months of a span.
_MONTHS = SPAN * 3


def closed_spans(last: Quarter | None) -> Mapping[str, range]:
    """The spans whose eight quarters are closed, such as 2026-2027, each with its months since 2020-01."""
    whole = whole_spans(last)
    starts = range(whole.start, whole.stop, _MONTHS)
    return {_named(start): range(start, start + _MONTHS) for start in starts}


def _named(month: int) -> str:
    year = FIRST_YEAR + month // 12
    return f"{year}-{year + 1}"


def disposable(
    last: Quarter | None, frozen: Collection[str], months: Iterable[int]
) -> tuple[int, ...]:
    """Of these months those whose facts may go: their span is closed, and the whole report on it is frozen."""
    closed = [span for name, span in closed_spans(last).items() if name in frozen]
    return tuple(month for month in months if any(month in span for span in closed))


def is_overdue(last: Quarter | None, first_month: int | None, today: date) -> bool:
    """Whether a quarter could have been closed for sure: its 30 days have passed, and it is the next one.

    `first_month`: the oldest month with facts, by which the first quarter of all is known.
    """
    if last is None and first_month is None:
        return False
    upcoming = last.next() if last else Quarter.of_month(first_month or 0)
    return closable_from(upcoming, coded=False) <= today
