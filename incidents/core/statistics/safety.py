"""When a choice of hidden cells is safe: none of them is narrow, and nothing small follows that no table shows.

Every hidden cell, old or new, must be able to differ by `width` among tables that look the same from outside. Cells
that no table shows, but that follow from tables (a fourth quarter, a year), may not come out small either.
"""

from dataclasses import dataclass

import numpy as np

from incidents.core.statistics.columns import BoolArray
from incidents.core.statistics.relations import FloatArray, Relations
from incidents.core.statistics.together import IntArray
from incidents.core.statistics.witnesses import View


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that decides about the new tables. All arrays are over the numbered cells of the relations."""

    relations: Relations
    truth: IntArray
    #: How many of the reports in a cell are independent of each other.
    independent: IntArray
    #: What everybody knows anyway (T0, released records); `low == high` is known exactly.
    low: FloatArray
    high: FloatArray
    #: The most that everybody knows a cell can be: the number of reports in its period.
    most_known: FloatArray
    #: Cells of earlier releases, by what was done with them; neither changes again.
    shown_before: BoolArray
    hidden_before: BoolArray
    #: Cells of the new tables.
    new: BoolArray
    #: Unpublished cells that belong to the same families: see `release.implied`.
    implied: BoolArray
    #: Totals over time among them: number of the whole, numbers of its parts.
    sums: dict[int, tuple[int, ...]]
    threshold: int
    width: int


class Choice:
    """Which cells are hidden, and what an outsider knows then."""

    def __init__(self, problem: Problem, hidden: BoolArray, view: View) -> None:
        p = self.p = problem
        self.hidden, self.view = hidden, view
        self.small = small(problem)
        #: What is known without any table.
        self._before = View(p.relations, p.truth, p.low, p.high, p.width)

    def without(self, number: int) -> "Choice":
        """The same choice with one cell shown."""
        hidden = self.hidden.copy()
        hidden[number] = False
        other = Choice(self.p, hidden, self.view.showing(number))
        other._before = self._before
        return other

    def unsafe(self) -> int | None:
        """The first cell that is not safe, hidden ones before those that are only implied."""
        determined = self.view.parts.determined
        for number in np.flatnonzero(self.hidden).tolist():
            if determined[number] or self.narrow(number):
                return number
        for number in np.flatnonzero(self.p.implied & ~self.hidden).tolist():
            if not self._implied_safe(number, told=bool(determined[number])):
                return number
        return None

    def narrow(self, number: int) -> bool:
        """Whether a cell cannot differ by enough."""
        low, high = self.view.bounds(number)
        return high - low < self.p.width

    def _implied_safe(self, number: int, *, told: bool) -> bool:
        """An unpublished cell may come out where it could be shown, or where it tells nothing new."""
        p = self.p
        if told and not self.small[number]:
            return True
        seen = self.view.witnesses
        reached = (int(seen.least[number]), int(seen.most[number]))
        if reached[0] == 0 and reached[1] >= p.most_known[number]:
            return True
        if reached == self._before.ends_found(number):
            return True
        low, high = self.view.bounds(number)
        if high - low >= p.width or high == 0:
            return True
        if low >= p.threshold and not self.small[number]:
            return True
        return self._known_anyway(number) or self._tells_no_more(number)

    def _known_anyway(self, number: int) -> bool:
        """Whether tables have made it no narrower than what everybody knows."""
        p = self.p
        low, high = self.view.ends(number)
        if low == 0 and high >= p.most_known[number]:
            return True
        return self._before.ends(number) == (low, high)

    def _tells_no_more(self, number: int) -> bool:
        """A total over time of safe parts, no narrower than the parts let it be."""
        parts = self.p.sums.get(number)
        if not parts:
            return False
        ends = [self.view.ends(part) for part in parts]
        if (sum(e[0] for e in ends), sum(e[1] for e in ends)) != self.view.ends(number):
            return False
        determined = self.view.parts.determined
        return all(self._implied_safe(part, told=bool(determined[part])) for part in parts)


def known(problem: Problem) -> BoolArray:
    """Cells that everybody knows exactly, whatever the tables show."""
    found: BoolArray = problem.low == problem.high
    return found


def small(problem: Problem) -> BoolArray:
    """Cells that have too few independent reports to be shown."""
    found: BoolArray = (problem.truth > 0) & (problem.independent < problem.threshold)
    return found


def primary(problem: Problem) -> BoolArray:
    """Cells of the new tables that stay hidden for their own sake."""
    p = problem
    found: BoolArray = p.new & ~p.shown_before & ~known(p) & small(p)
    return found
