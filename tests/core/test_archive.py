"""A month of facts as a block: the same bytes for good, an exact inverse, one fact for each id."""

import os
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.core import archive, facts
from incidents.core.archive import Block, Kind, kind_of, month_at, month_of, unpack
from incidents.core.equality import voluntary_of
from incidents.core.facts import Fact
from incidents.core.referral_entry import Way
from incidents.core.referral_fact import step_of

DAY = date(2026, 11, 27)
MONTH = 82
REPORT = Fact(2026, 11, {"ground": ("ethnicity",)}).pack()
OTHER = Fact(2026, 11, {"ground": ("sex",)}, "vik").pack()
VOLUNTARY = voluntary_of({"gender": "man"}, DAY).pack()
STEP = step_of("made", "do", None, Way.LINK, DAY).pack()
IDS = tuple(bytes([n]) * 16 for n in range(1, 5))
ALL = {
    IDS[0]: (Kind.REPORT, REPORT),
    IDS[1]: (Kind.VOLUNTARY, VOLUNTARY),
    IDS[2]: (Kind.STEP, STEP),
    IDS[3]: (Kind.REPORT, OTHER),
}
GOLDEN = (
    "01005202"
    "01000300000002" + "01" * 16 + "02" * 16 + "010203" + "040506"
    "03000200000001" + "03" * 16 + "0708"
)

rows = st.dictionaries(
    st.binary(min_size=16, max_size=16),
    st.tuples(st.sampled_from(Kind), st.binary(min_size=1, max_size=60)),
    max_size=20,
)


def test_the_bytes_are_the_same_for_good() -> None:
    made = Block(MONTH).with_facts(
        {
            IDS[2]: (Kind.STEP, bytes([7, 8])),
            IDS[1]: (Kind.REPORT, bytes([4, 5, 6])),
            IDS[0]: (Kind.REPORT, bytes([1, 2, 3])),
        }
    )
    assert made.pack().hex() == GOLDEN
    assert unpack(bytes.fromhex(GOLDEN)) == made


@settings(max_examples=30)
@given(rows)
def test_a_block_comes_back_and_does_not_tell_in_which_order_it_was_filled(
    found: dict[bytes, tuple[Kind, bytes]],
) -> None:
    block = Block(MONTH).with_facts(found)
    assert unpack(block.pack()) == block
    assert {i: (k, one) for k in Kind for i, one in block.of(k).items()} == found
    backwards = Block(MONTH)
    for fact_id in reversed(found):
        backwards = backwards.with_facts({fact_id: found[fact_id]})
    assert backwards.pack() == block.pack()


@settings(max_examples=30)
@given(rows, rows)
def test_a_later_fact_takes_the_place_of_the_earlier_one_with_its_id(
    first: dict[bytes, tuple[Kind, bytes]], then: dict[bytes, tuple[Kind, bytes]]
) -> None:
    twice = Block(MONTH).with_facts(first).with_facts(then)
    assert twice == Block(MONTH).with_facts({**first, **then})
    assert sum(twice.count(kind) for kind in Kind) == len(first | then)


def test_reports_steps_and_voluntary_answers_are_kept_apart() -> None:
    assert [kind_of(one) for _, one in ALL.values()] == [kind for kind, _ in ALL.values()]
    assert {month_of(one) for _, one in ALL.values()} == {MONTH} == {month_at(DAY)}
    block = Block(MONTH).with_facts(ALL)
    assert block.of(Kind.REPORT) == {IDS[0]: REPORT, IDS[3]: OTHER}
    assert block.of(Kind.VOLUNTARY) == {IDS[1]: VOLUNTARY}
    assert block.of(Kind.STEP) == {IDS[2]: STEP}


@settings(max_examples=30)
@given(rows)
def test_a_closed_block_holds_the_same_facts_and_no_id(
    found: dict[bytes, tuple[Kind, bytes]],
) -> None:
    block = Block(MONTH).with_facts(found)
    closed = block.closed()
    for kind in Kind:
        assert sorted(closed.of(kind).values()) == sorted(block.of(kind).values())
    ids = [i for kind in Kind for i in closed.of(kind)]
    assert sorted(int.from_bytes(i) for i in ids) == list(range(len(found)))
    # Other ids with the same facts leave nothing behind that differs.
    others = {os.urandom(16): fact for fact in found.values()}
    assert Block(MONTH).with_facts(others).closed() == closed == closed.closed()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01\x00",
        bytes.fromhex("02" + GOLDEN[2:]),
        bytes.fromhex("00" + GOLDEN[2:]),
        bytes.fromhex(GOLDEN)[:-1],
        bytes.fromhex(GOLDEN) + b"\0",
        bytes.fromhex("01005201" + "09" + "0003" + "00000000"),
        bytes.fromhex("01005201" + "01" + "0000" + "00000001") + bytes(16),
        bytes.fromhex("01005201" + "01" + "0003" + "ffffffff"),
    ],
    ids=["nothing", "short", "2", "0", "cut", "long", "kind", "no length", "too many"],
)
def test_what_is_no_block_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"block of facts|Kind"):
        unpack(data)


@pytest.mark.parametrize("data", [b"", b"\0" * 55, bytes([9]) + REPORT[1:], REPORT[:-1]])
def test_a_fact_that_no_version_wrote_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="version"):
        kind_of(data)
    assert facts.unpack(REPORT).year == archive.FIRST_YEAR + MONTH // 12
