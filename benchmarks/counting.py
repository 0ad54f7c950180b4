"""Statistics in a process of their own: counting a million folded facts; a quarter opened, folded, protected, checked.

The quarter's facts lie in a database as the public door sealed them, beside an archive of a million.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.folding import blocks_of, fold_all, laid, others, read_all
from benchmarks.measure import line
from incidents.core import facts
from incidents.core.statistics.columns import rows_of
from incidents.core.statistics.cube import tabulate
from incidents.core.statistics.packed import WIDTH, folded
from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.plan import Plan, default_plan, dimensions
from incidents.core.statistics.prepare import families, prepare
from incidents.core.statistics.release import Known, Published, Rules
from incidents.publishing.archived import figures
from incidents.publishing.folder import Facts, publish
from incidents.publishing.making import Figures, counted, knowledge
from incidents.publishing.synthetic import packed_facts, synthetic
from incidents.publishing.tables import csv_of, publication

DISTRICTS = {
    name: name for name in ("centrum", "hamnen", "norr", "soder", "vik", "outside", "unsaid")
}
ARCHIVE, QUARTER, BEFORE = 1_000_000, 60_000, 8
#: Reports of a release without an archive, over eight quarters.
REPORTS = 100_000
#: Of the facts in a quarter and in the archive so many are steps of referrals, and closed cases; the rest are reports.
_STEPS, _CLOSED = 0.15, 0.25
_RULES = Rules(most_hidden=1.0)
_START = 2024


def counting(*, quick: bool) -> list[str]:
    """All figures, from a process that does nothing else."""
    share = 10 if quick else 1
    command = [sys.executable, "-m", "benchmarks.counting", str(share)]
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run([*command, out.name], check=True, stdout=subprocess.DEVNULL)
        found = json.loads(Path(out.name).read_text(encoding="utf-8"))
    archive, quarter = ARCHIVE // share, QUARTER // share
    whole = (
        f"{found['fold']:.2f} s open and fold, {found['read']:.2f} s read and count, {found['protect']:.2f} s protect, "
        f"{found['check']:.2f} s write and check, {found['memory'] / 1e6:.0f} MB"
    )
    return [
        line(f"statistics: count {archive:,} folded facts", f"{found['count']:.2f} s", "< 0.5 s"),
        line(f"statistics: a quarter of {quarter:,} facts", whole, "< 15 s, < 1 GB"),
        line(f"statistics: {REPORTS // share:,} reports", f"{found['reports']:.2f} s", "< 5 s"),
    ]


def measure(share: int) -> dict[str, float]:
    """Seconds of each step, bytes of memory at most."""
    plan = default_plan(dimensions(DISTRICTS))
    archive, size = _archive(ARCHIVE // share), ARCHIVE // share
    dims = {name: plan.dimensions[name] for t in plan.tables for name in t.dims}
    began = time.perf_counter()
    rows = rows_of(archive, dims, _START)
    for family in families(plan, "reports"):
        calendar = Calendar(_START, BEFORE, plan.levels())
        tabulate(rows, tuple(dims[name] for name in family), calendar)
    count = time.perf_counter() - began
    months = range((_START - 2020) * 12, (_START - 2020) * 12 + BEFORE * 3)
    more = others(months, round(size * _STEPS), round(size * _CLOSED))
    blocks = blocks_of(archive[: round(size * (1 - _STEPS - _CLOSED)) * WIDTH], more)
    history = _history(plan, figures(blocks, plan.dimensions, _START, BEFORE))
    with tempfile.TemporaryDirectory() as folder:
        stored = laid(Path(folder), blocks, _quarter(QUARTER // share))
        began = time.perf_counter()
        fold_all(stored)
        folding = time.perf_counter()
        found = figures(read_all(stored), plan.dimensions, _START, BEFORE + 1)
        reading = time.perf_counter()
    made = _release(plan, found, BEFORE + 1, history)
    protecting = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        _publish(Path(folder), plan, [*history, *made], found, BEFORE + 1)
    checking = time.perf_counter()
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "count": count,
        "fold": folding - began,
        "read": reading - folding,
        "protect": protecting - reading,
        "check": checking - protecting,
        "memory": max(one.ru_maxrss for one in usage) * 1024,
        "reports": _without_archive(plan, REPORTS // share),
    }


def _without_archive(plan: Plan, size: int) -> float:
    """Seconds to count, protect, write and check the eighth release of so many reports."""
    found = synthetic(size, BEFORE, 5, dict(plan.dimensions), _START)
    history = _history(plan, found, BEFORE - 1)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        made = _release(plan, found, BEFORE, history)
        _publish(Path(folder), plan, [*history, *made], found, BEFORE)
        return time.perf_counter() - began


def _archive(size: int) -> bytes:
    """Folded facts of eight quarters: a small invented set again and again, each time in another month."""
    pattern = folded(packed_facts(20_000, BEFORE, 1, tuple(DISTRICTS), _START)[0])
    rows = np.frombuffer(pattern * (size // 20_000), np.uint8).reshape(-1, WIDTH).copy()
    months = np.random.default_rng(2).integers(0, BEFORE * 3, len(rows)) + (_START - 2020) * 12
    rows[:, 1], rows[:, 2] = months >> 8, months & 255
    return rows.tobytes()


def _quarter(size: int) -> list[bytes]:
    """Packed facts of the ninth quarter."""
    steps, closed = round(size * _STEPS), round(size * _CLOSED)
    year = _START + BEFORE // 4
    packed, _ = packed_facts(size - steps - closed, 1, 3, tuple(DISTRICTS), year)
    assert facts.unpack(packed[0]).year == year
    months = range((year - 2020) * 12, (year - 2020) * 12 + 3)
    more = others(months, steps, closed).values()
    return [*packed, *(one for kinds in more for every in kinds.values() for one in every)]


def _known(plan: Plan, found: Figures, quarters: int) -> tuple[Calendar, list[Known]]:
    calendar = Calendar(_START, quarters, plan.levels())
    return calendar, knowledge(found, calendar, plan)


def _history(plan: Plan, found: Figures, releases: int = BEFORE) -> list[Published]:
    """The releases before; not measured."""
    tables: list[Published] = []
    for quarters in range(1, releases + 1):
        tables += _release(plan, found, quarters, tables)
    return tables


def _release(
    plan: Plan, found: Figures, quarters: int, history: Sequence[Published]
) -> tuple[Published, ...]:
    calendar, known = _known(plan, found, quarters)
    measured, name = counted(found, calendar, plan), f"r{quarters}"
    return prepare(name, plan, calendar, measured, history, known, _RULES).tables


def _publish(
    folder: Path, plan: Plan, tables: Sequence[Published], found: Figures, quarters: int
) -> None:
    """All tables as one first release: the check reads as much as after nine."""
    calendar, known = _known(plan, found, quarters)
    paths = {t.slice.id: f"r1/{t.slice.id}.csv" for t in tables}
    one = [Published(t.slice, "r1", t.values) for t in tables]
    told = publication(plan, calendar, one, known, paths, Rules(), ["r1"])
    files = {f"{t.slice.id}.csv": csv_of(t) for t in one}
    publish(folder, Facts("r1", {}, list(paths)), files, told)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(measure(int(sys.argv[1]))), encoding="utf-8")
