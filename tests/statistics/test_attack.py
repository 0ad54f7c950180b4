"""An outside attacker breaks tables that hide small numbers alone, and finds nothing in ours."""

from pathlib import Path

import pytest

from incidents.checker.gate import check
from incidents.checker.reading import read
from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.plan import default_plan
from incidents.core.statistics.release import Rules
from incidents.publishing import making, simulate
from tests.statistics.opponent import attack
from tests.statistics.publications import (
    CROSS,
    DIMS,
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


@pytest.mark.parametrize(("reports", "seed"), [(80, 1), (80, 2), (600, 1)])
def test_nothing_is_found_in_what_the_planner_would_publish(
    tmp_path: Path, reports: int, seed: int
) -> None:
    """Two years as a municipality of that size would publish them, through the same steps."""
    exercise = simulate.Exercise(reports, seed, 8, Rules(), DIMS)
    list(simulate.run(exercise, tmp_path))
    assert attack(tmp_path) == {}
