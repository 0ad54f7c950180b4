"""One's own account: log-ins, the end of all of them, another passphrase."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from incidents.actions.audit import INSTALLATION, append
from incidents.actions.install import check_passphrase, columns_of
from incidents.actions.login import ABSOLUTE, IDLE, Desk
from incidents.actions.unlocking import attempt_of, lock_anew, unlock
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, Invalid
from incidents.crypto import device
from incidents.crypto.ringtrust import Certificate
from incidents.crypto.staffkey import Lock
from incidents.store.models import Staff, StaffSession


@dataclass(frozen=True, slots=True)
class LogIn:
    """A log-in that goes on, as its owner sees it: days, no address and no device, since none is kept."""

    started: date
    used: date
    current: bool


@dataclass(frozen=True, slots=True)
class Relocked:
    """A key under its new passphrase, and the lock that it takes the place of."""

    before: Lock
    after: Lock


def log_ins(session: Session, desk: Desk, *, now: datetime) -> Sequence[LogIn]:
    """This person's log-ins that have not ended, the newest first."""
    rows = session.execute(
        select(StaffSession.id, StaffSession.started_at, StaffSession.used_at)
        .where(
            StaffSession.staff_id == desk.actor.staff_id,
            StaffSession.used_at >= now - IDLE,
            StaffSession.started_at >= now - ABSOLUTE,
        )
        .order_by(StaffSession.started_at.desc(), StaffSession.id)
    )
    return [
        LogIn(local_date(started), local_date(used), id_ == desk.session_id)
        for id_, started, used in rows
    ]


def own_certificate(session: Session, desk: Desk) -> Certificate:
    """What this person's key says, computed from the key itself and not from what the database says of it."""
    login, key = session.get_one(Staff, desk.actor.staff_id).login, desk.opener.key
    return Certificate(desk.actor.staff_id, login, key.public(), key.signing_public())


def end_everywhere(session: Session, desk: Desk, *, now: datetime) -> None:
    """End every log-in of this person, this one too; no device is known any more."""
    session.execute(delete(StaffSession).where(StaffSession.staff_id == desk.actor.staff_id))
    _forget_devices(session, desk)
    _noted(session, desk, Act.STAFF_LOGGED_OUT, now)


def relock(session: Session, desk: Desk, current: str, chosen: str) -> Relocked:
    """The key under another passphrase, not stored yet: two slow derivations, so outside any write.

    Raises `Invalid` for a weak passphrase, or where `current` is not the present one.
    """
    check_passphrase(chosen)
    attempt = attempt_of(session.get_one(Staff, desk.actor.staff_id))
    key = unlock(attempt, current)
    if key is None or key.seed != desk.opener.key.seed:
        raise Invalid("Din nuvarande lösenordsfras stämmer inte.")
    return Relocked(attempt.lock, lock_anew(key, attempt.id, chosen))


def change_passphrase(session: Session, desk: Desk, locks: Relocked, *, now: datetime) -> None:
    """Store the new lock, end the other log-ins, forget devices. Raises `Conflict` when it was changed meanwhile."""
    mine = desk.actor.staff_id
    changed = session.scalars(
        update(Staff)
        .where(Staff.id == mine, Staff.salt == locks.before.salt, Staff.active)
        .values(**columns_of(locks.after))
        .returning(Staff.id)
    ).all()
    if not changed:
        raise Conflict("Lösenordsfrasen byttes nyss i ett annat fönster. Här är inget ändrat.")
    end_others(session, desk)
    _forget_devices(session, desk)
    _noted(session, desk, Act.STAFF_PASSPHRASE, now)


def end_others(session: Session, desk: Desk) -> None:
    """End every log-in of this person but this one."""
    session.execute(
        delete(StaffSession).where(
            StaffSession.staff_id == desk.actor.staff_id, StaffSession.id != desk.session_id
        )
    )


def device_mark(session: Session, desk: Desk) -> str:
    """A mark by which this person's account knows the device from now on."""
    generation = session.get_one(Staff, desk.actor.staff_id, populate_existing=True).devices
    return device.mark(desk.opener.key, desk.actor.staff_id, generation)


def _forget_devices(session: Session, desk: Desk) -> None:
    session.execute(
        update(Staff).where(Staff.id == desk.actor.staff_id).values(devices=Staff.devices + 1)
    )


def _noted(session: Session, desk: Desk, act: Act, now: datetime) -> None:
    append(
        session,
        desk.signer,
        act,
        chain=INSTALLATION,
        subject=f"staff:{desk.actor.staff_id.hex()}",
        now=now,
    )
