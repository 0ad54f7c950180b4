"""What everybody knows about the cells of tables: which are sums of which. Each cell is one unknown whole number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import numpy.typing as npt

from incidents.core.statistics.cube import Counts
from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.plan import TOTAL, Dimension
from incidents.core.statistics.together import IntArray

FloatArray = npt.NDArray[np.float64]
#: A cell: its period, and the dimensions in which it is not the total. The same cell in two tables is one number.
Cell = tuple[str, tuple[tuple[str, str], ...]]


def cell(period: str, codes: Mapping[str, str]) -> Cell:
    """The cell with these codes; totals and dimensions that are not named are the same."""
    return period, tuple(sorted((d, c) for d, c in codes.items() if c != TOTAL))


@dataclass(slots=True)
class System:
    """Linear relations over numbered unknowns, row by row."""

    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[int] = field(default_factory=list)
    #: Of each row: True for an equation, False for `>= 0`.
    equal: list[bool] = field(default_factory=list)

    def add(self, plus: Sequence[int], minus: Sequence[int], *, equal: bool) -> None:
        """Sum of `plus` less sum of `minus` is 0, or at least 0."""
        self.index += [*plus, *minus]
        self.value += [1] * len(plus) + [-1] * len(minus)
        self.starts.append(len(self.index))
        self.equal.append(equal)


@dataclass(frozen=True, slots=True)
class Relations:
    """A finished system with the cells' numbers."""

    ids: Mapping[Cell, int]
    starts: npt.NDArray[np.int32]
    index: npt.NDArray[np.int32]
    value: IntArray
    equal: npt.NDArray[np.bool_]

    def holds(self, z: IntArray) -> bool:
        """Whether whole numbers keep every relation; exact."""
        sums = self.sums(z)
        return bool((sums[self.equal] == 0).all() and (sums[~self.equal] >= 0).all())

    def sums(self, z: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> IntArray:
        """The left side of each relation."""
        if not len(self.equal):
            return np.zeros(0, np.int64)
        sums: IntArray = np.add.reduceat(self.value * z[self.index], self.starts[:-1])
        return sums

    def determined(self, known: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """What follows from the known cells through equations with one unknown, again and again."""
        found, weight = known.copy(), np.abs(self.value)
        while len(self.equal):
            unknown = np.add.reduceat(weight * ~found[self.index], self.starts[:-1])
            rows = np.flatnonzero((unknown == 1) & self.equal)
            if not len(rows):
                break
            for row in rows.tolist():
                found[self.index[self.starts[row] : self.starts[row + 1]]] = True
        return found


def maximal(families: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The families that no other one contains, in a fixed order."""
    distinct = sorted({tuple(sorted(family)) for family in families})
    return tuple(f for f in distinct if not any(set(f) < set(other) for other in distinct))


def relations(
    families: Iterable[tuple[str, ...]], dims: Mapping[str, Dimension], calendar: Calendar
) -> Relations:
    """All relations of the families' cells in every closed period, also those that nobody publishes."""
    ids: dict[Cell, int] = {}
    seen: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
    system = System()
    for family in maximal(families):
        for plus, minus, equal in _family(family, dims, calendar, ids):
            if (plus, minus) not in seen:
                seen.add((plus, minus))
                system.add(plus, minus, equal=equal)
    return Relations(
        ids,
        np.array(system.starts, np.int32),
        np.array(system.index, np.int32),
        np.array(system.value, np.int64),
        np.array(system.equal, bool),
    )


Row = tuple[tuple[int, ...], tuple[int, ...], bool]


def _family(
    family: tuple[str, ...], dims: Mapping[str, Dimension], calendar: Calendar, ids: dict[Cell, int]
) -> Iterator[Row]:
    codes = [(TOTAL, *dims[name].codes) for name in family]

    def number(period: str, chosen: Sequence[str]) -> int:
        return ids.setdefault(cell(period, dict(zip(family, chosen, strict=True))), len(ids))

    periods = [p.code for p in calendar.periods()]
    for period, chosen in product(periods, list(product(*codes))):
        whole = number(period, chosen)
        for place, name in enumerate(family):
            if chosen[place] == TOTAL:
                parts = tuple(
                    number(period, [*chosen[:place], code, *chosen[place + 1 :]])
                    for code in dims[name].codes
                )
                yield from _divided(whole, parts, multiple=dims[name].multiple)
    for longer, shorter in calendar.sums().items():
        for chosen in product(*codes):
            yield (number(longer, chosen),), tuple(number(s, chosen) for s in shorter), True


def _divided(whole: int, parts: tuple[int, ...], *, multiple: bool) -> Iterator[Row]:
    """A total and its parts: their sum, or (several answers) at least each and at most the sum."""
    if not multiple:
        yield (whole,), parts, True
        return
    yield parts, (whole,), False
    for part in parts:
        yield (whole,), (part,), False


def spread(
    counts: Iterable[Counts], found: Relations, dims: Mapping[str, Dimension], calendar: Calendar
) -> tuple[IntArray, IntArray]:
    """True and independent counts of every numbered cell."""
    truth = np.full(len(found.ids), -1, np.int64)
    independent = truth.copy()
    periods = [p.code for p in calendar.periods()]
    for one in counts:
        codes = [(TOTAL, *dims[name].codes) for name in one.dims]
        places = product(range(len(periods)), *(range(len(c)) for c in codes))
        for place, chosen in zip(places, product(periods, *codes), strict=True):
            key = cell(chosen[0], dict(zip(one.dims, chosen[1:], strict=True)))
            truth[found.ids[key]] = one.count[place]
            independent[found.ids[key]] = one.independent[place]
    assert (truth >= 0).all()
    return truth, independent
