"""Municipalities that publish: given counts go through the same protection, files and check as real ones."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from incidents.core.statistics.columns import Rows
from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import Dimension, Plan, Table
from incidents.core.statistics.release import Rules
from incidents.publishing import joint, simulate
from incidents.publishing.simulate import Course
from incidents.publishing.synthetic import Synthetic

OWN = Dimension("own", "Egen verksamhet", ("yes", "no", "unknown"), ("Ja", "Nej", "Vet inte"))


def plan_by(level: Level) -> Plan:
    """Whose operation it was, for periods of this length."""
    return Plan(1, {"own": OWN}, (Table("T3", "Egen", "reports", ("own",), level),))


def publish(
    folder: Path,
    quarters: Sequence[Mapping[str, int]],
    level: Level = Level.QUARTER,
    *,
    threshold: int = 5,
) -> Path:
    """Reports of each quarter by whose operation it was, from 2026 on, released quarter by quarter."""
    told = [
        (number, OWN.codes.index(code))
        for number, counts in enumerate(quarters)
        for code, count in counts.items()
        for _ in range(count)
    ]
    quarter, own = np.array(told, np.int64).reshape(-1, 2).T
    rows = Rows(2026, quarter, {"own": own}, np.zeros(len(told), np.int64))
    monthly = np.zeros(len(quarters) * 3, np.int64)
    monthly[::3] = np.bincount(quarter, minlength=len(quarters))
    course, rules = Course(plan_by(level)), Rules(threshold, most_hidden=1.0)
    folder.mkdir()
    for closed in range(1, len(quarters) + 1):
        calendar = Calendar(2026, closed, course.plan.levels())
        figures = Synthetic({"reports": rows}, monthly, {})
        simulate.release(course, calendar, figures, rules, folder)
    return folder


def joined(target: Path, *folders: Path) -> joint.Joined:
    """All of them together; each is called by its folder's name."""
    named = [joint.Named(one, f"0{n}80", one.name.title()) for n, one in enumerate(folders, 1)]
    return joint.join(named, target, "")


def numbers(made: joint.Joined, place: int = 0) -> dict[tuple[str, ...], int | None]:
    """The cells of one of the shared tables."""
    return dict(made.tables[place].values)
