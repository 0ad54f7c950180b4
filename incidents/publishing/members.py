"""A municipality's published folder, read for a publication of several municipalities together."""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from incidents.core.statistics.plan import TOTAL, Dimension
from incidents.publishing.folder import ERRATA, PUBLICATION, RECORD
from incidents.publishing.tables import STATUS, VALUE

PERIOD = "period"
#: A number: its codes, totals left out, the period among them. None: hidden.
Key = frozenset[tuple[str, str]]
Figures = Mapping[Key, int | None]
Family = frozenset[str]
#: The shorter periods that a longer one is the sum of.
Sums = Mapping[str, Sequence[str]]


class NotJoinable(ValueError):
    """These publications cannot be put together; the text is for people."""


@dataclass(frozen=True, slots=True)
class Own:
    """A table that a municipality has published: what is counted, how it is divided, for which period."""

    measure: str
    family: Family
    period: str


@dataclass(frozen=True, slots=True)
class Member:
    """One municipality's publication, as it stands in its folder."""

    code: str
    name: str
    told: Mapping[str, Any]
    #: The record of its newest release, and that record's hash.
    record: Mapping[str, Any]
    newest: str
    #: The hash of its corrections in words; empty where it has none.
    errata: str
    dimensions: Mapping[str, Dimension]
    tables: Sequence[Own]
    figures: Mapping[str, Figures]
    #: The rows of the newest `t0.csv`.
    came_in: Sequence[Mapping[str, str]]

    def families(self, measure: str) -> set[Family]:
        """The divisions that it has ever published."""
        return {one.family for one in self.tables if one.measure == measure}

    def number(self, measure: str, key: Key, sums: Sums) -> int | None:
        """What it shows, or None for hidden; KeyError where it says nothing. `sums`: what a year follows from."""
        told = self.figures[measure]
        period = dict(key)[PERIOD]
        if key in told or period not in sums:
            return told[key]
        rest = key - {(PERIOD, period)}
        return added(self.number(measure, rest | {(PERIOD, one)}, sums) for one in sums[period])


def added(numbers: Iterable[int | None]) -> int | None:
    """A sum with a hidden part is hidden."""
    total = 0
    for number in list(numbers):
        if number is None:
            return None
        total += number
    return total


def check_joinable(members: Sequence[Member]) -> None:
    """`NotJoinable` with one sentence where the publications do not speak of the same things."""
    if len({one.newest for one in members}) < len(members):
        raise NotJoinable("two of the municipalities have the same publication")
    for what in ("threshold", "min_width", "rules_version", "statuses"):
        if len({repr(one.told[what]) for one in members}) > 1:
            raise NotJoinable(f"the municipalities publish by different rules ({what})")
    kinds: dict[str, bool] = {}
    for one in members:
        for name, dim in one.dimensions.items():
            if kinds.setdefault(name, dim.multiple) != dim.multiple:
                raise NotJoinable(f"{one.name}: {dim.title} is counted in another way")


def longer_periods(members: Sequence[Member]) -> Sums:
    """What longer periods are the sums of, for all; by half-years where somebody counts by them."""
    found: dict[str, list[str]] = {}
    for one in members:
        for group in one.told["dimensions"][PERIOD]["sums"]:
            kept = found.get(group["total"])
            if kept is None or len(group["parts"]) < len(kept):
                found[group["total"]] = group["parts"]
    return {total: found[total] for total in sorted(found)}


def read(folder: Path, code: str, name: str) -> Member:
    """What the folder holds; it has been checked before."""
    told = json.loads((folder / PUBLICATION).read_text(encoding="utf-8"))
    if told.get("members"):
        raise NotJoinable(f"{name}: is a publication of several municipalities itself")
    if not told["releases"]:
        raise NotJoinable(f"{name}: has published nothing yet")
    newest, errata = folder / told["releases"][-1], folder / ERRATA
    record = (newest / RECORD).read_bytes()
    figures: dict[str, dict[Key, int | None]] = {}
    dimensions: dict[str, Dimension] = {}
    tables = []
    for one in told["tables"]:
        path = folder / one["csv"]
        rows = _rows(path, one["delimiter"])
        figures.setdefault(one["measure"], {}).update(_figures(rows, one["dims"]))
        family = frozenset(one["dims"]) - {PERIOD}
        tables.append(Own(one["measure"], family, rows[0][PERIOD]))
        stat = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        dimensions |= {n: _dimension(n, stat, told) for n in one["dims"] if n != PERIOD}
    return Member(
        code,
        name,
        told,
        json.loads(record),
        hashlib.sha256(record).hexdigest(),
        hashlib.sha256(errata.read_bytes()).hexdigest() if errata.is_file() else "",
        {n: dimensions[n] for n in told["dimensions"] if n in dimensions},
        tables,
        figures,
        _rows(newest / "t0.csv", ","),
    )


def _rows(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def _figures(rows: Iterable[Mapping[str, str]], dims: Sequence[str]) -> dict[Key, int | None]:
    return {
        frozenset((d, row[d]) for d in dims if row[d] != TOTAL): (
            None if row[STATUS] else int(row[VALUE])
        )
        for row in rows
    }


def _dimension(name: str, stat: Mapping[str, Any], told: Mapping[str, Any]) -> Dimension:
    """With the words of the table's JSON-stat."""
    said, raw = stat["dimension"][name], told["dimensions"][name]
    codes = tuple(code for code in said["category"]["index"] if code != TOTAL)
    ((kind, groups),) = ((k, v) for k, v in raw.items() if k != "total")
    if groups != [{"total": TOTAL, "parts": list(codes)}] or raw["total"] != TOTAL:
        raise NotJoinable(f"{said['label']} is divided in a way that this program does not know")
    labels = tuple(said["category"]["label"][code] for code in codes)
    return Dimension(name, said["label"], codes, labels, kind == "covers")
