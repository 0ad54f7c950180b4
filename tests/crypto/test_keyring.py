"""Keyrings: a grant opens for its member, each epoch carries the one before, and trust runs from the pinned root."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.rings import Ring
from incidents.crypto.envelope import HEADER, Header, Purpose, SealError, Suite
from incidents.crypto.hybrid import PrivateKey
from incidents.crypto.keyring import (
    RingSecret,
    carry_previous,
    grant,
    grant_binding,
    read_previous,
)
from incidents.crypto.opening import open_grant
from incidents.crypto.ringtrust import (
    Certificate,
    SignedRing,
    TrustError,
    grant_statement,
    root_fingerprint,
    verifies,
    verify,
    verify_chain,
)
from incidents.crypto.sealing import seal
from incidents.crypto.staffkey import StaffKey
from tests.crypto.common import MANY, SECRET, ring_secret, with_flipped_bits

ROOT = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
ROOT_PUBLIC = ROOT.public_key().public_bytes_raw()
PINNED = root_fingerprint(ROOT_PUBLIC)
MEMBER, MEMBER_ID = StaffKey(SECRET), b"m" * 16
STRANGER = StaffKey(b"s" * 32)
EPOCHS = [ring_secret(epoch=number) for number in (1, 2, 3)]


def chain() -> list[SignedRing]:
    """Three epochs, each signed by the one before."""
    signers = [ROOT, *(secret.signing() for secret in EPOCHS)]
    return [
        SignedRing(secret.public(), signer.sign(secret.public().statement()))
        for secret, signer in zip(EPOCHS, signers, strict=False)
    ]


def test_a_signature_that_verified_vouches_for_nothing_else() -> None:
    signature, other = ROOT.sign(b"statement"), MEMBER.signing_public()
    for _ in range(2):
        assert verifies(ROOT_PUBLIC, signature, b"statement")
        assert not verifies(ROOT_PUBLIC, signature, b"another")
        assert not verifies(ROOT_PUBLIC, bytes(64), b"statement")
        assert not verifies(other, signature, b"statement")
        assert not verifies(ROOT_PUBLIC, signature[:-1], signature[-1:] + b"statement")


def test_a_grant_opens_for_its_member() -> None:
    secret = ring_secret()
    sealed = grant(secret, MEMBER.public(), MEMBER_ID)
    assert open_grant(MEMBER, MEMBER_ID, secret.ring, 1, sealed) == secret


def test_a_grant_that_was_moved_is_refused() -> None:
    sealed = grant(ring_secret(), MEMBER.public(), MEMBER_ID)
    for key, member, ring, epoch in (
        (STRANGER, MEMBER_ID, Ring.CASEWORK, 1),
        (MEMBER, b"n" * 16, Ring.CASEWORK, 1),
        (MEMBER, MEMBER_ID, Ring.IDENTITY, 1),
        (MEMBER, MEMBER_ID, Ring.CASEWORK, 2),
    ):
        with pytest.raises(SealError):
            open_grant(key, member, ring, epoch, sealed)


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_grant_that_holds_no_secret_is_refused(content: bytes) -> None:
    """Anybody can seal to a member's public key."""
    bound = grant_binding(Ring.CASEWORK, MEMBER_ID)
    forged = seal(MEMBER.public(), Purpose.RING_SECRET, bound, content, epoch=1)
    with pytest.raises(SealError):
        open_grant(MEMBER, MEMBER_ID, Ring.CASEWORK, 1, forged)


@MANY
@given(st.binary(max_size=100))
def test_arbitrary_bytes_are_no_grant_and_no_previous_epoch(content: bytes) -> None:
    with pytest.raises(SealError):
        open_grant(MEMBER, MEMBER_ID, Ring.CASEWORK, 1, content)
    with pytest.raises(SealError):
        read_previous(EPOCHS[1], content)


def test_a_new_epoch_gives_the_one_before_and_that_gives_the_first() -> None:
    first, second, third = EPOCHS
    assert read_previous(third, carry_previous(third, second)) == second
    assert read_previous(second, carry_previous(second, first)) == first


def test_an_old_epoch_does_not_give_a_newer_one() -> None:
    first, second, third = EPOCHS
    with pytest.raises(SealError):
        read_previous(first, carry_previous(second, first))
    with pytest.raises(SealError):
        read_previous(third, carry_previous(second, first))


def test_a_carried_secret_of_another_epoch_or_ring_is_refused() -> None:
    first, second, third = EPOCHS
    with pytest.raises(SealError):
        read_previous(third, carry_previous(third, first))
    carried = carry_previous(third, second)
    moved = Header(Suite.AES_GCM, Purpose.RING_PREVIOUS, 1).pack() + carried[HEADER.size :]
    with pytest.raises(SealError):
        read_previous(third, moved)
    with pytest.raises(SealError):
        read_previous(replace(third, ring=Ring.IDENTITY), carried)
    for damaged in with_flipped_bits(carried):
        with pytest.raises(SealError):
            read_previous(third, damaged)


def test_each_epoch_has_keys_of_its_own() -> None:
    for part in (
        lambda secret: secret.private().public().raw,
        lambda secret: secret.symmetric(),
        lambda secret: secret.public().signing,
    ):
        assert len({part(secret) for secret in EPOCHS}) == len(EPOCHS)
    assert EPOCHS[0].symmetric() != EPOCHS[0].secret


def test_a_secret_is_not_printed() -> None:
    assert EPOCHS[0].secret.hex() not in repr(EPOCHS[0])
    assert repr(EPOCHS[0].secret) not in repr(EPOCHS[0])
    with pytest.raises(SealError):
        RingSecret(Ring.CASEWORK, 1, b"short")


def test_a_chain_from_the_pinned_root_gives_its_newest_epoch() -> None:
    for length in (1, 2, 3):
        newest = verify_chain(ROOT_PUBLIC, PINNED, chain()[:length])
        assert newest == EPOCHS[length - 1].public()


def swapped_key(epochs: list[SignedRing]) -> None:
    public = replace(epochs[1].public, key=PrivateKey(b"s" * 32).public())
    epochs[1] = replace(epochs[1], public=public)


def swapped_signing_key(epochs: list[SignedRing]) -> None:
    public = replace(epochs[2].public, signing=STRANGER.signing_public())
    epochs[2] = replace(epochs[2], public=public)


def swapped_signatures(epochs: list[SignedRing]) -> None:
    epochs[0], epochs[1] = (
        replace(epochs[0], signature=epochs[1].signature),
        replace(epochs[1], signature=epochs[0].signature),
    )


def missing_first(epochs: list[SignedRing]) -> None:
    del epochs[0]


def missing_middle(epochs: list[SignedRing]) -> None:
    del epochs[1]


def no_epochs(epochs: list[SignedRing]) -> None:
    epochs.clear()


def swapped_order(epochs: list[SignedRing]) -> None:
    epochs[1], epochs[2] = epochs[2], epochs[1]


def signed_by_a_stranger(epochs: list[SignedRing]) -> None:
    own = ring_secret(epoch=1, seed=9).public()
    epochs[:] = [SignedRing(own, STRANGER.signing().sign(own.statement()))]


def newest_signed_by_itself(epochs: list[SignedRing]) -> None:
    own = ring_secret(epoch=3, seed=9)
    epochs[2] = SignedRing(own.public(), own.signing().sign(own.public().statement()))


def newest_signed_by_the_epoch_before_last(epochs: list[SignedRing]) -> None:
    statement = epochs[2].public.statement()
    epochs[2] = replace(epochs[2], signature=EPOCHS[0].signing().sign(statement))


def an_epoch_of_another_ring(epochs: list[SignedRing]) -> None:
    public = replace(epochs[1].public, ring=Ring.IDENTITY)
    epochs[1] = SignedRing(public, EPOCHS[0].signing().sign(public.statement()))


def an_empty_signature(epochs: list[SignedRing]) -> None:
    epochs[0] = replace(epochs[0], signature=b"")


def a_signing_key_that_is_none(epochs: list[SignedRing]) -> None:
    public = replace(epochs[0].public, signing=b"no key")
    epochs[0] = SignedRing(public, ROOT.sign(public.statement()))


@pytest.mark.parametrize(
    "attack",
    [
        swapped_key,
        swapped_signing_key,
        swapped_signatures,
        missing_first,
        missing_middle,
        no_epochs,
        swapped_order,
        signed_by_a_stranger,
        newest_signed_by_itself,
        newest_signed_by_the_epoch_before_last,
        an_epoch_of_another_ring,
        an_empty_signature,
        a_signing_key_that_is_none,
    ],
)
def test_a_chain_that_somebody_changed_is_refused(
    attack: Callable[[list[SignedRing]], None],
) -> None:
    epochs = chain()
    attack(epochs)
    with pytest.raises(TrustError):
        verify_chain(ROOT_PUBLIC, PINNED, epochs)


def test_a_root_that_is_not_the_pinned_one_is_refused() -> None:
    own = STRANGER.signing()
    public = own.public_key().public_bytes_raw()
    forged = [SignedRing(EPOCHS[0].public(), own.sign(EPOCHS[0].public().statement()))]
    with pytest.raises(TrustError):
        verify_chain(public, PINNED, forged)
    for pinned in ("", PINNED[:-1], PINNED.upper(), root_fingerprint(public)):
        with pytest.raises(TrustError):
            verify_chain(ROOT_PUBLIC, pinned, chain())


def test_the_fingerprint_stays_as_it_is() -> None:
    assert len(PINNED.replace("-", "")) == 64
    assert root_fingerprint(bytes(32)) == (
        "c4b161a8-24e1313a-79ae270b-4895a678-ee3bed7f-9cfc489f-a7673b13-64543d37"
    )


def certificate(
    key: StaffKey = MEMBER, name: str = "lena", person: bytes = MEMBER_ID
) -> Certificate:
    return Certificate(person, name, key.public(), key.signing_public())


def test_a_certificate_vouches_for_this_person_name_and_key_only() -> None:
    good = certificate()
    signature = ROOT.sign(good.statement())
    assert verifies(ROOT_PUBLIC, signature, good.statement())
    for other in (
        certificate(STRANGER),
        certificate(name="omar"),
        certificate(person=b"n" * 16),
        replace(good, signing=STRANGER.signing_public()),
    ):
        assert not verifies(ROOT_PUBLIC, signature, other.statement())


def test_a_grants_signature_covers_ring_epoch_member_and_ciphertext() -> None:
    base = (Ring.CASEWORK, 1, certificate(), b"sealed")
    statements = {
        grant_statement(*base),
        grant_statement(Ring.IDENTITY, *base[1:]),
        grant_statement(base[0], 2, *base[2:]),
        grant_statement(*base[:2], certificate(STRANGER), base[3]),
        grant_statement(*base[:3], b"other"),
    }
    assert len(statements) == 5


def test_no_two_statements_of_different_parts_are_the_same_bytes() -> None:
    one = Certificate(b"a", "b|c", MEMBER.public(), MEMBER.signing_public())
    other = Certificate(b"a|b", "c", MEMBER.public(), MEMBER.signing_public())
    assert one.statement() != other.statement()


@MANY
@given(st.binary(max_size=80), st.binary(max_size=80), st.binary(max_size=40))
def test_an_arbitrary_signature_is_refused_with_the_one_error(
    public: bytes, signature: bytes, statement: bytes
) -> None:
    for key in (public, ROOT_PUBLIC):
        with pytest.raises(TrustError):
            verify(key, signature, statement)
