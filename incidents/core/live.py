"""T0 as it stands: how many reports came in, and what we did with them. Divided by the day of receipt alone.

These numbers may be told to anybody exactly (STATISTICS rule 2). So that no difference of two of them tells what a
report was about, a reply and the end of a case count as one thing: who wanted no reply gets none, and a number of
cases that were closed without one would say how many only wanted to be counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from incidents.core.clock import add_working_days
from incidents.core.mail import LONGEST


class Figure(StrEnum):
    """What is counted of the reports of a period."""

    RECEIVED = "received"
    #: Answered or closed within `LONGEST` working days, the longest service level: the hurry of each is sealed.
    IN_TIME = "in_time"
    LATER = "later"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Received:
    """A report as whoever has no key knows it; `met`: the day of the first reply, or of the end if that was first."""

    on: date
    open: bool
    met: date | None
    #: Another day than that by which it counts (`store.models.Case.counted`).
    counted: date | None = None

    @property
    def day(self) -> date:
        """The day by which it counts."""
        return self.counted or self.on


@dataclass(frozen=True, slots=True)
class Live:
    """The numbers of each month, quarter and year by its code, of the reports until the end of `until`."""

    until: date
    numbers: Mapping[str, Mapping[Figure, int]]
    #: Reports that came in a flood, and were not let into the queue: in no other number.
    aside: int = 0

    def number(self, period: str, figure: Figure) -> int | None:
        """A number; None where the period is none of these."""
        return self.numbers[period][figure] if period in self.numbers else None

    def rows(self) -> tuple[str, ...]:
        """The codes of the quarters and years, a year after its quarters."""
        return tuple(sorted((one for one in self.numbers if "-" not in one), key=_place))


def periods(day: date) -> tuple[str, str, str]:
    """The codes of a day's month, quarter and year."""
    return f"{day:%Y-%m}", f"{day.year}Q{(day.month + 2) // 3}", str(day.year)


def first_day(today: date) -> date:
    """From which day on reports are counted: the year before yesterday's began."""
    return date((today - timedelta(days=1)).year - 1, 1, 1)


def counted(reports: Iterable[Received], today: date, *, aside: int = 0) -> Live:
    """The numbers of the whole days before today: one of today would tell the readers of a single report."""
    until = today - timedelta(days=1)
    known = [one for one in reports if first_day(today) <= one.day <= until]
    found: dict[str, dict[Figure, int]] = {}
    for code in _since(min((one.day for one in known), default=until), until):
        found[code] = dict.fromkeys(Figure, 0)
    for (day, met, still_open), count in Counter(_handled(known)).items():
        for code in periods(day):
            for figure in (Figure.RECEIVED, met, Figure.OPEN if still_open else Figure.CLOSED):
                found[code][figure] += count
    return Live(until, found, aside)


def _handled(known: Iterable[Received]) -> Iterator[tuple[date, Figure, bool]]:
    """Of each report its day, how it was met and whether it is open; many came on the same day."""
    due: dict[date, date] = {}
    for one in known:
        if one.on not in due:
            due[one.on] = add_working_days(one.on, LONGEST)
        yield one.day, _met(one, due[one.on]), one.open


def _met(one: Received, due: date) -> Figure:
    if one.met is None:
        return Figure.WAITING
    return Figure.IN_TIME if one.met <= due else Figure.LATER


def _since(first: date, last: date) -> dict[str, None]:
    """Every period that one of these days lies in; those without a report are among them."""
    found: dict[str, None] = {}
    day = first
    while day <= last:
        found |= dict.fromkeys(periods(day))
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return found


def _place(code: str) -> tuple[str, str]:
    """Quarters before their year: the year ends with the last of them."""
    year, _, number = code.partition("Q")
    return year, number or "Y"
