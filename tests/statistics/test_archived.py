"""What the archive counts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from incidents.core import facts
from incidents.core.archive import Block, Kind
from incidents.core.bases import BasisKind
from incidents.core.closing_fact import Closing
from incidents.core.facts import Fact
from incidents.core.handled import Handled, Mark
from incidents.core.referral_entry import Way
from incidents.core.referral_fact import ReferralStep
from incidents.core.statistics.columns import Rows, folded
from incidents.core.statistics.ledger import plan_document, plan_in
from incidents.core.statistics.release import Rules
from incidents.core.vocabulary import VERSION
from incidents.publishing.archived import figures, plan_for, reports
from incidents.publishing.closing import draft, place
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
    one, two = Fact(2026, 7, VERSION, {"ground": ("sex",)}), Fact(2026, 10, VERSION, {})
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
        Fact(2026, 7, VERSION, {"wish": ("support",)}, handled=coded),
        Fact(2026, 7, VERSION, {"wish": ("support",)}, handled=Handled("crime_possible")),
        Fact(2026, 7, VERSION, {"wish": ("register",), "reported_to": ("police", "unsaid")}),
        Fact(2026, 7, VERSION, {"reported_to": ("nobody",)}),
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
    coded = Handled("crime_possible", "yes", marks=frozenset({Mark.CODED}), same_event=(b"event!",))
    told = Fact(2026, 7, VERSION, {"bias_motive": ("jews",)}, handled=coded).pack()
    blocks = [
        block(
            JULY,
            (Kind.REPORT, told),
            (Kind.REPORT, told),
            (Kind.REPORT, Fact(2026, 7, VERSION, {"bias_motive": ("roma",)}).pack()),
            (Kind.REPORT, Fact(2026, 7, VERSION, {}).pack()),
        )
    ]
    found = figures(blocks, DIMS, 2026, 3).rows
    assert (len(found["reports"]), len(found["events"])) == (4, 2)
    assert sorted(found["reports"].group.tolist()) == [0, 0, 1, 1]


def test_the_archive_gives_the_same_bytes_as_the_facts() -> None:
    packed = [Fact(2026, 7, VERSION, {"ground": (g,)}).pack() for g in ("age", "sex")]
    blocks = [block(JULY, *((Kind.REPORT, one) for one in packed))]
    assert reports(blocks) == folded(packed)


def test_bits_that_no_group_has_are_nobodys_and_stop_nothing() -> None:
    odd = bytearray(Fact(2026, 7, VERSION, {"area": ("work",)}).pack())
    for bit in range(len(facts.DIMENSIONS)):
        odd[5 + 2 * bit] = 0xFF  # the high bits of every mask
    found = figures([block(JULY, (Kind.REPORT, bytes(odd)))], DIMS, 2026, 3)
    columns = found.rows["reports"].values
    assert DIMS["area"].codes[int(columns["area"][0])] == "work"
    for name, column in columns.items():
        most = 1 << len(DIMS[name].codes) if DIMS[name].multiple else len(DIMS[name].codes)
        assert np.all((column >= 0) & (column < most)), name


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
    place({**job, "errata": "", "releases": [{"release": "r3", **first}]}, [])
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
    return Fact(2020 + month // 12, month % 12 + 1, VERSION, groups, handled=handled).pack()


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
