"""What a release is made of: its figures, what everybody knows anyway, and the bytes of its files."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from incidents.core.statistics.columns import IntArray, Rows
from incidents.core.statistics.cube import tabulate
from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import Dimension, Plan
from incidents.core.statistics.prepare import Measured, families, t0
from incidents.core.statistics.release import HIDDEN, Known, Published, Release, Rules
from incidents.publishing.catalogue import dcat
from incidents.publishing.formats import csvw, jsonstat, px
from incidents.publishing.tables import csv_of
from incidents.publishing.workbook import xlsx

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures, and T0: reports by month from the first; by quarter what no table counts, and cases closed."""

    rows: Mapping[str, Rows]
    monthly: IntArray
    excluded: IntArray
    closed: IntArray


def counted(facts: Figures, calendar: Calendar, plan: Plan) -> list[Measured]:
    """The true counts that the plan's tables need."""
    return [
        Measured(
            measure,
            [
                tabulate(facts.rows[measure], tuple(plan.dimensions[d] for d in family), calendar)
                for family in families(plan, measure)
            ],
        )
        for measure in plan.measures()
    ]


def knowledge(facts: Figures, calendar: Calendar, plan: Plan) -> list[Known]:
    """T0 of every closed quarter."""
    came = facts.monthly.reshape(-1, 3).sum(axis=1) - facts.excluded
    return t0(came, facts.closed, calendar, plan.measures())


def by_quarter(rows: Rows, quarters: int) -> IntArray:
    """How many rows each of so many quarters has."""
    told = rows.quarter[(rows.quarter >= 0) & (rows.quarter < quarters)]
    return np.bincount(told, minlength=quarters).astype(np.int64)


def about_release(
    made: Release, plan: Plan, rules: Rules, frozen: date, contact: str
) -> dict[str, Any]:
    """What stands on every file of a release."""
    return {
        "release": made.id,
        "frozen": frozen.isoformat(),
        "rules_version": rules.version,
        "plan_version": plan.version,
        "threshold": rules.threshold,
        "hidden": hidden_means(rules.threshold),
        "licence": LICENCE,
        "contact": contact,
        "too_few": [f"{s.table.title}, {s.period.code}: för få för att redovisas" for s in made.withheld],
        "group_disclosure": [asdict(w) for w in made.warnings],
    }  # fmt: skip


def hidden_means(threshold: int) -> str:
    """The one symbol in words."""
    return f"{HIDDEN} betyder ett litet tal (1-{threshold - 1}), eller ett tal som skulle röja ett"


def files_of(
    made: Release,
    dims: Mapping[str, Dimension],
    about: Mapping[str, Any],
    facts: Figures,
    calendar: Calendar,
) -> dict[str, bytes]:
    """Every file of a release by its name."""
    files = {"t0.csv": t0_file(facts, calendar), **table_files(made.tables, dims, about)}
    files["catalogue.jsonld"] = dcat(made.tables, about, sorted(files))
    return files


def table_files(
    tables: Sequence[Published], dims: Mapping[str, Dimension], about: Mapping[str, Any]
) -> dict[str, bytes]:
    """Each table in every format, and all of them in one workbook."""
    files = {}
    for table in tables:
        name = file_name(table)
        files[f"{name}.csv"] = csv_of(table)
        files[f"{name}_excel.csv"] = csv_of(table, delimiter=";", bom=True)
        files[f"{name}.csv-metadata.json"] = csvw(table, dims, about, f"{name}.csv")
        files[f"{name}.json"] = jsonstat(table, dims, about)
        files[f"{name}.px"] = px(table, dims, about)
    files["tables.xlsx"] = xlsx(tables, dims, about)
    return files


def file_name(table: Published) -> str:
    """The table's id without the @, which some systems do not like in a name."""
    return table.slice.id.replace("@", "_")


def t0_file(facts: Figures, calendar: Calendar) -> bytes:
    """T0, exactly: the reports that came in by month; by quarter how many no table counts, and the cases closed."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\r\n")
    rows.writerow(["period", "inkomna", "undantagna", "avslutade"])
    for quarter in calendar.at(Level.QUARTER):
        for month in range(quarter.first * 3, quarter.first * 3 + 3):
            name = f"{calendar.first_year + month // 12}-{month % 12 + 1:02}"
            rows.writerow([name, int(facts.monthly[month]), "", ""])
        came = int(facts.monthly[quarter.first * 3 : quarter.first * 3 + 3].sum())
        rows.writerow(
            [
                quarter.code,
                came,
                int(facts.excluded[quarter.first]),
                int(facts.closed[quarter.first]),
            ]
        )
    return target.getvalue().encode()
