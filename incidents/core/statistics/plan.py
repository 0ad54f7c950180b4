"""The publication plan: which tables, of which public groups, for how long a period. A versioned file.

The tables of a measure have to meet in a tree (a decomposable family): only then do the tables, checked together,
say no more than the check sees. A plan that is not refuses to be made.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from incidents.core.statistics.periods import Level
from incidents.core.vocabulary import vocabulary

TOTAL = "ALL"


class PlanError(ValueError):
    """A publication plan that would publish more than the check can see."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to divide. With `multiple` a report may be in several parts, and the total is no sum of them."""

    name: str
    title: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    multiple: bool = False
    #: The answers that it follows from.
    sources: frozenset[str] = frozenset()

    def label(self, code: str) -> str:
        """The Swedish label of a code or of the total."""
        return "Alla" if code == TOTAL else self.labels[self.codes.index(code)]


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to publish a table: these dimensions for periods of this length; none at all is *left out*."""

    dims: tuple[tuple[str, ...], ...]
    level: Level


@dataclass(frozen=True, slots=True)
class Ladder:
    """A table of the plan, and what it becomes where there are too few reports, rung by rung."""

    id: str
    title: str
    measure: str
    rungs: tuple[Rung, ...]
    #: Below so many reports a year the table is not tried on its first rungs.
    least: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is published: one for each closed period of its level."""

    id: str
    title: str
    measure: str
    dims: tuple[str, ...]
    level: Level


@dataclass(frozen=True, slots=True)
class Plan:
    """The tables of one span."""

    version: int
    dimensions: Mapping[str, Dimension]
    tables: tuple[Table, ...]

    def __post_init__(self) -> None:
        for table in self.tables:
            for name in table.dims:
                if name not in self.dimensions:
                    raise PlanError(f"the plan does not define the dimension {name}")
        used = sorted({name for table in self.tables for name in table.dims})
        sources = [one for name in used for one in sorted(self.dimensions[name].sources)]
        if len(set(sources)) < len(sources):
            # One answer in two dimensions ties tables together in a way that no check would see.
            raise PlanError("two dimensions of the plan follow from the same answer")
        for measure in self.measures():
            if not is_decomposable(t.dims for t in self.tables if t.measure == measure):
                raise PlanError(f"the tables of {measure} do not meet in a tree")

    def measures(self) -> tuple[str, ...]:
        """What is counted, in the order of the tables."""
        return tuple(dict.fromkeys(table.measure for table in self.tables))

    def levels(self) -> frozenset[Level]:
        """The lengths of period in use; a year is the sum of quarters also where no table is quarterly."""
        return frozenset({Level.QUARTER, Level.YEAR, *(table.level for table in self.tables)})


def is_decomposable(families: Iterable[tuple[str, ...]]) -> bool:
    """Whether these sets of dimensions meet in a tree (Graham's reduction leaves nothing)."""
    left = [set(family) for family in families]
    while True:
        before = [set(one) for one in left]
        for one in left:
            one.intersection_update(set().union(*(other for other in left if other is not one)))
        kept: list[set[str]] = []
        for number, one in enumerate(left):
            others_left = kept + left[number + 1 :]
            if one and not any(one <= other for other in others_left):
                kept.append(one)
        left = kept
        if left == before:
            return not left


@cache
def _written() -> dict[str, Any]:
    text = (files("incidents") / "data" / "publication_plan.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


def version() -> int:
    """The version of the plan that is delivered."""
    return int(_written()["version"])


def definitions() -> Mapping[str, Any]:
    """How each dimension follows from a fact: see `columns`."""
    read: Mapping[str, Any] = _written()["dimensions"]
    return read


def origin(name: str) -> str:
    """The name by which a dimension is defined; one with other codes than an earlier span's ends in a year."""
    return name.rstrip("0123456789")


def dimensions(districts: Mapping[str, str]) -> dict[str, Dimension]:
    """Every dimension of the plan; the districts are the municipality's own list, label by code."""
    found = {}
    for name, raw in definitions().items():
        if name == "district":
            codes, labels = tuple(districts), tuple(districts.values())
        elif "codes" in raw:
            codes, labels = tuple(raw["codes"]), tuple(raw["codes"].values())
        else:
            public = vocabulary(raw["source"]).public()
            codes, labels = tuple(c.code for c in public), tuple(c.label for c in public)
        multiple = bool(raw.get("multiple"))
        found[name] = Dimension(name, raw["title"], codes, labels, multiple, _sources(name, raw))
    return found


def _sources(name: str, raw: Mapping[str, Any]) -> frozenset[str]:
    """The answers that a dimension follows from. Each mark of the desk is an answer of its own.

    `also`: it follows from these where nobody has coded it. `apart`: from these too, but another answer gives the same
    code, so that every code of this dimension goes with every code of one of that answer (docs/adr/0056).
    """
    rules = [*raw.get("first", ()), *raw.get("each", ())]
    told = {one for _, source, groups in rules for one in _answers(source, groups)}
    found = told or {raw.get("source", name)}
    return frozenset((found | set(raw.get("also", ()))) - set(raw.get("apart", ())))


def _answers(source: str, groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"marks:{group}" for group in groups) if source == "marks" else (source,)


def ladders() -> tuple[Ladder, ...]:
    """The tables of the plan with their rungs."""
    return tuple(
        Ladder(
            raw["id"],
            raw["title"],
            raw["measure"],
            tuple(
                Rung(tuple(tuple(d) for d in rung["dims"]), Level(rung["level"]))
                for rung in raw["rungs"]
            ),
            raw.get("least", 0),
        )
        for raw in _written()["tables"]
    )


def tables_of(ladder: Ladder, rung: Rung) -> tuple[Table, ...]:
    """The tables that a ladder gives on a rung; one each where the dimensions are shown one at a time."""
    several = len(rung.dims) > 1
    return tuple(
        Table(
            f"{ladder.id}{'abc'[number]}" if several else ladder.id,
            ladder.title,
            ladder.measure,
            dims,
            rung.level,
        )
        for number, dims in enumerate(rung.dims)
    )


def plan_on(rungs: Mapping[str, Rung], dims: Mapping[str, Dimension]) -> Plan:
    """The plan in which each named ladder stands on its rung; a ladder that is not named is left out."""
    chosen = [(one, rungs[one.id]) for one in ladders() if one.id in rungs]
    tables = tuple(table for one, rung in chosen for table in tables_of(one, rung))
    return Plan(version(), dims, tables)


def rung_of(plan: Plan, ladder: Ladder) -> int | None:
    """On which of its rungs a ladder stands in a plan; None where it is left out."""
    for place, rung in enumerate(ladder.rungs):
        wanted = [(t.id, t.dims, t.level) for t in tables_of(ladder, rung)]
        ids = {name for name, _, _ in wanted}
        found = [(t.id, tuple(map(origin, t.dims)), t.level) for t in plan.tables if t.id in ids]
        if found == wanted:
            return place
    return None


def renamed(plan: Plan, name: str, new: str) -> Plan:
    """The same plan with another name for a dimension."""
    dims = [replace(d, name=new) if d.name == name else d for d in plan.dimensions.values()]
    tables = (
        replace(t, dims=tuple(new if one == name else one for one in t.dims)) for t in plan.tables
    )
    return Plan(plan.version, {d.name: d for d in dims}, tuple(tables))


def default_plan(dims: Mapping[str, Dimension]) -> Plan:
    """Every ladder on its first rung."""
    return plan_on({one.id: one.rungs[0] for one in ladders()}, dims)
