"""A staff member's key under a passphrase: one slow derivation, nothing for whoever guesses or tampers."""

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from incidents.crypto import staffkey
from incidents.crypto.staffkey import Cost, Lock, StaffKey
from tests.crypto.common import MANY, SECRET, with_flipped_bits

CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
PERSON = b"p" * 16
KEY = StaffKey(SECRET)
PHRASE = "blåbär växer där ingen går"


@pytest.fixture(scope="module")
def locked() -> Lock:
    return staffkey.lock(KEY, PERSON, PHRASE, CHEAP)


@pytest.fixture
def derivations(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The parameters of every slow derivation."""
    made: list[dict[str, Any]] = []

    def counted(**parameters: Any) -> Argon2id:
        made.append(parameters)
        return Argon2id(**parameters)

    monkeypatch.setattr(staffkey, "Argon2id", counted)
    return made


def test_the_passphrase_opens_the_key(locked: Lock) -> None:
    assert staffkey.unlock(locked, PERSON, PHRASE) == KEY


def test_a_wrong_passphrase_opens_nothing(locked: Lock) -> None:
    for wrong in ("", PHRASE[:-1], PHRASE.upper(), PHRASE.replace(" ", "")):
        assert staffkey.unlock(locked, PERSON, wrong) is None


@MANY
@given(st.text(max_size=60))
def test_an_arbitrary_passphrase_is_none_and_never_an_exception(typed: str) -> None:
    if " ".join(unicodedata.normalize("NFKC", typed).split()) != PHRASE:
        assert staffkey.unlock(staffkey.lock(KEY, PERSON, PHRASE, CHEAP), PERSON, typed) is None


def test_the_same_phrase_typed_on_another_keyboard_opens(locked: Lock) -> None:
    for typed in (
        unicodedata.normalize("NFD", PHRASE),
        unicodedata.normalize("NFC", PHRASE),
        f"  {PHRASE}\n",
        PHRASE.replace(" ", "   "),
        PHRASE.replace(" ", "\u00a0"),
        PHRASE.replace(" ", "\t"),
    ):
        assert staffkey.unlock(locked, PERSON, typed) == KEY, ascii(typed)


def test_a_touched_lock_opens_nothing(locked: Lock) -> None:
    touched = [
        replace(locked, salt=bytes(16)),
        replace(locked, cost=replace(CHEAP, iterations=2)),
        replace(locked, verifier=bytes(32)),
        replace(locked, wrapped=b""),
        *(replace(locked, wrapped=damaged) for damaged in with_flipped_bits(locked.wrapped)),
    ]
    assert {staffkey.unlock(lock, PERSON, PHRASE) for lock in touched} == {None}


def test_a_lock_that_was_moved_to_another_account_opens_nothing(locked: Lock) -> None:
    assert staffkey.unlock(locked, b"q" * 16, PHRASE) is None


def test_an_unlocking_is_exactly_one_slow_derivation(
    locked: Lock, derivations: list[dict[str, Any]]
) -> None:
    for count, typed in enumerate((PHRASE, "wrong"), start=1):
        staffkey.unlock(locked, PERSON, typed)
        assert len(derivations) == count
    staffkey.lock(KEY, PERSON, PHRASE, CHEAP)
    assert len(derivations) == 3


def test_without_a_wish_the_derivation_takes_64_mebibytes(
    derivations: list[dict[str, Any]],
) -> None:
    lock = staffkey.lock(KEY, PERSON, PHRASE)
    assert lock.cost == Cost(64 * 1024, 3, 1)
    assert derivations[0]["memory_cost"] == 64 * 1024
    assert derivations[0]["iterations"] == 3


def test_two_locks_of_one_phrase_share_no_bytes() -> None:
    one, other = (staffkey.lock(KEY, PERSON, PHRASE, CHEAP) for _ in range(2))
    assert one.salt != other.salt
    assert one.verifier != other.verifier
    assert one.wrapped[8:] != other.wrapped[8:]


def test_the_stored_verifier_opens_nothing(locked: Lock) -> None:
    stolen = replace(locked, wrapped=staffkey.lock(KEY, PERSON, "another", CHEAP).wrapped)
    assert staffkey.unlock(stolen, PERSON, PHRASE) is None


def test_a_key_is_not_printed() -> None:
    assert SECRET.hex() not in repr(KEY)
    assert repr(SECRET) not in repr(KEY)


def test_a_key_signs_and_receives_with_independent_keys() -> None:
    parts = {KEY.seed, KEY.signing().private_bytes_raw(), KEY.signing_public(), KEY.public().raw}
    assert len(parts) == 4
    assert staffkey.generate().seed != staffkey.generate().seed
