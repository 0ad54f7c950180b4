"""Sealing: all that the public door may reach of the keyrings. Nothing in this module can open anything."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from incidents.core.rings import Ring
from incidents.crypto.envelope import Header, Purpose, Suite, binding, encrypt, pad
from incidents.crypto.hybrid import SUITE, PublicKey, load_public

ENTRY_MINIMUM = 512
CARD_BYTES = 128
FACT_BYTES = 128
MARK_BYTES = 32


def ring_recipient(ring: Ring) -> str:
    """The name of a ring in a recipient set."""
    return f"ring:{ring}"


def staff_recipient(staff_id: bytes) -> str:
    """The name of a person in a recipient set."""
    return f"staff:{staff_id.hex()}"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whoever an entry key is sealed to: a keyring in an epoch, a named person, or the reporter."""

    name: str
    epoch: int
    key: PublicKey


@dataclass(frozen=True, slots=True)
class KeySlot:
    """An entry key, sealed to one recipient."""

    recipient: str
    epoch: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry as stored: its body under its own key, and that key once for each recipient."""

    body: bytes
    slots: tuple[KeySlot, ...]


def seal(
    key: PublicKey,
    purpose: Purpose,
    record_id: bytes,
    plaintext: bytes,
    *,
    epoch: int = 0,
    minimum: int = 0,
) -> bytes:
    """HPKE to one public key, bound to purpose, epoch and record."""
    header = Header(Suite.HPKE_HYBRID, purpose, epoch).pack()
    body = SUITE.encrypt(pad(plaintext, minimum), load_public(key), info=binding(header, record_id))
    return header + body


def slot_binding(entry_id: bytes, recipient: str) -> bytes:
    """A slot is bound to its entry and to its recipient, so that slots cannot be moved about."""
    return entry_id + b"|" + recipient.encode()


def seal_entry(
    entry_id: bytes,
    plaintext: bytes,
    recipients: Sequence[Recipient],
    *,
    key: bytes | None = None,
) -> SealedEntry:
    """A fresh random key for this entry alone; raises ValueError when nobody could open it.

    `key` is given by whoever has just made it, because a file's key is to lie under it.
    """
    if not recipients:
        raise ValueError("an entry needs a recipient")
    key = key or os.urandom(32)
    body = encrypt(key, Purpose.ENTRY_BODY, entry_id, plaintext, minimum=ENTRY_MINIMUM)
    return SealedEntry(body, tuple(seal_slot(entry_id, key, each) for each in recipients))


def seal_slot(entry_id: bytes, entry_key: bytes, recipient: Recipient) -> KeySlot:
    """An entry's key, sealed to one recipient."""
    binding_ = slot_binding(entry_id, recipient.name)
    sealed = seal(recipient.key, Purpose.ENTRY_KEY, binding_, entry_key, epoch=recipient.epoch)
    return KeySlot(recipient.name, recipient.epoch, sealed)
