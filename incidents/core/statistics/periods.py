"""Quarters and what they add up to: half-years, years and the two years that ECCAR asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

#: The total of the dimension *period*; it is never published, because it has no end.
EVER = "EVER"


class Level(StrEnum):
    """How long a period is, from short to long."""

    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    SPAN = "span"

    @property
    def quarters(self) -> int:
        """How many quarters it has."""
        return {"quarter": 1, "half": 2, "year": 4, "span": 8}[self.value]


LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Period:
    """One period: quarters `first` to `last`, counted from the first quarter of the first year."""

    code: str
    level: Level
    first: int
    last: int

    def touches(self, other: "Period") -> bool:
        """Whether they have a quarter in common."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Calendar:
    """The closed periods: so many quarters since the first year began, on the levels that a plan uses.

    Quarters are always among them: they are what longer periods are the sums of.
    """

    first_year: int
    quarters: int
    levels: frozenset[Level] = frozenset(LEVELS)

    def __post_init__(self) -> None:
        if self.quarters < 1:
            raise ValueError("a calendar needs one closed quarter")

    def at(self, level: Level) -> tuple[Period, ...]:
        """The closed periods of one level, in order."""
        size = level.quarters
        starts = range(0, self.quarters - size + 1, size)
        return tuple(Period(self._code(level, n), level, n, n + size - 1) for n in starts)

    def periods(self) -> tuple[Period, ...]:
        """Every closed period, short ones first."""
        return tuple(period for level in self._used() for period in self.at(level))

    def closing(self) -> tuple[Period, ...]:
        """The periods that end with the last closed quarter."""
        return tuple(p for p in self.periods() if p.last == self.quarters - 1)

    def sums(self) -> dict[str, tuple[str, ...]]:
        """What each longer period is the sum of: the periods of the next shorter level."""
        found = {}
        for shorter, longer in pairwise(self._used()):
            for whole in self.at(longer):
                parts = [p for p in self.at(shorter) if whole.first <= p.first <= whole.last]
                found[whole.code] = tuple(p.code for p in parts)
        return found

    def _used(self) -> Iterable[Level]:
        return [one for one in LEVELS if one is Level.QUARTER or one in self.levels]

    def _code(self, level: Level, quarter: int) -> str:
        year, number = self.first_year + quarter // 4, quarter % 4
        if level is Level.QUARTER:
            return f"{year}Q{number + 1}"
        if level is Level.HALF:
            return f"{year}H{number // 2 + 1}"
        return str(year) if level is Level.YEAR else f"{year}-{year + 1}"
