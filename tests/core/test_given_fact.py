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
    {"ground": ("religion",), "area": ("work",), "own_operation": ("employer",)},
    "vik",
    Excluded.DOUBLE,
    Handled("dl_likely", "d5", frozenset({Mark.CODED}), (b"person",)),
    later=True,
)


def test_the_packed_form_is_fixed() -> None:
    one = given(FACT, b"id", {Attribute.GROUND, Attribute.DISTRICT}, 2026, 11)
    packed = one.pack()
    assert len(packed) == facts.OTHER_SIZE
    assert packed[:5].hex() == "8400520005"
    assert unpack(packed) == one
    assert (kind_of(packed), month_of(packed)) == (Kind.GIVEN, 82)


@pytest.mark.parametrize("attribute", Attribute)
def test_nothing_is_in_it_but_what_became_known(attribute: Attribute) -> None:
    one = unpack(given(FACT, b"id", {attribute}, 2026, 11).pack())
    assert set(one.fact.groups) <= attribute.sources
    told = "dl_likely" if attribute is Attribute.MATTER else ""
    place = "vik" if attribute is Attribute.DISTRICT else ""
    assert one.fact == Fact(2026, 8, one.fact.groups, place, handled=Handled(told))


def test_the_same_report_has_the_same_token_and_no_other_has() -> None:
    def token(fact_id: bytes, *attributes: Attribute) -> bytes:
        return given(FACT, fact_id, attributes, 2026, 11).token

    assert token(b"one", Attribute.AREA) == token(b"one", Attribute.GROUND)
    assert token(b"one") != token(b"two")
    assert b"one" not in token(b"one")


@pytest.mark.parametrize("odd", [b"", b"\x84", b"\x84" + bytes(facts.OTHER_SIZE - 2) + b"\x01"])
def test_anything_else_is_refused(odd: bytes) -> None:
    with pytest.raises(ValueError, match="no record"):
        unpack(odd)


def test_a_bit_that_no_attribute_has_is_refused() -> None:
    packed = bytearray(Given(2026, 11, bytes(8), frozenset(), Fact(2026, 8, {})).pack())
    packed[3] = 0x80
    with pytest.raises(ValueError, match="no record"):
        unpack(bytes(packed))
