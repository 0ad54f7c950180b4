"""What the ledger keeps of a release, as plain data: the plan in use, the tables as published, the true counts."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from incidents.core.statistics.cube import Counts
from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import Dimension, Plan, Table
from incidents.core.statistics.prepare import HistoryChanged, Measured
from incidents.core.statistics.release import Known, Published, Slice

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


def known_document(known: Known) -> dict[str, Any]:
    """What everybody knows of a cell."""
    period, codes = known.cell
    return {
        "measure": known.measure,
        "period": period,
        "codes": [list(pair) for pair in codes],
        "least": known.least,
        "most": known.most,
    }


def known_in(document: Document) -> Known:
    """Inverse of `known_document`."""
    cell = (document["period"], tuple((name, code) for name, code in document["codes"]))
    return Known(document["measure"], cell, document["least"], document["most"])


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
