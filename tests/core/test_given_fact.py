"""A record that was given out, as statistics see it."""

import pytest

from incidents.core import facts
from incidents.core.archive import Kind, kind_of, month_of
from incidents.core.facts import Excluded, Fact
from incidents.core.given_fact import Attribute, Given, given, unpack
from incidents.core.handled import Handled, Mark

FACT = Fact(
    2026,
    8,
    1,
    {"ground": ("religion",), "area": ("work",), "actor_type": ("municipality",), "under18": ()},
    {"district": ("vik", 3), "unit": ("u7", 2)},
    Excluded.DOUBLE,
    Handled("dl_likely", "yes", ("employer",), reply="d5", marks=frozenset({Mark.CODED})),
)


def test_the_packed_form_is_fixed() -> None:
    one = given(FACT, b"id", {Attribute.GROUND, Attribute.DISTRICT}, 2026, 11)
    packed = one.pack()
    assert len(packed) == facts.SIZE
    assert packed[:7].hex() == "840052004f0005"
    assert unpack(packed) == one
    assert (kind_of(packed), month_of(packed)) == (Kind.GIVEN, 82)


@pytest.mark.parametrize("attribute", Attribute)
def test_nothing_is_in_it_but_what_became_known(attribute: Attribute) -> None:
    one = unpack(given(FACT, b"id", {attribute}, 2026, 11).pack())
    assert set(one.fact.groups) | set(one.fact.lists) <= attribute.sources
    handled = one.fact.handled or Handled()
    assert (handled.scope != "") is (attribute is Attribute.MATTER)
    assert (handled.own_operation != ()) is (attribute is Attribute.OWN)
    assert (handled.reply, handled.marks, one.fact.excluded) == ("", frozenset(), None)
    assert (one.fact.year, one.fact.month) == (2026, 8)


def test_the_same_report_has_the_same_token_and_no_other_has() -> None:
    def token(fact_id: bytes, *attributes: Attribute) -> bytes:
        return given(FACT, fact_id, attributes, 2026, 11).token

    assert token(b"one", Attribute.AREA) == token(b"one", Attribute.GROUND)
    assert token(b"one") != token(b"two")
    assert b"one" not in token(b"one")


@pytest.mark.parametrize("odd", [b"", b"\x84", b"\x84" + bytes(facts.SIZE - 2) + b"\x01"])
def test_anything_else_is_refused(odd: bytes) -> None:
    with pytest.raises(ValueError, match="no record"):
        unpack(odd)


def test_a_bit_that_no_attribute_has_is_refused() -> None:
    packed = bytearray(Given(2026, 11, bytes(8), frozenset(), Fact(2026, 8, 2, {})).pack())
    packed[5] = 0x80
    with pytest.raises(ValueError, match="no record"):
        unpack(bytes(packed))
