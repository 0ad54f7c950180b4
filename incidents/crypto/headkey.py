"""The key that signs the daily heads: in a file of its own, in no database and read by no web process."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from incidents.core.heads import Head, SignedHead


def generate() -> Ed25519PrivateKey:
    """A new key."""
    return Ed25519PrivateKey.generate()


def sign(key: Ed25519PrivateKey, head: Head) -> SignedHead:
    """The head with this key's word for it."""
    return SignedHead(head, key.public_key().public_bytes_raw(), key.sign(head.statement()))


def is_signed_by(signed: SignedHead, public: bytes) -> bool:
    """Whether the key that is expected vouches for exactly this head."""
    if signed.key != public:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signed.signature, signed.head.statement())
    except (InvalidSignature, ValueError):
        return False
    return True
