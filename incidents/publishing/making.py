"""What a release is made of: its figures, what everybody knows anyway, and the bytes of its files."""

import csv
import io
from collections.abc import Mapping
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
from incidents.publishing.report import Told
from incidents.publishing.reports import report_files
from incidents.publishing.tables import csv_of
from incidents.publishing.workbook import xlsx


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures, how many reports came in each month from the first, and how many are left out by quarter."""

    rows: Mapping[str, Rows]
    monthly: IntArray
    excluded: Mapping[int, int]


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
    quarters = facts.rows["reports"].quarter
    by_quarter = np.bincount(quarters, minlength=calendar.quarters).astype(np.int64)
    return t0(by_quarter, calendar, plan.measures())


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
        "hidden": f"{HIDDEN} = ett litet tal (1-{rules.threshold - 1}), eller ett tal som skulle röja ett",
        "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
        "contact": contact,
        "too_few": [f"{s.table.title}, {s.period.code}: för få för att redovisas" for s in made.withheld],
        "group_disclosure": [asdict(w) for w in made.warnings],
    }  # fmt: skip


def files_of(
    made: Release,
    dims: Mapping[str, Dimension],
    about: Mapping[str, Any],
    facts: Figures,
    calendar: Calendar,
) -> dict[str, bytes]:
    """Every file of a release by its name."""
    files = {"t0.csv": t0_file(facts, calendar)}
    for table in made.tables:
        name = file_name(table)
        files[f"{name}.csv"] = csv_of(table)
        files[f"{name}_excel.csv"] = csv_of(table, delimiter=";", bom=True)
        files[f"{name}.csv-metadata.json"] = csvw(table, dims, about, f"{name}.csv")
        files[f"{name}.json"] = jsonstat(table, dims, about)
        files[f"{name}.px"] = px(table, dims, about)
    files["tables.xlsx"] = xlsx(made.tables, dims, about)
    files |= report_files(Told(made.tables, dims, about, came_in(facts, calendar)))
    files["catalogue.jsonld"] = dcat(made.tables, about, sorted(files))
    return files


def file_name(table: Published) -> str:
    """The table's id without the @, which some systems do not like in a name."""
    return table.slice.id.replace("@", "_")


def t0_file(facts: Figures, calendar: Calendar) -> bytes:
    """T0: all reports that came in by month, exactly, and how many are left out of the tables by quarter."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\r\n")
    rows.writerow(["period", "inkomna", "undantagna"])
    came = dict(came_in(facts, calendar))
    for quarter in calendar.at(Level.QUARTER):
        for month in range(quarter.first * 3, quarter.first * 3 + 3):
            name = f"{calendar.first_year + month // 12}-{month % 12 + 1:02}"
            rows.writerow([name, int(facts.monthly[month]), ""])
        rows.writerow([quarter.code, came[quarter.code], facts.excluded.get(quarter.first, 0)])
    return target.getvalue().encode()


def came_in(facts: Figures, calendar: Calendar) -> list[tuple[str, int]]:
    """How many reports came in each closed quarter."""
    return [
        (one.code, int(facts.monthly[one.first * 3 : one.first * 3 + 3].sum()))
        for one in calendar.at(Level.QUARTER)
    ]
