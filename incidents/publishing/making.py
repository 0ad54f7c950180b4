"""What a release is made of: its figures, what everybody knows anyway, and the bytes of its files."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import numpy as np

from incidents.core.publication import CameIn
from incidents.core.statistics.columns import Rows
from incidents.core.statistics.cube import tabulate
from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import Dimension, Plan, ladders, rung_of, version
from incidents.core.statistics.prepare import Measured, families, t0
from incidents.core.statistics.release import HIDDEN, Known, Published, Release, Rules
from incidents.core.statistics.together import IntArray
from incidents.published.csvw import ENDING
from incidents.publishing.catalogue import dcat
from incidents.publishing.formats import jsonstat, px
from incidents.publishing.metadata import of_came_in, of_excel, of_table
from incidents.publishing.report import Told
from incidents.publishing.reports import report_files
from incidents.publishing.tables import csv_of, excel_of
from incidents.publishing.wording import period, withheld
from incidents.publishing.workbook import xlsx

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
#: The columns of T0 by quarter, as files call them.
_HANDLING = {
    "undantagna": "excluded",
    "svar_i_tid": "in_time",
    "svar_senare": "later",
    "utan_svar": "waiting",
    "avslutade": "closed",
}


@dataclass(frozen=True, slots=True)
class T0:
    """What is told exactly: reports by month from the first, and by quarter our own handling, without any attribute.

    `excluded`: reports that no table counts. `in_time`: met within ten working days of those that tables count.
    """

    monthly: IntArray
    excluded: IntArray
    in_time: IntArray
    later: IntArray
    waiting: IntArray
    closed: IntArray

    @property
    def reports(self) -> IntArray:
        """By quarter, how many reports tables count."""
        came: IntArray = self.monthly.reshape(-1, 3).sum(axis=1)
        return came - self.excluded

    def document(self) -> dict[str, list[int]]:
        """As plain data."""
        return {one.name: getattr(self, one.name).tolist() for one in fields(self)}

    def after(self, kept: Mapping[str, Sequence[int]], quarters: int) -> "T0":
        """These numbers behind what an earlier release told of the first so many quarters."""
        parts = {}
        for one in fields(self):
            size = quarters * (3 if one.name == "monthly" else 1)
            now: IntArray = getattr(self, one.name)
            parts[one.name] = np.concatenate([np.array(kept[one.name][:size], np.int64), now])
        return T0(**parts)


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures, and T0."""

    rows: Mapping[str, Rows]
    t0: T0


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
    told = facts.t0
    totals = {"reports": told.reports, "replies": told.in_time, "closings": told.closed}
    return t0(totals, calendar, plan.measures())


def left_out(made: Release, plan: Plan, calendar: Calendar) -> list[dict[str, str]]:
    """What is said to be too little to be told (rule 9): tables of this release, and what the two years have none of.

    A plan of an earlier version says nothing of tables that it could not know.
    """
    known = ladders() if plan.version == version() else ()
    never = [one for one in known if rung_of(plan, one) is None]
    return [
        *withheld(made, plan.dimensions),
        *({"table": one.id, "title": one.title, "period": _span(calendar)} for one in never),
    ]


def planned(plan: Plan, calendar: Calendar) -> dict[str, Any] | None:
    """Which tables the two years have: when a table comes, and that another one never does, follows from it.

    A plan of an earlier version is not told: what it has no table of may be something that it could not know.
    """
    if plan.version != version():
        return None
    return {
        "span": _span(calendar),
        "tables": [
            {"table": t.id, "measure": t.measure, "dims": list(t.dims), "level": t.level.value}
            for t in plan.tables
        ],
    }


def _span(calendar: Calendar) -> str:
    """The two years in which the newest quarter lies."""
    year = calendar.first_year + (calendar.quarters - 1) // 8 * 2
    return f"{year}-{year + 1}"


def about_release(
    made: Release, plan: Plan, calendar: Calendar, rules: Rules, frozen: date, contact: str
) -> dict[str, Any]:
    """What stands on every file of a release."""
    few = [f"{one['title']}, {period(one['period'])}" for one in left_out(made, plan, calendar)]
    return {
        "release": made.id,
        "frozen": frozen.isoformat(),
        "rules_version": rules.version,
        "plan_version": plan.version,
        "threshold": rules.threshold,
        "hidden": hidden_means(rules.threshold),
        "licence": LICENCE,
        "contact": contact,
        "too_few": [f"{one}: för få för att redovisas" for one in few],
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
    told = Told(made.tables, dims, about, came_in(facts.t0, calendar))
    return whole_release(told, t0_file(facts.t0, calendar))


def whole_release(told: Told, t0: bytes) -> dict[str, bytes]:
    """Every file, of one municipality or several: T0 as CSV, the tables, the report, and the catalogue of all these."""
    files = {"t0.csv": t0, **table_files(told, t0), **report_files(told)}
    return {**files, "catalogue.jsonld": dcat(told, files)}


def table_files(told: Told, t0: bytes) -> dict[str, bytes]:
    """Each table in every format, all of them in one workbook, and what each CSV means."""
    dims, about = told.dims, told.about
    files = {f"t0.csv{ENDING}": of_came_in(t0, about, "t0.csv")}
    for table in told.tables:
        name = file_name(table)
        tidy, excel = f"{name}.csv", f"{name}_excel.csv"
        files[tidy], files[excel] = csv_of(table), excel_of(table, dims)
        files[f"{tidy}{ENDING}"] = of_table(table, dims, about, tidy)
        files[f"{excel}{ENDING}"] = of_excel(table, dims, about, excel)
        files[f"{name}.json"] = jsonstat(table, dims, about)
        files[f"{name}.px"] = px(table, dims, about)
    files["tables.xlsx"] = xlsx(told.tables, dims, about, t0)
    return files


def file_name(table: Published) -> str:
    """The table's id without the @, which some systems do not like in a name."""
    return table.slice.id.replace("@", "_")


def t0_file(told: T0, calendar: Calendar) -> bytes:
    """T0: the reports that came in by month; by quarter how they were met, what no table counts, the cases closed."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\r\n")
    rows.writerow(["period", "inkomna", *_HANDLING])
    for quarter in calendar.at(Level.QUARTER):
        months = range(quarter.first * 3, quarter.first * 3 + 3)
        for month in months:
            name = f"{calendar.first_year + month // 12}-{month % 12 + 1:02}"
            rows.writerow([name, int(told.monthly[month]), *("" for _ in _HANDLING)])
        came = sum(int(told.monthly[month]) for month in months)
        handled = (int(getattr(told, name)[quarter.first]) for name in _HANDLING.values())
        rows.writerow([quarter.code, came, *handled])
    return target.getvalue().encode()


def came_in(told: T0, calendar: Calendar) -> list[CameIn]:
    """How many reports came in each closed quarter, and how many of them no table counts."""
    return [
        CameIn(
            one.code,
            int(told.monthly[one.first * 3 : one.first * 3 + 3].sum()),
            int(told.excluded[one.first]),
        )
        for one in calendar.at(Level.QUARTER)
    ]
