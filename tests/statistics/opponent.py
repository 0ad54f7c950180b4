"""An outsider with a solver: reads a folder of publications and computes what each hidden number can be.

Shares nothing with the product or its check; slow and plain on purpose.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import highspy
import numpy as np

Key = tuple[str, frozenset[tuple[str, str]]]
Bounds = tuple[float, float]


@dataclass
class Knowledge:
    """Everything that the folder tells: numbers, what is hidden, and how numbers add up."""

    exact: dict[Key, int]
    hidden: list[Key]
    low: dict[Key, int]
    high: dict[Key, int]
    #: Plus, minus, and whether they are equal (else: plus is at least minus).
    relations: list[tuple[list[Key], list[Key], bool]]


def read(folder: Path, *, more: list[dict[str, Any]] | None = None) -> Knowledge:
    """The folder's `publication.json` and CSV files; `more` is knowledge from elsewhere, in the same form."""
    told = json.loads((folder / "publication.json").read_text(encoding="utf-8"))
    found = Knowledge({}, [], {}, {}, [])
    families: dict[str, set[tuple[str, ...]]] = {}
    for table in told["tables"]:
        fixed = table.get("filter", {})
        families.setdefault(table["measure"], set()).add((*table["dims"], *fixed))
        with (folder / table["csv"]).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, delimiter=table["delimiter"]):
                codes = {**{d: row[d] for d in table["dims"]}, **fixed}
                key = _key(told, table["measure"], codes)
                if row[table["status"]]:
                    found.hidden.append(key)
                else:
                    found.exact[key] = int(row[table["value"]])
    for known in [*told["knowledge"], *(more or [])]:
        key = _key(told, known["measure"], known["cell"])
        found.low[key] = max(known["min"], found.low.get(key, 0))
        if "max" in known:
            found.high[key] = min(known["max"], found.high.get(key, known["max"]))
    for measure, dims in families.items():
        for family in dims:
            found.relations += list(_relations(told, measure, family))
    found.hidden = list(dict.fromkeys(found.hidden))
    return found


def _key(told: Mapping[str, Any], measure: str, codes: Mapping[str, str]) -> Key:
    named = {(d, c) for d, c in codes.items() if c != told["dimensions"][d]["total"]}
    return measure, frozenset(named)


def _relations(
    told: Mapping[str, Any], measure: str, family: tuple[str, ...]
) -> Iterator[tuple[list[Key], list[Key], bool]]:
    dims = told["dimensions"]
    codes = {name: _codes(told, name) for name in family}
    for name in family:
        others = [d for d in family if d != name]
        for chosen in product(*(codes[d] for d in others)):
            base = dict(zip(others, chosen, strict=True))

            def key(code: str, base: dict[str, str] = base, name: str = name) -> Key:
                return _key(told, measure, {**base, name: code})

            for group in dims[name].get("sums", ()):
                yield [key(group["total"])], [key(p) for p in group["parts"]], True
            for group in dims[name].get("covers", ()):
                yield [key(p) for p in group["parts"]], [key(group["total"])], False
                for part in group["parts"]:
                    yield [key(group["total"])], [key(part)], False


def _codes(told: Mapping[str, Any], name: str) -> list[str]:
    dim = told["dimensions"][name]
    groups = [*dim.get("sums", ()), *dim.get("covers", ())]
    found = {code: None for g in groups for code in (g["total"], *g["parts"])}
    for known in told["knowledge"]:
        if name in known["cell"]:
            found[known["cell"][name]] = None
    return list(found)


class Attack:
    """The linear program of everything that is known; integer on request."""

    def __init__(self, known: Knowledge, *, whole: bool = False) -> None:
        keys = dict.fromkeys(
            [*known.exact, *known.hidden, *known.low]
            + [k for plus, minus, _ in known.relations for k in (*plus, *minus)]
        )
        self.number = {key: n for n, key in enumerate(keys)}
        low = np.array([known.exact.get(k, known.low.get(k, 0)) for k in keys], float)
        top = highspy.kHighsInf
        high = np.array([known.exact.get(k, known.high.get(k, top)) for k in keys], float)
        self.solver: Any = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.addVars(len(keys), low, high)
        for plus, minus, equal in known.relations:
            index = np.array([self.number[k] for k in (*plus, *minus)], np.int32)
            value = np.array([1.0] * len(plus) + [-1.0] * len(minus))
            self.solver.addRow(0.0, 0.0 if equal else top, len(index), index, value)
        if whole:
            kinds = np.full(len(keys), int(highspy.HighsVarType.kInteger), np.uint8)
            self.solver.changeColsIntegrality(
                len(keys), np.arange(len(keys), dtype=np.int32), kinds
            )

        self.least = np.full(len(keys), np.inf)
        self.most = -self.least

    def seen(self, key: Key) -> float:
        """How far apart the solutions so far are in a number: at least so wide is it open."""
        return float(self.most[self.number[key]] - self.least[self.number[key]])

    def bounds(self, key: Key) -> Bounds:
        """Least and most that a number can be."""
        return self._end(key, 1.0), self._end(key, -1.0)

    def _end(self, key: Key, sign: float) -> float:
        column = self.number[key]
        self.solver.changeColCost(column, sign)
        self.solver.run()
        status = self.solver.getModelStatus()
        solution = np.array(self.solver.getSolution().col_value)
        value = float(solution[column])
        self.solver.changeColCost(column, 0.0)
        if status == highspy.HighsModelStatus.kOptimal:
            self.least = np.minimum(self.least, solution)
            self.most = np.maximum(self.most, solution)
            return round(value, 6)
        assert status in (
            highspy.HighsModelStatus.kUnbounded,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ), status
        return sign * -np.inf


def attack(folder: Path, *, width: float = 5, **options: Any) -> dict[Key, Bounds]:
    """Every hidden number that comes out narrower than `width`."""
    known = read(folder, **options)
    program = Attack(known)
    found = {}
    for key in known.hidden:
        if program.seen(key) >= width + 0.01:
            continue
        low, high = program.bounds(key)
        if high - low < width:
            found[key] = (low, high)
    return found
