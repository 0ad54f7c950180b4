"""A release that says the same of a whole group: one person signs with a reason, another one after her (rule 11).

What waits is the ledger's row as it would be, with the second person's id in what was signed: nobody else's signature
completes it. It holds for the archive that it was made from and no other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from incidents.actions import blocks, drafting, folding, ledger, releasing
from incidents.actions.audit import INSTALLATION, append
from incidents.actions.drafting import Draft
from incidents.actions.holders import holders, in_turn
from incidents.actions.login import Desk
from incidents.actions.trust import current_rings, signed_by
from incidents.core import cells
from incidents.core.auditing import Act
from incidents.core.closing import Quarter
from incidents.core.errors import Conflict, Invalid, NotAllowed, Unsafe
from incidents.core.permissions import Role
from incidents.core.rings import Ring
from incidents.store.models import Staff, StatisticsPending, StatisticsRelease

#: Sealed with the true counts, and never published.
REASON = cells.text("", 1_000, long=True)
#: What the first person adds to a draft.
_ADDED = ("reason", "state")
_COLUMNS = ("number", "first_year", "frozen", "rules_version", "record", "report", "sealed")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the second signature. Without `sound` it is not what the first person signed."""

    quarter: Quarter
    first_id: bytes
    second_id: bytes
    sound: bool
    #: Something was collected or closed since: it has to be made anew.
    stale: bool
    frozen: str
    rules: int
    reason: str
    told: Mapping[str, Any]
    document: Mapping[str, Any] = field(repr=False)


def seconds(session: Session, desk: Desk, pinned: str) -> dict[bytes, str]:
    """Who may sign after this person: other coordinators who hold the key to the statistics."""
    ring = current_rings(session, pinned)[Ring.STATISTICS]
    roles = dict(session.execute(select(Staff.id, Staff.roles).where(Staff.active)).all())
    return {
        one.staff_id: one.name
        for one in holders(session, ring, pinned)
        if one.sound
        and one.staff_id != desk.actor.staff_id
        and Role.COORDINATION in roles[one.staff_id].split()
    }


def lay(
    session: Session,
    desk: Desk,
    made: Draft,
    *,
    second_id: bytes,
    reason: str,
    pinned: str,
    now: datetime,
) -> None:
    """Sign first. `CellError` for a reason that may not stand, `Conflict` where the draft is old or one waits."""
    reason = REASON.parse(reason)
    releasing.check_current(session, desk, made.quarter, made.state, pinned)
    if second_id not in seconds(session, desk, pinned):
        raise Invalid("Välj vem som ska skriva under efter dig.")
    if row_of(session) is not None:
        raise Conflict("En publicering väntar redan på en underskrift till.")
    values = ledger.values_of(
        desk,
        second_id,
        made.quarter,
        frozen=made.frozen,
        rules=made.rules,
        record=bytes.fromhex(made.record),
        report=made.report,
        document={**made.document, **dict(zip(_ADDED, (reason, made.state), strict=True))},
    )
    signature = desk.signer.key.sign(ledger.next_statement(session, values))
    session.execute(insert(StatisticsPending), {**values, "signature": signature})
    _note(session, desk, Act.STATISTICS_SIGNED, made.quarter, now)


def row_of(session: Session) -> StatisticsPending | None:
    """The one that waits."""
    return session.scalars(select(StatisticsPending)).first()


def record_of(session: Session) -> str:
    """By which the one that waits is told from another; empty where none waits."""
    row = row_of(session)
    return "" if row is None else row.record.hex() + row.signature.hex()


def look(session: Session, desk: Desk, *, pinned: str) -> Waiting | None:
    """What waits, opened and verified."""
    folding.check_reader(desk)
    row = row_of(session)
    if row is None:
        return None
    quarter, document = Quarter(row.first_year, row.number), _document(desk, row)
    held = blocks.read(session, desk)
    return Waiting(
        quarter,
        row.staff_id,
        row.second_id,
        bool(document) and _sound(session, row, pinned),
        drafting.next_quarter(session, held) != quarter or held.state != document.get("state"),
        row.frozen.isoformat(),
        row.rules_version,
        document.get("reason", ""),
        document.get("told", {}),
        document,
    )


def check_named(desk: Desk, waiting: Waiting) -> None:
    """`NotAllowed` for anybody but the person whom the first one named."""
    if waiting.second_id != desk.actor.staff_id:
        raise NotAllowed("En annan person är vald att skriva under.")


def confirm(session: Session, desk: Desk, anew: Draft, *, pinned: str, now: datetime) -> Quarter:
    """Sign second: from now on it is what was published. `releasing.place` comes after, once this is committed.

    `anew` is the same release, counted anew for this person: she signs what she can make herself, and not what the
    first one says of it. Raises `Conflict` where anything of it is another.
    """
    folding.check_reader(desk)
    in_turn(session)
    row, waiting = row_of(session), look(session, desk, pinned=pinned)
    if row is None or waiting is None:
        raise Conflict("Det finns inget som väntar på din underskrift.")
    check_named(desk, waiting)
    if not waiting.sound:
        raise ledger.not_whole()
    if not _same(row, waiting, anew):
        raise Conflict("Talen blir andra när de räknas om. Ta bort det som väntar, och börja om.")
    state = str(waiting.document["state"])
    marks = releasing.check_current(session, desk, waiting.quarter, state, pinned)
    values = _values(row)
    second = desk.signer.key.sign(ledger.next_statement(session, values))
    ledger.add(session, values, row.signature, second)
    told = waiting.told
    releasing.close(session, desk, waiting.quarter, told["tables"], told["withheld"], marks, now)
    return waiting.quarter


def drop(session: Session, desk: Desk, *, now: datetime) -> None:
    """Decline, or take back: it does not wait any more, and nothing is published."""
    folding.check_reader(desk)
    in_turn(session)
    row = row_of(session)
    if row is None:
        raise Conflict("Det finns inget som väntar på din underskrift.")
    session.execute(delete(StatisticsPending))
    _note(session, desk, Act.STATISTICS_DECLINED, Quarter(row.first_year, row.number), now)


def _same(row: StatisticsPending, waiting: Waiting, anew: Draft) -> bool:
    """Whether files, words, true counts and the check's report are what they are when counted anew."""
    signed = {name: one for name, one in waiting.document.items() if name not in _ADDED}
    return (row.record.hex(), row.report, signed) == (anew.record, anew.report, anew.document)


def _values(row: StatisticsPending) -> dict[str, Any]:
    people = {"staff_id": row.staff_id, "second_id": row.second_id}
    return {**{name: getattr(row, name) for name in _COLUMNS}, **people}


def _document(desk: Desk, row: StatisticsPending) -> Mapping[str, Any]:
    """What is sealed in it; nothing where it does not open."""
    try:
        return ledger.opened(desk, StatisticsRelease(**_values(row))).document
    except Unsafe:
        return {}


def _sound(session: Session, row: StatisticsPending, pinned: str) -> bool:
    """Signed by somebody else, who is still there, after the ledger as it is."""
    first = session.get(Staff, row.staff_id)
    if first is None or not first.active or row.staff_id == row.second_id:
        return False
    statement = ledger.next_statement(session, _values(row))
    return signed_by(session, row.staff_id, row.signature, statement, pinned)


def _note(session: Session, desk: Desk, act: Act, quarter: Quarter, now: datetime) -> None:
    subject = f"release:{quarter.release}"
    append(session, desk.signer, act, chain=INSTALLATION, subject=subject, detail="", now=now)
