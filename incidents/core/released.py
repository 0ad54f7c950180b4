"""Numbers of released tables, found by what they count and for how long a time, and why there may be none.

A sum is made of shown numbers only: with a hidden part it is hidden too.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from incidents.core.publication import Dimension, Publication, Table

#: Before anything is released a report can be on any of so many spans.
_YEARS_BACK = 6
_PERIOD = re.compile(r"(\d{4})(?:-(\d{4})|([HQ])(\d))?", re.ASCII)


class Why(StrEnum):
    """Why there is no number."""

    NO_TABLE = "no_table"
    HIDDEN = "hidden"
    NO_BASE = "no_base"
    NOTHING = "nothing"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or why there is none."""

    value: int | None = None
    why: Why | None = None


def total(numbers: Iterable[Number]) -> Number:
    """The sum of shown numbers. One that is not there at all weighs more than one that is hidden."""
    found = list(numbers)
    for why in (Why.NO_BASE, Why.NO_TABLE, Why.HIDDEN):
        if any(one.why is why for one in found):
            return Number(why=why)
    return Number(sum(one.value or 0 for one in found)) if found else Number(why=Why.NO_TABLE)


def years(period: str) -> tuple[int, ...]:
    """The years that a period lies in: 2025-2026 in two, 2025Q3 in one."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        return ()
    first, last = int(found[1]), int(found[2] or found[1])
    return tuple(range(first, last + 1))


def parts(period: str) -> tuple[str, ...]:
    """The next shorter periods that a period is the sum of."""
    found = _PERIOD.fullmatch(period)
    if found is None or found[3] == "Q":
        return ()
    if found[2]:
        return tuple(map(str, years(period)))
    if found[3] == "H":
        last = int(found[4]) * 2
        return f"{found[1]}Q{last - 1}", f"{found[1]}Q{last}"
    return f"{period}H1", f"{period}H2"


def before(period: str) -> str:
    """The span or year before one."""
    found = years(period)
    first = found[0] - len(found)
    return str(first) if len(found) == 1 else f"{first}-{found[0] - 1}"


class Released:
    """What is published, asked for by measure, codes and period; never by the name of a table."""

    def __init__(self, publication: Publication | None) -> None:
        self._tables: dict[tuple[str, str], list[Table]] = defaultdict(list)
        for table in reversed(publication.tables if publication else ()):
            self._tables[table.measure, table.period].append(table)
        told = publication.came_in if publication else ()
        quarters = [one for one in told if one.excluded is not None]
        self._came_in = {one.period: one.count for one in quarters}
        self._counted = {one.period: one.count - (one.excluded or 0) for one in quarters}

    def came_in(self, period: str) -> Number:
        """T0: every report that came in."""
        if period in self._came_in:
            return Number(self._came_in[period])
        return total(self.came_in(part) for part in parts(period))

    def counted(self, period: str) -> Number:
        """T0 without what no table counts."""
        if period in self._counted:
            return Number(self._counted[period])
        return total(self.counted(part) for part in parts(period))

    def count(self, measure: str, cell: Mapping[str, str], period: str) -> Number:
        """How many: of a table for the whole period, else the sum of shorter ones."""
        found = [
            table.values[tuple(cell.get(dim.name, dim.total) for dim in table.dims)]
            for table in self._tables[measure, period]
            if _has(table, cell)
        ]
        shown = next((one for one in found if one is not None), None)
        if shown is not None:
            return Number(shown)
        added = total(self.count(measure, cell, part) for part in parts(period))
        return Number(why=Why.HIDDEN) if found and added.value is None else added

    def dimension(self, measure: str, names: Iterable[str], period: str) -> Dimension | None:
        """The first of these dimensions by which the whole period is divided."""
        for name in names:
            found = self._dimension(measure, name, period)
            if found is not None:
                return found
        return None

    def _dimension(self, measure: str, name: str, period: str) -> Dimension | None:
        for table in self._tables[measure, period]:
            for dim in table.dims:
                if dim.name == name:
                    return dim
        shorter = [self._dimension(measure, name, part) for part in parts(period)]
        return shorter[-1] if shorter and all(shorter) else None


def _has(table: Table, cell: Mapping[str, str]) -> bool:
    labels = {dim.name: dim.labels for dim in table.dims}
    return all(name in labels and code in labels[name] for name, code in cell.items())


def spans_of(publication: Publication | None, year: int) -> list[str]:
    """The two years at a time that have begun by a year, the newest first.

    Releases count them from their own first year; before there is any, they begin with any year.
    """
    published = _quarters(publication)
    if not published:
        return [f"{one}-{one + 1}" for one in range(year, year - _YEARS_BACK, -1)]
    first = int(min(published)[:4])
    return [f"{one}-{one + 1}" for one in range(first, max(year, first) + 1, 2)][::-1]


def newest_of(publication: Publication | None, spans: Sequence[str]) -> str:
    """The newest of them that is published to its last quarter; without any, the newest that is over or going on."""
    published = _quarters(publication)
    whole = [one for one in spans if f"{one[-4:]}Q4" in published]
    return whole[0] if whole else spans[0 if published or len(spans) == 1 else 1]


def _quarters(publication: Publication | None) -> set[str]:
    return (
        {one.period for one in publication.came_in if "Q" in one.period} if publication else set()
    )
