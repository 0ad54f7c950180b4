"""Spans: the answer to "when" is a bucket of days, so the last day of a time limit (preskription) is one too."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from incidents.core.clock import add_months
from incidents.core.help.rules import Rule
from incidents.core.languages import Text, sentence

#: Fewer days left than this, for certain: the limit is pointed out.
URGENT_DAYS = 14
DAY = timedelta(days=1)


class Kind(StrEnum):
    """Vocabulary `limit_type`."""

    DISMISSAL = "dismissal"
    WORK = "work"
    OTHER_AREA = "other_area"
    MINOR = "minor"
    CRIME = "crime"
    OTHER = "other"


class State(StrEnum):
    """What is known of the last day."""

    OPEN = "open"
    PERHAPS_PASSED = "perhaps_passed"
    PASSED = "passed"
    FROM_18 = "from_18"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day on which it can have happened; no first day when only "longer ago" is known."""

    first: date | None
    last: date

    @classmethod
    def on(cls, day: date) -> "Window":
        """The one day that somebody knows."""
        return cls(day, day)


@dataclass(frozen=True, slots=True)
class Span:
    """Earliest and latest day on which a time limit may run out; the truth lies between, the product does not know."""

    early: date
    late: date


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: what it is about, what has to be done in time, when it runs out, and what more there is to know."""

    kind: Kind
    about: Text
    rule: Rule
    state: State
    span: Span | None
    says: Text
    urgent: bool
    notes: tuple[Rule, ...] = ()


def window(when: str, answered: date) -> Window | None:
    """The days that an answer to "when" stands for, seen from the day of the answer; None when it tells nothing."""
    match when:
        case "now":
            return Window.on(answered)
        case "d14":
            return Window(answered - 14 * DAY, answered)
        case "m4":
            return Window(add_months(answered, -4), answered - 15 * DAY)
        case "y2":
            return Window(add_months(answered, -24), add_months(answered, -4))
        case "older":
            return Window(None, add_months(answered, -24) - DAY)
    return None


@dataclass(frozen=True, slots=True)
class Length:
    """How long a limit is."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """The last day of the limit for what happened on this day."""
        return add_months(day, self.months) + self.days * DAY


TWO_WEEKS, FOUR_MONTHS = Length(days=14), Length(months=4)
TWO_YEARS, THREE_YEARS = Length(months=24), Length(months=36)

_BETWEEN = sentence("Tiden går ut någon gång mellan %(early)s och %(late)s.")
_ON = sentence("Räkna med %(late)s som sista dag.")
_PERHAPS = sentence("Tiden kan redan ha gått ut. Den går ut senast %(late)s.")
_PASSED = sentence("Tiden har troligen gått ut. Fråga ändå: andra regler kan gälla.")
UNKNOWN = sentence("Tiden räknas oftast från den dag då det hände. Fråga så snart du kan.")
FROM_18 = sentence("Tiden börjar på 18-årsdagen.")


def clock(length: Length, happened: Window | None, today: date) -> tuple[State, Span | None, Text]:
    """When a limit runs out, seen from today, and how that is said."""
    if happened is None:
        return State.UNKNOWN, None, Text(UNKNOWN)
    late = length.after(happened.last)
    if late < today:
        return State.PASSED, None, Text(_PASSED)
    if happened.first is None:
        return State.PERHAPS_PASSED, None, Text(_PERHAPS, (("late", late),))
    early = length.after(happened.first)
    if early < today:
        return State.PERHAPS_PASSED, Span(early, late), Text(_PERHAPS, (("late", late),))
    if early == late:
        return State.OPEN, Span(early, late), Text(_ON, (("late", late),))
    return State.OPEN, Span(early, late), Text(_BETWEEN, (("early", early), ("late", late)))
