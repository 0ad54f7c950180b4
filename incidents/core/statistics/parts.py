"""The unknowns of a system taken apart into parts that do not touch each other: small programs, not one large one."""

import numpy as np
import numpy.typing as npt

from incidents.core.statistics.relations import FloatArray, Relations
from incidents.core.statistics.solver import Program, Rows
from incidents.core.statistics.together import IntArray


class Parts:
    """Programs over what is unknown. What is known, or follows, has the true value."""

    def __init__(
        self, relations: Relations, truth: IntArray, low: FloatArray, high: FloatArray
    ) -> None:
        self._relations, self._truth = relations, truth
        self.low, self.high = low, high
        self.determined = relations.determined(low == high)
        self._part = self._parted()
        self._programs: dict[tuple[int, bool], tuple[IntArray, Program]] = {}
        self._changes: dict[int, tuple[IntArray, Program]] = {}

    def members(self) -> list[int]:
        """One unknown of each part."""
        _, first = np.unique(self._part[self._part >= 0], return_index=True)
        return [int(n) for n in np.flatnonzero(self._part >= 0)[first]]

    def cheapest(self, number: int, costs: FloatArray, *, whole: bool = False) -> FloatArray:
        """The cheapest table that differs from the true one in the part of `number` alone."""
        which = (int(self._part[number]), whole)
        if which not in self._programs:
            self._programs[which] = self._program(*which)
        columns, program = self._programs[which]
        found = program.cheapest(costs[columns])
        if found is None:
            raise AssertionError("the true table is a solution")
        z = self._truth.astype(np.float64)
        z[columns] = found
        return z

    def nearest(self, number: int, by: int) -> FloatArray | None:
        """The table that differs least from the true one, of those in which a cell has moved by so much; or None."""
        part = int(self._part[number])
        if part not in self._changes:
            self._changes[part] = self._change(part)
        columns, program = self._changes[part]
        place = int(np.searchsorted(columns, number))
        room = self.high[number] - self._truth[number]
        if by < 0:
            place += len(columns)
            room = self._truth[number] - self.low[number]
        if room < abs(by):
            return None
        program.between(place, abs(by), room)
        found = program.solution()
        program.between(place, 0, room)
        if found is None:
            return None
        z = self._truth.astype(np.float64)
        z[columns] += found[: len(columns)] - found[len(columns) :]
        return z

    def _parted(self) -> npt.NDArray[np.int64]:
        """The part of each unknown: the least number in it; -1 for what is known."""
        r = self._relations
        part = np.arange(len(self._truth), dtype=np.int64)
        row_of = np.repeat(np.arange(len(r.equal)), np.diff(r.starts))
        free = ~self.determined[r.index]
        index, row = r.index[free], row_of[free]
        while len(index):
            least = np.full(len(r.equal), len(part), np.int64)
            np.minimum.at(least, row, part[index])
            before = part.copy()
            np.minimum.at(part, index, least[row])
            part = part[part]
            if (part == before).all():
                break
        part[self.determined] = -1
        return part

    def _program(self, part: int, whole: bool) -> tuple[IntArray, Program]:  # noqa: FBT001 - half of a key
        columns, rows = self._rows(part)
        return columns, Program(rows, self.low[columns], self.high[columns], whole=whole)

    def _change(self, part: int) -> tuple[IntArray, Program]:
        """Two unknowns for each cell, how much it is larger and how much smaller; their sum is to be least."""
        columns, rows = self._rows(part)
        size, truth = len(columns), self._truth[columns].astype(np.float64)
        sums = np.add.reduceat(rows.value * truth[rows.index], rows.starts[:-1])
        both = Rows(
            rows.starts * 2,
            np.stack([rows.index, rows.index + size], axis=1).ravel().astype(np.int32),
            np.stack([rows.value, -rows.value], axis=1).ravel(),
            rows.low - sums,
            rows.high - sums,
        )
        top = np.concatenate([self.high[columns] - truth, truth - self.low[columns]])
        program = Program(both, np.zeros(2 * size), top)
        program.price(np.ones(2 * size))
        return columns, program

    def _rows(self, part: int) -> tuple[IntArray, Rows]:
        """The unknowns of a part, and what is left of the relations for them."""
        r, truth = self._relations, self._truth.astype(np.float64)
        columns = np.flatnonzero(self._part == part)
        place = np.full(len(truth), -1, np.int32)
        place[columns] = np.arange(len(columns))
        inside = place[r.index] >= 0
        row_of = np.repeat(np.arange(len(r.equal)), np.diff(r.starts))
        used, counts = np.unique(row_of[inside], return_counts=True)
        constant = np.zeros(len(r.equal))
        np.add.at(constant, row_of[~inside], (r.value * truth[r.index])[~inside])
        least = -constant[used]
        rows = Rows(
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            place[r.index[inside]],
            r.value[inside].astype(np.float64),
            least,
            np.where(r.equal[used], least, np.inf),
        )
        return columns, rows
