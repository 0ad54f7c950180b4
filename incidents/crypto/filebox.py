"""A stored file under a random key of its own, and that key under the key of the entry that tells of the file.

A case's entries get new keys when it is closed to somebody; the file then gets a new key too. The entry itself does
not carry the key, since its content, and so its place in the chain, must survive that.
"""

import os

from incidents.crypto.envelope import KEY_BYTES, Purpose, decrypt, encrypt

#: Smaller files look alike.
FILE_MINIMUM = 16_384


def seal_file(file_id: bytes, data: bytes) -> tuple[bytes, bytes]:
    """A fresh random key, and the file under it; takes three times the file in memory for a moment."""
    key = os.urandom(KEY_BYTES)
    return key, encrypt(key, Purpose.FILE_BODY, file_id, data, minimum=FILE_MINIMUM)


def open_file(key: bytes, file_id: bytes, envelope: bytes) -> bytes:
    """The file; raises `SealError`."""
    return decrypt(key, Purpose.FILE_BODY, file_id, envelope)


def wrap_key(entry_key: bytes, file_id: bytes, key: bytes) -> bytes:
    """The file's key under its entry's key, so that who opens the entry opens the file."""
    return encrypt(entry_key, Purpose.FILE_KEY, file_id, key)


def unwrap_key(entry_key: bytes, file_id: bytes, wrapped: bytes) -> bytes:
    """The file's key; raises `SealError`."""
    return decrypt(entry_key, Purpose.FILE_KEY, file_id, wrapped)
