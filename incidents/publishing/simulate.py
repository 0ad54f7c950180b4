"""What a volume of reports allows: invented reports, published release by release exactly as real ones would be."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from incidents.core.statistics.cube import tabulate
from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import Dimension, Plan, Rung, plan_on
from incidents.core.statistics.planner import choose
from incidents.core.statistics.prepare import Measured, families, prepare, t0
from incidents.core.statistics.release import (
    HIDDEN,
    Known,
    Published,
    Release,
    Rules,
    SignOff,
    check_signed,
)
from incidents.publishing.catalogue import dcat
from incidents.publishing.folder import Facts, publish
from incidents.publishing.formats import csvw, jsonstat, px
from incidents.publishing.synthetic import Synthetic, synthetic
from incidents.publishing.tables import csv_of, publication
from incidents.publishing.workbook import xlsx

FIRST_YEAR = 2026
#: Many reports are alike from one invented span to the next; of few, several spans are needed.
_PILOTS, _PILOT_REPORTS = 5, 1000
_PILOT_SEED = 7_000_001
#: In an exercise nobody is there to sign; a real release asks two people.
_SIGNED = SignOff("Övning med påhittade rapporter", "övning 1", "övning 2")


@dataclass(frozen=True, slots=True)
class Exercise:
    """What is simulated."""

    reports: int
    seed: int
    quarters: int
    rules: Rules
    dims: Mapping[str, Dimension]
    first_year: int = FIRST_YEAR

    def __post_init__(self) -> None:
        if not 1 <= self.reports <= 1_000_000:
            raise ValueError("the number of reports is from 1 to 1,000,000")
        if not 1 <= self.quarters <= 24:
            raise ValueError("the number of quarters is from 1 to 24")

    @property
    def yearly(self) -> float:
        """Reports a year."""
        return self.reports / self.quarters * 4


@dataclass(slots=True)
class Course:
    """Everything published so far."""

    plan: Plan
    tables: list[Published] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)
    releases: list[str] = field(default_factory=list)


def rungs(exercise: Exercise) -> dict[str, Rung]:
    """What the planner chooses for such a volume, from invented years that are not the ones to be published."""
    size = max(1, round(exercise.yearly * 2))
    pilots = [
        synthetic(size, 8, _PILOT_SEED + n, dict(exercise.dims), FIRST_YEAR).rows
        for n in range(min(_PILOTS, max(1, _PILOT_REPORTS // size)))
    ]
    return choose(exercise.dims, pilots, exercise.yearly, exercise.rules)


def run(exercise: Exercise, folder: Path) -> Iterator[Release]:
    """Publish quarter after quarter into the folder; each release is yielded once it is out."""
    course = Course(plan_on(rungs(exercise), exercise.dims))
    facts = synthetic(
        exercise.reports,
        exercise.quarters,
        exercise.seed,
        dict(exercise.dims),
        exercise.first_year,
    )
    for quarter in range(1, exercise.quarters + 1):
        calendar = Calendar(exercise.first_year, quarter, course.plan.levels())
        yield release(course, calendar, facts, exercise.rules, folder)


def release(
    course: Course, calendar: Calendar, facts: Synthetic, rules: Rules, folder: Path
) -> Release:
    """Close the quarter: count, protect, write, check, publish."""
    plan = course.plan
    name = f"r{calendar.quarters}"
    known = knowledge(facts, calendar, plan)
    made = prepare(
        name, plan, calendar, counted(facts, calendar, plan), course.tables, known, rules
    )
    check_signed(made, _SIGNED)
    about = about_release(made, plan, calendar, rules)
    files = files_of(made, plan.dimensions, about, facts, calendar)
    course.tables += made.tables
    course.paths |= {t.slice.id: f"{name}/{file_name(t)}.csv" for t in made.tables}
    course.releases.append(name)
    told = publication(plan, calendar, course.tables, known, course.paths, rules, course.releases)
    publish(folder, Facts(name, about, [t.slice.id for t in made.tables]), files, told)
    return made


def counted(facts: Synthetic, calendar: Calendar, plan: Plan) -> list[Measured]:
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


def knowledge(facts: Synthetic, calendar: Calendar, plan: Plan) -> list[Known]:
    """T0 of every closed quarter."""
    quarters = facts.rows["reports"].quarter
    by_quarter = np.bincount(quarters, minlength=calendar.quarters).astype(np.int64)
    return t0(by_quarter, calendar, plan.measures())


def about_release(made: Release, plan: Plan, calendar: Calendar, rules: Rules) -> dict[str, Any]:
    """What stands on every file of a release."""
    return {
        "release": made.id,
        "frozen": frozen(calendar).isoformat(),
        "rules_version": rules.version,
        "plan_version": plan.version,
        "threshold": rules.threshold,
        "hidden": f"{HIDDEN} = ett litet tal (1-{rules.threshold - 1}), eller ett tal som skulle röja ett",
        "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
        "contact": "Övning: påhittade rapporter",
        "too_few": [f"{s.table.title}, {s.period.code}: för få för att redovisas" for s in made.withheld],
        "group_disclosure": [asdict(w) for w in made.warnings],
    }  # fmt: skip


def frozen(calendar: Calendar) -> date:
    """A quarter closes 30 days after its end at the latest; an exercise takes that day."""
    number = calendar.quarters
    after = date(calendar.first_year + number // 4, number % 4 * 3 + 1, 1)
    return after + timedelta(days=29)


def files_of(
    made: Release,
    dims: Mapping[str, Dimension],
    about: Mapping[str, Any],
    facts: Synthetic,
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
    files["catalogue.jsonld"] = dcat(made.tables, about, sorted(files))
    return files


def file_name(table: Published) -> str:
    """The table's id without the @, which some systems do not like in a name."""
    return table.slice.id.replace("@", "_")


def t0_file(facts: Synthetic, calendar: Calendar) -> bytes:
    """T0: all reports that came in by month, exactly, and how many are left out of the tables by quarter."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\r\n")
    rows.writerow(["period", "inkomna", "undantagna"])
    for quarter in calendar.at(Level.QUARTER):
        for month in range(quarter.first * 3, quarter.first * 3 + 3):
            name = f"{calendar.first_year + month // 12}-{month % 12 + 1:02}"
            rows.writerow([name, int(facts.monthly[month]), ""])
        came = int(facts.monthly[quarter.first * 3 : quarter.first * 3 + 3].sum())
        rows.writerow([quarter.code, came, facts.excluded.get(quarter.first, 0)])
    return target.getvalue().encode()


def told(made: Release) -> list[str]:
    """What a release tells, in words."""
    shown = [f"{t.slice.id} ({made.hidden_share[t.slice.id]:.0%} dolt)" for t in made.tables]
    lines = [f"{made.id}: {', '.join(shown) or 'bara antalet inkomna'}"]
    if made.withheld:
        left = ", ".join(s.id for s in made.withheld)
        lines.append(f"    för få för att redovisas: {left}")
    if made.warnings:
        lines.append(
            f"    {len(made.warnings)} uppgifter gäller alla i en grupp: kräver två underskrifter"
        )
    return lines
