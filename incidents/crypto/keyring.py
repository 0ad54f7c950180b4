"""Keyring secrets: 32 bytes per epoch, granted to people, each carrying the one before. Trust: `ringtrust`."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from incidents.core.rings import Ring
from incidents.crypto.envelope import KEY_BYTES, Purpose, SealError, decrypt, encrypt, read_header
from incidents.crypto.hybrid import PrivateKey, PublicKey, derive, signing_key
from incidents.crypto.labels import Label
from incidents.crypto.ringtrust import RingPublic
from incidents.crypto.sealing import seal


@dataclass(frozen=True, slots=True)
class RingSecret:
    """An epoch's secret as a member holds it."""

    ring: Ring
    epoch: int
    secret: bytes

    def __post_init__(self) -> None:
        # Anybody can seal to a member's public key: what was opened need not be a secret at all.
        if len(self.secret) != KEY_BYTES:
            raise SealError

    def __repr__(self) -> str:
        return f"RingSecret({self.ring}, {self.epoch})"

    def private(self) -> PrivateKey:
        """The key that opens what is sealed to the ring in this epoch."""
        return PrivateKey(self.secret)

    def symmetric(self) -> bytes:
        """The key of the ring's desk cards."""
        return derive(self.secret, Label.SYMMETRIC_KEY)

    def statistics(self) -> bytes:
        """The key of the folded facts and of the ledger's true counts; of the statistics ring alone."""
        if self.ring is not Ring.STATISTICS:
            raise SealError
        return derive(self.secret, Label.STATISTICS_KEY)

    def signing(self) -> Ed25519PrivateKey:
        """The key that signs the next epoch and the members' certificates."""
        return signing_key(self.secret)

    def public(self) -> RingPublic:
        """What is published of this epoch, without signature."""
        return RingPublic(
            self.ring,
            self.epoch,
            self.private().public(),
            self.signing().public_key().public_bytes_raw(),
        )


def grant(secret: RingSecret, member: PublicKey, member_id: bytes) -> bytes:
    """The epoch's secret, sealed to a member's own key."""
    return seal(
        member,
        Purpose.RING_SECRET,
        grant_binding(secret.ring, member_id),
        secret.secret,
        epoch=secret.epoch,
    )


def grant_binding(ring: Ring, member_id: bytes) -> bytes:
    """A grant is bound to ring and member."""
    return ring.encode() + b"|" + member_id


def carry_previous(new: RingSecret, previous: RingSecret) -> bytes:
    """The previous epoch's secret under the new epoch's symmetric key, so that members can read back in time."""
    return encrypt(
        new.symmetric(),
        Purpose.RING_PREVIOUS,
        new.ring.encode(),
        previous.secret,
        epoch=previous.epoch,
    )


def read_previous(new: RingSecret, carried: bytes) -> RingSecret:
    """Inverse of `carry_previous`; raises `SealError`, also when another epoch than the last was carried."""
    if read_header(carried).epoch != new.epoch - 1:
        raise SealError
    secret = decrypt(new.symmetric(), Purpose.RING_PREVIOUS, new.ring.encode(), carried)
    return RingSecret(new.ring, new.epoch - 1, secret)
