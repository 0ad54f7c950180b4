"""An attacker with a copy of everything: tries each sealed value with each byte string that can be found or derived."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from incidents.crypto.envelope import HEADER, NONCE_BYTES, Suite, binding, read_header
from incidents.crypto.hybrid import SUITE, PrivateKey, derive
from incidents.crypto.labels import Label

_TOKEN = re.compile(rb"[0-9A-Za-z+/_=-]{16,128}")
LONGEST = 128


@dataclass(frozen=True, slots=True)
class SealedBlob:
    """An envelope, and the record that it is bound to: the thief reads the source and knows both."""

    name: str
    envelope: bytes
    record_id: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A success."""

    blob: str
    key: bytes
    plaintext: bytes


def strings_in(data: bytes) -> Iterator[bytes]:
    """Everything in a file that looks like a key, in the clear or encoded; of NAME=value the value by itself too."""
    for match in _TOKEN.finditer(data):
        token = match.group()
        yield token
        _, equals, value = token.rstrip(b"=").rpartition(b"=")
        if equals:
            yield value


def secrets_from(strings: Iterable[bytes]) -> set[bytes]:
    """Each string as it is, decoded, hashed; and what HKDF makes of each with each label: 32-byte candidates."""
    bases: set[bytes] = set()
    for string in strings:
        if 16 <= len(string) <= LONGEST:
            found = {string, *_decoded(string)}
            bases |= found | {hashlib.sha256(base).digest() for base in found}
    short = [base for base in bases if len(base) <= 64]
    derived = {key for base in short for label in Label for key in derivations(base, label)}
    return {candidate for candidate in bases | derived if len(candidate) == 32}


def derivations(base: bytes, label: Label) -> list[bytes]:
    """The keys that the product derives with a label: one, or three in a row."""
    material = derive(base, label, 96 if label is Label.BROWSER_BOX else 32)
    return [material[start : start + 32] for start in range(0, len(material), 32)]


def _decoded(string: bytes) -> Iterator[bytes]:
    text = string.replace(b"-", b"") if b"-" in string else string
    with suppress(ValueError):
        yield bytes.fromhex(text.decode())
    for padding in (b"", b"=", b"=="):
        for altchars in (b"+/", b"-_"):
            try:
                yield base64.b64decode(string + padding, altchars, validate=True)
            except (binascii.Error, ValueError):
                continue


class Thief:
    """Tries."""

    def __init__(self, blobs: Iterable[SealedBlob], candidates: set[bytes]) -> None:
        self.blobs = list(blobs)
        self.candidates = candidates

    def opened(self) -> list[Opened]:
        """Whatever opens with anything."""
        symmetric = [b for b in self.blobs if read_header(b.envelope).suite is Suite.AES_GCM]
        hybrid = [b for b in self.blobs if read_header(b.envelope).suite is Suite.HPKE_HYBRID]
        found: list[Opened] = []
        for candidate in self.candidates:
            found.extend(_open_symmetric(candidate, symmetric))
            found.extend(_open_hybrid(PrivateKey(candidate).load(), candidate, hybrid))
        return found


def _open_symmetric(key: bytes, blobs: list[SealedBlob]) -> Iterator[Opened]:
    cipher = AESGCM(key)
    for blob in blobs:
        start = HEADER.size
        nonce = blob.envelope[start : start + NONCE_BYTES]
        bound = binding(blob.envelope[:start], blob.record_id)
        try:
            plain = cipher.decrypt(nonce, blob.envelope[start + NONCE_BYTES :], bound)
        except InvalidTag:
            continue
        yield Opened(blob.name, key, plain)


def _open_hybrid(
    key: MLKEM768X25519PrivateKey, candidate: bytes, blobs: list[SealedBlob]
) -> Iterator[Opened]:
    for blob in blobs:
        start = HEADER.size
        bound = binding(blob.envelope[:start], blob.record_id)
        try:
            plain = SUITE.decrypt(blob.envelope[start:], key, info=bound)
        except (InvalidTag, ValueError):
            continue
        yield Opened(blob.name, candidate, plain)
