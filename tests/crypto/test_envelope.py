"""The stored format: bytes that are written today open for ever, and bytes that were touched never open."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.crypto.envelope import (
    HEADER,
    Header,
    Purpose,
    SealError,
    Suite,
    decrypt,
    encrypt,
    pad,
    padded_size,
    read_header,
    unpad,
)
from incidents.crypto.hybrid import PrivateKey, PublicKey
from incidents.crypto.sealing import seal
from incidents.crypto.unsealing import open_entry, open_sealed
from tests.crypto.common import (
    GREETING,
    KEY,
    MANY,
    PUBLIC,
    RECORD,
    SECRET,
    truncated,
    with_flipped_bits,
)

GOLDEN = {
    name: base64.b64decode(text)
    for name, text in json.loads(
        (Path(__file__).parent / "golden.json").read_text(encoding="ascii")
    ).items()
}
GOLDEN_CARD = bytes.fromhex(
    "0102030000000007"
    "000102030405060708090a0b"
    "4702d61c8d80a83be982328bb1e9786d83d68734f07b5f7c3867e5851d6900b2"
    "02e5f9db3cabc4e71a5d77a1d61489db"
)
GOLDEN_PUBLIC = "b774a506730d4338859aa71d037d5933666cae9d25118493233cb60b32bd5c77"


def test_the_header_has_these_eight_bytes() -> None:
    header = Header(Suite.HPKE_HYBRID, Purpose.FACT, 0x01020304)
    assert header.pack().hex() == "0101040001020304"
    assert read_header(header.pack()) == header


def test_purposes_and_suites_keep_their_numbers() -> None:
    assert [(suite.name, suite.value) for suite in Suite] == [("HPKE_HYBRID", 1), ("AES_GCM", 2)]
    assert [(purpose.name, purpose.value) for purpose in Purpose] == [
        ("ENTRY_KEY", 1),
        ("ENTRY_BODY", 2),
        ("DESK_CARD", 3),
        ("FACT", 4),
        ("RING_SECRET", 5),
        ("RING_PREVIOUS", 6),
        ("RING_RECOVERY", 7),
        ("STAFF_SEED", 8),
        ("STAFF_SESSION", 9),
        ("BROWSER_BOX", 10),
        ("FILE_BODY", 11),
        ("FILE_KEY", 12),
        ("READ_MARK", 13),
        ("SECOND_FACTOR", 14),
        ("PASSKEY", 15),
        ("HANDOVER_PACKET", 16),
        ("HANDOVER_DRAFT", 17),
        ("HANDOVER_FILE", 18),
        ("FACT_BLOCK", 19),
        ("STATISTICS_CUBE", 20),
    ]


def test_a_symmetric_envelope_has_exactly_these_bytes() -> None:
    made = encrypt(
        SECRET, Purpose.DESK_CARD, RECORD, GREETING, epoch=7, minimum=32, nonce=bytes(range(12))
    )
    assert made == GOLDEN_CARD
    assert decrypt(SECRET, Purpose.DESK_CARD, RECORD, GOLDEN_CARD) == GREETING


def test_a_secret_has_this_public_key_for_ever() -> None:
    assert hashlib.sha256(PUBLIC.raw).hexdigest() == GOLDEN_PUBLIC


def test_a_value_that_was_sealed_by_the_first_version_still_opens() -> None:
    assert open_sealed(KEY, Purpose.FACT, RECORD, GOLDEN["hpke_fact"]) == GREETING


def test_an_entry_that_was_sealed_by_the_first_version_still_opens() -> None:
    body, slot = GOLDEN["entry_body"], GOLDEN["entry_slot"]
    assert open_entry(KEY, b"E" * 16, body, "ring:casework", slot) == GREETING


@pytest.mark.parametrize(
    "header",
    [
        b"\x00\x02\x03\x00\0\0\0\x07",
        b"\x02\x02\x03\x00\0\0\0\x07",
        b"\x01\x00\x03\x00\0\0\0\x07",
        b"\x01\x03\x03\x00\0\0\0\x07",
        b"\x01\x02\x00\x00\0\0\0\x07",
        b"\x01\x02\x15\x00\0\0\0\x07",
        b"\x01\x02\xff\x00\0\0\0\x07",
        b"\x01\x02\x03\x01\0\0\0\x07",
        b"\x01\x02\x03\x00\0\0\0",
        b"",
    ],
    ids=[
        "version 0",
        "version 2",
        "suite 0",
        "suite 3",
        "purpose 0",
        "purpose 19",
        "purpose 255",
        "reserved byte",
        "seven bytes",
        "nothing",
    ],
)
def test_a_header_that_this_version_never_wrote_is_refused(header: bytes) -> None:
    with pytest.raises(SealError):
        read_header(header)
    with pytest.raises(SealError):
        decrypt(SECRET, Purpose.DESK_CARD, RECORD, header + GOLDEN_CARD[HEADER.size :])


def test_every_flipped_bit_of_a_symmetric_envelope_is_refused() -> None:
    for damaged in with_flipped_bits(GOLDEN_CARD):
        with pytest.raises(SealError):
            decrypt(SECRET, Purpose.DESK_CARD, RECORD, damaged)


def test_every_flipped_bit_of_a_sealed_envelope_is_refused() -> None:
    for damaged in with_flipped_bits(GOLDEN["hpke_fact"]):
        with pytest.raises(SealError):
            open_sealed(KEY, Purpose.FACT, RECORD, damaged)


def test_every_truncation_is_refused() -> None:
    for damaged in truncated(GOLDEN_CARD):
        with pytest.raises(SealError):
            decrypt(SECRET, Purpose.DESK_CARD, RECORD, damaged)
    for damaged in truncated(GOLDEN["hpke_fact"]):
        with pytest.raises(SealError):
            open_sealed(KEY, Purpose.FACT, RECORD, damaged)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_value_opens_for_its_own_purpose_only(purpose: Purpose) -> None:
    symmetric = encrypt(SECRET, purpose, RECORD, GREETING)
    sealed = seal(PUBLIC, purpose, RECORD, GREETING)
    for other in Purpose:
        header = Header(Suite.AES_GCM, other, 0).pack()
        relabelled = header + symmetric[HEADER.size :]
        hybrid = Header(Suite.HPKE_HYBRID, other, 0).pack() + sealed[HEADER.size :]
        if other is purpose:
            assert decrypt(SECRET, other, RECORD, symmetric) == GREETING
            assert open_sealed(KEY, other, RECORD, sealed) == GREETING
            continue
        for envelope in (symmetric, relabelled):
            with pytest.raises(SealError):
                decrypt(SECRET, other, RECORD, envelope)
        for envelope in (sealed, hybrid):
            with pytest.raises(SealError):
                open_sealed(KEY, other, RECORD, envelope)


def test_a_value_opens_in_its_own_record_epoch_and_suite_only() -> None:
    symmetric = encrypt(SECRET, Purpose.FACT, RECORD, GREETING, epoch=7)
    sealed = seal(PUBLIC, Purpose.FACT, RECORD, GREETING, epoch=7)
    for record in (b"record-2", b"record-", b""):
        with pytest.raises(SealError):
            decrypt(SECRET, Purpose.FACT, record, symmetric)
        with pytest.raises(SealError):
            open_sealed(KEY, Purpose.FACT, record, sealed)
    moved = Header(Suite.AES_GCM, Purpose.FACT, 8).pack() + symmetric[HEADER.size :]
    with pytest.raises(SealError):
        decrypt(SECRET, Purpose.FACT, RECORD, moved)
    moved = Header(Suite.HPKE_HYBRID, Purpose.FACT, 8).pack() + sealed[HEADER.size :]
    with pytest.raises(SealError):
        open_sealed(KEY, Purpose.FACT, RECORD, moved)
    with pytest.raises(SealError):
        decrypt(SECRET, Purpose.FACT, RECORD, sealed)
    with pytest.raises(SealError):
        open_sealed(KEY, Purpose.FACT, RECORD, symmetric)


@pytest.mark.parametrize("key", [bytes(32), SECRET[:16], SECRET[:31], SECRET + b"\0", b""])
def test_another_key_of_any_length_is_refused(key: bytes) -> None:
    with pytest.raises(SealError):
        decrypt(key, Purpose.DESK_CARD, RECORD, GOLDEN_CARD)


def test_a_key_of_the_wrong_length_is_no_key() -> None:
    with pytest.raises(ValueError, match="32"):
        PrivateKey(b"short")
    with pytest.raises(ValueError, match="1216"):
        PublicKey(PUBLIC.raw[:-1])


def test_a_private_key_is_not_printed() -> None:
    assert SECRET.hex() not in repr(PrivateKey(SECRET))
    assert repr(SECRET) not in repr(PrivateKey(SECRET))


def test_two_seals_of_the_same_text_differ() -> None:
    assert seal(PUBLIC, Purpose.FACT, RECORD, b"a") != seal(PUBLIC, Purpose.FACT, RECORD, b"a")
    assert encrypt(SECRET, Purpose.FACT, RECORD, b"a") != encrypt(
        SECRET, Purpose.FACT, RECORD, b"a"
    )


@pytest.mark.parametrize(
    ("length", "size"),
    [
        (0, 2),
        (2, 2),
        (3, 3),
        (8, 8),
        (9, 10),
        (31, 32),
        (33, 36),
        (100, 104),
        (512, 512),
        (513, 544),
        (1_000, 1_024),
        (4_097, 4_352),
        (20_000, 20_480),
        (1_000_000, 1_015_808),
    ],
)
def test_padme_sizes(length: int, size: int) -> None:
    assert padded_size(length) == size
    assert padded_size(length, minimum=2_048) == max(2_048, size)


def test_padding_grows_with_the_text_and_costs_at_most_twelve_percent() -> None:
    before = 0
    for length in range(2, 70_000):
        size = padded_size(length)
        assert before <= size
        assert length <= size <= length * 1.12
        assert padded_size(size) == size
        before = size


@MANY
@given(st.binary(max_size=3_000), st.integers(0, 4_096))
def test_unpadding_undoes_padding(data: bytes, minimum: int) -> None:
    framed = pad(data, minimum)
    assert unpad(framed) == data
    assert len(framed) == padded_size(len(data) + 4, minimum)


@MANY
@given(st.binary(max_size=200), st.integers(0, 255))
def test_padding_that_is_not_zero_is_refused(data: bytes, place: int) -> None:
    framed = bytearray(pad(data, 512))
    framed[len(data) + 4 + place] = 1
    with pytest.raises(SealError):
        unpad(bytes(framed))


@MANY
@given(st.binary(max_size=2_000), st.sampled_from(Purpose), st.integers(0, 2**32 - 1))
def test_what_was_sealed_opens_and_says_its_epoch(
    data: bytes, purpose: Purpose, epoch: int
) -> None:
    symmetric = encrypt(SECRET, purpose, RECORD, data, epoch=epoch)
    sealed = seal(PUBLIC, purpose, RECORD, data, epoch=epoch)
    assert decrypt(SECRET, purpose, RECORD, symmetric) == data
    assert open_sealed(KEY, purpose, RECORD, sealed) == data
    assert read_header(symmetric) == Header(Suite.AES_GCM, purpose, epoch)
    assert read_header(sealed) == Header(Suite.HPKE_HYBRID, purpose, epoch)


@MANY
@given(st.binary(max_size=1_500), st.sampled_from(["", "0102040000000000", "0101040000000000"]))
def test_arbitrary_bytes_are_refused_with_the_one_error(data: bytes, header: str) -> None:
    envelope = bytes.fromhex(header) + data
    with pytest.raises(SealError):
        decrypt(SECRET, Purpose.FACT, RECORD, envelope)
    with pytest.raises(SealError):
        open_sealed(KEY, Purpose.FACT, RECORD, envelope)
    for function in (read_header, unpad):
        try:
            function(envelope)
        except SealError:
            continue
