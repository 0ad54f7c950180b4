"""What a volume of reports allows: invented reports, published release by release exactly as real ones would be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.plan import Dimension, Plan
from incidents.core.statistics.prepare import prepare
from incidents.core.statistics.release import Published, Release, Rules, SignOff, check_signed
from incidents.publishing.folder import Facts, publish
from incidents.publishing.making import (
    about_release,
    counted,
    file_name,
    files_of,
    knowledge,
    left_out,
    planned,
)
from incidents.publishing.pilot import plan_of
from incidents.publishing.synthetic import Synthetic, synthetic
from incidents.publishing.tables import publication

FIRST_YEAR = 2026
_CONTACT = "Övning: påhittade rapporter"
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
        if self.seed < 0:
            raise ValueError("the seed is 0 or more")
        if not 2020 <= self.first_year <= 2100:
            raise ValueError("the first year is from 2020 to 2100")

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


def run(exercise: Exercise, folder: Path) -> Iterator[Release]:
    """Publish quarter after quarter into the folder; each release is yielded once it is out."""
    course = Course(plan_of(exercise.yearly, exercise.dims, exercise.rules))
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
    about = about_release(made, plan, calendar, rules, frozen(calendar), _CONTACT)
    files = files_of(made, plan.dimensions, about, facts, calendar)
    course.tables += made.tables
    course.paths |= {t.slice.id: f"{name}/{file_name(t)}.csv" for t in made.tables}
    course.releases.append(name)
    told = publication(
        plan, calendar, course.tables, known, course.paths, rules, course.releases, about=about
    )
    ids, left = [t.slice.id for t in made.tables], left_out(made, plan, calendar)
    publish(folder, Facts(name, about, ids, left, planned(plan, calendar)), files, told)
    return made


def frozen(calendar: Calendar) -> date:
    """A quarter closes 30 days after its end at the latest; an exercise takes that day."""
    number = calendar.quarters
    after = date(calendar.first_year + number // 4, number % 4 * 3 + 1, 1)
    return after + timedelta(days=29)


def told(made: Release) -> list[str]:
    """What a release tells, in words."""
    shown = [f"{t.slice.id} ({made.hidden_share[t.slice.id]:.0%} hidden)" for t in made.tables]
    lines = [f"{made.id}: {', '.join(shown) or 'only how many came in'}"]
    if made.withheld:
        left = ", ".join(s.id for s in made.withheld)
        lines.append(f"    too few to be shown: {left}")
    if made.warnings:
        lines.append(
            f"    facts that hold for everybody in a group: {len(made.warnings)}; two people must sign"
        )
    return lines
