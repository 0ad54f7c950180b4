"""What a person's keys open: entries and cards of their rings and of themselves, and a log-in that holds the keys."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.rings import Ring
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.envelope import HEADER, Header, Purpose, SealError, Suite, encrypt
from incidents.crypto.hybrid import derive
from incidents.crypto.keyring import RingSecret
from incidents.crypto.labels import Label
from incidents.crypto.opening import Opener
from incidents.crypto.sealing import (
    CARD_BYTES,
    KeySlot,
    Recipient,
    ring_recipient,
    seal,
    seal_entry,
    staff_recipient,
)
from incidents.crypto.sessionkey import open_session, seal_session, session_id
from incidents.crypto.staffkey import StaffKey
from tests.crypto.common import MANY, SECRET, ring_secret, truncated, with_flipped_bits

PERSON, ENTRY, CASE = b"p" * 16, b"e" * 16, b"c" * 16
KEY = StaffKey(SECRET)
OLD, NEW = ring_secret(epoch=1), ring_secret(epoch=2)
FOREIGN = ring_secret(Ring.INDEPENDENT, seed=5)
COOKIE = BrowserSecret(b"k" * 32)
ME = Recipient(staff_recipient(PERSON), 0, KEY.public())


def opener(*secrets: RingSecret) -> Opener:
    return Opener(PERSON, KEY, {(secret.ring, secret.epoch): secret for secret in secrets})


def recipient(secret: RingSecret) -> Recipient:
    return Recipient(ring_recipient(secret.ring), secret.epoch, secret.private().public())


def fresh_card(secret: RingSecret, card: bytes = b"card") -> bytes:
    key = secret.private().public()
    return seal(key, Purpose.DESK_CARD, CASE, card, epoch=secret.epoch, minimum=CARD_BYTES)


@pytest.mark.parametrize("held", [OLD, NEW], ids=["old epoch", "new epoch"])
def test_an_entry_opens_by_the_ring_in_its_epoch(held: RingSecret) -> None:
    sealed = seal_entry(ENTRY, b"text", [recipient(FOREIGN), recipient(held)])
    assert opener(OLD, NEW).open_entry(ENTRY, sealed.body, sealed.slots) == b"text"
    assert opener(held).open_entry(ENTRY, sealed.body, sealed.slots) == b"text"


def test_an_entry_opens_for_a_named_person() -> None:
    sealed = seal_entry(ENTRY, b"text", [ME])
    assert opener().open_entry(ENTRY, sealed.body, sealed.slots) == b"text"


def test_a_person_without_the_epoch_or_the_ring_opens_nothing() -> None:
    sealed = seal_entry(ENTRY, b"text", [recipient(NEW)])
    for person in (opener(), opener(OLD), opener(FOREIGN)):
        with pytest.raises(SealError):
            person.open_entry(ENTRY, sealed.body, sealed.slots)
    with pytest.raises(SealError):
        opener(NEW).open_entry(ENTRY, sealed.body, ())


@pytest.mark.parametrize("name", ["", "ring:", "ring:none", "staff:", "recovery", "reporter"])
def test_a_slot_with_an_unknown_name_opens_nothing(name: str) -> None:
    sealed = seal_entry(ENTRY, b"text", [recipient(NEW)])
    slot = KeySlot(name, 2, sealed.slots[0].sealed)
    with pytest.raises(SealError):
        opener(NEW).open_entry(ENTRY, sealed.body, (slot,))


def test_a_damaged_slot_does_not_hide_an_entry_that_another_slot_opens() -> None:
    sealed = seal_entry(ENTRY, b"text", [recipient(NEW), ME])
    damaged = KeySlot(sealed.slots[0].recipient, 2, b"nonsense")
    found = opener(NEW).open_entry(ENTRY, sealed.body, (damaged, sealed.slots[1]))
    assert found == b"text"


def test_a_fresh_card_and_a_folded_card_open_alike() -> None:
    person = opener(OLD, NEW)
    name = ring_recipient(Ring.CASEWORK)
    assert person.open_card(name, CASE, fresh_card(OLD)) == b"card"
    assert person.open_card(name, CASE, fresh_card(NEW)) == b"card"
    folded = person.fold_card(Ring.CASEWORK, CASE, b"card")
    assert person.open_card(name, CASE, folded) == b"card"
    assert opener(NEW).open_card(name, CASE, folded) == b"card"


def test_a_card_is_folded_under_the_newest_epoch_and_has_one_size() -> None:
    person = opener(NEW, OLD)
    folded = [person.fold_card(Ring.CASEWORK, CASE, b"c" * length) for length in (1, 40, 100)]
    assert len({len(card) for card in folded}) == 1
    with pytest.raises(SealError):
        opener(OLD).open_card(ring_recipient(Ring.CASEWORK), CASE, folded[0])


def test_a_card_of_a_named_person_opens_for_that_person() -> None:
    sealed = seal(KEY.public(), Purpose.DESK_CARD, CASE, b"card", minimum=CARD_BYTES)
    assert opener().open_card(ME.name, CASE, sealed) == b"card"
    with pytest.raises(SealError):
        opener().open_card(staff_recipient(b"q" * 16), CASE, sealed)


def test_a_card_that_was_moved_or_belongs_to_another_ring_is_refused() -> None:
    person, name = opener(NEW), ring_recipient(Ring.CASEWORK)
    for card in (fresh_card(NEW), person.fold_card(Ring.CASEWORK, CASE, b"card")):
        for holder, case in ((name, b"d" * 16), (ring_recipient(Ring.IDENTITY), CASE), ("", CASE)):
            with pytest.raises(SealError):
                person.open_card(holder, case, card)
    with pytest.raises(SealError):
        person.open_card(name, CASE, fresh_card(FOREIGN))
    with pytest.raises(SealError):
        person.fold_card(Ring.IDENTITY, CASE, b"card")


@MANY
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"\x01\x02\x03\0\0\0\0\x02", b"\x01\x01\x03\0\0\0\0\x02"]),
)
def test_arbitrary_bytes_as_card_slot_or_session_are_refused(data: bytes, header: bytes) -> None:
    person, envelope = opener(OLD, NEW), header + data
    for holder in (ring_recipient(Ring.CASEWORK), ME.name):
        with pytest.raises(SealError):
            person.open_card(holder, CASE, envelope)
        with pytest.raises(SealError):
            person.open_entry(ENTRY, envelope, (KeySlot(holder, 2, envelope),))
    with pytest.raises(SealError):
        open_session(COOKIE, envelope)


def test_rings_and_newest_say_what_is_held() -> None:
    person = opener(NEW, OLD, FOREIGN)
    assert person.rings() == {Ring.CASEWORK, Ring.INDEPENDENT}
    assert person.newest(Ring.CASEWORK) == NEW
    assert person.newest(Ring.STATISTICS) is None


def test_a_session_gives_the_keys_back_to_the_same_cookie() -> None:
    sealed = seal_session(COOKIE, opener(OLD, NEW))
    again = open_session(COOKIE, sealed)
    assert (again.staff_id, again.key) == (PERSON, KEY)
    assert dict(again.secrets) == {(Ring.CASEWORK, 1): OLD, (Ring.CASEWORK, 2): NEW}


def test_a_session_of_another_cookie_or_a_touched_one_is_refused() -> None:
    sealed = seal_session(COOKIE, opener(OLD))
    with pytest.raises(SealError):
        open_session(BrowserSecret.generate(), sealed)
    with pytest.raises(SealError):
        open_session(BrowserSecret(session_id(COOKIE)), sealed)
    for damaged in (*with_flipped_bits(sealed[:40]), *truncated(sealed[:60])):
        with pytest.raises(SealError):
            open_session(COOKIE, damaged)
    moved = Header(Suite.AES_GCM, Purpose.BROWSER_BOX, 0).pack() + sealed[HEADER.size :]
    assert COOKIE.open(moved) is None


def test_sessions_have_one_size_whatever_a_person_holds() -> None:
    sizes = {len(seal_session(COOKIE, opener(*held))) for held in ((), (OLD,), (OLD, NEW, FOREIGN))}
    assert len(sizes) == 1


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"no json",
        b"\xff",
        b"[]",
        b"{}",
        json.dumps({"staff": "zz", "seed": "00", "rings": []}).encode(),
        json.dumps({"staff": "00", "seed": "00", "rings": [["none", 1, "00"]]}).encode(),
        json.dumps({"staff": "00", "seed": "00", "rings": [["casework", 1, "00"]]}).encode(),
        json.dumps({"staff": "00", "seed": 1, "rings": []}).encode(),
    ],
)
def test_a_session_with_a_strange_document_is_refused(document: bytes) -> None:
    key = derive(COOKIE.value, Label.SESSION_KEY)
    sealed = encrypt(key, Purpose.STAFF_SESSION, session_id(COOKIE), document)
    with pytest.raises(SealError):
        open_session(COOKIE, sealed)


def test_an_opener_is_not_printed() -> None:
    assert SECRET.hex() not in repr(opener(OLD))
    assert OLD.secret.hex() not in repr(opener(OLD))
