"""Leaving: log-ins and grants end at once, cases are set free, and the rings wait for a member's new epoch."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from incidents.actions import epochs, parcels, second
from incidents.actions.audit import INSTALLATION, append
from incidents.actions.holders import in_turn
from incidents.actions.login import Desk
from incidents.actions.trust import current_rings
from incidents.core.auditing import Act
from incidents.core.errors import Conflict, NotAllowed, NotFound
from incidents.core.languages import sentence
from incidents.core.permissions import check_administration
from incidents.core.rings import Ring
from incidents.core.workflow import OPEN
from incidents.crypto.ringtrust import RingPublic
from incidents.store.models import Case, Invitation, RingGrant, Staff, StaffSession

_LAST = sentence(
    "Ingen annan har den nyckel som personen har, så rapporterna skulle inte nå någon. Inget är ändrat. "
    "Bjud först in den som tar över."
)


def remove(session: Session, desk: Desk, staff_id: bytes, *, pinned: str, now: datetime) -> int:
    """Somebody leaves; returns how many open cases are without a handler now.

    Raises `Conflict`, and changes nothing, when nobody else holds one of their rings.
    """
    check_administration(desk.actor)
    in_turn(session)
    if staff_id == desk.actor.staff_id:
        raise NotAllowed("Du kan inte ta bort dig själv. Be en annan administratör.")
    row = session.scalar(select(Staff).where(Staff.id == staff_id, Staff.active).with_for_update())
    if row is None:
        raise NotFound("Det finns ingen sådan person.")
    held = frozenset(
        session.scalars(select(RingGrant.ring).where(RingGrant.staff_id == staff_id).distinct())
    )
    public = current_rings(session, pinned)
    check_others_hold(session, staff_id, held, public)
    row.active = False
    for gone in (RingGrant, StaffSession, Invitation):
        session.execute(delete(gone).where(gone.staff_id == staff_id))
    second.forget(session, staff_id)
    parcels.end_of(session, staff_id)
    epochs.mark_due(session, held, public)
    freed = session.scalars(
        update(Case)
        .where(Case.assignee_id == staff_id, Case.status.in_(OPEN))
        .values(assignee_id=None, version=Case.version + 1)
        .returning(Case.id)
    ).all()
    append(
        session,
        desk.signer,
        Act.STAFF_REMOVED,
        chain=INSTALLATION,
        subject=f"staff:{staff_id.hex()}",
        detail=f"cases:{len(freed)}",
        now=now,
    )
    return len(freed)


def check_others_hold(
    session: Session, staff_id: bytes, rings: frozenset[Ring], public: dict[Ring, RingPublic]
) -> None:
    """Raises `Conflict` when this person is the last who holds one of these rings."""
    if not all(_others(session, staff_id, ring, public[ring].epoch) for ring in rings):
        raise Conflict(_LAST)


def _others(session: Session, staff_id: bytes, ring: Ring, epoch: int) -> bool:
    """Whether somebody else who is active holds the ring's newest epoch."""
    found = select(RingGrant.staff_id).join(Staff, Staff.id == RingGrant.staff_id)
    return bool(
        session.scalars(
            found.where(
                RingGrant.ring == ring,
                RingGrant.epoch == epoch,
                Staff.active,
                Staff.id != staff_id,
            ).limit(1)
        ).all()
    )
