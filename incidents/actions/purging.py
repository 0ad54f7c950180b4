"""Disposing of old audit rows by a decision: each chain keeps a signed checkpoint from which it goes on (ADR 33).

All of it is one transaction: after a crash nothing has happened, and the same command does it. Run again it finds
nothing to remove and changes nothing. Whoever calls this has verified the trail before: disposing of a broken one would
dispose of the evidence.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, case, delete, func, insert, select
from sqlalchemy.orm import Session

from incidents.actions import audit, chains
from incidents.actions.audit import INSTALLATION, append, case_chain
from incidents.actions.holders import in_turn
from incidents.actions.login import Desk
from incidents.actions.trust import check_staff
from incidents.core.auditing import CEREMONIES, Act
from incidents.core.checkpoints import Checkpoint, Cut, PurgeError, kept_over, points_over
from incidents.core.clock import local_date
from incidents.core.heads import end_of
from incidents.core.permissions import check_audit
from incidents.core.workflow import OPEN
from incidents.store.models import AuditPoint, AuditRecord, Case, Staff

_NOT_WHOLE = "the trail is not whole: see `audit verify`"


@dataclass(frozen=True, slots=True)
class Purged:
    """What went: rows, of how many chains; `left` chains have old rows and belong to open cases."""

    chains: int
    rows: int
    left: int


@dataclass(frozen=True, slots=True)
class _Range:
    """The first rows of a chain, up to a number."""

    chain: str
    number: int


def purge(session: Session, desk: Desk, cut: Cut, *, pinned: str, now: datetime) -> Purged:
    """Remove every row up to a day, but for key ceremonies and for what was done in cases that are open.

    Raises `PurgeError`, and changes nothing, for rows that are younger than the decision says.
    """
    check_audit(desk.actor)
    in_turn(session)
    cut.check(local_date(now))
    check_staff(session, session.get_one(Staff, desk.actor.staff_id), pinned)
    found = list(_ranges(session, cut))
    still_open = {case_chain(id_) for id_ in session.scalars(_OPEN)}
    closed = [one for one in found if one.chain not in still_open]
    starts = chains.newest(audit.points(session))
    rows = sum(_remove(session, desk, cut, one, starts.get(one.chain), now) for one in closed)
    if closed:
        _noted(session, desk, cut, len(closed), rows, now)
    return Purged(len(closed), rows, len(found) - len(closed))


_OPEN = select(Case.id).where(Case.status.in_(OPEN))


def _ranges(session: Session, cut: Cut) -> Iterator[_Range]:
    """Each chain's rows before the first that is younger, where there are any to remove."""
    younger = func.min(case((AuditRecord.at >= end_of(cut.day), AuditRecord.number)))
    query = select(AuditRecord.chain, func.max(AuditRecord.number), younger)
    for chain, last, first in session.execute(query.group_by(AuditRecord.chain)).all():
        one = _Range(chain, last if first is None else first - 1)
        if session.scalar(_removable(one).limit(1)) is not None:
            yield one


def _remove(
    session: Session, desk: Desk, cut: Cut, one: _Range, before: AuditPoint | None, now: datetime
) -> int:
    made = _checkpoint(session, desk, cut, one, before, now)
    values = asdict(made)
    values["actor_id"] = values.pop("actor")
    signature = desk.signer.key.sign(made.statement())
    session.execute(insert(AuditPoint), {**values, "signature": signature})
    gone = session.execute(
        delete(AuditRecord)
        .where(AuditRecord.chain == one.chain, AuditRecord.number <= one.number)
        .where(AuditRecord.act.not_in(CEREMONIES))
        .returning(AuditRecord.number)
    ).all()
    return len(gone)


def _checkpoint(
    session: Session, desk: Desk, cut: Cut, one: _Range, before: AuditPoint | None, now: datetime
) -> Checkpoint:
    last = session.get(AuditRecord, (one.chain, one.number))
    if last is None:
        raise PurgeError(_NOT_WHOLE)
    kept = session.execute(
        select(AuditRecord.number, AuditRecord.digest)
        .where(AuditRecord.chain == one.chain, AuditRecord.number <= one.number)
        .where(AuditRecord.act.in_(CEREMONIES))
        .order_by(AuditRecord.number)
    )
    return Checkpoint(
        one.chain,
        one.number,
        last.digest,
        last.at,
        kept_over((row[0], row[1]) for row in kept),
        (before.closings if before else 0) + _count(session, one, Act.CASE_CLOSED),
        (before.answers if before else 0) + _count(session, one, Act.CASE_ANSWERED),
        cut.day,
        cut.decision.reference,
        cut.decision.decided,
        cut.decision.months,
        desk.actor.staff_id,
        now.astimezone(UTC).isoformat(timespec="seconds"),
    )


def _removable(one: _Range) -> Select[int]:
    return select(AuditRecord.number).where(
        AuditRecord.chain == one.chain,
        AuditRecord.number <= one.number,
        AuditRecord.act.not_in(CEREMONIES),
    )


def _count(session: Session, one: _Range, act: Act) -> int:
    return session.scalars(
        select(func.count())
        .select_from(AuditRecord)
        .where(AuditRecord.chain == one.chain, AuditRecord.number <= one.number)
        .where(AuditRecord.act == act)
    ).one()


def _noted(session: Session, desk: Desk, cut: Cut, count: int, rows: int, now: datetime) -> None:
    """The act itself, in a row that is kept: it names every checkpoint that there is from now on."""
    left = ((one.chain, one.number, one.signature) for one in audit.points(session))
    append(
        session,
        desk.signer,
        Act.TRAIL_PURGED,
        chain=INSTALLATION,
        subject=f"decision:{cut.decision.reference}",
        detail=f"day:{cut.day},chains:{count},rows:{rows},points:{points_over(left)}",
        now=now,
    )
