"""Which cells of new tables stay hidden, so that nobody can compute a small one from everything published.

Where small cells alone are not safe (`safety`), the cheapest further cells are hidden: a linear program over how far
each cell would have to move. What turns out not to be needed is shown again (`sparing`).
"""

import numpy as np

from incidents.core.statistics.columns import BoolArray
from incidents.core.statistics.parts import Parts
from incidents.core.statistics.relations import FloatArray
from incidents.core.statistics.safety import Choice, Problem, known, primary
from incidents.core.statistics.solver import Program, Rows
from incidents.core.statistics.sparing import spare
from incidents.core.statistics.witnesses import View

_FREE = 0.001
_MOVED = 0.005


class Unprotectable(Exception):
    """No choice of hidden cells in the new tables makes this cell safe; a table has to be left out."""

    def __init__(self, number: int) -> None:
        super().__init__(f"cell {number} cannot be protected")
        self.number = number


def protect(problem: Problem) -> BoolArray:
    """The cells of the new tables that stay hidden; `Unprotectable` where none of them would be enough."""
    work = _Work(problem)
    work.settle()
    hidden: BoolArray = spare(work.choice, work.hidden_for) & problem.new
    return hidden


class _Work:
    def __init__(self, problem: Problem) -> None:
        p = self.p = problem
        self.known = known(p)
        hidden = p.hidden_before | primary(p)
        self.view = View(p.relations, p.truth, p.low, p.high, p.width)
        self.view.show(np.flatnonzero((p.shown_before | p.new) & ~hidden))
        self.view.stir(12)
        self.choice = Choice(p, hidden, self.view)
        #: For which cell each further one was hidden, in the order in which they were.
        self.hidden_for: dict[int, int] = {}

    @property
    def hidden(self) -> BoolArray:
        return self.choice.hidden

    def settle(self) -> None:
        """Hide more until every cell is safe."""
        before: tuple[int, int] | None = None
        while (number := self.choice.unsafe()) is not None:
            state = (number, int(self.hidden.sum()))
            if state == before:  # whole numbers do not reach what the linear program promises
                raise Unprotectable(number)
            self._widen(number)
            before = state

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
        if self.choice.narrow(number):
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
        self.hidden_for |= dict.fromkeys(moved.tolist(), number)
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
