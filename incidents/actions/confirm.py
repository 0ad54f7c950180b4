"""Confirming a key: a member types the six words that she hears, and gives the rings that she holds herself."""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from incidents.actions import epochs, second
from incidents.actions.audit import INSTALLATION, append
from incidents.actions.holders import held_now, in_turn, rings_of
from incidents.actions.install import grant, retire_key
from incidents.actions.login import Desk
from incidents.actions.trust import check_staff, current_rings
from incidents.core.auditing import Act
from incidents.core.errors import Invalid, NotAllowed, NotFound
from incidents.core.languages import sentence
from incidents.core.rings import Ring
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.ringtrust import Certificate, RingPublic
from incidents.crypto.words import tidy
from incidents.store.models import Invitation, RingGrant, Staff, StaffSession

_DIFFERENT = sentence(
    "Orden är inte de som hör till nyckeln. Inget är bekräftat. Låt personen läsa dem en gång till, långsamt. "
    "Är de fortfarande olika: larma it-säkerhet."
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who needs a colleague: whose key nobody has confirmed, or who lacks a ring of their roles."""

    staff_id: bytes
    name: str
    login: str
    roles: str
    rings: frozenset[Ring]
    new_key: bool


def waiting(session: Session, desk: Desk, pinned: str) -> list[Waiting]:
    """Everybody else who waits, by name."""
    public = current_rings(session, pinned)
    found = [*_with_new_key(session), *_without_a_ring(session, public)]
    others = [one for one in found if one.staff_id != desk.actor.staff_id]
    return sorted(others, key=lambda one: one.name)


def can_confirm(desk: Desk, one: Waiting, held: frozenset[Ring]) -> bool:
    """Whether this person holds what the other lacks; a key for no ring at all any member may confirm."""
    return bool(held & one.rings or (held and one.new_key and not one.rings))


def confirm(
    session: Session, desk: Desk, staff_id: bytes, heard: str, *, pinned: str, now: datetime
) -> frozenset[Ring]:
    """Compare the words, certify a new key and give the rings that both are for; returns those.

    Raises `Invalid` for other words, `NotFound` where nobody waits (any more), `NotAllowed` without a ring to give.
    """
    in_turn(session)
    public = current_rings(session, pinned)
    held = held_now(session, desk, public)
    one = next((one for one in waiting(session, desk, pinned) if one.staff_id == staff_id), None)
    if one is None:
        raise NotFound("Personen väntar inte på att bekräftas.")
    if not can_confirm(desk, one, held):
        raise NotAllowed("Det här kan bara den bekräfta som har samma nyckel.")
    given = held & one.rings
    signing = min(given or held)
    certificate = _certificate(session, one, pinned)
    if not hmac.compare_digest(tidy(heard).encode(), certificate.words().encode()):
        raise Invalid(_DIFFERENT)
    if one.new_key:
        _take_over(session, desk, certificate, public[signing], public)
        _noted(session, desk, certificate, f"ring:{signing}", now)
    for ring in sorted(given):
        secret = desk.opener.secrets[ring, public[ring].epoch]
        grant(session, secret, certificate, desk.signer, _name(desk), now)
    _refresh(session, staff_id, desk)
    return given


def _with_new_key(session: Session) -> Iterator[Waiting]:
    rows = session.scalars(select(Invitation).where(Invitation.public_key.is_not(None)))
    for row in rows:
        yield Waiting(
            row.staff_id, row.name, row.login, row.roles, rings_of(row.roles), new_key=True
        )


def _without_a_ring(session: Session, public: dict[Ring, RingPublic]) -> Iterator[Waiting]:
    """Active people without a grant of the newest epoch, unless they are about to get another key."""
    grants = session.execute(select(RingGrant.staff_id, RingGrant.ring, RingGrant.epoch))
    held = {(id_, ring) for id_, ring, epoch in grants if epoch == public[ring].epoch}
    remade = set(
        session.scalars(select(Invitation.staff_id).where(Invitation.public_key.is_not(None)))
    )
    for row in session.scalars(select(Staff).where(Staff.active)):
        missing = frozenset(ring for ring in rings_of(row.roles) if (row.id, ring) not in held)
        if missing and row.id not in remade:
            yield Waiting(row.id, row.name, row.login, row.roles, missing, new_key=False)


def _certificate(session: Session, one: Waiting, pinned: str) -> Certificate:
    if not one.new_key:
        return check_staff(session, session.get_one(Staff, one.staff_id), pinned)
    row = session.get(Invitation, one.staff_id, with_for_update=True)
    if row is None or row.public_key is None or row.signing_public is None:
        raise NotFound("Personen väntar inte på att bekräftas.")
    return Certificate(row.staff_id, row.login, PublicKey(row.public_key), row.signing_public)


def _take_over(
    session: Session,
    desk: Desk,
    certificate: Certificate,
    signer: RingPublic,
    public: dict[Ring, RingPublic],
) -> None:
    """The account appears with the confirmed key, or its old key gives way to it."""
    row = session.get_one(Invitation, certificate.staff_id)
    secret = desk.opener.secrets[signer.ring, signer.epoch]
    values = {
        "public_key": certificate.key.raw,
        "signing_public": certificate.signing,
        "certificate": secret.signing().sign(certificate.statement()),
        "certificate_signer": f"ring:{signer.ring}:{signer.epoch}",
        "salt": row.salt,
        "memory_kib": row.memory_kib,
        "iterations": row.iterations,
        "lanes": row.lanes,
        "verifier": row.verifier,
        "wrapped_seed": row.wrapped_seed,
    }
    old = session.get(Staff, certificate.staff_id, with_for_update=True)
    if old is None:
        _add(session, row, values)
    else:
        _replace(session, old, values, public)
    session.execute(delete(Invitation).where(Invitation.staff_id == certificate.staff_id))


def _add(session: Session, row: Invitation, values: Mapping[str, object]) -> None:
    session.execute(
        insert(Staff),
        {
            "id": row.staff_id,
            "login": row.login,
            "name": row.name,
            "roles": row.roles,
            "active": True,
            **values,
        },
    )


def _replace(
    session: Session, old: Staff, values: Mapping[str, object], public: dict[Ring, RingPublic]
) -> None:
    """The old key opens nothing any more: grants, log-ins and second step go, and its rings get a new epoch."""
    if not old.active:
        raise NotFound("Personen väntar inte på att bekräftas.")
    retire_key(session, old)
    held = frozenset(
        session.scalars(select(RingGrant.ring).where(RingGrant.staff_id == old.id).distinct())
    )
    session.execute(delete(RingGrant).where(RingGrant.staff_id == old.id))
    session.execute(delete(StaffSession).where(StaffSession.staff_id == old.id))
    second.forget(session, old.id)
    session.execute(update(Staff).where(Staff.id == old.id).values(**values))
    session.refresh(old)
    epochs.mark_due(session, held, public)


def _refresh(session: Session, staff_id: bytes, desk: Desk) -> None:
    """Their log-ins read the new grant with their next page; this one makes the epoch that has become due."""
    both = (staff_id, desk.actor.staff_id)
    session.execute(
        update(StaffSession).where(StaffSession.staff_id.in_(both)).values(refresh=True)
    )


def _name(desk: Desk) -> str:
    return f"staff:{desk.actor.staff_id.hex()}"


def _noted(
    session: Session, desk: Desk, certificate: Certificate, detail: str, now: datetime
) -> None:
    append(
        session,
        desk.signer,
        Act.STAFF_CONFIRMED,
        chain=INSTALLATION,
        subject=f"staff:{certificate.staff_id.hex()}",
        detail=detail,
        now=now,
    )
