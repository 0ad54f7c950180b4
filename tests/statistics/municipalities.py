"""Municipalities that publish: given counts go through the same protection into the same files as real ones."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from incidents.core.statistics.columns import Rows
from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import Dimension, Plan, Table
from incidents.core.statistics.prepare import prepare
from incidents.core.statistics.release import Published, Rules
from incidents.publishing import folder as store
from incidents.publishing import joint, making
from incidents.publishing.making import T0, Figures
from incidents.publishing.tables import publication

OWN = Dimension("own", "Egen verksamhet", ("yes", "no", "unknown"), ("Ja", "Nej", "Vet inte"))
HIDES = {"yes": 30, "no": 6, "unknown": 4}
SHOWS = {"yes": 20, "no": 15, "unknown": 15}
Counts = Mapping[str, int]


class Municipality:
    """Reports of each quarter by whose operation it was, from 2026 on, released quarter by quarter."""

    def __init__(
        self, quarters: Sequence[Counts], level: Level = Level.QUARTER, threshold: int = 5
    ) -> None:
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
        none = np.zeros(len(quarters), np.int64)
        waiting = monthly[::3]
        self.figures = Figures({"reports": rows}, T0(monthly, none, none, none, waiting, none))
        self.plan = Plan(1, {"own": OWN}, (Table("T3", "Egen", "reports", ("own",), level),))
        self.rules = Rules(threshold, most_hidden=1.0)
        self.tables: list[Published] = []
        self.closed = 0

    def next(self) -> tuple[store.Facts, dict[str, bytes], bytes]:
        """What the next release puts into the folder."""
        self.closed += 1
        plan, rules, name = self.plan, self.rules, f"r{self.closed}"
        calendar = Calendar(2026, self.closed, plan.levels())
        known = making.knowledge(self.figures, calendar, plan)
        counted = making.counted(self.figures, calendar, plan)
        made = prepare(name, plan, calendar, counted, self.tables, known, rules)
        about = making.about_release(made, plan, calendar, rules, date(2027, 1, self.closed), "Ask")
        files = making.files_of(made, plan.dimensions, about, self.figures, calendar)
        self.tables += made.tables
        paths = {t.slice.id: f"{t.release}/{making.file_name(t)}.csv" for t in self.tables}
        names = [f"r{n}" for n in range(1, self.closed + 1)]
        told = publication(plan, calendar, self.tables, known, paths, rules, names, about=about)
        return store.Facts(name, about, [t.slice.id for t in made.tables]), files, told


def publish(
    folder: Path,
    quarters: Sequence[Counts],
    level: Level = Level.QUARTER,
    *,
    threshold: int = 5,
) -> Path:
    """Every quarter in the folder. Whoever reads it here has it checked first."""
    folder.mkdir()
    one, previous = Municipality(quarters, level, threshold), b""
    for _ in quarters:
        facts, files, told = one.next()
        store.write(folder, facts, files, told, previous)
        previous = (folder / facts.release / store.RECORD).read_bytes()
    return folder


def joined(target: Path, *folders: Path) -> joint.Joined:
    """All of them together; each is called by its folder's name."""
    named = [joint.Named(one, f"0{n}80", one.name.title()) for n, one in enumerate(folders, 1)]
    return joint.join(named, target, "")


def numbers(made: joint.Joined, place: int = 0) -> dict[tuple[str, ...], int | None]:
    """The cells of one of the shared tables."""
    return dict(made.tables[place].values)
