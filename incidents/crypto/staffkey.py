"""A staff member's key: one seed, wrapped under the passphrase; one Argon2id derivation both verifies and unlocks."""

import hashlib
import hmac
import os
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from incidents.crypto.envelope import Purpose, SealError, decrypt, encrypt
from incidents.crypto.hybrid import PrivateKey, PublicKey, derive, signing_key
from incidents.crypto.labels import Label

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters; stored with each lock, so that they can rise later."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class StaffKey:
    """The unlocked key of a staff member."""

    seed: bytes

    def __repr__(self) -> str:
        return "StaffKey(...)"

    def private(self) -> PrivateKey:
        """The key to which keyring secrets are granted."""
        return PrivateKey(self.seed)

    def public(self) -> PublicKey:
        """The public half."""
        return self.private().public()

    def signing(self) -> Ed25519PrivateKey:
        """The key that signs entries, grants and audit rows."""
        return signing_key(self.seed)

    def signing_public(self) -> bytes:
        """Its public half, 32 bytes."""
        return self.signing().public_key().public_bytes_raw()

    def entry_id(self, *said: str) -> bytes:
        """Where an entry lies: the same for the same words. Keyed, so that it tells nothing of them."""
        framed = "|".join(f"{len(part)}|{part}" for part in said)
        return hmac.digest(derive(self.seed, Label.ENTRY_ID), framed.encode(), "sha256")[:16]


@dataclass(frozen=True, slots=True)
class Lock:
    """What the staff row stores: salt, cost, a hash of the verifier, and the seed under the passphrase."""

    salt: bytes
    cost: Cost
    verifier: bytes
    wrapped: bytes


def generate() -> StaffKey:
    """A new key from the operating system's random source."""
    return StaffKey(os.urandom(32))


def lock(key: StaffKey, staff_id: bytes, passphrase: str, cost: Cost | None = None) -> Lock:
    """Wrap a key under a passphrase."""
    cost = cost or Cost()
    salt = os.urandom(SALT_BYTES)
    wrap, verifier = _derive(passphrase, salt, cost)
    return Lock(salt, cost, verifier, encrypt(wrap, Purpose.STAFF_SEED, staff_id, key.seed))


def unlock(stored: Lock, staff_id: bytes, passphrase: str) -> StaffKey | None:
    """The key, or None for a wrong passphrase. Costs the same either way."""
    wrap, verifier = _derive(passphrase, stored.salt, stored.cost)
    if not hmac.compare_digest(verifier, stored.verifier):
        return None
    try:
        return StaffKey(decrypt(wrap, Purpose.STAFF_SEED, staff_id, stored.wrapped))
    except SealError:
        return None


def _derive(passphrase: str, salt: bytes, cost: Cost) -> tuple[bytes, bytes]:
    """One Argon2id run; wrap key and hashed verifier by independent labels."""
    text = " ".join(unicodedata.normalize("NFKC", passphrase).split())
    stretched = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(text.encode())
    verifier = hashlib.sha256(derive(stretched, Label.STAFF_VERIFIER)).digest()
    return derive(stretched, Label.STAFF_WRAP), verifier
