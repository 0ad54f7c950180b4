"""The same table over several periods, beside each other: what was published of each, and nothing in between."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from incidents.core.publication import Dimension, Publication, Table
from incidents.published.csvw import ABOUT, Column, described

#: The newest periods that stand beside each other; older ones are folded away.
MOST = 8
VALUE, STATUS, HIDDEN = "antal", "status", "x"
_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?P<last>\d{4})|(?P<kind>[QH])(?P<number>\d))?")
_PARTS = {"Q": 4, "H": 2}


@dataclass(frozen=True, slots=True)
class Series:
    """Tables of one kind with the same divisions, and every period from the oldest to the newest of them.

    A period of which there is no table was left out: its numbers are hidden too.
    """

    tables: tuple[Table, ...]
    periods: tuple[str, ...]

    @property
    def newest(self) -> Table:
        """The latest table."""
        return self.tables[-1]

    def along(self, dim: Dimension, code: str) -> list[int | None]:
        """The number of a code in each period, over everything that the others divide; None where it is hidden."""
        by_period = {table.period: table for table in self.tables}
        cell = self.newest.cells(dim)[code]
        found: list[int | None] = []
        for period in self.periods:
            table = by_period.get(period)
            found.append(table.values[cell] if table else None)
        return found


def series(publication: Publication, kind: str) -> Series | None:
    """The newest table of a kind with those before it that are divided in the same way; None where it is alone."""
    same = [one for one in publication.tables if one.kind == kind]
    if not same:
        return None
    alike = {one.period: one for one in same if _divided(one) == _divided(same[-1])}
    ordered = sorted(alike.values(), key=lambda one: one.period)
    if len(ordered) < 2:
        return None
    periods = tuple(_between(ordered[0].period, ordered[-1].period))
    return Series(tuple(ordered), periods) if periods else None


def _divided(table: Table) -> tuple[object, ...]:
    """Its divisions, with the length of its period."""
    codes = tuple((dim.name, tuple(dim.labels)) for dim in table.dims)
    return table.measure, codes, _length(table.period)


def _length(period: str) -> str:
    found = _PERIOD.fullmatch(period)
    if found is None:
        return period
    return "span" if found["last"] else found["kind"] or "year"


def _between(first: str, last: str) -> Iterator[str]:
    """Every period from the first to the last, both among them."""
    code = first
    while code <= last:
        yield code
        following = _following(code)
        if following is None:
            return
        code = following


def _following(period: str) -> str | None:
    found = _PERIOD.fullmatch(period)
    if found is None:
        return None
    year = int(found["year"])
    if found["last"]:
        length = int(found["last"]) - year + 1
        return f"{year + length}-{year + 2 * length - 1}"
    if not found["kind"]:
        return str(year + 1)
    years, place = divmod(int(found["number"]), _PARTS[found["kind"]])
    return f"{year + years}{found['kind']}{place + 1}"


def as_csv(found: Series) -> bytes:
    """One line for each cell and period, as in the files of the tables; the same bytes for the same tables."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\r\n")
    rows.writerow([*(dim.name for dim in found.newest.dims), "period", VALUE, STATUS])
    for table in found.tables:
        for codes, count in table.values.items():
            told = ("", HIDDEN) if count is None else (str(count), "")
            rows.writerow([*codes, table.period, *told])
    return target.getvalue().encode()


def description(found: Series, record: Mapping[str, Any]) -> bytes:
    """What the columns of that file mean; `record` is the newest release's, whose rules all of them keep."""
    dims = (Column(dim.name, meaning=dim.title, key=True) for dim in found.newest.dims)
    status = Column(STATUS, meaning=f"{HIDDEN}: dold")
    columns = [*dims, Column("period", key=True), Column(VALUE, counts=True), status]
    about = {name: record[name] for name in ABOUT if name in record}
    url = f"{found.newest.kind}.csv"
    return described(url, f"{found.newest.title}, period för period", columns, about)
