"""Hybrid key pairs (ML-KEM-768 with X25519) as raw bytes, since the library's hybrid keys have no serialisation."""

from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from incidents.crypto.labels import Label

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
MLKEM_PUBLIC_BYTES = 1184
PUBLIC_BYTES = MLKEM_PUBLIC_BYTES + 32
_MLKEM_SEED_BYTES = 64


def derive(secret: bytes, label: Label, length: int = 32) -> bytes:
    """HKDF-SHA256 without salt: the secrets are uniform already; the label separates the uses."""
    return HKDF(hashes.SHA256(), length, salt=None, info=label.value).derive(secret)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A recipient's public key: ML-KEM-768 (1184 bytes) and X25519 (32 bytes), concatenated."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != PUBLIC_BYTES:
            raise ValueError("a hybrid public key has 1216 bytes")


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A hybrid private key that is nothing but its 32-byte secret; never printed."""

    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != 32:
            raise ValueError("a hybrid key secret has 32 bytes")

    def __repr__(self) -> str:
        return "PrivateKey(...)"

    def parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        """The two component keys, derived deterministically from the secret."""
        material = derive(self.secret, Label.HYBRID_KEY, _MLKEM_SEED_BYTES + 32)
        return (
            MLKEM768PrivateKey.from_seed_bytes(material[:_MLKEM_SEED_BYTES]),
            X25519PrivateKey.from_private_bytes(material[_MLKEM_SEED_BYTES:]),
        )

    def load(self) -> MLKEM768X25519PrivateKey:
        """The library's key object; build it once per request, it costs about 0.2 ms."""
        return MLKEM768X25519PrivateKey(*self.parts())

    def public(self) -> PublicKey:
        """The matching public key."""
        mlkem, x25519 = self.parts()
        both = mlkem.public_key(), x25519.public_key()
        key = PublicKey(both[0].public_bytes_raw() + both[1].public_bytes_raw())
        _keep(key, MLKEM768X25519PublicKey(*both))  # whoever makes it is about to seal to it
        return key


#: Loaded public keys: parsing costs half of a seal, and they are no secret.
_loaded: dict[PublicKey, MLKEM768X25519PublicKey] = {}
_MOST_LOADED = 64


def load_public(key: PublicKey) -> MLKEM768X25519PublicKey:
    """The library's key object; ValueError for bytes that are none."""
    known = _loaded.get(key)
    if known is not None:
        return known
    return _keep(
        key,
        MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(key.raw[:MLKEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(key.raw[MLKEM_PUBLIC_BYTES:]),
        ),
    )


def _keep(key: PublicKey, loaded: MLKEM768X25519PublicKey) -> MLKEM768X25519PublicKey:
    if len(_loaded) >= _MOST_LOADED:
        _loaded.clear()
    _loaded[key] = loaded
    return loaded


def signing_key(secret: bytes, label: Label = Label.SIGNING_KEY) -> Ed25519PrivateKey:
    """The Ed25519 key that belongs to a secret."""
    return Ed25519PrivateKey.from_private_bytes(derive(secret, label))
