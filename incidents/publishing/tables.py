"""`publication.json` and each table as CSV: tidy, as the check and any program reads it, and in words for Excel."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from incidents.core.sheet import guarded, written_rows
from incidents.core.statistics.periods import EVER, Calendar
from incidents.core.statistics.plan import TOTAL, Dimension, Plan, PlanError
from incidents.core.statistics.release import HIDDEN, Known, Published, Rules
from incidents.publishing import wording

PERIOD, VALUE, STATUS = "period", "antal", "status"
HIDDEN_STATUS, HIDDEN_WORDS = "x", "visas inte"
#: The heads for people, and what a column of codes is called beside its words.
WORDS = {PERIOD: "Period", VALUE: "Antal", STATUS: "Status"}
CODE = "%s (kod)"


def csv_of(table: Published) -> bytes:
    """One line for each cell, a hidden one with status x and no value."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\r\n")
    rows.writerow([*table.slice.table.dims, PERIOD, VALUE, STATUS])
    for codes, count in table.values.items():
        told = ("", HIDDEN_STATUS) if count is None else (str(count), "")
        rows.writerow([*codes, table.slice.period.code, *told])
    return target.getvalue().encode()


def excel_of(table: Published, dims: Mapping[str, Dimension]) -> bytes:
    """The same in words, with the codes behind them. With BOM and `;` Swedish Excel opens it as a table."""
    names, when = table.slice.table.dims, table.slice.period.code
    titles = [dims[name].title for name in names]
    heads = [*titles, *WORDS.values(), *(CODE % one for one in (*titles, WORDS[PERIOD]))]
    rows = [heads]
    for codes, count in table.values.items():
        labels = [
            wording.label(table.slice, dims[name], code)
            for name, code in zip(names, codes, strict=True)
        ]
        told = (HIDDEN, HIDDEN_WORDS) if count is None else (str(count), "")
        rows.append([*labels, wording.period(when), *told, *codes, when])
    text = written_rows([guarded(cell) for cell in row] for row in rows)
    return text.encode("utf-8-sig")


def publication(
    plan: Plan,
    calendar: Calendar,
    tables: Sequence[Published],
    known: Iterable[Known],
    paths: Mapping[str, str],
    rules: Rules,
    releases: Sequence[str] = (),
    earlier: Sequence[tuple[Plan, Calendar]] = (),
    about: Mapping[str, Any] | None = None,
) -> bytes:
    """The description of everything published; `paths` has the CSV of each table by its id.

    `earlier`: the plans and periods of the spans before. Nothing is the sum of periods of two spans. `about` is what
    stands on every file of the newest release.
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
        **told_of(about),
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


def told_of(about: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the newest release says of itself, where `publication.json` does not say it already."""
    names = ("frozen", "hidden", "licence", "contact")
    return {} if about is None else {"newest": about["release"], **{n: about[n] for n in names}}


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
