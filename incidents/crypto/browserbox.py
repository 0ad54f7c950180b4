"""What lies on the server under a key that only the cookie holds: draft, receipt, opened inbox, unsent text.

The row's id and its key are independent derivations of the cookie's secret, so that the row opens nothing.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import cached_property

from incidents.crypto.envelope import KEY_BYTES, Purpose, SealError, decrypt, encrypt
from incidents.crypto.hybrid import derive
from incidents.crypto.labels import Label

SECRET_BYTES = 32
BOX_MINIMUM = 4096
COOKIE_CHARACTERS = 43


@dataclass(frozen=True)
class BrowserSecret:
    """The 32 random bytes that a cookie carries. What is derived from them is derived once."""

    value: bytes

    def __post_init__(self) -> None:
        if len(self.value) != SECRET_BYTES:
            raise ValueError("a browser secret has 32 bytes")

    def __repr__(self) -> str:
        return "BrowserSecret(...)"

    @classmethod
    def generate(cls) -> "BrowserSecret":
        """A new secret."""
        return cls(secrets.token_bytes(SECRET_BYTES))

    @classmethod
    def from_cookie(cls, text: str | None) -> "BrowserSecret | None":
        """Read a cookie's value; None for anything that `to_cookie` never wrote."""
        if text is None or len(text) != COOKIE_CHARACTERS or not text.isascii():
            return None
        try:
            value = base64.urlsafe_b64decode(text + "=")
        except (binascii.Error, ValueError):
            return None
        if len(value) != SECRET_BYTES:
            return None
        secret = cls(value)
        # Base64 has several spellings of the same bytes; only one of them is ours.
        return secret if secret.to_cookie() == text else None

    def to_cookie(self) -> str:
        """The cookie's value."""
        return base64.urlsafe_b64encode(self.value).decode().rstrip("=")

    def beside(self, name: str) -> "BrowserSecret":
        """The secret of another box of the same browser; each name has one."""
        return BrowserSecret(
            hmac.digest(derive(self.value, Label.BOX_BESIDE), name.encode(), "sha256")
        )

    @cached_property
    def _derived(self) -> bytes:
        # Each request needs all three, from a cookie of its own: one derivation of three independent blocks.
        return derive(self.value, Label.BROWSER_BOX, 3 * KEY_BYTES)

    @cached_property
    def row_id(self) -> bytes:
        """Where the row lies: a hash, so that the row's id is no key."""
        return hashlib.sha256(self._derived[:KEY_BYTES]).digest()

    @property
    def _key(self) -> bytes:
        return self._derived[KEY_BYTES : 2 * KEY_BYTES]

    @property
    def _form_key(self) -> bytes:
        return self._derived[2 * KEY_BYTES :]

    def challenge(self, number: int) -> bytes:
        """What a passkey signs for this browser's log-in; each number has its own and is used once."""
        key = derive(self.value, Label.PASSKEY_CHALLENGE)
        return hmac.digest(key, number.to_bytes(8), "sha256")

    def seal(self, plaintext: bytes) -> bytes:
        """Encrypt the row; short contents are padded to one size, so that a draft looks like a receipt."""
        return encrypt(
            self._key,
            Purpose.BROWSER_BOX,
            self.row_id,
            plaintext,
            minimum=BOX_MINIMUM,
        )

    def open(self, envelope: bytes) -> bytes | None:
        """Decrypt the row; None when it was tampered with or belongs to another cookie."""
        try:
            return decrypt(self._key, Purpose.BROWSER_BOX, self.row_id, envelope)
        except SealError:
            return None

    def form_token(self, scope: str) -> str:
        """The token that a form of this browser carries against cross-site posts."""
        return hmac.digest(self._form_key, scope.encode(), "sha256").hex()

    def accepts_token(self, scope: str, token: str | None) -> bool:
        """Constant-time comparison of a posted token."""
        return token is not None and hmac.compare_digest(
            self.form_token(scope).encode(), token.encode("utf-8", "replace")
        )
