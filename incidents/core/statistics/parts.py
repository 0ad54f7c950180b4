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
        return columns, Program(rows, self.low[columns], self.high[columns], whole=whole)
