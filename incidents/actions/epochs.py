"""A new epoch of a keyring, made by a member after somebody has left: older secrets open nothing written later."""

import os
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from incidents.actions.audit import INSTALLATION, ROOT_ACTOR, Signer, append
from incidents.actions.holders import holders, in_turn
from incidents.actions.install import grant
from incidents.actions.login import Desk, ring_secrets
from incidents.actions.trust import (
    ROOT,
    Untrusted,
    certificate_of,
    check_staff,
    current_rings,
    recovery_recipient,
)
from incidents.core.auditing import Act
from incidents.core.errors import Conflict
from incidents.core.rings import Ring
from incidents.crypto import recovery
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.keyring import RingSecret, carry_previous
from incidents.crypto.opening import Opener
from incidents.crypto.ringtrust import RingPublic, TrustError, verify
from incidents.crypto.sessionkey import seal_session
from incidents.store.models import RingEpoch, RingGrant, Staff, StaffSession


def due_rings(session: Session) -> frozenset[Ring]:
    """The rings that wait for a new epoch."""
    return frozenset(session.scalars(select(RingEpoch.ring).where(RingEpoch.due)))


def mark_due(session: Session, rings: frozenset[Ring], public: dict[Ring, RingPublic]) -> None:
    """Somebody who held these rings has left: the next page of any remaining member makes the new epochs."""
    for ring in rings:
        session.execute(
            update(RingEpoch)
            .where(RingEpoch.ring == ring, RingEpoch.epoch == public[ring].epoch)
            .values(due=True)
        )
    holding = select(RingGrant.staff_id).where(RingGrant.ring.in_(rings))
    session.execute(
        update(StaffSession).where(StaffSession.staff_id.in_(holding)).values(refresh=True)
    )


def freshen(
    session: Session, desk: Desk, secret: BrowserSecret, *, pinned: str, now: datetime
) -> Desk:
    """Make the epochs that are due, then read this person's grants anew and keep them in the log-in."""
    in_turn(session)
    for ring in sorted(due_rings(session) & desk.opener.rings()):
        opened = ring_secrets(session, desk.actor.staff_id, desk.opener.key)
        newest = current_rings(session, pinned)[ring]
        if (ring, newest.epoch) in opened:
            rotate(session, desk.signer, opened[ring, newest.epoch], pinned=pinned, now=now)
    opener = Opener(
        desk.actor.staff_id,
        desk.opener.key,
        ring_secrets(session, desk.actor.staff_id, desk.opener.key),
    )
    session.execute(
        update(StaffSession)
        .where(StaffSession.id == desk.session_id)
        .values(sealed=seal_session(secret, opener), refresh=False)
    )
    return Desk(desk.actor, opener, desk.session_id)


def rotate(
    session: Session, by: Signer, held: RingSecret, *, pinned: str, now: datetime
) -> RingSecret:
    """The ring's next epoch, granted to its holders and to the recovery key, vouched for by the one before.

    A member makes it, or the root with the shares. Raises `Untrusted`, and changes nothing, when a key or a grant in
    the database is not vouched for.
    """
    in_turn(session)
    public = current_rings(session, pinned)[held.ring]
    if public.epoch != held.epoch:
        raise Conflict("Nyckeln är redan bytt.")
    if held.public() != public:
        raise Untrusted
    members = holders(session, public, pinned)
    if not all(member.sound for member in members):
        raise Untrusted
    new = RingSecret(held.ring, held.epoch + 1, os.urandom(32))
    _store(session, held, new, pinned)
    append(
        session,
        by,
        Act.RING_CREATED,
        chain=INSTALLATION,
        subject=f"ring:{new.ring}:{new.epoch}",
        now=now,
    )
    _certify_anew(session, held, new, pinned)
    granter = ROOT if by.id == ROOT_ACTOR else f"staff:{by.id.hex()}"
    for member in members:
        certificate = check_staff(session, session.get_one(Staff, member.staff_id), pinned)
        grant(session, new, certificate, by, granter, now)
    mine = {member.staff_id for member in members}
    session.execute(
        update(StaffSession).where(StaffSession.staff_id.in_(mine)).values(refresh=True)
    )
    return new


def _store(session: Session, held: RingSecret, new: RingSecret, pinned: str) -> None:
    public, shares = new.public(), recovery_recipient(session, pinned)
    session.execute(
        insert(RingEpoch),
        {
            "ring": new.ring,
            "epoch": new.epoch,
            "public_key": public.key.raw,
            "signing_public": public.signing,
            "signature": held.signing().sign(public.statement()),
            "recovery_epoch": shares.epoch,
            "recovery_sealed": recovery.seal_ring(shares.key, new, shares.epoch),
            "previous_sealed": carry_previous(new, held),
            "due": False,
        },
    )
    session.execute(
        update(RingEpoch)
        .where(RingEpoch.ring == held.ring, RingEpoch.epoch == held.epoch)
        .values(due=False)
    )


def _certify_anew(session: Session, held: RingSecret, new: RingSecret, pinned: str) -> None:
    """Certificates of this ring count while its epoch is the newest: sign those of the people who are still here."""
    before, after = f"ring:{held.ring}:{held.epoch}", f"ring:{new.ring}:{new.epoch}"
    rows = session.scalars(select(Staff).where(Staff.active, Staff.certificate_signer == before))
    for row in rows:
        certificate = _certified_before(row, held)
        row.certificate, row.certificate_signer = new.signing().sign(certificate), after
    session.flush()


def _certified_before(row: Staff, held: RingSecret) -> bytes:
    """The statement of a certificate that the epoch before signed; raises `Untrusted` for another one."""
    statement = certificate_of(row).statement()
    try:
        verify(held.public().signing, row.certificate, statement)
    except TrustError as error:
        raise Untrusted from error
    return statement
