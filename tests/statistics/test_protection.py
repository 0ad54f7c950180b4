"""What protection promises, for any reports: small numbers hidden, nothing computable, history kept, same again."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.checker.gate import check
from incidents.checker.reading import read
from incidents.core.statistics import protect, solver
from incidents.core.statistics.columns import Rows
from incidents.core.statistics.cube import tabulate
from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import TOTAL, Dimension, Plan, Table
from incidents.core.statistics.prepare import HistoryChanged, Measured, families, prepare, t0
from incidents.core.statistics.relations import cell
from incidents.core.statistics.release import (
    GroupDisclosure,
    Known,
    Published,
    Release,
    Rules,
    SignOff,
    check_signed,
)
from tests.statistics.opponent import attack
from tests.statistics.publications import CROSS, invented, plan_of, releases, write

DIMS = {
    "ground": Dimension("ground", "Grund", ("g1", "g2", "g3"), ("1", "2", "3"), multiple=True),
    "area": Dimension("area", "Område", ("a1", "a2", "a3"), ("1", "2", "3")),
    "own": Dimension("own", "Egen", ("yes", "no"), ("Ja", "Nej")),
}
TABLES = (
    Table("T1", "Ett", "reports", ("ground", "area"), Level.QUARTER),
    Table("T2", "Två", "reports", ("own", "area"), Level.YEAR),
)
PLAN = Plan(1, DIMS, TABLES)
RULES = Rules(most_hidden=1.0)
REPORT = st.tuples(
    st.integers(0, 3), st.integers(1, 7), st.integers(0, 2), st.integers(0, 1), st.integers(0, 2)
)
Told = list[tuple[int, int, int, int, int]]


def rows(reports: Told) -> Rows:
    quarter, ground, area, own, group = np.array(reports, np.int64).reshape(-1, 5).T
    return Rows(2026, quarter, {"ground": ground, "area": area, "own": own}, group)


def published(
    reports: Told, rules: Rules = RULES, extra: tuple[Known, ...] = ()
) -> tuple[list[Release], Calendar, list[Known]]:
    made: list[Release] = []
    columns = rows(reports)
    for closed in range(1, 5):
        calendar = Calendar(2026, closed, PLAN.levels())
        counts = [
            tabulate(columns, tuple(DIMS[d] for d in family), calendar)
            for family in families(PLAN, "reports")
        ]
        came = np.bincount(columns.quarter, minlength=4)
        known = t0({"reports": came}, calendar, ("reports",))
        known += [k for k in extra if k.cell[0] in {p.code for p in calendar.periods()}]
        history = [t for one in made for t in one.tables]
        measured = [Measured("reports", counts)]
        made.append(prepare(f"r{closed}", PLAN, calendar, measured, history, known, rules))
    return made, calendar, known


def tables_of(made: list[Release]) -> list[Published]:
    return [table for one in made for table in one.tables]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports=st.lists(REPORT, min_size=20, max_size=160))
def test_nothing_small_is_shown_or_can_be_computed(tmp_path: Path, reports: Told) -> None:
    made, calendar, known = published(reports)
    for table in tables_of(made):
        shown = [n for n in table.values.values() if n is not None]
        assert not [n for n in shown if 0 < n < 5]
    folder = write(tmp_path, PLAN, tables_of(made), calendar, known)
    assert check(read(folder / "publication.json")) == []
    assert attack(folder) == {}


def test_the_same_reports_give_the_same_releases() -> None:
    rng = np.random.default_rng(3)
    reports = rng.integers((0, 1, 0, 0, 0), (4, 8, 3, 2, 1), (150, 5)).tolist()
    assert published(reports)[0] == published(reports)[0]


def test_six_reports_of_one_event_stay_hidden() -> None:
    several = [(0, 1, 0, 0, 0)] * 30 + [(0, 2, 1, 0, 9)] * 6 + [(0, 2, 0, 0, 0)] * 10
    alone = [(0, 1, 0, 0, 0)] * 30 + [(0, 2, 1, 0, 0)] * 6 + [(0, 2, 0, 0, 0)] * 10
    assert published(several)[0][0].tables[0].values["g2", "a2"] is None
    assert published(alone)[0][0].tables[0].values["g2", "a2"] == 6


def test_a_record_that_was_released_is_taken_as_known(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    reports = rng.integers((0, 1, 0, 0, 0), (4, 8, 3, 2, 1), (120, 5)).tolist()
    place = {"ground": "g1", "area": "a1"}
    released = Known("reports", cell("2026Q1", place), 1, None)
    made, calendar, known = published(reports, extra=(released,))
    folder = write(tmp_path, PLAN, tables_of(made), calendar, known)
    assert attack(folder) == {}
    assert check(read(folder / "publication.json")) == []


def test_a_quarter_with_too_few_reports_has_no_table() -> None:
    reports = [(0, 1, 0, 0, 0)] * 4 + [(1, 1, 0, 0, 0)] * 40
    made, _, _ = published(reports)
    assert [s.id for s in made[0].withheld] == ["T1@2026Q1"]
    assert [t.slice.id for t in made[1].tables] == ["T1@2026Q2"]


def test_a_table_that_would_hide_too_much_is_left_out() -> None:
    rng = np.random.default_rng(8)
    reports = rng.integers((0, 1, 0, 0, 0), (4, 8, 3, 2, 1), (60, 5)).tolist()
    made, _, _ = published(reports, Rules(most_hidden=0.3))
    assert all(share <= 0.3 for one in made for share in one.hidden_share.values())
    assert "T1@2026Q1" in [s.id for s in made[0].withheld]


def test_a_changed_past_stops_the_release() -> None:
    reports = [(q, 1 + n % 3, n % 3, n % 2, 0) for q in range(4) for n in range(60)]
    made, calendar, known = published(reports)
    changed = rows(reports[1:])
    counts = [
        tabulate(changed, tuple(DIMS[d] for d in family), calendar)
        for family in families(PLAN, "reports")
    ]
    measured = [Measured("reports", counts)]
    with pytest.raises(HistoryChanged):
        prepare("r5", PLAN, calendar, measured, tables_of(made), known, RULES)


def test_a_solver_without_an_optimum_stops_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    reports = [(0, 1 + n % 7, n % 3, n % 2, 0) for n in range(60)]
    limited = (*solver._OPTIONS, ("simplex_iteration_limit", 0), ("presolve", "off"))
    monkeypatch.setattr(solver, "_OPTIONS", limited)
    with pytest.raises(solver.SolverFailed):
        published(reports)


def test_saying_something_of_a_whole_group_needs_two_people() -> None:
    reports = [(0, 1, 0, n % 2, 0) for n in range(20)] + [(0, 2, 1, n % 2, 0) for n in range(20)]
    made = published(reports)[0][0]
    group, answer = (TOTAL, "a1"), ("g1", "a1")
    assert (group, answer) in [(w.group, w.answer) for w in made.warnings]
    with pytest.raises(GroupDisclosure):
        check_signed(made, None)
    check_signed(made, SignOff("Det står redan i nämndens protokoll", "berit", "karin"))
    with pytest.raises(ValueError, match="two different people"):
        SignOff("Skäl", "berit", "berit")


def test_what_turns_out_not_to_be_needed_is_shown_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts, plan, rules = invented(150, 1, 2), plan_of(CROSS), Rules(3, 5, most_hidden=1.0)
    tables, calendar, known = releases(facts, plan, 1, rules)
    spared = hidden_in(tables)
    assert attack(write(tmp_path, plan, tables, calendar, known, rules)) == {}
    monkeypatch.setattr(protect, "spare", lambda choice, _: choice.hidden)
    settled = hidden_in(releases(facts, plan, 1, rules)[0])
    assert spared < settled


def hidden_in(tables: Sequence[Published]) -> set[tuple[str, ...]]:
    return {codes for one in tables for codes, count in one.values.items() if count is None}
