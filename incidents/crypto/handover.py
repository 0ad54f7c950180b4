"""What is handed over: sealed under a key that takes the link *and* the passphrase, of which the server keeps neither.

The link holds 256 random bits and the passphrase 78: no guessing gets through both, so a fast derivation is enough
(docs/adr/0035). Where the parcel lies is a derivation of the link alone, independent of the key.
"""

import hashlib
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from incidents.crypto import words
from incidents.crypto.browserbox import SECRET_BYTES, BrowserSecret
from incidents.crypto.envelope import Purpose, SealError, decrypt, encrypt
from incidents.crypto.hybrid import PrivateKey, derive, signing_key
from incidents.crypto.labels import Label

#: Short texts are all of one size.
PACKET_MINIMUM = 4096
PHRASE_MOST = 200


@dataclass(frozen=True, slots=True)
class ParcelKey:
    """What link and passphrase open together; also what signs the answer."""

    value: bytes

    def __repr__(self) -> str:
        return "ParcelKey(...)"

    def seal(self, purpose: Purpose, parcel: bytes, plaintext: bytes) -> bytes:
        """Encrypt what belongs to the parcel with this id."""
        return encrypt(self.value, purpose, parcel, plaintext, minimum=PACKET_MINIMUM)

    def open(self, purpose: Purpose, parcel: bytes, envelope: bytes) -> bytes | None:
        """Decrypt it; None with another link's or another passphrase's key."""
        try:
            return decrypt(self.value, purpose, parcel, envelope)
        except SealError:
            return None

    def signing(self) -> Ed25519PrivateKey:
        """The key whose public half stands in the order."""
        return signing_key(self.value, Label.HANDOVER_SIGNING)

    def box(self) -> PrivateKey:
        """The key that opens what the reporter writes to the receiver; its public half stands in the order too."""
        return PrivateKey(derive(self.value, Label.HANDOVER_BOX))


def box_recipient(number: int) -> str:
    """The name of a hand-over in a recipient set."""
    return f"handover:{number}"


@dataclass(frozen=True, slots=True)
class Link:
    """The secret part of a link."""

    secret: bytes

    def __repr__(self) -> str:
        return "Link(...)"

    @classmethod
    def generate(cls) -> "Link":
        """A new one."""
        return cls(secrets.token_bytes(SECRET_BYTES))

    @classmethod
    def from_text(cls, text: str) -> "Link | None":
        """Read it from an address; None for anything that `text` never wrote."""
        found = BrowserSecret.from_cookie(text)
        return None if found is None else cls(found.value)

    @property
    def text(self) -> str:
        """As it stands in an address: 43 characters."""
        return BrowserSecret(self.secret).to_cookie()

    @property
    def parcel(self) -> bytes:
        """Where the parcel lies: a hash, so that the row's id is no key."""
        return hashlib.sha256(derive(self.secret, Label.HANDOVER_ID)).digest()

    def key(self, phrase: str) -> ParcelKey:
        """The key for a passphrase as somebody typed what they heard."""
        said = words.tidy(phrase[:PHRASE_MOST]).encode()
        return ParcelKey(derive(self.secret + said, Label.HANDOVER_KEY))
