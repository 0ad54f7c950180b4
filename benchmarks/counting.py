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

from benchmarks.folding import fold_all, laid, read_all
from benchmarks.measure import line
from incidents.core import facts
from incidents.core.statistics.columns import Rows, rows_of
from incidents.core.statistics.cube import tabulate
from incidents.core.statistics.packed import WIDTH, folded
from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.plan import Plan, default_plan, dimensions
from incidents.core.statistics.prepare import Measured, families, prepare, t0
from incidents.core.statistics.release import Known, Published, Rules
from incidents.publishing.archived import reports
from incidents.publishing.folder import Facts, publish
from incidents.publishing.synthetic import packed_facts
from incidents.publishing.tables import csv_of, publication

DISTRICTS = {
    name: name for name in ("centrum", "hamnen", "norr", "soder", "vik", "outside", "unsaid")
}
ARCHIVE, QUARTER, BEFORE = 1_000_000, 60_000, 8
_START = 2024


def counting(*, quick: bool) -> list[str]:
    """Both figures, from a process that does nothing else."""
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
    ]


def measure(share: int) -> dict[str, float]:
    """Seconds of each step, bytes of memory at most."""
    plan = default_plan(dimensions(DISTRICTS))
    tables = [t for t in plan.tables if t.measure == "reports"]
    dims = {name: plan.dimensions[name] for t in tables for name in t.dims}
    plan = Plan(plan.version, dims, tuple(tables))
    archive = _archive(ARCHIVE // share)
    began = time.perf_counter()
    rows = rows_of(archive, dims, _START)
    _counted(plan, rows, BEFORE)
    count = time.perf_counter() - began
    history = _history(plan, rows)
    with tempfile.TemporaryDirectory() as folder:
        stored = laid(Path(folder), archive, _quarter(QUARTER // share))
        began = time.perf_counter()
        fold_all(stored)
        folding = time.perf_counter()
        rows = rows_of(reports(read_all(stored)), dims, _START)
        measured = _counted(plan, rows, BEFORE + 1)
        reading = time.perf_counter()
    calendar, known = _known(plan, rows, BEFORE + 1)
    made = prepare("r9", plan, calendar, measured, history, known, Rules(most_hidden=1.0))
    protecting = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        _publish(Path(folder), plan, [*history, *made.tables], calendar, known)
    checking = time.perf_counter()
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "count": count,
        "fold": folding - began,
        "read": reading - folding,
        "protect": protecting - reading,
        "check": checking - protecting,
        "memory": max(one.ru_maxrss for one in usage) * 1024,
    }


def _archive(size: int) -> bytes:
    """Folded facts of eight quarters: a small invented set again and again, each time in another month."""
    pattern = folded(packed_facts(20_000, BEFORE, 1, tuple(DISTRICTS), _START)[0])
    rows = np.frombuffer(pattern * (size // 20_000), np.uint8).reshape(-1, WIDTH).copy()
    months = np.random.default_rng(2).integers(0, BEFORE * 3, len(rows)) + (_START - 2020) * 12
    rows[:, 1], rows[:, 2] = months >> 8, months & 255
    return rows.tobytes()


def _quarter(size: int) -> list[bytes]:
    """Packed facts of the ninth quarter."""
    packed, _ = packed_facts(size, 1, 3, tuple(DISTRICTS), _START + BEFORE // 4)
    assert facts.unpack(packed[0]).year == _START + BEFORE // 4
    return packed


def _counted(plan: Plan, rows: Rows, quarters: int) -> list[Measured]:
    calendar = Calendar(_START, quarters, plan.levels())
    return [
        Measured(
            "reports",
            [
                tabulate(rows, tuple(plan.dimensions[d] for d in family), calendar)
                for family in families(plan, "reports")
            ],
        )
    ]


def _known(plan: Plan, rows: Rows, quarters: int) -> tuple[Calendar, list[Known]]:
    calendar = Calendar(_START, quarters, plan.levels())
    by_quarter = np.bincount(rows.quarter, minlength=quarters).astype(np.int64)
    return calendar, t0({"reports": by_quarter}, calendar, ("reports",))


def _history(plan: Plan, rows: Rows) -> list[Published]:
    """Eight releases before; not measured."""
    tables: list[Published] = []
    for quarters in range(1, BEFORE + 1):
        calendar, known = _known(plan, rows, quarters)
        measured, rules = _counted(plan, rows, quarters), Rules(most_hidden=1.0)
        name = f"r{quarters}"
        tables += prepare(name, plan, calendar, measured, tables, known, rules).tables
    return tables


def _publish(
    folder: Path, plan: Plan, tables: Sequence[Published], calendar: Calendar, known: list[Known]
) -> None:
    """All tables as one first release: the check reads as much as after nine."""
    paths = {t.slice.id: f"r1/{t.slice.id}.csv" for t in tables}
    one = [Published(t.slice, "r1", t.values) for t in tables]
    told = publication(plan, calendar, one, known, paths, Rules(), ["r1"])
    files = {f"{t.slice.id}.csv": csv_of(t) for t in one}
    publish(folder, Facts("r1", {}, list(paths)), files, told)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(measure(int(sys.argv[1]))), encoding="utf-8")
