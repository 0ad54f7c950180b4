"""Other roles for a colleague: a role that is gone takes its keys along, a new one waits for a member of its ring."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from incidents.actions import epochs
from incidents.actions.audit import INSTALLATION, append
from incidents.actions.holders import in_turn, rings_of
from incidents.actions.login import Desk
from incidents.actions.removal import check_others_hold
from incidents.actions.trust import current_rings
from incidents.core.auditing import Act
from incidents.core.errors import Conflict, NotAllowed, NotFound
from incidents.core.permissions import Role, check_administration, check_together
from incidents.core.rings import Ring
from incidents.core.workflow import OPEN
from incidents.crypto.sealing import ring_recipient
from incidents.store.models import (
    Case,
    CasePerson,
    Invitation,
    RingGrant,
    Staff,
    StaffSession,
)

_DESK = {Role.CASEWORK.value, Role.INDEPENDENT.value}


def change(
    session: Session,
    desk: Desk,
    staff_id: bytes,
    roles: Collection[Role],
    *,
    seen: str,
    pinned: str,
    now: datetime,
) -> int:
    """Give somebody these roles and no others; returns how many open cases are without a handler now.

    A keyring that a new role asks for waits under *Keys* until a member compares the six words. One that no role of
    theirs asks for any more ends at once, as when somebody leaves; it has a new epoch. `seen` is what the page showed.
    Raises `Conflict`, and changes nothing, when that has changed since or when nobody else holds such a keyring.
    """
    check_administration(desk.actor)
    check_together(roles)
    in_turn(session)
    if staff_id == desk.actor.staff_id:
        raise NotAllowed("Du kan inte ändra dina egna roller. Be en annan administratör.")
    row = session.scalar(select(Staff).where(Staff.id == staff_id, Staff.active).with_for_update())
    if row is None:
        raise NotFound("Det finns ingen sådan person.")
    if row.roles != seen:
        raise Conflict("Någon annan har nyss ändrat rollerna. Här är inget ändrat.")
    after = " ".join(sorted(set(roles)))
    if set(after.split()) == set(row.roles.split()):
        return 0
    lost = _held(session, staff_id) - rings_of(after)
    freed = _take(session, staff_id, lost, pinned) if lost else 0
    if not _DESK & set(after.split()):
        session.execute(delete(CasePerson).where(CasePerson.staff_id == staff_id))
    detail = f"{row.roles.replace(' ', ',')}>{after.replace(' ', ',')}"
    row.roles = after
    session.execute(update(Invitation).where(Invitation.staff_id == staff_id).values(roles=after))
    append(
        session,
        desk.signer,
        Act.STAFF_ROLES,
        chain=INSTALLATION,
        subject=f"staff:{staff_id.hex()}",
        detail=detail,
        now=now,
    )
    return freed


def _held(session: Session, staff_id: bytes) -> frozenset[Ring]:
    query = select(RingGrant.ring).where(RingGrant.staff_id == staff_id).distinct()
    return frozenset(session.scalars(query))


def _take(session: Session, staff_id: bytes, lost: frozenset[Ring], pinned: str) -> int:
    """Grants and log-ins end; the log-ins hold the keys that were opened for them."""
    public = current_rings(session, pinned)
    check_others_hold(session, staff_id, lost, public)
    session.execute(
        delete(RingGrant).where(RingGrant.staff_id == staff_id, RingGrant.ring.in_(lost))
    )
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))
    epochs.mark_due(session, lost, public)
    theirs = Case.recipients.in_([ring_recipient(ring) for ring in lost])
    freed = session.scalars(
        update(Case)
        .where(Case.assignee_id == staff_id, Case.status.in_(OPEN), theirs)
        .values(assignee_id=None, version=Case.version + 1)
        .returning(Case.id)
    ).all()
    return len(freed)
