"""An outside attacker breaks tables that hide small numbers alone, and finds nothing in ours."""

import json
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from incidents.checker.gate import check
from incidents.checker.reading import read
from incidents.core.statistics.columns import Rows
from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import TOTAL, Dimension, Plan, default_plan
from incidents.core.statistics.relations import Cell, cell
from incidents.core.statistics.release import Known, Rules
from incidents.publishing import making, simulate
from incidents.publishing.synthetic import Synthetic
from tests.statistics.opponent import attack
from tests.statistics.publications import (
    CROSS,
    DIMS,
    FIXED,
    PLACE,
    TABLES,
    hidden_and_small,
    invented,
    naive,
    plan_of,
    releases,
    write,
)


def test_hiding_one_to_four_alone_is_broken_by_subtraction(tmp_path: Path) -> None:
    facts, plan = invented(10_000, 8), plan_of(*TABLES)
    calendar = Calendar(2026, 8, plan.levels())
    known = making.knowledge(facts, calendar, plan)
    folder = write(tmp_path, plan, naive(facts, plan, 8), calendar, known)
    exact = [bounds for bounds in attack(folder).values() if bounds[0] == bounds[1]]
    assert len(exact) >= 10
    assert {"computable"} <= {one.kind for one in check(read(folder / "publication.json"))}


@pytest.mark.parametrize(("reports", "seed"), [(150, 2), (1500, 3)])
def test_nothing_is_found_in_a_year_of_quarterly_releases(
    tmp_path: Path, reports: int, seed: int
) -> None:
    facts, plan = invented(reports, 4, seed), plan_of(CROSS, PLACE)
    tables, calendar, known = releases(facts, plan, 4)
    assert {t.slice.table.id for t in tables} == {"T1", "T2"}
    hidden, small = hidden_and_small(facts, plan, calendar, tables)
    assert hidden <= 1.15 * small + 40
    folder = write(tmp_path, plan, tables, calendar, known)
    assert attack(folder) == {}
    assert check(read(folder / "publication.json")) == []


@pytest.mark.slow
@pytest.mark.parametrize("threshold", [3, 5, 10])
@pytest.mark.parametrize("reports", [30, 100, 300, 1000, 3000, 10_000])
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_found_at_any_volume_threshold_and_seed(
    tmp_path: Path, reports: int, threshold: int, seed: int
) -> None:
    facts, plan = invented(reports, 8, seed), plan_of(*TABLES)
    rules = Rules(threshold, max(5, threshold), most_hidden=1.0)
    tables, calendar, known = releases(facts, plan, 8, rules)
    hidden, small = hidden_and_small(facts, plan, calendar, tables, threshold)
    assert hidden <= 1.15 * small + 40
    folder = write(tmp_path, plan, tables, calendar, known, rules)
    assert attack(folder, width=rules.width) == {}
    assert check(read(folder / "publication.json")) == []


@pytest.mark.slow
@pytest.mark.parametrize(("reports", "threshold"), [(300, 5), (1000, 3), (3000, 5), (10_000, 10)])
def test_nothing_is_found_when_every_table_of_the_plan_is_published(
    tmp_path: Path, reports: int, threshold: int
) -> None:
    """All measures on their first rung, which few reports would never get."""
    facts, plan = invented(reports, 8, 4), default_plan(DIMS)
    rules = Rules(threshold, max(5, threshold), most_hidden=1.0)
    tables, calendar, known = releases(facts, plan, 8, rules)
    assert {table.slice.table.measure for table in tables} == set(plan.measures())
    folder = write(tmp_path, plan, tables, calendar, known, rules)
    assert attack(folder, width=rules.width) == {}
    assert check(read(folder / "publication.json")) == []


def records_of(facts: Synthetic, plan: Plan, calendar: Calendar, every: int) -> list[Known]:
    """Of every so manieth report a record was released: whoever has it knows one report of each of its cells."""
    told: list[Known] = []
    quarters = calendar.at(Level.QUARTER)
    for measure in plan.measures():
        rows, counts = facts.rows[measure], Counter[Cell]()
        for number in range(0, len(rows.quarter), every):
            if rows.quarter[number] >= calendar.quarters:
                continue
            period = quarters[rows.quarter[number]].code
            cells = set[Cell]()
            for table in plan.tables:
                if table.measure == measure:
                    answers = [codes_of(plan.dimensions[d], rows, number) for d in table.dims]
                    for codes in product(*answers):
                        cells.add(cell(period, dict(zip(table.dims, codes, strict=True))))
            counts.update(cells)
        told += [
            Known(measure, one, count, None) for one, count in sorted(counts.items()) if one[1]
        ]
    return told


def codes_of(dim: Dimension, rows: Rows, number: int) -> list[str]:
    """What one report has of a dimension, and the total."""
    value = int(rows.values[dim.name][number])
    if not dim.multiple:
        return [dim.codes[value], TOTAL]
    return [*(code for place, code in enumerate(dim.codes) if value >> place & 1), TOTAL]


def diary(folder: Path, facts: Synthetic, calendar: Calendar) -> list[dict[str, Any]]:
    """The reports of each day, of three days a quarter, with the sum that everybody knows from the calendar."""
    path = folder / "publication.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    known = []
    for period in calendar.at(Level.QUARTER):
        came = int(facts.t0.reports[period.first])
        days = {f"{period.code}-{day}": (came + day) // 3 for day in range(3)}
        assert sum(days.values()) == came
        told["dimensions"]["period"]["sums"].append({"total": period.code, "parts": list(days)})
        known += [
            {"measure": "reports", "cell": {"period": day}, "min": count, "max": count}
            for day, count in days.items()
        ]
    path.write_text(json.dumps(told), encoding="utf-8")
    return known


@pytest.mark.parametrize(
    ("reports", "quarters", "plan"),
    [
        (400, 1, default_plan(DIMS)),
        pytest.param(400, 4, default_plan(DIMS), marks=pytest.mark.slow),
        pytest.param(3000, 8, default_plan(DIMS), marks=pytest.mark.slow),
    ],
)
def test_the_diary_and_released_records_help_nobody(
    tmp_path: Path, reports: int, quarters: int, plan: Plan
) -> None:
    """All measures: who knows the reports of each day, and of every fiftieth report what it says."""
    facts = invented(reports, quarters, 6)
    calendar = Calendar(2026, quarters, plan.levels())
    records = records_of(facts, plan, calendar, 50)
    assert {one.measure for one in records} == set(plan.measures())
    tables, calendar, known = releases(facts, plan, quarters, FIXED, records)
    folder = write(tmp_path, plan, tables, calendar, known)
    assert any(value is None for table in tables for value in table.values.values())
    assert check(read(folder / "publication.json")) == []
    assert attack(folder, more=diary(folder, facts, calendar)) == {}


@pytest.mark.parametrize(("reports", "seed"), [(80, 1), (80, 2), (600, 1)])
def test_nothing_is_found_in_what_the_planner_would_publish(
    tmp_path: Path, reports: int, seed: int
) -> None:
    """Two years as a municipality of that size would publish them, through the same steps."""
    exercise = simulate.Exercise(reports, seed, 8, Rules(), DIMS)
    list(simulate.run(exercise, tmp_path))
    assert attack(tmp_path) == {}
