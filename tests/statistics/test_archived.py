"""What the archive counts."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from incidents.core.archive import Block, Kind
from incidents.core.bases import BasisKind
from incidents.core.closing_fact import Closing
from incidents.core.facts import Fact
from incidents.core.handled import Handled, Mark
from incidents.core.referral_entry import Way
from incidents.core.referral_fact import ReferralStep
from incidents.core.statistics.columns import Rows, by_quarter
from incidents.core.statistics.cube import Counts, tabulate
from incidents.core.statistics.ledger import plan_document, plan_in
from incidents.core.statistics.packed import folded
from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.release import Rules
from incidents.publishing.archived import figures, plan_for, reports
from incidents.publishing.closing import draft
from incidents.publishing.placing import place
from tests.statistics.publications import DIMS, DISTRICTS

JULY = 78


def step(
    month: int,
    role: str,
    kind: str = "made",
    *,
    basis: BasisKind | None = BasisKind.CONSENT,
    again: bool = False,
) -> bytes:
    return ReferralStep(2026, month, kind, role, basis, Way.LINK, again=again).pack()


def block(month: int, *packed: tuple[Kind, bytes]) -> Block:
    return Block(month).with_facts({bytes([n]) * 16: one for n, one in enumerate(packed)})


def test_reports_count_when_they_came_referrals_when_they_were_made_and_answers_when_they_were_given() -> (
    None
):
    one, two = Fact(2026, 7, {"ground": ("sex",)}), Fact(2026, 10, {})
    blocks = [
        block(
            JULY,
            (Kind.REPORT, one.pack()),
            (Kind.STEP, step(7, "do")),
            (Kind.STEP, step(7, "do", "accept")),
            (Kind.STEP, step(7, "soc")),
            (Kind.STEP, step(7, "soc", "conflict")),
            (Kind.STEP, step(7, "trygghet", basis=None)),
            (Kind.STEP, step(7, "do", "decline", again=True)),
            (Kind.STEP, step(7, "do", "result")),
        ),
        block(JULY + 3, (Kind.REPORT, two.pack()), (Kind.STEP, step(10, ""))),
    ]
    found = figures(blocks, DIMS, 2026, 4)
    assert found.rows["reports"].quarter.tolist() == [2, 3]
    assert found.t0.monthly.tolist() == [0] * 6 + [1, 0, 0, 1, 0, 0]
    assert sorted(told(found.rows["referrals"], "body")) == [(2, "do"), (2, "unit"), (3, "other")]
    assert sorted(told(found.rows["answers"], "outcome")) == [(2, "accepted"), (2, "declined")]


def test_closed_cases_count_in_the_month_of_closing_and_linked_ones_as_one() -> None:
    linked = (b"person",)
    blocks = [
        block(
            JULY,
            (Kind.CLOSING, Closing(2026, 7, changed=True).pack()),
            (Kind.CLOSING, Closing(2026, 7, changed=True, same_person=linked).pack()),
            (Kind.CLOSING, Closing(2026, 7, changed=False, same_person=linked).pack()),
        )
    ]
    found = figures(blocks, DIMS, 2026, 3).rows["closings"]
    assert sorted(told(found, "change")) == [(2, "changed"), (2, "changed"), (2, "unchanged")]
    assert sorted(found.group.tolist()) == [0, 1, 1]


def told(rows: Rows, *names: str) -> list[tuple[object, ...]]:
    """Quarter and codes of each row."""
    columns = [[DIMS[name].codes[place] for place in rows.values[name].tolist()] for name in names]
    return list(zip(rows.quarter.tolist(), *columns, strict=True))


def test_what_it_is_about_and_the_support_given_follow_from_the_desks_words() -> None:
    coded = Handled("dl_and_crime", marks=frozenset({Mark.CODED, Mark.SUPPORTED}))
    facts_ = [
        Fact(2026, 7, {"wish": ("support",)}, handled=coded),
        Fact(2026, 7, {"wish": ("support",)}, handled=Handled("crime_possible")),
        Fact(2026, 7, {"wish": ("register",), "reported_to": ("police", "unsaid")}),
        Fact(2026, 7, {"reported_to": ("nobody",)}),
    ]
    blocks = [block(JULY, *((Kind.REPORT, one.pack()) for one in facts_))]
    found = figures(blocks, DIMS, 2026, 3).rows["reports"]
    assert sorted(told(found, "matter", "support", "told")) == [
        (2, "discrimination", "supported", "unsaid"),
        (2, "other", "register", "nobody"),
        (2, "other", "register", "somebody"),
        (2, "other", "waiting", "unsaid"),
    ]


def test_hate_events_are_counted_once_for_all_reports_of_one_event() -> None:
    coded = Handled("crime_possible", marks=frozenset({Mark.CODED}), same_event=(b"event!",))
    told = Fact(2026, 7, {"bias_motive": ("jews",)}, handled=coded).pack()
    blocks = [
        block(
            JULY,
            (Kind.REPORT, told),
            (Kind.REPORT, told),
            (Kind.REPORT, Fact(2026, 7, {"bias_motive": ("roma",)}).pack()),
            (Kind.REPORT, Fact(2026, 7, {}).pack()),
        )
    ]
    found = figures(blocks, DIMS, 2026, 3).rows
    assert (len(found["reports"]), len(found["events"])) == (4, 2)
    assert sorted(found["reports"].group.tolist()) == [0, 0, 1, 1]


LATER = Fact(
    2026,
    7,
    {"bias_motive": ("roma",), "place_type": ("home",)},
    handled=Handled("crime_possible", marks=frozenset({Mark.CODED})),
    later=True,
)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=12),
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["home", "out"])), max_size=12),
    st.randoms(),
)
def test_events_that_are_told_later_make_no_cell_independent_and_no_more_events_than_reports(
    told: list[tuple[int, bool]], later: list[tuple[int, str]], shuffled: Random
) -> None:
    coded = frozenset({Mark.CODED})
    reports_ = [
        Fact(2026, 7 + month, {"bias_motive": ("roma",)} if hate else {},
             handled=Handled("crime_possible" if hate else "dl_likely", marks=coded))
        for month, hate in told
    ]  # fmt: skip
    more = [
        replace(LATER, month=7 + month, groups={**LATER.groups, "place_type": (place,)})
        for month, place in later
    ]

    def counted(facts: list[Fact]) -> Counts:
        months: dict[int, list[tuple[Kind, bytes]]] = {}
        for one in facts:
            kind = Kind.LATER if one.later else Kind.REPORT
            months.setdefault(JULY + one.month - 7, []).append((kind, one.pack()))
        held = [block(month, *found) for month, found in sorted(months.items())]
        found = figures(held, DIMS, 2026, 4)
        events = by_quarter(found.rows["events"].quarter, 4)
        assert (events <= by_quarter(found.rows["reports"].quarter, 4)).all()
        assert found.t0.monthly.sum() == len(told)
        return tabulate(found.rows["events"], (DIMS["place"],), Calendar(2026, 4))

    without, whole = counted(reports_), counted([*reports_, *more])
    assert (whole.independent == without.independent).all()
    assert (whole.count >= without.count).all()
    every = [*reports_, *more]
    shuffled.shuffle(every)
    assert (counted(every).count == whole.count).all()


def test_an_events_place_is_the_same_in_whatever_order_its_reports_stand() -> None:
    """A closed month stands in another order than an open one."""
    coded = Handled("crime_possible", marks=frozenset({Mark.CODED}), same_event=(b"event!",))
    two = [Fact(2026, 7, {"place_type": (place,)}, handled=coded).pack() for place in ("out", "home")]  # fmt: skip
    for packed in (two, two[::-1]):
        held = block(JULY, *((Kind.REPORT, one) for one in packed))
        for one in (held, held.closed()):
            events = figures([one], DIMS, 2026, 3).rows["events"]
            assert told(events, "place") == [(2, "home")]


def test_a_report_with_more_links_than_a_fact_holds_is_never_independent() -> None:
    known = Handled(same_person=(b"person",), more_links=True)
    packed = [Fact(2026, 7, {}, handled=one).pack() for one in (known, Handled(), known)]
    found = figures([block(JULY, *((Kind.REPORT, one) for one in packed))], DIMS, 2026, 3)
    assert sorted(found.rows["reports"].group.tolist()) == [-1, -1, 0]
    calendar = Calendar(2026, 3)
    third = [one.code for one in calendar.periods()].index("2026Q3")
    counts = tabulate(found.rows["reports"], (DIMS["own"],), calendar)
    assert (counts.count[third, 0], counts.independent[third, 0]) == (3, 1)


def test_the_archive_gives_the_same_bytes_as_the_facts() -> None:
    packed = [Fact(2026, 7, {"ground": (g,)}).pack() for g in ("age", "sex")]
    blocks = [block(JULY, *((Kind.REPORT, one) for one in packed))]
    assert reports(blocks) == folded(packed)


def test_the_plan_in_use_serves_every_measure() -> None:
    plan = plan_for(3000, DISTRICTS, Rules())
    assert {name for table in plan.tables for name in table.dims} == set(plan.dimensions)
    assert {"ground", "area", "body", "outcome", "reply", "motive"} <= set(plan.dimensions)
    assert {"support", "matter", "told", "place", "change"} <= set(plan.dimensions)
    assert set(plan.measures()) == {
        "reports",
        "replies",
        "events",
        "referrals",
        "answers",
        "closings",
    }
    assert plan_in(plan_document(plan)) == plan


def test_a_ledger_goes_on_with_the_plan_that_it_began_with(tmp_path: Path) -> None:
    """A first release under version 2 had no table of the police; neither has any later one, and the year is made."""
    held = [
        Block(month).with_facts(
            {
                (month * 100 + n).to_bytes(16, "big"): (Kind.REPORT, _hate(month, n))
                for n in range(40)
            }
        )
        for month in range(JULY - 6, JULY + 6)
    ]
    job = {
        "folder": str(tmp_path / "published"), "first_year": 2026, "contact": "X", "yearly": 3_000,
        "districts": DISTRICTS, "frozen": "2027-01-30", "disposed": 0,
    }  # fmt: skip
    first = draft({**job, "number": 3, "history": []}, held[:9])
    plan = first["document"]["plan"]
    assert plan["version"] == 3
    assert "police" in {one["name"] for one in plan["dimensions"]}
    kept = {**first["document"], **_second_version(first["document"])}
    place({**job, "errata": "", "releases": [{"release": "r3", **first}]})
    made = draft({**job, "number": 4, "history": [{**kept, "record": first["record"]}]}, held)
    plan = made["document"]["plan"]
    assert plan == kept["plan"]
    assert "police" not in {one["name"] for one in plan["dimensions"]}
    assert any(name.startswith("T6@") for name in made["document"]["ids"])
    assert not any(name.startswith("T13") for name in made["document"]["ids"])


def _hate(month: int, number: int) -> bytes:
    marks = frozenset({Mark.CODED, Mark.POLICE} if number % 3 else {Mark.CODED})
    motive = ("roma", "jews")[number % 2]
    handled = Handled("crime_possible", marks=marks)
    groups = {"bias_motive": (motive,), "what_happened": ("attacked",)}
    return Fact(2020 + month // 12, month % 12 + 1, groups, handled=handled).pack()


def _second_version(document: Mapping[str, Any]) -> dict[str, Any]:
    """Plan and true counts as a release of that version kept them."""
    plan, cube = document["plan"], document["cube"]
    dims = [one for one in plan["dimensions"] if one["name"] != "police"]
    sources = {"support": ["marks", "wish"]}
    return {
        "plan": {
            "version": 2,
            "dimensions": [
                {**one, "sources": sources.get(one["name"], one["sources"])} for one in dims
            ],
            "tables": [one for one in plan["tables"] if "police" not in one["dims"]],
        },
        "cube": {
            **cube,
            "measures": {
                name: [one for one in counted if "police" not in one["dims"]]
                for name, counted in cube["measures"].items()
            },
        },
    }
