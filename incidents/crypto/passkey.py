"""Passkeys as they are kept: where they count, and sealed to their owner (ADR 32). `webauthn` verifies them."""

import ipaddress
import json
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from incidents.core.canonical import encode
from incidents.crypto.envelope import Purpose, SealError, decrypt, encrypt
from incidents.crypto.hybrid import derive
from incidents.crypto.labels import Label
from incidents.crypto.staffkey import StaffKey

ID_BYTES = 16
#: Sealed to one size, so that its length does not tell which kind of device it is.
_SIZE = 8192
_LOCAL = "localhost"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the desk is reached: the host that passkeys belong to, and the origin whose pages may use them."""

    host: str
    origin: str

    def accepts(self, origin: str) -> bool:
        """Whether a passkey was used on a page of this origin. A demonstration has whatever port it was given."""
        if self.host != _LOCAL:
            return origin == self.origin
        parts = urlsplit(origin)
        return (parts.scheme, parts.hostname) == ("http", _LOCAL)


def place_of(address: str) -> Place | None:
    """The place behind an address; None where browsers know no passkeys: without TLS, or under a bare number."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if not host or _is_number(host) or (parts.scheme != "https" and host != _LOCAL):
        return None
    return Place(host, f"{parts.scheme}://{parts.netloc.lower()}")


@dataclass(frozen=True, slots=True)
class Public:
    """What is known of a passkey: its credential id, its public key (COSE), how often it says that it has signed."""

    credential: bytes
    key: bytes
    counter: int

    def went_back(self, counter: int) -> bool:
        """Whether a device that counts has counted back: somebody may have a copy. Many do not count and say 0."""
        return (counter, self.counter) != (0, 0) and counter <= self.counter


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as it is kept: what its owner calls it and the day on which it came."""

    id: bytes
    public: Public
    name: str
    added: date


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose passkey a device makes, and for whom: it shows both."""

    staff_id: bytes
    login: str
    municipality: str


def seal(key: StaffKey, passkey: Passkey) -> bytes:
    """All of it under its owner's own key: it opens after the passphrase has, and nobody else can add one."""
    document = {
        "v": 1,
        "credential": passkey.public.credential.hex(),
        "key": passkey.public.key.hex(),
        "counter": passkey.public.counter,
        "name": passkey.name,
        "added": passkey.added.isoformat(),
    }
    return encrypt(_key(key), Purpose.PASSKEY, passkey.id, encode(document), minimum=_SIZE)


def unseal(key: StaffKey, id_: bytes, sealed: bytes) -> Passkey:
    """Inverse of `seal`; raises `SealError`."""
    held = json.loads(decrypt(_key(key), Purpose.PASSKEY, id_, sealed))
    if held["v"] != 1:
        raise SealError
    credential, public = bytes.fromhex(held["credential"]), bytes.fromhex(held["key"])
    added = date.fromisoformat(held["added"])
    return Passkey(id_, Public(credential, public, held["counter"]), held["name"], added)


def _key(key: StaffKey) -> bytes:
    return derive(key.seed, Label.PASSKEY)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
