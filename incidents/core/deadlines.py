"""Service levels: when the first answer is promised. The law's own limits (DOMAIN 1.6) need area and date: spans."""

from dataclasses import dataclass
from datetime import date, timedelta

from incidents.core.clock import add_working_days

#: Working days to the first answer by priority (vocabulary `priority`, a service level of the municipality).
SERVICE_DAYS = {1: 0, 2: 1, 3: 5, 4: 10}
#: Age in days of an event, by the public answer to "when" (buckets end on the legal limits).
_AGE = {"now": (0, 0), "d14": (0, 14), "m4": (15, 122), "y2": (123, 730)}
#: Calendar days of the limits that the product counts: other areas 2 years (DL 6:6), working life 4 months.
TWO_YEARS = 730
FOUR_MONTHS = 122


@dataclass(frozen=True, slots=True)
class Span:
    """Earliest and latest day on which a time limit may run out; the truth lies between, the product does not know."""

    early: date
    late: date


def service_due(received: date, priority: int) -> date:
    """The day by which the first answer is promised."""
    return add_working_days(received, SERVICE_DAYS[priority])


def limit_span(received: date, when: str | None, *, work: bool) -> Span | None:
    """The span in which the legal limit runs out, from the coarse answer; None when nothing can be said."""
    if when is None or when not in _AGE:
        return None
    youngest, oldest = _AGE[when]
    days = FOUR_MONTHS if work else TWO_YEARS
    return Span(
        received - timedelta(days=oldest) + timedelta(days=days),
        received - timedelta(days=youngest) + timedelta(days=days),
    )
