"""Entries: one key each, sealed to each recipient in its epoch; a slot opens its own entry for its own recipient."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.rings import Ring
from incidents.crypto.envelope import SealError
from incidents.crypto.hybrid import PrivateKey
from incidents.crypto.sealing import (
    ENTRY_MINIMUM,
    Recipient,
    SealedEntry,
    ring_recipient,
    seal_entry,
    staff_recipient,
)
from incidents.crypto.unsealing import open_entry
from tests.crypto.common import MANY, ring_secret

FIRST, SECOND = b"1" * 16, b"2" * 16
CASEWORK = ring_secret(Ring.CASEWORK)
INDEPENDENT = ring_secret(Ring.INDEPENDENT, seed=2)
BOTH = (
    Recipient(ring_recipient(Ring.CASEWORK), 1, CASEWORK.private().public()),
    Recipient(ring_recipient(Ring.INDEPENDENT), 1, INDEPENDENT.private().public()),
)


def opened(
    sealed: SealedEntry, place: int, key: PrivateKey, entry: bytes, name: str | None = None
) -> bytes:
    slot = sealed.slots[place]
    return open_entry(key.load(), entry, sealed.body, name or slot.recipient, slot.sealed)


def test_names_of_recipients_stay_as_they_are() -> None:
    assert ring_recipient(Ring.CASEWORK) == "ring:casework"
    assert staff_recipient(b"\x01" * 16) == "staff:" + "01" * 16


@MANY
@given(st.binary(max_size=3_000))
def test_each_recipient_opens_the_entry(text: bytes) -> None:
    sealed = seal_entry(FIRST, text, BOTH)
    assert opened(sealed, 0, CASEWORK.private(), FIRST) == text
    assert opened(sealed, 1, INDEPENDENT.private(), FIRST) == text


def test_the_key_of_one_recipient_does_not_open_the_slot_of_another() -> None:
    sealed = seal_entry(FIRST, b"text", BOTH)
    with pytest.raises(SealError):
        opened(sealed, 1, CASEWORK.private(), FIRST)


def test_a_slot_that_was_moved_to_another_entry_is_refused() -> None:
    sealed = seal_entry(FIRST, b"text", BOTH)
    other = seal_entry(SECOND, b"other", BOTH)
    with pytest.raises(SealError):
        opened(sealed, 0, CASEWORK.private(), SECOND)
    mixed = SealedEntry(other.body, sealed.slots)
    for entry in (FIRST, SECOND):
        with pytest.raises(SealError):
            opened(mixed, 0, CASEWORK.private(), entry)


def test_a_slot_that_was_given_another_name_is_refused() -> None:
    sealed = seal_entry(FIRST, b"text", BOTH)
    with pytest.raises(SealError):
        opened(sealed, 0, CASEWORK.private(), FIRST, name="ring:independent")


def test_an_entry_for_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="recipient"):
        seal_entry(FIRST, b"text", [])


def test_an_old_key_opens_only_what_was_written_in_its_epoch() -> None:
    old, new = ring_secret(epoch=1), ring_secret(epoch=2)
    entries = {
        secret.epoch: seal_entry(
            FIRST, b"text", [Recipient("ring:casework", secret.epoch, secret.private().public())]
        )
        for secret in (old, new)
    }
    assert opened(entries[1], 0, old.private(), FIRST) == b"text"
    assert opened(entries[2], 0, new.private(), FIRST) == b"text"
    for epoch, secret in ((1, new), (2, old)):
        with pytest.raises(SealError):
            opened(entries[epoch], 0, secret.private(), FIRST)


def test_two_entries_share_no_key_and_short_ones_have_one_size() -> None:
    short, longer = seal_entry(FIRST, b"a", BOTH), seal_entry(FIRST, b"a" * 400, BOTH)
    assert len(short.body) == len(longer.body) > ENTRY_MINIMUM
    mixed = SealedEntry(longer.body, short.slots)
    with pytest.raises(SealError):
        opened(mixed, 0, CASEWORK.private(), FIRST)
