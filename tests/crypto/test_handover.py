"""A link and a passphrase: a key takes both, and what is typed as it was heard is the same passphrase."""

import pytest

from incidents.crypto.envelope import Purpose
from incidents.crypto.handover import Link, ParcelKey
from incidents.crypto.words import PASSPHRASE_WORDS, WORD_BITS, passphrase

PHRASE = "babe bide bobu dade dedi dodu"
LINK = Link(bytes(range(32)))
GOLDEN_PARCEL = "6d5b34e762d746c2479f132c35c38cb1d9dbde7eb5608d19a9ac34a2e228a210"
GOLDEN_KEY = "e17e07e104f37de0817a168c22c5b7cc1844dd7f95ca1c0a04e458c433c46244"
GOLDEN_SIGNING = "973c3b859f069ddb7c0ffc98b8821affb7f55200fcaebdd08f64b08b501b2aa2"


def test_a_generated_passphrase_has_at_least_75_bits() -> None:
    assert PASSPHRASE_WORDS * WORD_BITS >= 75
    assert passphrase() != passphrase()


def test_the_derivations_never_change() -> None:
    """Whoever has a link and a passphrase opens with every later version."""
    assert LINK.parcel.hex() == GOLDEN_PARCEL
    assert LINK.key(PHRASE).value.hex() == GOLDEN_KEY
    assert LINK.key(PHRASE).signing().public_key().public_bytes_raw().hex() == GOLDEN_SIGNING


@pytest.mark.parametrize("typed", [PHRASE.upper(), f"  {PHRASE}. ", PHRASE.replace(" ", " - ")])
def test_a_passphrase_is_taken_as_it_was_heard(typed: str) -> None:
    assert LINK.key(typed) == LINK.key(PHRASE)


def test_another_link_or_another_passphrase_opens_nothing() -> None:
    key = LINK.key(PHRASE)
    sealed = key.seal(Purpose.HANDOVER_PACKET, LINK.parcel, b"en text")
    assert key.open(Purpose.HANDOVER_PACKET, LINK.parcel, sealed) == b"en text"
    for other in (LINK.key("babe bide bobu dade dedi dodo"), Link.generate().key(PHRASE)):
        assert other.open(Purpose.HANDOVER_PACKET, LINK.parcel, sealed) is None
    assert key.open(Purpose.HANDOVER_DRAFT, LINK.parcel, sealed) is None
    assert key.open(Purpose.HANDOVER_PACKET, b"x" * 32, sealed) is None


def test_a_link_comes_back_from_its_text_and_nothing_else_is_one() -> None:
    assert Link.from_text(LINK.text) == LINK
    for wrong in ("", "x", LINK.text + "A", LINK.text[:-1], LINK.text[:-1] + "-", "ö" * 43):
        assert Link.from_text(wrong) is None


def test_neither_is_ever_printed() -> None:
    assert repr(LINK) == "Link(...)"
    assert repr(ParcelKey(b"x" * 32)) == "ParcelKey(...)"
