"""When a quarter may be closed for good: its reports are counted, and it takes no more (STATISTICS.md, rule 4)."""

from dataclasses import dataclass
from datetime import date, timedelta

from incidents.core.clock import add_working_days
from incidents.core.errors import Conflict
from incidents.core.languages import sentence
from incidents.core.mail import LONGEST

#: So long after its end a quarter can be closed whether or not all its reports are coded.
WAIT = timedelta(days=30)
#: The quarters of the two years that ECCAR asks for, counted from the first year.
SPAN = 8
_FIRST_YEAR = 2020


@dataclass(frozen=True, slots=True)
class Quarter:
    """The quarter with this number, 1 for the first of `first_year`; its release has the same number."""

    first_year: int
    number: int

    def __post_init__(self) -> None:
        if self.number < 1 or self.first_year < _FIRST_YEAR:
            raise ValueError("quarters are counted from 1, years from 2020")

    @classmethod
    def of_month(cls, month: int) -> "Quarter":
        """The quarter of a month (months since 2020-01), counted from its own year."""
        return cls(_FIRST_YEAR + month // 12, month % 12 // 3 + 1)

    @property
    def code(self) -> str:
        """Such as 2026Q4."""
        year, place = divmod(self.number - 1, 4)
        return f"{self.first_year + year}Q{place + 1}"

    @property
    def release(self) -> str:
        """The name of its release: how many quarters are closed with it."""
        return f"r{self.number}"

    @property
    def months(self) -> range:
        """Its months, since 2020-01."""
        first = (self.first_year - _FIRST_YEAR) * 12 + 3 * (self.number - 1)
        return range(first, first + 3)

    @property
    def first_day(self) -> date:
        """Its first day."""
        year, month = divmod(self.months.start, 12)
        return date(_FIRST_YEAR + year, month + 1, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        year, month = divmod(self.months.stop, 12)
        return date(_FIRST_YEAR + year, month + 1, 1) - timedelta(days=1)

    @property
    def span(self) -> int:
        """In which two years it lies: 0 for the first. Each has a plan of its own (docs/adr/0057)."""
        return (self.number - 1) // SPAN

    @property
    def before_span(self) -> int:
        """How many quarters were closed before its two years began."""
        return self.span * SPAN

    def next(self) -> "Quarter":
        """The one after it."""
        return Quarter(self.first_year, self.number + 1)


def whole_spans(last: Quarter | None) -> range:
    """The months of the two-year spans that are closed with this quarter; their facts may be destroyed."""
    if last is None:
        return range(0)
    first = Quarter(last.first_year, 1).months.start
    return range(first, first + last.number // SPAN * SPAN * 3)


def closable_from(quarter: Quarter, *, coded: bool, answered: bool = False) -> date:
    """The first day on which it can be closed.

    `coded`: every report of the quarter carries the staff's coding. `answered`: each was answered or closed; as long as
    one may still be answered in time, how they were met (T0) is not frozen.
    """
    if not coded:
        return quarter.last_day + WAIT
    due = quarter.last_day if answered else add_working_days(quarter.last_day, LONGEST)
    return due + timedelta(days=1)


def check_closable(quarter: Quarter, today: date, *, coded: bool, answered: bool = False) -> None:
    """`Conflict` while it is too early."""
    if today <= quarter.last_day:
        raise Conflict(sentence("Kvartalet är inte slut än."))
    if today >= closable_from(quarter, coded=coded, answered=answered):
        return
    if coded:
        raise Conflict(
            sentence(
                "Alla rapporter är kodade, men någon kan fortfarande besvaras i tid."
                " Kvartalet stängs när alla är besvarade, eller när tio arbetsdagar har gått efter att det tog slut."
            )
        )
    raise Conflict(
        sentence(
            "Kvartalet stängs när alla dess rapporter är kodade, senast 30 dagar efter att det tog slut."
        )
    )
