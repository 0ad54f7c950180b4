"""`publication.json` and the tidy CSV of each table: what the check, and anybody, reads."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from incidents.core.statistics.periods import EVER, Calendar
from incidents.core.statistics.plan import TOTAL, Dimension, Plan, PlanError
from incidents.core.statistics.release import Known, Published, Rules

VALUE, STATUS = "antal", "status"
HIDDEN_STATUS = "x"


def csv_of(table: Published, *, delimiter: str = ",", bom: bool = False) -> bytes:
    """One line for each cell, a hidden one with status x and no value. With BOM and `;` Swedish Excel opens it."""
    target = io.StringIO()
    rows = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    rows.writerow([*table.slice.table.dims, "period", VALUE, STATUS])
    for codes, count in table.values.items():
        told = ("", HIDDEN_STATUS) if count is None else (str(count), "")
        rows.writerow([*codes, table.slice.period.code, *told])
    return target.getvalue().encode("utf-8-sig" if bom else "utf-8")


def publication(
    plan: Plan,
    calendar: Calendar,
    tables: Sequence[Published],
    known: Iterable[Known],
    paths: Mapping[str, str],
    rules: Rules,
    releases: Sequence[str] = (),
    earlier: Sequence[tuple[Plan, Calendar]] = (),
) -> bytes:
    """The description of everything published; `paths` has the CSV of each table by its id.

    `earlier`: the plans and periods of the spans before. Nothing is the sum of periods of two spans.
    """
    spans = (*earlier, (plan, calendar))
    dims = _used(one for one, _ in spans)
    content = {
        "format": "sdc-publication/1",
        "threshold": rules.threshold,
        "min_width": rules.width,
        "rules_version": rules.version,
        "plan_version": plan.version,
        "releases": list(releases),
        "statuses": {HIDDEN_STATUS: {"min": 0}},
        "dimensions": {
            **{d.name: _dimension(d) for d in dims},
            "period": {
                "total": EVER,
                "sums": [
                    {"total": whole, "parts": list(parts)}
                    for _, closed in spans
                    for whole, parts in closed.sums().items()
                ],
            },
        },
        "tables": [described(one, paths[one.slice.id]) for one in tables],
        "knowledge": [
            {
                "measure": k.measure,
                "cell": {**dict(k.cell[1]), "period": k.cell[0]},
                "min": k.least,
                **({} if k.most is None else {"max": k.most}),
            }
            for k in known
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _used(plans: Iterable[Plan]) -> list[Dimension]:
    """The dimensions of their tables; `PlanError` where one name has two lists of codes."""
    found: dict[str, Dimension] = {}
    for plan in plans:
        for dim in plan.dimensions.values():
            if not any(dim.name in table.dims for table in plan.tables):
                continue
            if found.setdefault(dim.name, dim).codes != dim.codes:
                raise PlanError(f"{dim.name} has other codes than in an earlier span")
    return list(found.values())


def _dimension(d: Dimension) -> dict[str, Any]:
    kind = "covers" if d.multiple else "sums"
    return {"total": TOTAL, kind: [{"total": TOTAL, "parts": list(d.codes)}]}


def described(one: Published, path: str) -> dict[str, Any]:
    """A table's entry in `publication.json`."""
    return {
        "id": one.slice.id,
        "release": one.release,
        "measure": one.slice.table.measure,
        "dims": [*one.slice.table.dims, "period"],
        "csv": path,
        "value": VALUE,
        "status": STATUS,
        "delimiter": ",",
    }
