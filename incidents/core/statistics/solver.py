"""The linear solver, told what may be relied on: an optimum, or nothing after one try from the start."""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from incidents.core.statistics.relations import FloatArray

_OPTIMAL = highspy.HighsModelStatus.kOptimal
_INFEASIBLE = highspy.HighsModelStatus.kInfeasible
_OPTIONS: tuple[tuple[str, Any], ...] = (
    ("output_flag", False),
    ("log_to_console", False),
    ("threads", 1),
    ("random_seed", 0),
    ("mip_rel_gap", 0.0),
    ("mip_max_nodes", 20_000),
)


class SolverFailed(Exception):
    """The solver found neither an optimum nor that there is none; nothing may be published."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Relations row by row: `low <= value . z <= high`."""

    starts: npt.NDArray[np.int32]
    index: npt.NDArray[np.int32]
    value: FloatArray
    low: FloatArray
    high: FloatArray


class Program:
    """Relations with bounds for each unknown, solved again and again with other costs."""

    def __init__(
        self, rows: Rows, low: FloatArray, high: FloatArray, *, whole: bool = False
    ) -> None:
        model = highspy.HighsLp()
        self._size = model.num_col_ = len(low)
        model.num_row_ = len(rows.low)
        model.col_cost_ = np.zeros(self._size)
        model.col_lower_, model.col_upper_ = low, high
        model.row_lower_, model.row_upper_ = rows.low, rows.high
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = rows.starts
        model.a_matrix_.index_ = rows.index
        model.a_matrix_.value_ = rows.value
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * self._size
        self._all = np.arange(self._size, dtype=np.int32)
        self._highs: Any = highspy.Highs()
        for name, setting in _OPTIONS:
            self._highs.setOptionValue(name, setting)
        self._highs.passModel(model)

    def cheapest(self, costs: FloatArray) -> FloatArray | None:
        """The solution that costs least; None when no solution exists."""
        self.price(costs)
        return self.solution()

    def price(self, costs: FloatArray) -> None:
        """From now on, what each unknown costs."""
        self._highs.changeColsCost(self._size, self._all, costs)

    def between(self, column: int, low: float, high: float) -> None:
        """From now on, the least and the most of an unknown."""
        self._highs.changeColBounds(column, low, high)

    def solution(self) -> FloatArray | None:
        """The solution that costs least; None when no solution exists."""
        self._highs.run()
        if self._highs.getModelStatus() != _OPTIMAL:
            self._highs.clearSolver()
            self._highs.run()
        status = self._highs.getModelStatus()
        if status == _INFEASIBLE:
            return None
        if status != _OPTIMAL:
            raise SolverFailed(str(status))
        found: FloatArray = np.array(self._highs.getSolution().col_value)
        return found
