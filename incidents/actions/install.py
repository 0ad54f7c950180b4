"""Setting up an installation: recovery secret, root, keyrings, staff; and what an installation says of itself."""

import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from incidents.actions.audit import INSTALLATION, ROOT_ACTOR, Signer, append
from incidents.actions.trust import (
    ROOT,
    recovery_statement,
)
from incidents.core.auditing import Act
from incidents.core.errors import Conflict, Invalid
from incidents.core.permissions import Role, check_together
from incidents.core.rings import Ring
from incidents.crypto import keyring, recovery, staffkey
from incidents.crypto.keyring import RingSecret
from incidents.crypto.recovery import RecoverySecret
from incidents.crypto.ringtrust import Certificate, grant_statement, root_fingerprint
from incidents.crypto.staffkey import Cost, Lock, StaffKey
from incidents.store.models import (
    Installation,
    RetiredKey,
    RingEpoch,
    RingGrant,
    Staff,
)

#: Which keyrings a role holds; administration and audit hold none.
RINGS_OF_ROLE = {
    Role.CASEWORK: (Ring.CASEWORK, Ring.IDENTITY),
    Role.INDEPENDENT: (Ring.INDEPENDENT,),
    Role.COORDINATION: (Ring.STATISTICS,),
    Role.ADMINISTRATION: (),
    Role.AUDIT: (),
}
PASSPHRASE_LEAST = 16


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A person to be added at installation."""

    login: str
    name: str
    roles: tuple[Role, ...]
    passphrase: str


def install(
    session: Session,
    secret: RecoverySecret,
    people: Sequence[NewStaff],
    *,
    mode: str,
    now: datetime,
    cost: Cost | None = None,
) -> str:
    """Create root, four keyrings and the first staff; returns the fingerprint that the configuration must pin."""
    if session.get(Installation, 1) is not None:
        raise Conflict("Installationen finns redan.")
    root = secret.root()
    root_public = root.public_key().public_bytes_raw()
    recovery_key = secret.public()
    session.execute(
        insert(Installation),
        {
            "id": 1,
            "mode": mode,
            "root_public": root_public,
            "recovery_epoch": 1,
            "recovery_public": recovery_key.raw,
            "recovery_signature": root.sign(recovery_statement(1, recovery_key.raw)),
        },
    )
    signer = Signer(ROOT_ACTOR, root)
    rings = {ring: _create_ring(session, ring, secret, signer, now) for ring in Ring}
    for person in people:
        _add_person(session, person, rings, signer, now, cost)
    return root_fingerprint(root_public)


def _create_ring(
    session: Session, ring: Ring, recovery_secret: RecoverySecret, root: Signer, now: datetime
) -> RingSecret:
    secret = RingSecret(ring, 1, os.urandom(32))
    public = secret.public()
    session.execute(
        insert(RingEpoch),
        {
            "ring": ring,
            "epoch": 1,
            "public_key": public.key.raw,
            "signing_public": public.signing,
            "signature": root.key.sign(public.statement()),
            "recovery_epoch": 1,
            "recovery_sealed": recovery.seal_ring(recovery_secret.public(), secret, 1),
            "previous_sealed": None,
        },
    )
    append(session, root, Act.RING_CREATED, chain=INSTALLATION, subject=f"ring:{ring}:1", now=now)
    return secret


def _add_person(
    session: Session,
    person: NewStaff,
    rings: dict[Ring, RingSecret],
    root: Signer,
    now: datetime,
    cost: Cost | None,
) -> None:
    check_passphrase(person.passphrase)
    check_together(person.roles)
    staff_id, key = os.urandom(16), staffkey.generate()
    certificate = Certificate(staff_id, person.login, key.public(), key.signing_public())
    session.execute(
        insert(Staff),
        {
            "id": staff_id,
            "login": person.login,
            "name": person.name,
            "roles": " ".join(person.roles),
            "active": True,
            "public_key": certificate.key.raw,
            "signing_public": certificate.signing,
            "certificate_signer": ROOT,
            "certificate": root.key.sign(certificate.statement()),
            **lock_columns(key, staff_id, person.passphrase, cost),
        },
    )
    append(
        session,
        root,
        Act.STAFF_ADDED,
        chain=INSTALLATION,
        subject=f"staff:{staff_id.hex()}",
        now=now,
    )
    for role in person.roles:
        for ring in RINGS_OF_ROLE[role]:
            grant(session, rings[ring], certificate, root, ROOT, now)


def grant(
    session: Session,
    secret: RingSecret,
    certificate: Certificate,
    signer: Signer,
    granted_by: str,
    now: datetime,
) -> None:
    """Seal a ring's secret to a person, signed and audited.

    The root signs, or else the ring's own key: only who holds the secret can give it, whatever else they may sign.
    """
    sealed = keyring.grant(secret, certificate.key, certificate.staff_id)
    statement = grant_statement(secret.ring, secret.epoch, certificate, sealed)
    vouching = signer.key if granted_by == ROOT else secret.signing()
    session.merge(
        RingGrant(
            ring=secret.ring,
            epoch=secret.epoch,
            staff_id=certificate.staff_id,
            sealed=sealed,
            granted_by=granted_by,
            signature=vouching.sign(statement),
        )
    )
    session.flush()
    append(
        session,
        signer,
        Act.RING_GRANTED,
        chain=INSTALLATION,
        subject=f"staff:{certificate.staff_id.hex()}",
        detail=f"ring:{secret.ring}:{secret.epoch}",
        now=now,
    )


def lock_columns(
    key: StaffKey, staff_id: bytes, passphrase: str, cost: Cost | None
) -> dict[str, object]:
    """The columns of a staff row that lock a key under a passphrase."""
    return columns_of(staffkey.lock(key, staff_id, passphrase, cost))


def columns_of(lock: Lock) -> dict[str, object]:
    """A lock as columns."""
    return {
        "salt": lock.salt,
        "memory_kib": lock.cost.memory_kib,
        "iterations": lock.cost.iterations,
        "lanes": lock.cost.lanes,
        "verifier": lock.verifier,
        "wrapped_seed": lock.wrapped,
    }


def retire_key(session: Session, row: Staff) -> None:
    """Keep a key that is about to be replaced: it goes on vouching for what it signed."""
    session.execute(
        insert(RetiredKey),
        {
            "staff_id": row.id,
            "signing_public": row.signing_public,
            "public_key": row.public_key,
            "certificate_signer": row.certificate_signer,
            "certificate": row.certificate,
        },
    )


def check_passphrase(passphrase: str) -> None:
    """At least 16 characters after tidying white space; generated ones are six words."""
    tidy = " ".join(unicodedata.normalize("NFKC", passphrase).split())
    if len(tidy) < PASSPHRASE_LEAST or len(set(tidy)) < 6:
        raise Invalid(
            "Lösenordsfrasen måste ha minst 16 tecken och får inte vara ett upprepat mönster."
        )


def is_installed(session: Session) -> bool:
    """Whether the database has been set up."""
    return session.get(Installation, 1) is not None


def missing_holders(session: Session) -> list[str]:
    """Keyrings that nobody active holds: reports sealed to them would reach nobody."""
    held = session.scalars(
        select(RingGrant.ring).join(Staff, Staff.id == RingGrant.staff_id).where(Staff.active)
    ).all()
    return [ring.value for ring in Ring if ring not in held]


def installed_mode(session: Session) -> str | None:
    """`demo` or `live`, as the database remembers it; None before `init`."""
    row = session.get(Installation, 1)
    return row.mode if row else None
