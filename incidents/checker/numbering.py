"""Every number that a reader could ask for, and what arithmetic says of them together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from incidents.checker.months import months
from incidents.checker.reading import (
    MUNICIPALITY,
    PERIOD,
    Coordinate,
    Dimension,
    Publication,
    Table,
)

#: Coefficients by unknown, and the least and most that they may add up to (None: no limit).
Row = tuple[dict[int, int], int | None, int | None]


@dataclass
class Unknowns:
    """Numbered coordinates of one measure with the rows that hold for them."""

    numbers: dict[Coordinate, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def number(self, key: Coordinate) -> int:
        """The number of a coordinate; a new one if need be."""
        return self.numbers.setdefault(key, len(self.numbers))


def unknowns(publication: Publication, measure: str) -> Unknowns:
    """All that the tables of a measure touch, also what no table shows."""
    found = Unknowns()
    tables = [t for t in publication.tables if t.measure == measure]
    for of in owners(tables):
        families = {tuple(sorted(t.family)) for t in tables if t.of == of}
        for family in sorted(families):
            if not any(set(family) < set(other) for other in families):
                found.rows += _rows_of(family, publication.dimensions, found, of)
    for known_measure, key, _, _ in publication.knowledge:
        if known_measure == measure:
            found.number(key)
    unique = {(tuple(sorted(c.items())), low, high): (c, low, high) for c, low, high in found.rows}
    found.rows = list(unique.values())
    return found


def owners(tables: Iterable[Table]) -> list[Coordinate]:
    """Whose tables there are: nobody's in particular first, then those of each municipality."""
    return sorted({t.of for t in tables}, key=sorted)


def _rows_of(
    family: tuple[str, ...], dims: Mapping[str, Dimension], found: Unknowns, of: Coordinate
) -> Iterator[Row]:
    for name in family:
        others = [other for other in family if other != name]
        for codes in product(*(_coordinates(dims[other]) for other in others)):
            base = frozenset(
                (d, c) for d, c in zip(others, codes, strict=True) if c != dims[d].total
            )
            yield from _rows_in(dims[name], of | base, found)


def _coordinates(dim: Dimension) -> Iterable[str]:
    return dim.codes or (dim.total,)


def _rows_in(dim: Dimension, base: Coordinate, found: Unknowns) -> Iterator[Row]:
    def number(code: str) -> int:
        return found.number(base if code == dim.total else base | {(dim.name, code)})

    for code in dim.codes:
        number(code)
    for total, parts in dim.sums:
        yield {number(total): 1, **{number(p): -1 for p in parts}}, 0, 0
    for total, parts in dim.covers:
        yield {number(total): -1, **{number(p): 1 for p in parts}}, 0, None
        for part in parts:
            yield {number(total): 1, number(part): -1}, 0, None


def levels(period: Dimension | None) -> dict[str, int]:
    """How long each period is: 0 for those that are no sums, more for sums of them."""
    found: dict[str, int] = {}
    if period is None:
        return found
    parts_of = dict(period.sums)

    def level(code: str) -> int:
        if code not in found:
            found[code] = 1 + max((level(p) for p in parts_of.get(code, ())), default=-1)
        return found[code]

    for code in period.codes:
        level(code)
    return found


def spans(period: Dimension | None) -> dict[str, int]:
    """Of each period the two years in which it lies, counted from the first year of all; no sum reaches over their end.

    Each two years have a plan of their own: a division that only others have is as little asked for as one that no
    plan has. A period that is named in another way lies in the first.
    """
    known = {code: months(code) for code in (period.codes if period else ())}
    first = min((one.start // 12 for one in known.values() if one), default=0)
    return {code: (one.start // 12 - first) // 2 if one else 0 for code, one in known.items()}


Ways = dict[Coordinate, list[list[Coordinate]]]


def implied(publication: Publication, tables: Iterable[Table]) -> tuple[set[Coordinate], Ways]:
    """Coordinates of published divisions in periods without a table; and of totals, the parts.

    A total is one over time or over municipalities, each a way of its own. Periods shorter than a division was ever
    published for are nobody's figures.
    """
    found: set[Coordinate] = set()
    sums: Ways = {}
    tables = list(tables)
    for of in owners(tables):
        _implied(publication, [t for t in tables if t.of == of], of, found, sums)
    return found, sums


def _implied(
    publication: Publication,
    tables: Iterable[Table],
    of: Coordinate,
    found: set[Coordinate],
    sums: Ways,
) -> None:
    dims = publication.dimensions
    period = dims.get(PERIOD)
    long = levels(period)
    parts_of = dict(period.sums) if period else {}
    span = spans(period)
    used: dict[tuple[tuple[str, ...], int], set[int]] = {}
    touched: set[str] = set()
    for table in tables:
        division = tuple(sorted(set(table.family) - {PERIOD}))
        for key in table.values:
            code = dict(key).get(PERIOD)
            if code in long:
                touched |= leaves(code, parts_of)
                used.setdefault((division, span[code]), set()).add(long[code])
    # Of other times no table says anything.
    told = [code for code in long if not touched.isdisjoint(leaves(code, parts_of))]
    for (division, within), seen in used.items():
        # Two other years have a plan of their own, with this division or without it.
        asked = [code for code in told if span[code] == within and long[code] >= min(seen)]
        for base in _division(division, dims):
            for code in asked:
                key = of | base | {(PERIOD, code)}
                found.add(key)
                ways = sums.setdefault(key, [])
                if long[code] > min(seen):
                    ways.append([of | base | {(PERIOD, part)} for part in parts_of[code]])
                if MUNICIPALITY in division and MUNICIPALITY not in dict(base):
                    ways += [
                        [key | {(MUNICIPALITY, part)} for part in parts]
                        for _, parts in dims[MUNICIPALITY].sums
                    ]


def leaves(code: str, parts_of: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The shortest periods in a period."""
    parts = parts_of.get(code)
    return {code} if parts is None else set().union(*(leaves(p, parts_of) for p in parts))


def _division(names: tuple[str, ...], dims: Mapping[str, Dimension]) -> Iterator[Coordinate]:
    for codes in product(*(_coordinates(dims[name]) for name in names)):
        yield frozenset((d, c) for d, c in zip(names, codes, strict=True) if c != dims[d].total)


def meets_in_a_tree(families: Iterable[Iterable[str]]) -> bool:
    """Whether the tables, taken together, say no more than their shared totals let them (a join tree exists)."""
    edges = {frozenset(f) - {PERIOD} for f in families}
    edges = {e for e in edges if not any(e < other for other in edges)}
    while len(edges) > 1:
        ear = next((e for e in sorted(edges, key=sorted) if _is_ear(e, edges)), None)
        if ear is None:
            return False
        edges.remove(ear)
    return True


def _is_ear(edge: frozenset[str], edges: set[frozenset[str]]) -> bool:
    others = edges - {edge}
    shared = edge & frozenset().union(*others)
    return any(shared <= other for other in others)
