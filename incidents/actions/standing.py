"""Where the open cases stand, for whoever has no key: counted from clear columns and from which acts are audited.

Each person's numbers are of the cases that her own keys open. A number over all cases would tell the readers that
there is a report about them. A coordinator is told of late measures instead, and of no case.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from incidents.actions import parcels
from incidents.actions.audit import case_chain
from incidents.actions.register_versions import Kept, current
from incidents.actions.trust import PEOPLE
from incidents.core.auditing import Act
from incidents.core.mail import Counts, Kind, OpenCase, counted
from incidents.core.measures import MEASURES, overdue
from incidents.core.permissions import Actor, Role, can_coordination, can_desk
from incidents.core.workflow import OPEN
from incidents.crypto.sealing import ring_recipient
from incidents.store.models import (
    Absence,
    AuditPoint,
    AuditRecord,
    Case,
    CaseConflict,
    CasePerson,
    RingEpoch,
    RingGrant,
    Staff,
)

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Standing:
    """The open cases by id, and closed ones for which somebody is to answer; and who can open which."""

    cases: dict[bytes, OpenCase]
    #: The cases of each recipient set: a keyring's name, or a person's id.
    opened_by: dict[str | bytes, frozenset[bytes]]
    #: The names of the keyrings that a person holds.
    rings_of: dict[bytes, frozenset[str]]
    conflicts: frozenset[tuple[bytes, bytes]]
    #: Who covers for whom, from which day to which.
    covers: tuple[tuple[bytes, bytes, date, date], ...] = ()

    def counts(self, kind: Kind, me: bytes, today: date) -> Counts:
        """The numbers for one person."""
        sets = (*self.rings_of.get(me, ()), me)
        mine = {case for name in sets for case in self.opened_by.get(name, ())}
        cases = (self.cases[case] for case in mine if (case, me) not in self.conflicts)
        return counted(kind, cases, me, today, self._covered(me, today))

    def _covered(self, me: bytes, today: date) -> frozenset[bytes]:
        """For whom this person covers on a day."""
        return frozenset(
            away
            for away, cover, first, last in self.covers
            if cover == me and first <= today <= last
        )


def readers(session: Session) -> dict[str, bytes]:
    """Who works at the desk, by login."""
    return _people(session, can_desk)


def coordinators(session: Session) -> dict[str, bytes]:
    """Who keeps the measures, by login."""
    return _people(session, can_coordination)


def late_measures(session: Session, pinned: str, today: date) -> int:
    """How many measures are late, of the version of the register that holds."""
    return overdue(current(session, Kept(MEASURES, pinned)).items, today)


def _people(session: Session, may: Callable[[Actor], bool]) -> dict[str, bytes]:
    rows = session.execute(select(Staff.login, Staff.id, Staff.roles).where(Staff.active))
    return {
        login: id_
        for login, id_, roles in rows
        if may(Actor(id_, login, frozenset(Role(role) for role in roles.split())))
    }


def look(session: Session) -> Standing:
    """As it stands now."""
    query = select(Case.id, Case.recipients, Case.status, Case.assignee_id, Case.received)
    awaited = parcels.awaited(session)
    wanted = or_(Case.status.in_(OPEN), Case.id.in_(list(awaited)))
    rows = session.execute(query.where(wanted)).all()
    here = frozenset(readers(session).values())
    answered = _answered(session, [row.id for row in rows])
    cases: dict[bytes, OpenCase] = {}
    sets: dict[str | bytes, set[bytes]] = {}
    for case, recipients, status, assignee, received in rows:
        handler = assignee if assignee in here else None
        waits = awaited.get(case, ())
        cases[case] = OpenCase(status, handler, received, case in answered, waits)
        if recipients != PEOPLE:
            sets.setdefault(recipients, set()).add(case)
    closed_to_some = {row.id for row in rows if row.recipients == PEOPLE}
    for case, person in session.execute(select(CasePerson.case_id, CasePerson.staff_id)):
        if case in closed_to_some:
            sets.setdefault(person, set()).add(case)
    return Standing(
        cases,
        {name: frozenset(found) for name, found in sets.items()},
        _rings(session),
        frozenset((row[0], row[1]) for row in session.execute(_CONFLICTS)),
        tuple((row[0], row[1], row[2], row[3]) for row in session.execute(_COVERS)),
    )


_COVERS = select(Absence.staff_id, Absence.cover_id, Absence.first, Absence.last)
_CONFLICTS = select(CaseConflict.case_id, CaseConflict.staff_id)


def _rings(session: Session) -> dict[bytes, frozenset[str]]:
    """Who holds the newest epoch of which keyring: whoever has lost one is told nothing of its cases."""
    newest = select(RingEpoch.ring, func.max(RingEpoch.epoch).label("epoch"))
    now = newest.group_by(RingEpoch.ring).subquery()
    held = select(RingGrant.staff_id, RingGrant.ring).join(
        now, (now.c.ring == RingGrant.ring) & (now.c.epoch == RingGrant.epoch)
    )
    found: dict[bytes, set[str]] = {}
    for person, ring in session.execute(held):
        found.setdefault(person, set()).add(ring_recipient(ring))
    return {person: frozenset(rings) for person, rings in found.items()}


def _answered(session: Session, cases: Sequence[bytes]) -> frozenset[bytes]:
    """Which of these cases have been answered by us."""
    chains = {case_chain(case): case for case in cases}
    rows = select(AuditRecord.chain).where(AuditRecord.act == Act.CASE_ANSWERED)
    purged = select(AuditPoint.chain).where(AuditPoint.answers > 0)
    return frozenset(
        chains[chain]
        for some in _parts(list(chains))
        for query in (
            rows.where(AuditRecord.chain.in_(some)),
            purged.where(AuditPoint.chain.in_(some)),
        )
        for chain in session.scalars(query)
    )


def _parts(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
