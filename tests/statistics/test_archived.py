"""What the archive counts, and which tables of the plan it can fill."""

import numpy as np

from incidents.core import facts
from incidents.core.archive import Block, Kind
from incidents.core.bases import BasisKind
from incidents.core.facts import Fact
from incidents.core.handled import Handled, Mark
from incidents.core.referral_entry import Way
from incidents.core.referral_fact import ReferralStep
from incidents.core.statistics.columns import folded
from incidents.core.statistics.ledger import plan_document, plan_in
from incidents.core.statistics.periods import Level
from incidents.core.statistics.plan import Rung
from incidents.core.statistics.release import Rules
from incidents.core.vocabulary import VERSION
from incidents.publishing.archived import figures, plan_for, reports, served
from tests.statistics.publications import DIMS, DISTRICTS

JULY = 78


def step(month: int, role: str, kind: str = "made", basis: object = BasisKind.CONSENT) -> bytes:
    return ReferralStep(2026, month, kind, role, basis, Way.LINK).pack()  # type: ignore[arg-type]


def block(month: int, *packed: tuple[Kind, bytes]) -> Block:
    return Block(month).with_facts({bytes([n]) * 16: one for n, one in enumerate(packed)})


def test_reports_and_the_referrals_that_were_made_are_counted_in_their_quarter() -> None:
    one, two = Fact(2026, 7, VERSION, {"ground": ("sex",)}), Fact(2026, 10, VERSION, {})
    blocks = [
        block(
            JULY,
            (Kind.REPORT, one.pack()),
            (Kind.STEP, step(7, "do")),
            (Kind.STEP, step(7, "do", "accept")),
            (Kind.STEP, step(7, "soc")),
            (Kind.STEP, step(7, "trygghet", basis=None)),
        ),
        block(JULY + 3, (Kind.REPORT, two.pack()), (Kind.STEP, step(10, ""))),
    ]
    found = figures(blocks, DIMS, 2026, 4)
    assert found.rows["reports"].quarter.tolist() == [2, 3]
    assert found.monthly.tolist() == [0] * 6 + [1, 0, 0, 1, 0, 0]
    referrals = found.rows["referrals"]
    bodies = [DIMS["body"].codes[place] for place in referrals.values["body"].tolist()]
    assert sorted(zip(referrals.quarter.tolist(), bodies, strict=True)) == [
        (2, "do"), (2, "unit"), (3, "other"),
    ]  # fmt: skip


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
    for place in range(len(facts.DIMENSIONS)):
        odd[5 + 2 * place] = 0xFF  # the high bits of every mask
    found = figures([block(JULY, (Kind.REPORT, bytes(odd)))], DIMS, 2026, 3)
    columns = found.rows["reports"].values
    assert DIMS["area"].codes[int(columns["area"][0])] == "work"
    for name, column in columns.items():
        most = 1 << len(DIMS[name].codes) if DIMS[name].multiple else len(DIMS[name].codes)
        assert np.all((column >= 0) & (column < most)), name


def test_the_plan_in_use_has_no_dimension_that_no_fact_holds() -> None:
    plan = plan_for(3000, DISTRICTS, Rules())
    assert {name for table in plan.tables for name in table.dims} == set(plan.dimensions)
    assert {"ground", "area", "body"} <= set(plan.dimensions)
    assert {"reply", "motive"} <= set(plan.dimensions)
    assert "outcome" not in plan.dimensions
    assert set(plan.measures()) == {"reports", "events", "referrals"}
    assert plan_in(plan_document(plan)) == plan


def test_a_rung_keeps_what_the_archive_fills() -> None:
    year = Level.YEAR
    assert served("referrals", Rung((("body", "outcome"),), year)) == Rung((("body",),), year)
    assert served("referrals", Rung((("body",), ("outcome",)), year)) == Rung((("body",),), year)
    for measure, dims in (("reports", ("reply",)), ("events", ("motive", "event"))):
        assert served(measure, Rung((dims,), year)) == Rung((dims,), year)
    assert served("referrals", Rung((("outcome",),), year)) is None
    assert served("reports", None) is None
