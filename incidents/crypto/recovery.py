"""Recovery: a secret that exists only as three paper shares, of which two bring it back (SLIP-39)."""

import os
from dataclasses import dataclass

import shamir_mnemonic
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from incidents.core.rings import Ring
from incidents.crypto.envelope import KEY_BYTES, Purpose
from incidents.crypto.hybrid import PrivateKey, PublicKey, signing_key
from incidents.crypto.keyring import RingSecret
from incidents.crypto.labels import Label
from incidents.crypto.sealing import seal
from incidents.crypto.unsealing import open_sealed

NEEDED = 2
SHARES = 3
RECOVERY = "recovery"


class ShareError(ValueError):
    """The shares do not belong together, or one is mistyped."""


@dataclass(frozen=True, slots=True)
class RecoverySecret:
    """The secret behind the shares; exists in memory at init, at a drill and at a recovery only."""

    value: bytes

    def __repr__(self) -> str:
        return "RecoverySecret(...)"

    def private(self) -> PrivateKey:
        """The key that opens every ring's secret."""
        return PrivateKey(self.value)

    def public(self) -> PublicKey:
        """The key to which every ring's secret is sealed."""
        return self.private().public()

    def root(self) -> Ed25519PrivateKey:
        """The root signing key of an installation whose first recovery secret this is."""
        return signing_key(self.value, Label.ROOT_SIGNING)


def generate() -> RecoverySecret:
    """A new secret."""
    return RecoverySecret(os.urandom(32))


def split(secret: RecoverySecret) -> list[str]:
    """Three shares of 33 words; any two are enough, one tells nothing."""
    groups = shamir_mnemonic.generate_mnemonics(
        1, [(NEEDED, SHARES)], secret.value, iteration_exponent=0
    )
    return list(groups[0])


def combine(shares: list[str]) -> RecoverySecret:
    """The secret from two shares; raises `ShareError`."""
    try:
        value = shamir_mnemonic.combine_mnemonics(shares[:NEEDED])
    except shamir_mnemonic.MnemonicError as error:
        raise ShareError("the shares do not fit together") from error
    if len(value) != KEY_BYTES:
        raise ShareError("the shares are of something else")
    return RecoverySecret(value)


def seal_ring(recovery: PublicKey, secret: RingSecret, recovery_epoch: int) -> bytes:
    """A ring's secret, sealed to the recovery key."""
    return seal(
        recovery,
        Purpose.RING_RECOVERY,
        _binding(secret.ring, secret.epoch),
        secret.secret,
        epoch=recovery_epoch,
    )


def open_ring(recovery: RecoverySecret, ring: Ring, epoch: int, sealed: bytes) -> RingSecret:
    """Inverse of `seal_ring`; raises `SealError`."""
    secret = open_sealed(
        recovery.private().load(), Purpose.RING_RECOVERY, _binding(ring, epoch), sealed
    )
    return RingSecret(ring, epoch, secret)


def _binding(ring: Ring, epoch: int) -> bytes:
    return ring.encode() + b"|" + str(epoch).encode()
