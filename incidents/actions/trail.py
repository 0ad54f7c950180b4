"""The whole audit trail as the auditor reads it: filtered, a page at a time, each row verified as it is shown.

What comes out is acts, people and references: no key is needed for it, and none that opens a case is at hand.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.orm import Session

from incidents.actions import audit, chains
from incidents.actions.audit import INSTALLATION, append, case_chain
from incidents.actions.chains import Keys, Place
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.errors import Invalid, NotFound
from incidents.core.heads import end_of
from incidents.core.permissions import check_audit
from incidents.store.models import AuditChain, AuditPoint, AuditRecord, Case

PAGE = 50
#: The most that comes through the door at once; the command `audit export` has no limit.
MOST_EXPORTED = 20_000
#: Where a row stands: its chain and number.
Spot = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; whatever is left out is not asked about."""

    first: date | None = None
    last: date | None = None
    acts: frozenset[Act] = frozenset()
    person: bytes | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, the newest act first. `wrong`: rows that do not verify; `whole`: whether a case's whole chain does."""

    rows: list[AuditRecord]
    wrong: frozenset[Spot]
    whole: bool
    more: bool


def look(
    session: Session, desk: Desk, wanted: Wanted, *, after: Spot | None = None, pinned: str
) -> Shown:
    """A page of what is looked for, after the row at this spot. Raises `NotFound` for a reference that no case has."""
    check_audit(desk.actor)
    query = _query(session, wanted)
    if after is not None and (last := session.get(AuditRecord, after)) is not None:
        query = query.where((last.at, last.chain, last.number) > _ORDER)
    found = list(audit.read(session, query.limit(PAGE + 1)))
    rows = found[:PAGE]
    wrong = _wrong(session, rows, audit.keys_of_staff(session, pinned))
    whole = not wanted.reference or not audit.verify_chain(
        session, _chain(session, wanted.reference), pinned
    )
    return Shown(rows, wrong, whole, len(found) > PAGE)


def extract(session: Session, desk: Desk, wanted: Wanted) -> list[AuditRecord]:
    """Everything that is looked for, the newest act first. It goes out once `note_extract` is committed, not before."""
    check_audit(desk.actor)
    rows = list(audit.read(session, _query(session, wanted).limit(MOST_EXPORTED + 1)))
    if len(rows) > MOST_EXPORTED:
        raise Invalid("Det är fler än 20 000 rader. Välj en kortare tid.")
    return rows


def note_extract(
    session: Session, desk: Desk, wanted: Wanted, form: str, count: int, *, now: datetime
) -> None:
    """The act itself: so many rows, what was looked for, and in which form (a code)."""
    check_audit(desk.actor)
    append(
        session,
        desk.signer,
        Act.TRAIL_EXPORTED,
        chain=INSTALLATION,
        subject=wanted.reference,
        detail=",".join((f"{form}:{count}", *_said(wanted))),
        now=now,
    )


def last_purge(session: Session) -> AuditPoint | None:
    """A checkpoint of the newest purge: until which day rows are gone, and by which decision."""
    newest = select(AuditPoint).order_by(AuditPoint.day.desc(), AuditPoint.signed.desc())
    return session.scalars(newest.limit(1)).first()


def _said(wanted: Wanted) -> Iterable[str]:
    """What was looked for, in the audit row of an export."""
    if wanted.first:
        yield f"from:{wanted.first}"
    if wanted.last:
        yield f"to:{wanted.last}"
    if wanted.person is not None:
        yield f"who:{wanted.person.hex()}"
    if wanted.acts:
        yield f"acts:{len(wanted.acts)}"


_ORDER: ColumnElement[tuple[str, str, int]] = tuple_(
    AuditRecord.at, AuditRecord.chain, AuditRecord.number
)


def _query(session: Session, wanted: Wanted) -> Select[AuditRecord]:
    query = select(AuditRecord)
    if wanted.first:
        query = query.where(AuditRecord.at >= end_of(wanted.first - timedelta(days=1)))
    if wanted.last:
        query = query.where(AuditRecord.at < end_of(wanted.last))
    if wanted.acts:
        query = query.where(AuditRecord.act.in_(wanted.acts))
    if wanted.person is not None:
        about = AuditRecord.subject == f"staff:{wanted.person.hex()}"
        query = query.where(or_(AuditRecord.actor_id == wanted.person, about))
    if wanted.reference:
        query = query.where(AuditRecord.chain == _chain(session, wanted.reference))
    return query.order_by(
        AuditRecord.at.desc(), AuditRecord.chain.desc(), AuditRecord.number.desc()
    )


def _chain(session: Session, reference: str) -> str:
    found = session.scalar(select(Case.id).where(Case.reference == reference))
    if found is None:
        raise NotFound("Det finns inget ärende med den beteckningen.")
    return case_chain(found)


def _wrong(session: Session, rows: Sequence[AuditRecord], keys: Keys) -> frozenset[Spot]:
    """Those rows whose content, signature, or link to the row before or after does not verify."""
    names = {row.chain for row in rows}
    starts = chains.newest(session.scalars(_points(names)))
    ends = {end.chain: end for end in session.scalars(_ends(names))}
    near = {(one.chain, one.number): one for one in audit.read(session, _neighbours(rows))}
    return frozenset(
        (row.chain, row.number)
        for row in rows
        if chains.content_problems(row, keys)
        or not _stands(row, near, starts.get(row.chain), ends.get(row.chain), keys)
    )


def _stands(
    row: AuditRecord,
    near: dict[Spot, AuditRecord],
    start: AuditPoint | None,
    end: AuditChain | None,
    keys: Keys,
) -> bool:
    """Whether the chain goes on from the row before to this one, and from this one to the next or to its end."""
    if start is not None and chains.point_problems(start, keys):
        return False
    if start is not None and row.number <= start.number:
        return True  # kept by a purge: its neighbours are gone
    before = _before(row, near, start)
    if before is None or end is None or chains.link_problems(row, before):
        return False
    if row.number == end.number:
        return row.digest == end.head
    following = near.get((row.chain, row.number + 1))
    return following is not None and not chains.link_problems(following, chains.place_of(row))


def _before(
    row: AuditRecord, near: dict[Spot, AuditRecord], start: AuditPoint | None
) -> Place | None:
    if start is not None and row.number == start.number + 1:
        return chains.place_of(start)
    if row.number == 1:
        return Place()
    found = near.get((row.chain, row.number - 1))
    return None if found is None else chains.place_of(found)


def _points(names: Collection[str]) -> Select[AuditPoint]:
    query = select(AuditPoint).where(AuditPoint.chain.in_(names))
    return query.order_by(AuditPoint.chain, AuditPoint.number)


def _ends(names: Collection[str]) -> Select[AuditChain]:
    return select(AuditChain).where(AuditChain.chain.in_(names))


def _neighbours(rows: Sequence[AuditRecord]) -> Select[AuditRecord]:
    spots = {(row.chain, row.number + step) for row in rows for step in (-1, 1)}
    return select(AuditRecord).where(tuple_(AuditRecord.chain, AuditRecord.number).in_(spots))
