"""How little and how much a number can be, given everything else. Found by a solver, proved in whole numbers.

A number is *free* when two tables of whole numbers that keep every relation differ in it by enough: such a pair is
tested here with exact arithmetic and does not rest on the solver.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from incidents.checker.numbering import Row

_NEAR = 1e-6
_STIRS = 24
_OPTIONS: tuple[tuple[str, Any], ...] = (
    ("output_flag", False),
    ("threads", 1),
    ("random_seed", 0),
    ("mip_rel_gap", 0.0),
)


class Impossible(Exception):
    """No table of whole numbers keeps the relations: what is published contradicts itself."""


class NotSolved(Exception):
    """The solver gave no optimum, also not from a cold start."""


class Box:
    """Some unknowns that hang together, with what holds for them."""

    def __init__(
        self,
        columns: Sequence[int],
        rows: Sequence[Row],
        low: Mapping[int, int],
        high: Mapping[int, int],
    ) -> None:
        self._place = {number: n for n, number in enumerate(columns)}
        self._low = np.array([low[c] for c in columns], np.int64)
        self._high = np.array([high[c] for c in columns], np.int64)
        self._matrix(rows)
        self._highs = self._model(whole=False)
        self._least: npt.NDArray[np.int64] | None = None
        self._most = self._low
        self._find_one()
        self._stir()

    def _matrix(self, rows: Sequence[Row]) -> None:
        starts, index, value = [0], [], []
        for coefficients, _, _ in rows:
            index += [self._place[c] for c in coefficients]
            value += list(coefficients.values())
            starts.append(len(index))
        self._starts = np.array(starts, np.int32)
        self._index, self._value = np.array(index, np.int32), np.array(value, np.int64)
        infinity = highspy.kHighsInf
        self._row_low = np.array([-infinity if r[1] is None else r[1] for r in rows], float)
        self._row_high = np.array([infinity if r[2] is None else r[2] for r in rows], float)

    def _model(self, *, whole: bool) -> Any:
        model = highspy.HighsLp()
        size, rows = len(self._low), len(self._row_low)
        model.num_col_, model.num_row_ = size, rows
        model.col_cost_ = np.zeros(size)
        model.col_lower_, model.col_upper_ = self._low.astype(float), self._high.astype(float)
        model.row_lower_, model.row_upper_ = self._row_low, self._row_high
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = self._starts, self._index
        model.a_matrix_.value_ = self._value.astype(float)
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * size
        highs = highspy.Highs()
        for option, setting in _OPTIONS:
            highs.setOptionValue(option, setting)
        highs.passModel(model)
        return highs

    def _solve(self, highs: Any, costs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            highs.clearSolver()
            highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Impossible
        if status != highspy.HighsModelStatus.kOptimal:
            raise NotSolved(str(status))
        solution = np.array(highs.getSolution().col_value)
        self._offer(solution)
        return solution

    def _offer(self, solution: npt.NDArray[np.float64]) -> None:
        """Remember a table of whole numbers that keeps everything; test it exactly."""
        table = np.rint(solution).astype(np.int64)
        if (table < self._low).any() or (table > self._high).any():
            return
        if len(self._row_low):
            sums = np.add.reduceat(self._value * table[self._index], self._starts[:-1])
            if (sums < self._row_low).any() or (sums > self._row_high).any():
                return
        if self._least is None:
            self._least, self._most = table.copy(), table.copy()
        else:
            np.minimum(self._least, table, out=self._least)
            np.maximum(self._most, table, out=self._most)

    def _find_one(self) -> None:
        costs = np.zeros(len(self._low))
        self._solve(self._highs, costs)
        if self._least is None:
            self._solve(self._model(whole=True), costs)
        if self._least is None:
            raise NotSolved("no table of whole numbers was found")

    def _stir(self) -> None:
        """Many unknowns moved at once: most are free for the price of a few solutions."""
        rng = np.random.default_rng(len(self._low))
        for _ in range(_STIRS if len(self._low) > 2 else 0):
            self._solve(self._highs, rng.integers(-9, 10, len(self._low)).astype(float))

    def between(self, number: int, enough: int) -> tuple[int, int]:
        """Least and most of an unknown; a proven pair of tables that is `enough` apart ends the search."""
        place = self._place[number]
        if self._proven(place) < enough:
            low, high = self.ends(number)
            if high - low < enough:
                return low, high
        for sign in (1.0, -1.0):
            if self._proven(place) < enough:
                self._solve(self._model(whole=True), self._cost(place, sign))
        assert self._least is not None
        return int(self._least[place]), int(self._most[place])

    def proven(self, number: int) -> tuple[int, int]:
        """Least and most among the tables that were found so far."""
        assert self._least is not None
        return int(self._least[self._place[number]]), int(self._most[self._place[number]])

    def ends(self, number: int) -> tuple[int, int]:
        """Least and most of an unknown by the linear program alone."""
        place = self._place[number]
        low = self._solve(self._highs, self._cost(place, 1.0))[place]
        high = self._solve(self._highs, self._cost(place, -1.0))[place]
        return int(np.ceil(low - _NEAR)), int(np.floor(high + _NEAR))

    def _proven(self, place: int) -> int:
        assert self._least is not None
        return int(self._most[place] - self._least[place])

    def _cost(self, place: int, sign: float) -> npt.NDArray[np.float64]:
        costs = np.zeros(len(self._low))
        costs[place] = sign
        return costs
