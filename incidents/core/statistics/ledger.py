"""What the ledger keeps of a release, as plain data: the plan in use, the tables as published, the true counts."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from incidents.core.statistics.cube import Counts
from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import Dimension, Plan, Table
from incidents.core.statistics.prepare import HistoryChanged, Measured
from incidents.core.statistics.release import Published, Slice

Document = Mapping[str, Any]


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as it was when the first release was made: lists of districts change, published tables do not."""
    used = {name for table in plan.tables for name in table.dims}
    return {
        "version": plan.version,
        "dimensions": [
            {
                "name": d.name,
                "title": d.title,
                "codes": list(d.codes),
                "labels": list(d.labels),
                "multiple": d.multiple,
                "sources": sorted(d.sources),
            }
            for d in plan.dimensions.values()
            if d.name in used
        ],
        "tables": [
            {
                "id": t.id,
                "title": t.title,
                "measure": t.measure,
                "dims": list(t.dims),
                "level": t.level.value,
            }
            for t in plan.tables
        ],
    }


def plan_in(document: Document) -> Plan:
    """Inverse of `plan_document`."""
    dims = {
        raw["name"]: Dimension(
            raw["name"],
            raw["title"],
            tuple(raw["codes"]),
            tuple(raw["labels"]),
            raw["multiple"],
            frozenset(raw["sources"]),
        )
        for raw in document["dimensions"]
    }
    tables = tuple(
        Table(raw["id"], raw["title"], raw["measure"], tuple(raw["dims"]), Level(raw["level"]))
        for raw in document["tables"]
    )
    return Plan(document["version"], dims, tables)


def table_document(published: Published) -> dict[str, Any]:
    """A table as everybody may read it."""
    return {
        "table": published.slice.table.id,
        "period": published.slice.period.code,
        "release": published.release,
        "values": list(published.values.values()),
    }


def table_in(document: Document, plan: Plan, calendar: Calendar) -> Published:
    """Inverse of `table_document`."""
    table = next(one for one in plan.tables if one.id == document["table"])
    period = next(one for one in calendar.periods() if one.code == document["period"])
    slice_ = Slice(table, period)
    codes = slice_.cells(plan.dimensions)
    return Published(slice_, document["release"], dict(zip(codes, document["values"], strict=True)))


def cube_document(measured: Sequence[Measured], calendar: Calendar) -> dict[str, Any]:
    """The true counts behind a release, for each closed period."""
    return {
        "periods": [period.code for period in calendar.periods()],
        "measures": {
            one.measure: [
                {
                    "dims": list(counts.dims),
                    "count": counts.count.ravel().tolist(),
                    "independent": counts.independent.ravel().tolist(),
                }
                for counts in one.counts
            ]
            for one in measured
        },
    }


def restored(
    measured: Sequence[Measured], document: Document, calendar: Calendar, quarters: int
) -> list[Measured]:
    """The counts with those that were kept of the first so many quarters, whose facts are destroyed.

    No period reaches over the end of a span, so that each is counted whole from the one or from the other.
    """
    codes = {code: place for place, code in enumerate(document["periods"])}
    places = {n: codes[p.code] for n, p in enumerate(calendar.periods()) if p.last < quarters}
    return [
        Measured(
            one.measure,
            [
                _with(counts, kept, places)
                for counts, kept in zip(one.counts, document["measures"][one.measure], strict=True)
            ],
        )
        for one in measured
    ]


def _with(counts: Counts, kept: Document, places: Mapping[int, int]) -> Counts:
    found = {}
    for name, now in (("count", counts.count), ("independent", counts.independent)):
        before = np.array(kept[name], np.int64).reshape(-1, *now.shape[1:])
        found[name] = now.copy()
        for place, old in places.items():
            found[name][place] = before[old]
    return Counts(counts.dims, found["count"], found["independent"])


def check_cube(document: Document, measured: Sequence[Measured], calendar: Calendar) -> None:
    """`HistoryChanged` unless what was true of earlier periods is true of them now."""
    codes = [period.code for period in calendar.periods()]
    places = [codes.index(code) for code in document["periods"]]
    for one in measured:
        for counts, kept in zip(one.counts, document["measures"][one.measure], strict=True):
            if list(counts.dims) != kept["dims"] or not _same(counts, kept, places):
                raise HistoryChanged("the true counts of a closed period have changed")


def _same(counts: Counts, kept: Document, places: Sequence[int]) -> bool:
    return all(
        np.array_equal(now[places].ravel(), np.array(kept[name], np.int64))
        for name, now in (("count", counts.count), ("independent", counts.independent))
    )
