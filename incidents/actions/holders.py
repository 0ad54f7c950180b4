"""Who holds a keyring, and who vouches for that: a grant counts when the root or the ring's own key signed it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.actions.install import RINGS_OF_ROLE
from incidents.actions.login import Desk
from incidents.actions.trust import ROOT, Untrusted, certificate_of, check_staff, root_key
from incidents.core.permissions import Role
from incidents.core.rings import Ring
from incidents.crypto.ringtrust import RingPublic, TrustError, grant_statement, verify
from incidents.store.models import Installation, RingGrant, Staff


@dataclass(frozen=True, slots=True)
class Holder:
    """An active person with a grant of a ring's epoch. `sound`: the grant and the key are vouched for."""

    staff_id: bytes
    name: str
    granted_by: str
    sound: bool


def rings_of(roles: str) -> frozenset[Ring]:
    """The keyrings that these roles hold."""
    return frozenset(ring for role in roles.split() for ring in RINGS_OF_ROLE[Role(role)])


def in_turn(session: Session) -> None:
    """Changes to people and keyrings stand in line: each sees what the one before has done."""
    session.execute(select(Installation.id).with_for_update()).one()


def holders(session: Session, ring: RingPublic, pinned: str) -> list[Holder]:
    """The active holders of an epoch, by name."""
    rows = session.execute(
        select(Staff, RingGrant)
        .join(RingGrant, RingGrant.staff_id == Staff.id)
        .where(RingGrant.ring == ring.ring, RingGrant.epoch == ring.epoch, Staff.active)
        .order_by(Staff.name)
    )
    return [
        Holder(
            person.id, person.name, grant.granted_by, _sound(session, person, grant, ring, pinned)
        )
        for person, grant in rows
    ]


def held_now(session: Session, desk: Desk, rings: dict[Ring, RingPublic]) -> frozenset[Ring]:
    """The rings of which this log-in holds the newest epoch: what it can give to others."""
    return frozenset(
        ring
        for ring, public in rings.items()
        if (secret := desk.opener.secrets.get((ring, public.epoch)))
        and secret.public().key == public.key
    )


def _sound(
    session: Session, person: Staff, grant: RingGrant, ring: RingPublic, pinned: str
) -> bool:
    statement = grant_statement(ring.ring, ring.epoch, certificate_of(person), grant.sealed)
    try:
        check_staff(session, person, pinned)
        signer = root_key(session, pinned) if grant.granted_by == ROOT else ring.signing
        verify(signer, grant.signature, statement)
    except (TrustError, Untrusted):
        return False
    return True
