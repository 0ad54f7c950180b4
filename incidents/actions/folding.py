"""Fold sealed facts into the archive: some at a time, each call whole or not at all (docs/adr/0045)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from incidents.actions import blocks, ledger
from incidents.actions.blocks import Marks
from incidents.actions.holders import held_now, in_turn
from incidents.actions.login import Desk
from incidents.actions.trust import current_rings
from incidents.core import archive
from incidents.core.archive import Kind
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, NotAllowed
from incidents.core.permissions import check_coordination
from incidents.core.rings import Ring
from incidents.crypto.envelope import SealError
from incidents.store.models import FactRow
from incidents.store.statements import plain_rows, table_of

#: Opening that many takes a tenth of a second.
MOST = 2_000
_FACTS = table_of(FactRow)
_WAITING = (
    select(_FACTS.c.id, _FACTS.c.sealed)
    .where(_FACTS.c.id > bindparam("after"))
    .order_by(_FACTS.c.id)
    .limit(bindparam("most"))
)
_LEFT = select(func.count()).select_from(_FACTS).where(_FACTS.c.id > bindparam("after"))
# The desk may have sealed it anew meanwhile: then it stays, and takes the place of this one at the next folding.
_TAKEN = delete(_FACTS).where(
    _FACTS.c.id == bindparam("held"), _FACTS.c.sealed == bindparam("before")
)


@dataclass(frozen=True, slots=True)
class Folded:
    """What one call did. `left` come after `after`, where the next call goes on."""

    taken: int
    #: Of a closed month: no table counts them any more.
    refused: int
    #: Neither opened nor understood with these keys; they stay as they are.
    unreadable: int
    left: int
    after: bytes


def fold(
    session: Session,
    desk: Desk,
    *,
    most: int = MOST,
    after: bytes = b"",
    pinned: str,
    now: datetime,
) -> Folded:
    """Put the next sealed facts into the blocks of their months and take them out of their table.

    Raises `Unsafe`, and changes nothing, where the archive is not what the last folding left.
    """
    before = check_member(session, desk, pinned)
    rows = plain_rows(session, _WAITING, {"after": after, "most": most})
    opened = _opened(desk, rows, archive.month_at(local_date(now)))
    first = _first_open(session)
    months: dict[int, dict[bytes, tuple[Kind, bytes]]] = {}
    for fact_id, kind, packed in opened:
        if archive.month_of(packed) >= first:
            months.setdefault(archive.month_of(packed), {})[fact_id] = (kind, packed)
    marks = blocks.store(session, desk, before, months)
    _take_out(session, rows, {one[0] for one in opened})
    taken = sum(len(found) for found in months.values())
    done = Folded(
        taken,
        len(opened) - taken,
        len(rows) - len(opened),
        _left(session, rows, most),
        rows[-1][0] if rows else after,
    )
    if opened or marks != before:
        told = f"facts:{taken},refused:{done.refused},unreadable:{done.unreadable}"
        blocks.noted(session, desk, Act.FACTS_FOLDED, "", told, marks, now)
    return done


def check_reader(desk: Desk) -> None:
    """Only a coordinator whom somebody has given the key to the statistics."""
    check_coordination(desk.actor)
    if Ring.STATISTICS not in desk.opener.rings():
        raise NotAllowed("Din inloggning har ingen nyckel till statistiken.")


def check_member(session: Session, desk: Desk, pinned: str) -> Marks:
    """One at a time, by a coordinator who holds the newest key, and only into an archive that is whole: its marks."""
    check_reader(desk)
    in_turn(session)
    if Ring.STATISTICS not in held_now(session, desk, current_rings(session, pinned)):
        raise Conflict("Nyckeln till statistiken är bytt. Logga ut och in igen.")
    return blocks.check_whole(session)


def waits_before(session: Session, desk: Desk, month: int) -> bool:
    """Whether a sealed fact of an earlier month waits to be folded."""
    after, rows = b"", [(b"", b"")]  # so that it is asked once
    while rows:
        rows = plain_rows(session, _WAITING, {"after": after, "most": MOST})
        if _opened(desk, rows, month - 1):
            return True
        after = rows[-1][0] if rows else after
    return False


def _first_open(session: Session) -> int:
    """The first month that no release has closed, as months since 2020-01."""
    last = ledger.newest(session)
    return 0 if last is None else last.months.stop


def _opened(
    desk: Desk, rows: Sequence[tuple[bytes, bytes]], newest: int
) -> list[tuple[bytes, Kind, bytes]]:
    """Ids, kinds and packed facts of those that open and that some version wrote, none from a month to come."""
    found = []
    for fact_id, sealed in rows:
        try:
            packed = desk.opener.open_fact(fact_id, sealed)
            kind = archive.kind_of(packed)
        except (SealError, ValueError):
            continue
        if archive.month_of(packed) <= newest:
            found.append((fact_id, kind, packed))
    return found


def _take_out(session: Session, rows: Sequence[tuple[bytes, bytes]], opened: set[bytes]) -> None:
    taken = [{"held": i, "before": sealed} for i, sealed in rows if i in opened]
    if taken:
        session.connection().execute(_TAKEN, taken)


def _left(session: Session, rows: Sequence[tuple[bytes, bytes]], most: int) -> int:
    if len(rows) < most:
        return 0
    ((left,),) = plain_rows(session, _LEFT, {"after": rows[-1][0]})
    return int(left)
