"""The stored format of everything sealed.

Promise: bytes written by any released version can be opened by every later version until a migration note says that
none is left. Layout, big-endian, 8 bytes of header and then the body:

    version u8 = 1 | suite u8 | purpose u8 | reserved u8 = 0 | epoch u32 | body

suite 1: body = HPKE single-shot output (encapsulated key, ciphertext, tag) with `binding(...)` as `info`.
suite 2: body = nonce (12) + AES-256-GCM ciphertext and tag with `binding(...)` as associated data.
Plaintext in both: length u32 + data + zero bytes up to the Padmé size. Golden bytes: tests/crypto/test_envelope.py.
"""

import os
import struct
from dataclasses import dataclass
from enum import IntEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from incidents.crypto.labels import PRODUCT

VERSION = 1
HEADER = struct.Struct(">BBBBI")
_LENGTH = struct.Struct(">I")
LENGTH_BYTES = _LENGTH.size
NONCE_BYTES = 12
KEY_BYTES = 32


class Suite(IntEnum):
    """How the body is encrypted."""

    HPKE_HYBRID = 1
    AES_GCM = 2


class Purpose(IntEnum):
    """What a sealed value is for; bound into the ciphertext, so that no value can be passed off as another."""

    ENTRY_KEY = 1
    ENTRY_BODY = 2
    DESK_CARD = 3
    FACT = 4
    RING_SECRET = 5
    RING_PREVIOUS = 6
    RING_RECOVERY = 7
    STAFF_SEED = 8
    STAFF_SESSION = 9
    BROWSER_BOX = 10
    FILE_BODY = 11
    FILE_KEY = 12
    READ_MARK = 13
    SECOND_FACTOR = 14
    PASSKEY = 15
    HANDOVER_PACKET = 16
    HANDOVER_DRAFT = 17
    HANDOVER_FILE = 18
    FACT_BLOCK = 19
    STATISTICS_CUBE = 20


class SealError(Exception):
    """The value cannot be opened with this key for this purpose and record. One error for every cause."""


@dataclass(frozen=True, slots=True)
class Header:
    """The clear first eight bytes of an envelope."""

    suite: Suite
    purpose: Purpose
    epoch: int

    def pack(self) -> bytes:
        """The eight bytes as stored."""
        return HEADER.pack(VERSION, self.suite, self.purpose, 0, self.epoch)


def read_header(envelope: bytes) -> Header:
    """Parse the header; raises `SealError` for anything that this version never wrote."""
    if len(envelope) < HEADER.size:
        raise SealError
    version, suite, purpose, reserved, epoch = HEADER.unpack_from(envelope)
    if version != VERSION or reserved != 0:
        raise SealError
    try:
        return Header(Suite(suite), Purpose(purpose), epoch)
    except ValueError as error:
        raise SealError from error


def binding(header: bytes, record_id: bytes) -> bytes:
    """What a ciphertext is tied to: product, format version, suite, purpose, epoch and the record that holds it."""
    return PRODUCT + header + record_id


def padded_size(length: int, minimum: int = 0) -> int:
    """Padmé size (Nikitin et al., PETS 2019): leaks O(log log length) bits, costs at most 12 %."""
    length = max(length, minimum, 2)
    exponent = length.bit_length() - 1
    mantissa = exponent.bit_length()
    low = (1 << (exponent - mantissa)) - 1 if exponent > mantissa else 0
    return (length + low) & ~low


def pad(data: bytes, minimum: int = 0) -> bytes:
    """Length prefix, data, zero bytes."""
    framed = _LENGTH.pack(len(data)) + data
    return framed.ljust(padded_size(len(framed), minimum), b"\0")


def unpad(framed: bytes) -> bytes:
    """Inverse of `pad`; raises `SealError` when the frame is not one that `pad` makes."""
    if len(framed) < _LENGTH.size:
        raise SealError
    (length,) = _LENGTH.unpack_from(framed)
    end = _LENGTH.size + length
    if end > len(framed) or framed[end:].strip(b"\0"):
        raise SealError
    return framed[_LENGTH.size : end]


def encrypt(
    key: bytes,
    purpose: Purpose,
    record_id: bytes,
    plaintext: bytes,
    *,
    epoch: int = 0,
    minimum: int = 0,
    nonce: bytes | None = None,
) -> bytes:
    """Seal under a symmetric 256-bit key. `nonce` is given by golden-byte tests only."""
    nonce = os.urandom(NONCE_BYTES) if nonce is None else nonce
    header = Header(Suite.AES_GCM, purpose, epoch).pack()
    body = AESGCM(key).encrypt(nonce, pad(plaintext, minimum), binding(header, record_id))
    return header + nonce + body


def decrypt(key: bytes, purpose: Purpose, record_id: bytes, envelope: bytes) -> bytes:
    """Open what `encrypt` sealed; raises `SealError`."""
    header = read_header(envelope)
    if header.suite is not Suite.AES_GCM or header.purpose is not purpose or len(key) != KEY_BYTES:
        raise SealError
    start = HEADER.size
    nonce, body = envelope[start : start + NONCE_BYTES], envelope[start + NONCE_BYTES :]
    if len(nonce) != NONCE_BYTES:
        raise SealError
    try:
        return unpad(AESGCM(key).decrypt(nonce, body, binding(envelope[:start], record_id)))
    except InvalidTag as error:
        raise SealError from error
