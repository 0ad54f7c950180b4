"""From name and passphrase to a key: one Argon2id derivation an attempt, one at a time in a process (ADR 29)."""

import os
import time
from dataclasses import dataclass
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.actions.derivations import Line, Place
from incidents.core.failures import Failures
from incidents.crypto import device, staffkey
from incidents.crypto.staffkey import Cost, Lock, StaffKey
from incidents.store.models import Staff

line = Line()
_failures = Failures(os.urandom(32))


@dataclass(frozen=True, slots=True)
class Attempt:
    """A staff row as a log-in attempt needs it; read before the slow derivation, outside any write."""

    id: bytes
    lock: Lock
    signing: bytes
    devices: int


def find(session: Session, login: str) -> Attempt | None:
    """The lock of an active account."""
    row = session.scalar(select(Staff).where(Staff.login == login.strip().lower(), Staff.active))
    return None if row is None else attempt_of(row)


def find_by_id(session: Session, staff_id: bytes) -> Attempt | None:
    """The same by the account's id."""
    row = session.scalar(select(Staff).where(Staff.id == staff_id, Staff.active))
    return None if row is None else attempt_of(row)


def attempt_of(row: Staff) -> Attempt:
    """The lock in a staff row."""
    cost = Cost(row.memory_kib, row.iterations, row.lanes)
    lock = Lock(row.salt, cost, row.verifier, row.wrapped_seed)
    return Attempt(row.id, lock, row.signing_public, row.devices)


def knows(attempt: Attempt | None, shown: str | None) -> bool:
    """Whether the account knows the device that shows this mark."""
    if attempt is None or not shown:
        return False
    return device.is_known(attempt.signing, attempt.id, attempt.devices, shown)


def place_of(attempt: Attempt | None, shown: str | None, origin: bytes) -> Place:
    """Where this attempt stands: by its device's mark, or by how often it went wrong from the same origin."""
    if attempt is not None and knows(attempt, shown):
        return Place(attempt.id)
    return Place(failures=_failures.of(origin, time.monotonic()))


def note_failure(origin: bytes) -> None:
    """One more wrong attempt from there, in this process's memory alone."""
    _failures.count(origin, time.monotonic())


def unlock(attempt: Attempt | None, passphrase: str, place: Place | None = None) -> StaffKey | None:
    """The key behind a passphrase; an unknown name costs the same as a wrong passphrase.

    Raises `Busy` rather than wait behind others: a flood of log-ins must not take the threads that serve residents.
    Without a place it is somebody who is logged in already, or at a terminal.
    """
    with line.turn(place or Place(attempt.id if attempt else b"")):
        if attempt is None:
            staffkey.unlock(_nobody(), b"", passphrase)
            return None
        return staffkey.unlock(attempt.lock, attempt.id, passphrase)


def lock_anew(key: StaffKey, staff_id: bytes, passphrase: str) -> Lock:
    """Lock a key under another passphrase; stands in the same line as log-ins, and raises `Busy` like them."""
    with line.turn(Place(staff_id)):
        return staffkey.lock(key, staff_id, passphrase)


@cache
def _nobody() -> Lock:
    return Lock(b"\0" * 16, Cost(), b"\0" * 32, b"")
