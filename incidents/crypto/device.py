"""The mark of a device on which somebody has logged in: signed with the person's own key, and silent about who it is.

It opens nothing and logs nobody in. Whoever shows it stands first in the line for the slow derivation of one account.
"""

import base64
import binascii
import os

from incidents.crypto.labels import PRODUCT
from incidents.crypto.ringtrust import verifies
from incidents.crypto.staffkey import StaffKey

_RANDOM_BYTES = 16
_BYTES = _RANDOM_BYTES + 64


def mark(key: StaffKey, staff_id: bytes, generation: int) -> str:
    """A new device's mark. It counts until the account's generation rises, or its key is another one."""
    random = os.urandom(_RANDOM_BYTES)
    signature = key.signing().sign(_statement(staff_id, generation, random))
    return base64.urlsafe_b64encode(random + signature).decode().rstrip("=")


def is_known(signing_public: bytes, staff_id: bytes, generation: int, shown: str | None) -> bool:
    """Whether this is a mark of that account and generation; never for what `mark` did not write."""
    raw = _read(shown or "")
    if raw is None:
        return False
    random, signature = raw[:_RANDOM_BYTES], raw[_RANDOM_BYTES:]
    return verifies(signing_public, signature, _statement(staff_id, generation, random))


def _read(shown: str) -> bytes | None:
    if not shown.isascii() or len(shown) > 2 * _BYTES:
        return None
    try:
        raw = base64.urlsafe_b64decode(shown + "=" * (-len(shown) % 4))
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == _BYTES else None


def _statement(staff_id: bytes, generation: int, random: bytes) -> bytes:
    return PRODUCT + b"device|" + staff_id + generation.to_bytes(4) + random
