"""Trust in the keyrings' public keys: which key is the ring's, and who vouches for it. Holds no secret.

Trust runs one way: the configuration pins the fingerprint of the installation's root signing key; the root signs the
first epoch of each ring and the first certificates; each later epoch is signed by the one before. Whoever can write the
database but not sign cannot put a key of their own in the place of a ring's.
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from incidents.core.rings import Ring
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.labels import PRODUCT
from incidents.crypto.words import fingerprint_words


class TrustError(Exception):
    """A public key or certificate does not chain to the pinned root: somebody may have replaced it."""


@dataclass(frozen=True, slots=True)
class RingPublic:
    """An epoch's public halves."""

    ring: Ring
    epoch: int
    key: PublicKey
    signing: bytes

    def statement(self) -> bytes:
        """The bytes that the epoch before (or the root) signs."""
        return _statement(
            b"ring-epoch", self.ring.encode(), str(self.epoch).encode(), self.key.raw, self.signing
        )


@dataclass(frozen=True, slots=True)
class SignedRing:
    """An epoch with the signature that vouches for it."""

    public: RingPublic
    signature: bytes


@dataclass(frozen=True, slots=True)
class Certificate:
    """A statement that a public key belongs to a staff member, signed by the root or by a ring's epoch."""

    staff_id: bytes
    name: str
    key: PublicKey
    signing: bytes

    def statement(self) -> bytes:
        """The bytes that are signed."""
        return _statement(b"staff", self.staff_id, self.name.encode(), self.key.raw, self.signing)

    def words(self) -> str:
        """Six words by which two people compare the key by voice."""
        return fingerprint_words(self.statement())


def root_fingerprint(root_public: bytes) -> str:
    """What the configuration pins: 64 hex digits in groups of eight."""
    text = hashlib.sha256(PRODUCT + b"root|" + root_public).hexdigest()
    return "-".join(text[i : i + 8] for i in range(0, 64, 8))


#: Hashes of (key, signature, statement) that verified in this process; nothing of what was signed.
_proven: set[bytes] = set()
_MOST_PROVEN = 8192


def verify(public: bytes, signature: bytes, statement: bytes) -> None:
    """Raises `TrustError` unless the signature is good.

    One that was is known again by a hash: the same certificates and entries are verified with each page.
    """
    parts = (public, signature, statement)
    proof = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
    if proof in _proven:
        return
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except (InvalidSignature, ValueError) as error:
        raise TrustError("a signature does not verify") from error
    if len(_proven) >= _MOST_PROVEN:
        _proven.clear()
    _proven.add(proof)


def verifies(public: bytes, signature: bytes, statement: bytes) -> bool:
    """Whether the signature is good."""
    try:
        verify(public, signature, statement)
    except TrustError:
        return False
    return True


def verify_chain(root_public: bytes, pinned: str, epochs: list[SignedRing]) -> RingPublic:
    """Check one ring from the pinned root to its newest epoch and return that; `epochs` in order, from 1."""
    if root_fingerprint(root_public) != pinned:
        raise TrustError("the root key is not the one that the configuration pins")
    if not epochs:
        raise TrustError("the ring has no epoch")
    signer = root_public
    for number, epoch in enumerate(epochs, start=1):
        if epoch.public.epoch != number:
            raise TrustError("an epoch is missing")
        if epoch.public.ring is not epochs[0].public.ring:
            raise TrustError("an epoch belongs to another ring")
        verify(signer, epoch.signature, epoch.public.statement())
        signer = epoch.public.signing
    return epochs[-1].public


def grant_statement(ring: Ring, epoch: int, certificate: Certificate, sealed: bytes) -> bytes:
    """What the granting member signs."""
    return _statement(
        b"grant",
        ring.encode(),
        str(epoch).encode(),
        certificate.statement(),
        hashlib.sha256(sealed).digest(),
    )


def _statement(kind: bytes, *parts: bytes) -> bytes:
    """Each part carries its length, so that no two different statements have the same bytes."""
    framed = (len(part).to_bytes(4) + part for part in parts)
    return PRODUCT + kind + b"|" + b"".join(framed)
