"""Log-ins that go on: the keys lie in a row under a secret that only the cookie holds (`unlocking` comes before)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from incidents.actions import parcels
from incidents.actions.audit import INSTALLATION, Signer, append
from incidents.actions.trust import current_rings
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.errors import Unsafe
from incidents.core.permissions import Actor, Role
from incidents.core.rings import Ring
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.envelope import SealError
from incidents.crypto.keyring import RingSecret, read_previous
from incidents.crypto.opening import Opener, open_grant
from incidents.crypto.sessionkey import open_session, seal_session, session_id
from incidents.crypto.staffkey import StaffKey
from incidents.store.models import RingEpoch, RingGrant, Staff, StaffSession
from incidents.store.statements import table_of

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=10)
_TOUCH = timedelta(minutes=5)
_LOGINS, _STAFF = table_of(StaffSession), table_of(Staff)
# Stands before every page of the desk.
_RESUME = (
    select(
        _LOGINS.c.id.label("login_id"),
        _LOGINS.c.sealed,
        _LOGINS.c.started_at,
        _LOGINS.c.used_at,
        _LOGINS.c.refresh,
        _STAFF.c.id,
        _STAFF.c.name,
        _STAFF.c.roles,
        _STAFF.c.active,
    )
    .join(_STAFF, _STAFF.c.id == _LOGINS.c.staff_id)
    .where(_LOGINS.c.id == bindparam("login"))
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A logged-in staff member: who, with which keys, in which log-in."""

    actor: Actor
    opener: Opener
    session_id: bytes

    @property
    def signer(self) -> Signer:
        """The person's signature."""
        return Signer(self.actor.staff_id, self.opener.key.signing())


def start(
    session: Session, staff_id: bytes, key: StaffKey, secret: BrowserSecret, *, now: datetime
) -> Desk:
    """Open the person's grants and keep the unlocked keys under the cookie's secret. Hand-overs that ran out end."""
    opener = Opener(staff_id, key, ring_secrets(session, staff_id, key))
    session.execute(delete(StaffSession).where(StaffSession.started_at < now - ABSOLUTE))
    session.execute(
        insert(StaffSession),
        {
            "id": session_id(secret),
            "staff_id": staff_id,
            "sealed": seal_session(secret, opener),
            "started_at": now.replace(second=0, microsecond=0),
            "used_at": now.replace(second=0, microsecond=0),
            "refresh": _due(session, opener),
        },
    )
    parcels.empty_expired(session, today=local_date(now))
    row = session.get_one(Staff, staff_id)
    desk = Desk(_actor(row.id, row.name, row.roles), opener, session_id(secret))
    append(session, desk.signer, Act.STAFF_LOGGED_IN, chain=INSTALLATION, now=now)
    return desk


def _due(session: Session, opener: Opener) -> bool:
    """Whether a ring of this person's waits for a new epoch, which their next page makes (`epochs.freshen`)."""
    waiting = session.scalars(select(RingEpoch.ring).where(RingEpoch.due))
    return any(ring in opener.rings() for ring in waiting)


@dataclass(frozen=True, slots=True)
class Resumed:
    """A log-in that goes on: whether to `touch` it, and whether its keys are to be read anew (`epochs.freshen`)."""

    desk: Desk
    stale: bool
    refresh: bool


def resume(session: Session, secret: BrowserSecret, *, now: datetime) -> Resumed | None:
    """The log-in that a cookie belongs to; None when it has ended."""
    row = session.connection().execute(_RESUME, {"login": session_id(secret)}).one_or_none()
    if row is None or not row.active:
        return None
    if now - row.used_at > IDLE or now - row.started_at > ABSOLUTE:
        return None
    try:
        opener = open_session(secret, row.sealed)
    except SealError:
        return None
    actor = _actor(row.id, row.name, row.roles)
    return Resumed(Desk(actor, opener, row.login_id), now - row.used_at > _TOUCH, row.refresh)


def touch(session: Session, desk: Desk, *, now: datetime) -> None:
    """Note that the log-in is in use, to the minute."""
    used = now.replace(second=0, microsecond=0)
    session.execute(
        update(StaffSession).where(StaffSession.id == desk.session_id).values(used_at=used)
    )


def end(session: Session, desk: Desk) -> None:
    """Log out: the row with the keys is gone."""
    session.execute(delete(StaffSession).where(StaffSession.id == desk.session_id))


def keys_match(session: Session, desk: Desk, pinned: str) -> bool:
    """Recompute each ring's public key from the secret that this person holds and compare it with what is sealed to.

    Raises `Untrusted` when the chain itself is broken; False means that somebody exchanged a key.
    """
    current = current_rings(session, pinned)
    return all(
        secret.public().key == current[secret.ring].key
        for secret in desk.opener.secrets.values()
        if secret.epoch == current[secret.ring].epoch
    )


def _actor(staff_id: bytes, name: str, roles: str) -> Actor:
    return Actor(staff_id, name, frozenset(Role(role) for role in roles.split()))


def ring_secrets(
    session: Session, staff_id: bytes, key: StaffKey
) -> dict[tuple[Ring, int], RingSecret]:
    """Every ring epoch that this person was granted, and all before each; `Unsafe` when one was exchanged."""
    secrets: dict[tuple[Ring, int], RingSecret] = {}
    rows = session.scalars(
        select(RingGrant).where(RingGrant.staff_id == staff_id).order_by(RingGrant.epoch)
    )
    carried = _carried(session)
    try:
        for row in rows:
            secret = open_grant(key, staff_id, row.ring, row.epoch, row.sealed)
            secrets[row.ring, row.epoch] = secret
            while (row.ring, secret.epoch - 1) not in secrets:
                previous = carried[row.ring, secret.epoch]
                if previous is None:
                    break
                secret = read_previous(secret, previous)
                secrets[row.ring, secret.epoch] = secret
    except SealError as error:
        raise Unsafe(
            "En nyckel som du har fått stämmer inte. Du loggades inte in. Larma it-säkerhet nu."
        ) from error
    return secrets


def _carried(session: Session) -> dict[tuple[Ring, int], bytes | None]:
    """What each epoch carries of the one before."""
    rows = session.execute(select(RingEpoch.ring, RingEpoch.epoch, RingEpoch.previous_sealed))
    return {(ring, epoch): sealed for ring, epoch, sealed in rows}
