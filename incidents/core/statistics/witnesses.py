"""Other tables that would look the same: whole numbers that keep every relation and everything shown.

What makes a hidden cell safe is such a pair of tables, tested here in whole numbers: the solver only proposes them.
"""

import numpy as np

from incidents.core.statistics.parts import Parts
from incidents.core.statistics.relations import FloatArray, Relations
from incidents.core.statistics.together import IntArray

_NEAR = 1e-6


class Witnesses:
    """Tables that an outsider cannot tell from the true one, and how far each cell moves among them."""

    def __init__(self, relations: Relations, truth: IntArray, enough: int) -> None:
        self._relations, self._truth, self._enough = relations, truth, enough
        self.least = truth.copy()
        self.most = truth.copy()
        #: Those that made a cell wider which was not wide enough yet.
        self.kept: list[IntArray] = []

    def width(self, number: int) -> int:
        """How far apart two known tables are in a cell."""
        return int(self.most[number] - self.least[number])

    def offer(self, z: FloatArray, low: FloatArray, high: FloatArray) -> bool:
        """Keep a solution if, rounded, it is true to every relation and bound."""
        near = np.rint(z)
        if (near < low).any() or (near > high).any():
            return False
        table = near.astype(np.int64)
        if not self._relations.holds(table):
            return False
        self._keep(table)
        return True

    def _keep(self, table: IntArray) -> None:
        wider = (table < self.least) | (table > self.most)
        if (wider & (self.most - self.least < self._enough)).any():
            self.kept.append(table)
        np.minimum(self.least, table, out=self.least)
        np.maximum(self.most, table, out=self.most)

    def showing(self, number: int) -> "Witnesses":
        """Those that are left when a cell is told."""
        left = Witnesses(self._relations, self._truth, self._enough)
        for table in self.kept:
            if table[number] == self._truth[number]:
                left._keep(table)
        return left

    def learn(self, other: "Witnesses") -> None:
        """Take over what was found where more is told: it fits here all the more."""
        for table in other.kept:
            self._keep(table)


class View:
    """What an outsider knows: relations, bounds of every cell, and the tables that fit."""

    def __init__(
        self,
        relations: Relations,
        truth: IntArray,
        low: FloatArray,
        high: FloatArray,
        enough: int,
    ) -> None:
        self.relations, self.truth = relations, truth
        self.low, self.high = low.copy(), high.copy()
        #: How far apart two tables have to be in a cell that is hidden.
        self.enough = enough
        self.witnesses = Witnesses(relations, truth, enough)
        #: How many programs were solved for it.
        self.solved = 0
        self._made: Parts | None = None
        self._ends: dict[int, tuple[int, int]] = {}

    @property
    def parts(self) -> Parts:
        """The unknowns as they are now."""
        if self._made is None:
            self._made = Parts(self.relations, self.truth, self.low.copy(), self.high.copy())
        return self._made

    def show(self, numbers: IntArray) -> None:
        """Cells are told exactly; for the beginning, before other tables are known."""
        self.low[numbers] = self.high[numbers] = self.truth[numbers]
        self._changed()

    def showing(self, number: int) -> "View":
        """What an outsider knows when this cell is told as well."""
        other = View(self.relations, self.truth, self.low, self.high, self.enough)
        other.show(np.array([number]))
        other.witnesses = self.witnesses.showing(number)
        return other

    def hide(self, numbers: IntArray, low: FloatArray, high: FloatArray) -> None:
        """Cells are no longer told; every witness stays one."""
        self.low[numbers], self.high[numbers] = low[numbers], high[numbers]
        self._changed()

    def _changed(self) -> None:
        self._made = None
        self._ends.clear()

    def stir(self, times: int) -> None:
        """Look for tables in which many cells differ at once."""
        numbers = np.arange(len(self.low))
        for turn in range(times):
            signs = (numbers * 2654435761 >> (turn + 3)) % 2 * 2 - 1
            costs = (signs * (1 + (numbers * 40503 >> turn) % 7)).astype(np.float64)
            for member in self.parts.members():
                self._keep(self.parts.cheapest(member, costs))

    def bounds(self, number: int) -> tuple[int, int]:
        """Least and most that a cell can be; stops when two whole tables are known to be `enough` apart.

        Where the linear program alone says that they cannot be, its bounds are the answer.
        """
        if self.parts.determined[number]:
            return int(self.truth[number]), int(self.truth[number])
        if self.witnesses.width(number) < self.enough and number not in self._ends:
            self._reach(number, self.enough)
        if self.witnesses.width(number) < self.enough:
            low, high = self.ends(number)
            if high - low < self.enough:
                return low, high
            up = min(high - int(self.truth[number]), self.enough)
            for by in (up, up - self.enough):
                if by and self.witnesses.width(number) < self.enough:
                    self._reach(number, by)
        for sign in (-1, 1):
            if self.witnesses.width(number) < self.enough:
                self._keep(self.parts.cheapest(number, self._cost(number, sign), whole=True))
        return int(self.witnesses.least[number]), int(self.witnesses.most[number])

    def _reach(self, number: int, by: int) -> None:
        """Look for a table that is like the true one but for a few cells: it is most often one of whole numbers."""
        self.solved += 1
        z = self.parts.nearest(number, by)
        if z is not None:
            self._keep(z)

    def ends(self, number: int) -> tuple[int, int]:
        """Least and most by the linear program alone."""
        if self.parts.determined[number]:
            return int(self.truth[number]), int(self.truth[number])
        if number not in self._ends:
            self._ends[number] = self._extreme(number, 1), self._extreme(number, -1)
        return self._ends[number]

    def ends_found(self, number: int) -> tuple[int, int] | None:
        """Least and most by the linear program, if it was asked before."""
        return self._ends.get(number)

    def _extreme(self, number: int, sign: int) -> int:
        z = self.parts.cheapest(number, self._cost(number, sign))
        self._keep(z)
        return int(np.ceil(z[number] - _NEAR) if sign > 0 else np.floor(z[number] + _NEAR))

    def _cost(self, number: int, sign: int) -> FloatArray:
        costs = np.zeros(len(self.low))
        costs[number] = sign
        return costs

    def _keep(self, z: FloatArray) -> None:
        self.solved += 1
        self.witnesses.offer(z, self.low, self.high)
