"""The primitive that opens an HPKE envelope with a private key that the caller already holds.

It knows no keyring and no staff key: those are in `opening`, which the public door never reaches. The public door uses
this with the reporter's own key, which only a typed case code yields.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from incidents.crypto.envelope import (
    HEADER,
    Purpose,
    SealError,
    Suite,
    binding,
    decrypt,
    read_header,
    unpad,
)
from incidents.crypto.hybrid import SUITE
from incidents.crypto.sealing import slot_binding


def open_sealed(
    key: MLKEM768X25519PrivateKey, purpose: Purpose, record_id: bytes, envelope: bytes
) -> bytes:
    """Open an HPKE envelope; raises `SealError` for every failure alike."""
    header = read_header(envelope)
    if header.suite is not Suite.HPKE_HYBRID or header.purpose is not purpose:
        raise SealError
    start = HEADER.size
    try:
        framed = SUITE.decrypt(envelope[start:], key, info=binding(envelope[:start], record_id))
    except (InvalidTag, ValueError) as error:
        raise SealError from error
    return unpad(framed)


def open_slot(key: MLKEM768X25519PrivateKey, entry_id: bytes, recipient: str, slot: bytes) -> bytes:
    """An entry's key from the slot of one recipient."""
    return open_sealed(key, Purpose.ENTRY_KEY, slot_binding(entry_id, recipient), slot)


def open_entry(
    key: MLKEM768X25519PrivateKey, entry_id: bytes, body: bytes, recipient: str, slot: bytes
) -> bytes:
    """The plaintext of an entry, by way of the slot of one recipient."""
    entry_key = open_slot(key, entry_id, recipient, slot)
    return decrypt(entry_key, Purpose.ENTRY_BODY, entry_id, body)
