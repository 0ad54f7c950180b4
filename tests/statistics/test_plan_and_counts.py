"""Plan, periods and counting."""

import re
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.core.facts import Excluded, Fact, counted
from incidents.core.handled import NOTHING, REPLY_DAYS, Handled, Mark
from incidents.core.statistics.columns import Rows, events_of, hate_events, replies, rows_of
from incidents.core.statistics.cube import tabulate
from incidents.core.statistics.packed import folded
from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import (
    TOTAL,
    Dimension,
    Plan,
    PlanError,
    Table,
    default_plan,
    definitions,
    is_decomposable,
    ladders,
    plan_on,
)
from incidents.core.statistics.planner import choose
from incidents.core.statistics.release import Rules
from incidents.publishing.synthetic import synthetic
from tests.statistics.publications import DIMS


def test_a_span_is_two_years_of_four_quarters() -> None:
    calendar = Calendar(2026, 8)
    assert [p.code for p in calendar.closing()] == ["2027Q4", "2027H2", "2027", "2026-2027"]
    assert calendar.sums()["2026-2027"] == ("2026", "2027")
    assert calendar.sums()["2027"] == ("2027H1", "2027H2")
    assert Calendar(2026, 4, frozenset({Level.YEAR})).sums() == {
        "2026": ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
    }


@pytest.mark.parametrize(
    ("families", "tree"),
    [
        ([("a", "b"), ("b", "c"), ("c", "d")], True),
        ([("a", "b"), ("b", "c"), ("a", "c")], False),
        ([("a", "b"), ("b", "c"), ("a", "c"), ("a", "b", "c")], True),
        ([("a",), ("b",)], True),
        ([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")], False),
    ],
)
def test_families_meet_in_a_tree_or_not(families: list[tuple[str, ...]], *, tree: bool) -> None:
    assert is_decomposable(families) is tree


def test_a_plan_whose_tables_meet_in_a_ring_is_refused() -> None:
    ring = [("ground", "area"), ("area", "own"), ("own", "ground")]
    tables = tuple(Table(f"T{n}", "", "reports", d, Level.YEAR) for n, d in enumerate(ring))
    with pytest.raises(PlanError, match="tree"):
        Plan(1, DIMS, tables)


def test_a_plan_with_one_answer_in_two_dimensions_is_refused() -> None:
    twin = Dimension("twin", "", ("x",), ("x",), sources=frozenset({"ground"}))
    tables = tuple(Table(d, "", "reports", (d,), Level.YEAR) for d in ("ground", "twin"))
    with pytest.raises(PlanError, match="same answer"):
        Plan(1, {**DIMS, "twin": twin}, tables)


def test_every_rung_of_the_delivered_plan_is_a_plan() -> None:
    assert default_plan(DIMS).version == 3
    for ladder in ladders():
        for rung in ladder.rungs:
            plan_on({ladder.id: rung}, DIMS)
    assert max(len(d.codes) for n, d in DIMS.items() if n != "district") <= 9


def fact(
    month: int,
    *,
    excluded: Excluded | None = None,
    handled: Handled = NOTHING,
    **answers: tuple[str, ...],
) -> bytes:
    district = "norr" if month % 2 else ""
    return Fact(2026, month, counted(answers), district, excluded, handled).pack()


#: The first version: December 2026, nothing answered.
OLDEST = b"\1" + (83).to_bytes(2) + (1).to_bytes(2) + bytes(30)


def test_dimensions_follow_from_packed_facts() -> None:
    data = folded(
        [
            fact(1, ground=("sex", "age"), area=("work",), actor_type=("company", "person")),
            fact(4, actor_type=("person",), wish=("register",), bias_motive=("muslims", "black")),
            fact(5, excluded=Excluded.DOUBLE, ground=("sex",)),
            OLDEST,
        ]
    )
    rows = rows_of(data, DIMS, 2026)
    assert rows.quarter.tolist() == [0, 1, 3]
    assert rows.excluded == {1: 1}

    def codes(name: str) -> list[list[str]]:
        dim, column = DIMS[name], rows.values[name]
        return [
            [c for i, c in enumerate(dim.codes) if (v >> i & 1 if dim.multiple else v == i)]
            for v in column.tolist()
        ]

    assert codes("ground") == [["sex", "age"], ["unknown"], ["unknown"]]
    assert codes("area") == [["work"], ["other"], ["other"]]
    assert codes("own") == [["yes"], ["no"], ["unknown"]]
    assert codes("help") == [["register"], ["register"], ["register"]]
    assert codes("ground_merged") == [["gender", "body"], ["other"], ["other"]]
    assert codes("area_merged") == [["work"], ["other"], ["other"]]
    assert codes("motive") == [["unspecified"], ["racist", "religious"], ["unspecified"]]
    assert codes("district") == [["norr"], ["unsaid"], ["unsaid"]]


def test_what_the_desk_coded_counts_before_what_follows_from_the_reporters_answers() -> None:
    data = folded(
        [
            fact(1, actor_type=("person",), own_operation=("employer",)),
            fact(1, actor_type=("company",), own_operation=("no",), handled=Handled(reply="d5")),
            fact(1, actor_type=("company",), handled=Handled(reply="later")),
            fact(1, actor_type=("company",), handled=Handled(), excluded=Excluded.ABUSE),
        ]
    )
    rows = rows_of(data, DIMS, 2026)
    own = [DIMS["own"].codes[place] for place in rows.values["own"].tolist()]
    assert own == ["yes", "no", "yes"]
    assert rows.excluded == {0: 1}


def test_of_reports_that_were_met_in_time_it_is_told_how_soon() -> None:
    data = folded(
        [
            fact(1, handled=Handled(reply="d1")),
            fact(4, handled=Handled(reply="d10", same_person=(b"person",))),
            fact(4, handled=Handled(reply="later", same_person=(b"person",))),
            fact(1),
            fact(1, handled=Handled(reply="d5"), excluded=Excluded.ABUSE),
        ]
    )
    found = replies(data, rows_of(data, DIMS, 2026), 3)
    codes = [DIMS["reply"].codes[place] for place in found.rows.values["reply"].tolist()]
    assert list(zip(found.rows.quarter.tolist(), codes, strict=True)) == [(0, "d1"), (1, "d10")]
    assert found.rows.group.tolist() == [0, 1]
    told = [one.tolist() for one in (found.in_time, found.later, found.waiting)]
    assert told == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]


def test_linked_reports_count_as_one_over_any_number_of_links() -> None:
    a, b, c, d = (bytes([n]) * 6 for n in (1, 2, 3, 4))
    told = [
        Handled(same_person=(a,)),
        Handled(same_person=(a, b)),
        Handled(),
        Handled(same_event=(c,), same_person=(b,)),
        Handled(same_event=(c,)),
        Handled(same_event=(d,)),
        Handled(same_event=(d,)),
    ]
    rows = rows_of(folded(fact(1, handled=one) for one in told), DIMS, 2026)
    group = rows.group.tolist()
    assert group[2] == 0
    assert len({*group[:2], *group[3:5]}) == 1
    assert group[5] == group[6] not in {0, group[0]}


def test_a_hate_event_is_what_the_desk_holds_for_one_or_else_what_was_told_with_a_motive() -> None:
    token, coded = b"event!", frozenset({Mark.CODED})
    data = folded(
        [
            fact(1, bias_motive=("jews",)),
            fact(1, bias_motive=("jews",), handled=Handled(scope="dl_likely", marks=coded)),
            fact(4, bias_motive=("roma",), handled=Handled("crime_possible", marks=coded, same_event=(token,))),
            fact(1, bias_motive=("black",), handled=Handled("dl_and_crime", marks=coded, same_event=(token,))),
            fact(1, handled=Handled(marks=coded)),
            fact(1, bias_motive=("roma",), handled=Handled(reply="d1"), excluded=Excluded.DOUBLE),
            fact(4, bias_motive=("roma",), handled=Handled(reply="d1")),
        ]
    )  # fmt: skip
    events = hate_events(data, rows_of(data, DIMS, 2026))
    religious, racist = (1 << DIMS["motive"].codes.index(code) for code in ("religious", "racist"))
    found = zip(events.quarter.tolist(), events.values["motive"].tolist(), strict=True)
    assert sorted(found) == sorted([(0, religious), (0, racist), (1, racist)])


def test_reports_of_one_event_count_once_and_mention_what_any_of_them_does() -> None:
    """A report that comes when the quarter is closed changes nothing in it."""
    values = {"motive": np.array([8, 1, 2, 4]), "event": np.array([1, 1, 1, 2])}
    rows = Rows(2026, np.array([2, 1, 1, 1]), values, np.array([7, 7, 7, 0]))
    events = events_of(rows, np.full(4, fill_value=True), np.array([7, 7, 7, 0]))
    found = sorted(zip(events.quarter.tolist(), events.values["motive"].tolist(), strict=True))
    assert found == [(1, 3), (1, 4)]


def test_an_event_is_told_to_the_police_where_any_of_its_reports_says_so() -> None:
    """By the desk's mark, and of what nobody has coded by the reporter's own answer."""
    coded, token = frozenset({Mark.CODED}), b"event!"
    data = folded(
        [
            fact(1, handled=Handled("crime_possible", marks=coded, same_event=(token,))),
            fact(2, handled=Handled("crime_possible", marks=coded | {Mark.POLICE}, same_event=(token,))),
            fact(4, handled=Handled("crime_possible", marks=coded | {Mark.SUPPORTED})),
            fact(7, bias_motive=("roma",), reported_to=("police",)),
            fact(7, bias_motive=("roma",), reported_to=("nobody",)),
        ]
    )  # fmt: skip
    events = hate_events(data, rows_of(data, DIMS, 2026))
    codes = [DIMS["police"].codes[place] for place in events.values["police"].tolist()]
    found = sorted(zip(events.quarter.tolist(), codes, strict=True))
    assert found == [(0, "told"), (1, "other"), (2, "other"), (2, "told")]


def test_the_police_stand_beside_support_and_whom_they_told_and_not_beside_the_same_mark() -> None:
    """Each mark is an answer of its own; and the police may have been told without the reporter's saying so."""
    tables = tuple(
        Table(name, "", measure, (name,), Level.YEAR)
        for name, measure in (("police", "events"), ("told", "reports"), ("support", "reports"))
    )
    assert Plan(1, DIMS, tables).measures() == ("events", "reports")
    assert DIMS["police"].sources == {"marks:police"}
    twin = Dimension("twin", "", ("x",), ("x",), sources=frozenset({"marks:police"}))
    with pytest.raises(PlanError, match="same answer"):
        Plan(1, {**DIMS, "twin": twin}, (*tables, Table("T", "", "reports", ("twin",), Level.YEAR)))


@pytest.mark.parametrize(
    ("yearly", "dims", "level"),
    [
        (40, ("police",), Level.SPAN),
        (300, ("police",), Level.YEAR),
        (3_000, ("motive", "police"), Level.YEAR),
    ],
)
def test_the_police_are_told_of_as_volume_allows(
    yearly: int, dims: tuple[str, ...], level: Level
) -> None:
    pilots = [synthetic(2 * yearly, 8, 100 + seed, DIMS).rows for seed in range(3)]
    chosen = choose(DIMS, pilots, yearly, Rules())["T13"]
    found = (chosen.dims[0], chosen.level)
    assert found == (dims, level)


ROW = st.tuples(st.integers(0, 4), st.integers(1, 7), st.integers(0, 1), st.integers(0, 3))


@settings(max_examples=40, deadline=None)
@given(st.lists(ROW, max_size=30))
def test_counting_agrees_with_going_through_the_rows(told: list[tuple[int, int, int, int]]) -> None:
    ground = Dimension("ground", "", ("x", "y", "z"), ("", "", ""), multiple=True)
    own = Dimension("own", "", ("yes", "no"), ("", ""))
    quarter, masks, single, group = np.array(told, np.int64).reshape(-1, 4).T
    rows = Rows(2026, quarter, {"ground": masks, "own": single}, group)
    calendar = Calendar(2026, 4, frozenset({Level.YEAR}))
    counts = tabulate(rows, (ground, own), calendar)
    for number, period in enumerate(calendar.periods()):
        for g, o in product(range(4), range(3)):
            met = [
                r
                for r in told
                if period.first <= r[0] <= period.last
                and (g == 0 or r[1] >> (g - 1) & 1)
                and (o == 0 or r[2] == o - 1)
            ]
            assert counts.count[number, g, o] == len(met)
            alone = sum(r[3] == 0 for r in met)
            groups = {r[3] for r in met} - {0}
            assert counts.independent[number, g, o] == alone + len(groups)


def test_at_forty_reports_a_year_the_planner_leaves_something_to_tell() -> None:
    pilots = [synthetic(80, 8, 100 + seed, DIMS).rows for seed in range(3)]
    chosen = choose(DIMS, pilots, 40, Rules())
    assert chosen["T5"].level is Level.YEAR  # help or only counted
    assert chosen["T3"].dims[0][0] in {"own", "own_two"}
    assert chosen["T1"].dims == (("ground_merged",), ("area_merged",))
    assert chosen["T1"].level is Level.SPAN
    large = [synthetic(20_000, 8, 100, DIMS).rows]
    assert choose(DIMS, large, 10_000, Rules())["T1"].level is Level.QUARTER
    assert TOTAL not in DIMS["ground"].codes


def test_classes_of_which_each_report_has_one_are_not_said_as_if_each_held_those_before_it() -> (
    None
):
    """*Within ten days* beside *within five* would tell readers that fewer were answered in ten days than in five."""
    for name, raw in definitions().items():
        within = [one for one in raw.get("codes", {}).values() if one.startswith("Inom ")]
        assert len(within) < 2, name
    reply = definitions()["reply"]["codes"]
    days = [tuple(map(int, re.findall(r"\d+", said))) for said in reply.values()]
    assert days == [(1,), *((one + 1, other) for one, other in pairwise(REPLY_DAYS))]
