"""True counts: how many rows each cell has in each period, and how many that are independent of each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from incidents.core.statistics.columns import BoolArray, Rows
from incidents.core.statistics.periods import Calendar, Period
from incidents.core.statistics.plan import Dimension
from incidents.core.statistics.together import IntArray, canonical


@dataclass(frozen=True, slots=True)
class Counts:
    """The cells of one family of dimensions: period first, then each dimension, the total at place 0."""

    dims: tuple[str, ...]
    count: IntArray
    independent: IntArray


def tabulate(rows: Rows, dims: tuple[Dimension, ...], calendar: Calendar) -> Counts:
    """Count the rows of the closed quarters for every closed period."""
    closed = (rows.quarter >= 0) & (rows.quarter < calendar.quarters)
    periods = calendar.periods()
    single = _by_period(_count(rows, closed & (rows.group == 0), dims, calendar), periods)
    others = _by_period(_count(rows, closed & (rows.group != 0), dims, calendar), periods)
    independent = single + _distinct(rows, closed & (rows.group > 0), dims, periods)
    return Counts(tuple(d.name for d in dims), single + others, independent)


def _by_period(quarterly: IntArray, periods: tuple[Period, ...]) -> IntArray:
    sums: IntArray = np.stack([quarterly[p.first : p.last + 1].sum(axis=0) for p in periods])
    return sums


def _shape(dims: tuple[Dimension, ...]) -> tuple[int, ...]:
    return tuple(len(d.codes) + 1 for d in dims)


def _count(
    rows: Rows, wanted: BoolArray, dims: tuple[Dimension, ...], calendar: Calendar
) -> IntArray:
    """By quarter. Single answers are counted at once; for several answers, once for each code."""
    found = np.zeros((calendar.quarters, *_shape(dims)), np.int64)
    if not wanted.any():
        return found
    pick = slice(None) if wanted.all() else wanted
    columns = {d.name: rows.values[d.name][pick] for d in dims}
    singles = [d for d in dims if not d.multiple]
    key = rows.quarter[pick]
    for d in singles:
        key = key * len(d.codes) + columns[d.name]
    sizes = (calendar.quarters, *(len(d.codes) for d in singles))
    several = [d for d in dims if d.multiple]
    for places in product(*(range(len(d.codes) + 1) for d in several)):
        chosen = {d.name: place for d, place in zip(several, places, strict=True)}
        met = _mentioning(columns, chosen)
        counted = np.bincount(key if met is None else key[met], minlength=int(np.prod(sizes)))
        where = tuple(chosen.get(d.name, slice(None)) for d in dims)
        found[(slice(None), *where)] = _with_totals(counted.reshape(sizes))
    return found


def _mentioning(columns: Mapping[str, IntArray], chosen: Mapping[str, int]) -> BoolArray | None:
    """The rows that mention every chosen code; a place of 0 asks for none. None: all rows."""
    met: BoolArray | None = None
    for name, place in chosen.items():
        if place:
            has = (columns[name] & (1 << (place - 1))) != 0
            met = has if met is None else met & has
    return met


def _with_totals(counted: IntArray) -> IntArray:
    """The total of each dimension goes before its codes; the first axis is time."""
    for axis in range(1, counted.ndim):
        total = counted.sum(axis=axis, keepdims=True)
        counted = np.concatenate([total, counted], axis=axis)
    return counted


def _distinct(
    rows: Rows, wanted: BoolArray, dims: tuple[Dimension, ...], periods: tuple[Period, ...]
) -> IntArray:
    """How many different groups each cell has; groups are few."""
    seen: dict[tuple[int, ...], set[int]] = {}
    names = [canonical(rows.bridges, period.last) for period in periods]
    for number in np.flatnonzero(wanted).tolist():
        within = [i for i, p in enumerate(periods) if p.first <= rows.quarter[number] <= p.last]
        places = [_places(int(rows.values[d.name][number]), d) for d in dims]
        for cell in product(within, *places):
            label = int(rows.group[number])
            seen.setdefault(cell, set()).add(names[cell[0]].get(label, label))
    found = np.zeros((len(periods), *_shape(dims)), np.int64)
    for cell, groups in seen.items():
        found[cell] = len(groups)
    return found


def _places(value: int, dim: Dimension) -> list[int]:
    if not dim.multiple:
        return [0, value + 1]
    return [0, *(i + 1 for i in range(len(dim.codes)) if value >> i & 1)]
