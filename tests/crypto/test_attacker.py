"""The thief of tests/test_thief.py can open: each way of hiding a key that it knows is shown to it here once."""

import base64
import hashlib
from collections.abc import Callable

import pytest

from incidents.crypto.envelope import Purpose, encrypt
from incidents.crypto.hybrid import PrivateKey
from incidents.crypto.labels import Label
from incidents.crypto.sealing import seal
from tests.crypto.common import RECORD
from tests.thief import SealedBlob, Thief, derivations, secrets_from, strings_in

BASE = hashlib.sha256(b"a key of which the thief finds a trace").digest()
TRACES: list[Callable[[bytes], bytes]] = [
    bytes,
    lambda key: key.hex().encode(),
    lambda key: key.hex().upper().encode(),
    base64.b64encode,
    base64.urlsafe_b64encode,
    lambda key: base64.urlsafe_b64encode(key).rstrip(b"="),
]
NAMES = ["raw", "hex", "upper-case hex", "base64", "base64url", "base64url without padding"]
USES: list[Callable[[bytes], bytes]] = [
    bytes,
    lambda key: hashlib.sha256(key).digest(),
    *(
        lambda key, label=label, place=place: derivations(key, label)[place]
        for label in Label
        for place in range(len(derivations(b"", label)))
    ),
]


def blobs(key: bytes) -> list[SealedBlob]:
    """A value under the key itself and one under the hybrid key that it is the secret of."""
    public = PrivateKey(key).public()
    return [
        SealedBlob("symmetric", encrypt(key, Purpose.FACT, RECORD, b"text"), RECORD),
        SealedBlob("hybrid", seal(public, Purpose.FACT, RECORD, b"text"), RECORD),
    ]


@pytest.mark.parametrize("trace", TRACES, ids=NAMES)
def test_whatever_trace_of_a_key_it_finds_it_opens_what_the_key_or_a_derivation_opens(
    trace: Callable[[bytes], bytes],
) -> None:
    candidates = secrets_from([trace(BASE)])
    for use in USES:
        opened = Thief(blobs(use(BASE)), candidates).opened()
        assert {found.blob for found in opened} == {"symmetric", "hybrid"}
        assert all(b"text" in found.plaintext for found in opened)


def test_it_opens_nothing_without_a_trace_or_in_another_record() -> None:
    assert Thief(blobs(BASE), secrets_from([b"something else of some length"])).opened() == []
    moved = [SealedBlob(blob.name, blob.envelope, b"record-2") for blob in blobs(BASE)]
    assert Thief(moved, {BASE}).opened() == []


def test_it_finds_a_key_in_the_middle_of_a_file() -> None:
    for trace in TRACES[1:]:
        file = b'NAME="' + trace(BASE) + b'"\nOTHER=1\n'
        assert BASE in secrets_from(strings_in(file))
        plain = b"NAME=" + trace(BASE) + b"\n"
        assert BASE in secrets_from(strings_in(plain))
