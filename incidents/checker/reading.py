"""Reading `publication.json` and its tables as strictly as an opponent of ours would want it."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

FORMAT = "sdc-publication/1"
#: The dimension that a publication of several municipalities has beside all others.
MUNICIPALITY = "municipality"
PERIOD = "period"
#: A number in the public's eyes: what it is of, and the codes that are not totals.
Coordinate = frozenset[tuple[str, str]]


class Unreadable(Exception):
    """A file is not what the format says; nothing in it can be believed."""


@dataclass(frozen=True)
class Dimension:
    """Codes, and how they add up: (total, parts), as a sum or (several answers) as a cover."""

    name: str
    total: str
    codes: tuple[str, ...]
    sums: tuple[tuple[str, tuple[str, ...]], ...]
    covers: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Table:
    """One table: the number of each coordinate, or None where it is hidden."""

    id: str
    release: str
    measure: str
    family: tuple[str, ...]
    has_filter: bool
    values: Mapping[Coordinate, int | None]
    #: Whose own table it is, in a publication of several municipalities; else nothing.
    of: Coordinate = frozenset()


@dataclass(frozen=True)
class Publication:
    """Everything that is published, as data."""

    threshold: int
    width: int
    dimensions: Mapping[str, Dimension]
    tables: tuple[Table, ...]
    #: What is known without any table: measure, coordinate, least, most.
    knowledge: tuple[tuple[str, Coordinate, int, int | None], ...] = field(default=())


def read(path: Path) -> Publication:
    """The publication; `Unreadable` for anything that is not exactly as the format says."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise Unreadable(f"{path.name}: not {FORMAT}")
        dims = {name: _dimension(name, one) for name, one in raw["dimensions"].items()}
        statuses, members = raw["statuses"], tuple(raw.get("members", ()))
        tables = tuple(_table(path.parent, t, dims, statuses, members) for t in raw["tables"])
        dims = _with_codes_of(dims, raw, tables)
        knowledge = tuple(_known(one, dims) for one in raw.get("knowledge", ()))
        threshold, width = int(raw["threshold"]), int(raw["min_width"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(f"{path.name} cannot be read: {error!r}") from error
    if threshold < 2 or width < threshold:
        raise Unreadable("the threshold is below 2, or min_width below the threshold")
    return Publication(threshold, width, dims, tables, knowledge)


def _dimension(name: str, raw: Mapping[str, Any]) -> Dimension:
    def groups(kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple((g["total"], tuple(g["parts"])) for g in raw.get(kind, ()))

    sums, covers = groups("sums"), groups("covers")
    codes = dict.fromkeys(code for total, parts in (*sums, *covers) for code in (total, *parts))
    return Dimension(name, raw["total"], tuple(codes), sums, covers)


def _with_codes_of(
    dims: dict[str, Dimension], raw: Mapping[str, Any], tables: Iterable[Table]
) -> dict[str, Dimension]:
    """Codes that no sum names may still stand in tables and knowledge: a quarter of a year that is not over."""
    found = {name: dict.fromkeys(one.codes) for name, one in dims.items()}
    for table in tables:
        for key in table.values:
            for name, code in sorted(key):
                found[name][code] = None
    for known in raw.get("knowledge", ()):
        for name, code in known["cell"].items():
            found[name][code] = None
    return {
        name: Dimension(name, one.total, tuple(found[name]), one.sums, one.covers)
        for name, one in dims.items()
    }


def coordinate(cell: Mapping[str, str], dims: Mapping[str, Dimension]) -> Coordinate:
    """The same for two tables that tell the same number."""
    return frozenset((d, c) for d, c in cell.items() if c != dims[d].total)


def _known(
    raw: Mapping[str, Any], dims: Mapping[str, Dimension]
) -> tuple[str, Coordinate, int, int | None]:
    most = raw.get("max")
    return raw["measure"], coordinate(raw["cell"], dims), int(raw["min"]), most


def _table(
    folder: Path,
    raw: Mapping[str, Any],
    dims: Mapping[str, Dimension],
    statuses: Mapping[str, Any],
    members: Sequence[str],
) -> Table:
    where, names = raw["id"], list(raw["dims"])
    for one in statuses.values():
        if one != {"min": 0}:
            raise Unreadable("a status lets the public assume more than `0 or more`")
    path = folder / raw["csv"]
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Unreadable(f"{where}: its file lies outside the folder")
    constant = raw.get("filter", {})
    values: dict[Coordinate, int | None] = {}
    seen: list[tuple[str, ...]] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=raw["delimiter"], strict=True)
        if next(rows) != [*names, raw["value"], raw["status"]]:
            raise Unreadable(f"{where}: the first line does not name the dimensions")
        for row in rows:
            *codes, value, status = row
            if len(codes) != len(names):
                raise Unreadable(f"{where}: a line has {len(row)} fields")
            seen.append(tuple(codes))
            key = coordinate({**dict(zip(names, codes, strict=True)), **constant}, dims)
            values[key] = _value(where, value, status, statuses)
    _complete(where, names, seen)
    _in_lists(where, values, dims)
    release, measure = raw["release"], raw["measure"]
    if set(constant) == {MUNICIPALITY} and constant[MUNICIPALITY] in members:
        of = frozenset(constant.items())
        return Table(where, release, measure, tuple(names), has_filter=False, values=values, of=of)
    return Table(where, release, measure, (*names, *constant), bool(constant), values)


def _value(where: str, value: str, status: str, statuses: Mapping[str, Any]) -> int | None:
    if status == "" and value.isascii() and value.isdecimal() and str(int(value)) == value:
        return int(value)
    if status in statuses and value == "":
        return None
    raise Unreadable(f"{where}: {value!r} with status {status!r} is neither a number nor hidden")


def _in_lists(where: str, values: Iterable[Coordinate], dims: Mapping[str, Dimension]) -> None:
    """A code outside its list would be a number that no sum reaches. A period may wait for its year to end."""
    for name, code in frozenset().union(*values):
        listed = dims[name].codes
        if name != PERIOD and listed and code not in listed:
            raise Unreadable(f"{where}: the dimension {name} has no code {code}")


def _complete(where: str, names: list[str], seen: list[tuple[str, ...]]) -> None:
    """Every combination of the codes in the table once: a line left out would say something."""
    codes = [sorted({row[place] for row in seen}) for place in range(len(names))]
    if sorted(seen) != sorted(product(*codes)):
        raise Unreadable(f"{where}: a combination of codes is missing or stands twice")
