"""Which cells of new tables stay hidden, so that nobody can compute a small one from everything published.

Every hidden cell, old or new, must be able to differ by `width` among tables that look the same from outside. Cells
that no table shows, but that follow from tables (a fourth quarter, a year), may not come out small either. Where that
does not hold, the cheapest further cells are hidden: a linear program over how far each cell would have to move.
"""

from dataclasses import dataclass

import numpy as np

from incidents.core.statistics.columns import BoolArray
from incidents.core.statistics.parts import Parts
from incidents.core.statistics.relations import FloatArray, Relations
from incidents.core.statistics.solver import Program, Rows
from incidents.core.statistics.together import IntArray
from incidents.core.statistics.witnesses import View

_FREE = 0.001
_MOVED = 0.005


class Unprotectable(Exception):
    """No choice of hidden cells in the new tables makes this cell safe; a table has to be left out."""

    def __init__(self, number: int) -> None:
        super().__init__(f"cell {number} cannot be protected")
        self.number = number


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


def protect(problem: Problem) -> BoolArray:
    """The cells of the new tables that stay hidden; `Unprotectable` where none of them would be enough."""
    work = _Work(problem)
    work.settle()
    hidden: BoolArray = work.hidden & problem.new
    return hidden


class _Work:
    def __init__(self, problem: Problem) -> None:
        p = self.p = problem
        self.known = p.low == p.high
        self.small = (p.truth > 0) & (p.independent < p.threshold)
        primary = p.new & ~p.shown_before & ~self.known & self.small
        self.hidden = p.hidden_before | primary
        self.view = View(p.relations, p.truth, p.low, p.high)
        self.view.show(np.flatnonzero((p.shown_before | p.new) & ~self.hidden))
        self.view.stir(12)
        self._knowledge: View | None = None

    def settle(self) -> None:
        """Hide more until every cell is safe."""
        before: tuple[int, int] | None = None
        while (number := self._unsafe()) is not None:
            state = (number, int(self.hidden.sum()))
            if state == before:  # whole numbers do not reach what the linear program promises
                raise Unprotectable(number)
            self._widen(number)
            before = state

    def _unsafe(self) -> int | None:
        """The first cell that is not safe, hidden ones before those that are only implied."""
        determined = self._determined()
        for number in np.flatnonzero(self.hidden).tolist():
            if determined[number] or self._narrow(number):
                return number
        for number in np.flatnonzero(self.p.implied & ~self.hidden).tolist():
            if not self._implied_safe(number, told=bool(determined[number])):
                return number
        return None

    def _determined(self) -> BoolArray:
        return self.view.parts.determined

    def _narrow(self, number: int) -> bool:
        low, high = self.view.bounds(number, self.p.width)
        return high - low < self.p.width

    def _implied_safe(self, number: int, *, told: bool) -> bool:
        """An unpublished cell may come out where it could be shown, or where it tells nothing new."""
        p = self.p
        if told and not self.small[number]:
            return True
        seen = self.view.witnesses
        if seen.least[number] == 0 and seen.most[number] >= p.most_known[number]:
            return True
        low, high = self.view.bounds(number, p.width)
        if high - low >= p.width or high == 0:
            return True
        if low >= p.threshold and not self.small[number]:
            return True
        return self._known_anyway(number) or self._tells_no_more(number)

    def _known_anyway(self, number: int) -> bool:
        """Whether tables have made it no narrower than what everybody knows."""
        low, high = self.view.ends(number)
        if low == 0 and high >= self.p.most_known[number]:
            return True
        if self._knowledge is None:
            self._knowledge = View(self.p.relations, self.p.truth, self.p.low, self.p.high)
        return self._knowledge.ends(number) == (low, high)

    def _tells_no_more(self, number: int) -> bool:
        """A total over time of safe parts, no narrower than the parts let it be."""
        parts = self.p.sums.get(number)
        if not parts:
            return False
        ends = [self.view.ends(part) for part in parts]
        if (sum(e[0] for e in ends), sum(e[1] for e in ends)) != self.view.ends(number):
            return False
        determined = self._determined()
        return all(self._implied_safe(part, told=bool(determined[part])) for part in parts)

    def _widen(self, number: int) -> None:
        """Hide the cheapest cells with which this one can differ enough."""
        p = self.p
        low, high = self.view.ends(number)
        upward = self._price(number, low + p.width, None)
        downward = self._price(number, None, high - p.width) if high >= p.width else None
        choices = [one for one in (upward, downward) if one is not None]
        if choices:
            self._hide(number, min(choices, key=lambda one: one[0])[1])
            return
        # Neither end reaches far enough alone: first as far up as can be, then down from there.
        top = self._farthest(number)
        self._hide(number, top)
        if self._narrow(number):
            reached = round(float(top[number]))
            last = self._price(number, None, reached - p.width)
            if last is None:
                raise Unprotectable(number)
            self._hide(number, last[1])

    def _free_bounds(self) -> tuple[FloatArray, FloatArray, BoolArray]:
        """Bounds as if nothing of the new tables were shown, and which cells that would hide."""
        p = self.p
        could = p.new & ~self.hidden & ~p.shown_before & ~self.known
        low, high = self.view.low.copy(), self.view.high.copy()
        low[could], high[could] = p.low[could], p.high[could]
        return low, high, could

    def _price(
        self, number: int, at_least: int | None, at_most: int | None
    ) -> tuple[float, FloatArray] | None:
        """The cheapest table in which the cell has moved, and what hiding its differences costs."""
        low, high, could = self._free_bounds()
        if at_least is not None:
            low[number] = max(low[number], at_least)
        if at_most is not None:
            high[number] = min(high[number], at_most)
        if low[number] > high[number]:
            return None
        return _nearest(self.p, low, high, self._weights(could))

    def _farthest(self, number: int) -> FloatArray:
        low, high, _ = self._free_bounds()
        costs = np.zeros(len(low))
        costs[number] = -1
        z = Parts(self.p.relations, self.p.truth, low, high).cheapest(number, costs, whole=True)
        found = self._price(number, round(float(z[number])), None)
        return z if found is None else found[1]

    def _weights(self, could: BoolArray) -> FloatArray:
        """Hidden cells move for nearly nothing; to hide an empty cell is worse than a large one."""
        weights = np.full(len(could), _FREE)
        weights[could] = 1.0 + 0.2 * (self.p.truth[could] == 0)
        return weights

    def _hide(self, number: int, z: FloatArray) -> None:
        p = self.p
        moved = np.flatnonzero((np.abs(z - p.truth) > _MOVED) & p.new & ~self.hidden)
        moved = moved[~(p.shown_before | self.known)[moved]]
        if not len(moved) and not self.view.witnesses.offer(z, self.view.low, self.view.high):
            raise Unprotectable(number)
        self.hidden[moved] = True
        self.view.hide(moved, p.low, p.high)
        self.view.witnesses.offer(z, self.view.low, self.view.high)


def _nearest(
    p: Problem, low: FloatArray, high: FloatArray, weights: FloatArray
) -> tuple[float, FloatArray] | None:
    """The table within the bounds that differs least from the true one, and the price of the difference."""
    size, truth = len(low), p.truth.astype(np.float64)
    # z = truth + up - down: two unknowns a cell; the relations hold for the difference, or have slack.
    slack = -p.relations.sums(p.truth).astype(np.float64)
    both = Rows(
        p.relations.starts * 2,
        np.stack([p.relations.index, p.relations.index + size], axis=1).ravel().astype(np.int32),
        np.stack([p.relations.value, -p.relations.value], axis=1).ravel().astype(np.float64),
        slack,
        np.where(p.relations.equal, slack, np.inf),
    )
    top = np.concatenate([np.maximum(high - truth, 0), np.maximum(truth - low, 0)])
    bottom = np.concatenate([np.maximum(low - truth, 0), np.maximum(truth - high, 0)])
    program = Program(both, bottom, top)
    found = program.cheapest(np.concatenate([weights, weights]))
    if found is None:
        return None
    difference = found[:size] - found[size:]
    price = float(weights @ np.abs(difference))
    return price, truth + difference
