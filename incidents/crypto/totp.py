"""Codes of an authenticator app (RFC 6238: SHA-1, six digits, half a minute), and recovery codes beside it."""

import base64
import binascii
import hashlib
import hmac
import os
import re

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from incidents.crypto.envelope import Purpose, SealError, decrypt, encrypt
from incidents.crypto.hybrid import derive
from incidents.crypto.labels import Label
from incidents.crypto.staffkey import StaffKey

SECRET_BYTES = 20
STEP_SECONDS = 30
DIGITS = 6
#: The code before and the one after count too: clocks differ, and people type slowly.
_NEAR = (0, -1, 1)
_CODE_BYTES = 10
_ALIKE = str.maketrans("018", "OIB")


def generate() -> bytes:
    """A new secret, to be shown to its owner once."""
    return os.urandom(SECRET_BYTES)


def written(secret: bytes) -> str:
    """The secret as apps let people type it: 32 letters and digits."""
    return base64.b32encode(secret).decode()


def read(text: str) -> bytes | None:
    """Inverse of `written`; None for anything else."""
    try:
        secret = base64.b32decode(text)
    except (binascii.Error, ValueError):
        return None
    return secret if len(secret) == SECRET_BYTES else None


def address(secret: bytes, login: str, issuer: str) -> str:
    """What the QR code says to an app."""
    return _totp(secret).get_provisioning_uri(login, issuer)


def step_of(secret: bytes, code: str, seconds: float) -> int | None:
    """The half minute that a code belongs to, now or beside; None for a wrong one."""
    typed, now = re.sub(r"\s", "", code), int(seconds // STEP_SECONDS)
    if not re.fullmatch(r"[0-9]{6}", typed):
        return None
    for step in (now + off for off in _NEAR):
        if hmac.compare_digest(at(secret, step), typed):
            return step
    return None


def at(secret: bytes, step: int) -> str:
    """The code of a half minute."""
    return _totp(secret).generate(step * STEP_SECONDS).decode()


def _totp(secret: bytes) -> TOTP:
    # The one algorithm that every app knows; a collision of SHA-1 helps nobody against HMAC.
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303


def seal(key: StaffKey, staff_id: bytes, secret: bytes) -> bytes:
    """The secret under its owner's own key: it opens after the passphrase has, and to nobody else."""
    return encrypt(derive(key.seed, Label.SECOND_FACTOR), Purpose.SECOND_FACTOR, staff_id, secret)


def unseal(key: StaffKey, staff_id: bytes, sealed: bytes) -> bytes:
    """Inverse of `seal`; raises `SealError`."""
    secret = decrypt(derive(key.seed, Label.SECOND_FACTOR), Purpose.SECOND_FACTOR, staff_id, sealed)
    if len(secret) != SECRET_BYTES:
        raise SealError
    return secret


def recovery_code() -> str:
    """80 random bits in four groups of four."""
    text = base64.b32encode(os.urandom(_CODE_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def recovery_hash(code: str, staff_id: bytes) -> bytes | None:
    """What is stored of a recovery code, however it was typed; None for what cannot be one.

    It has 80 bits of its own: a slow derivation would add nothing.
    """
    tidy = re.sub(r"[^A-Z2-7]", "", code.upper().translate(_ALIKE))
    if len(tidy) != 2 * _CODE_BYTES * 8 // 10:
        return None
    return hashlib.sha256(derive(staff_id + tidy.encode(), Label.RECOVERY_CODE)).digest()
