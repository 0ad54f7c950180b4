"""Read marks as those lay them who cannot open the case: staff with an answer, the public door when a code comes back.

A case that was answered has a row for each reader and one for the reporter from its first answer on. They are as long
before as after, so that one stolen copy does not tell whether an answer was read.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from incidents.actions.trust import PEOPLE, RECOVERY, case_recipients
from incidents.core.clock import local_date
from incidents.core.readmark import ReadMark, unpack
from incidents.crypto.casecode import REPORTER, CaseCode
from incidents.crypto.envelope import Purpose, SealError
from incidents.crypto.sealing import MARK_BYTES, Recipient, seal
from incidents.crypto.unsealing import open_sealed
from incidents.store.models import Case, EntryKey, EntryRow, ReadMarkRow, ReporterKey
from incidents.store.statements import insert_rows, table_of

_MARKS, _KEYS, _CASES = table_of(ReadMarkRow), table_of(ReporterKey), table_of(Case)
_OWN = (
    select(_KEYS.c.case_id, _MARKS.c.sealed)
    .join(_MARKS, _MARKS.c.case_id == _KEYS.c.case_id)
    .where(_KEYS.c.lookup == bindparam("lookup"), _MARKS.c.holder == REPORTER)
)
_NEWEST = (
    select(func.max(EntryRow.number))
    .join(EntryKey, EntryKey.entry_id == EntryRow.id)
    .where(EntryRow.case_id == bindparam("case"), EntryKey.recipient == REPORTER)
)
_LOCK = (
    select(_CASES.c.recipients)
    .join(_KEYS, _KEYS.c.case_id == _CASES.c.id)
    .where(_KEYS.c.lookup == bindparam("lookup"))
    .with_for_update(of=_CASES)
)
_LAID = select(_MARKS.c.holder).where(_MARKS.c.case_id == bindparam("case")).limit(1)


@dataclass(frozen=True, slots=True)
class Moved:
    """A mark that goes further than the one that lies there."""

    case_id: bytes
    mark: ReadMark


def lay(session: Session, case: Case, number: int, readers: list[Recipient]) -> None:
    """With the first answer, the entry of this number: a mark that says nothing yet."""
    if session.scalar(_LAID, {"case": case.id}) is None:
        replace_rows(session, case.id, ReadMark(number), _holders(case.recipients, readers))


def moved(session: Session, code: CaseCode, *, now: datetime) -> Moved | None:
    """What the mark becomes now that the reporter is back; None where there is nothing newer to see."""
    row = session.connection().execute(_OWN, {"lookup": code.lookup_hash()}).one_or_none()
    if row is None:
        return None
    try:
        mark = unpack(open_sealed(code.key().load(), Purpose.READ_MARK, row[0], row[1]))
    except (SealError, ValueError):
        return None  # not written by us
    further = mark.came_back(session.scalar(_NEWEST, {"case": row[0]}) or 0, local_date(now))
    return None if further == mark else Moved(row[0], further)


def come_back(session: Session, code: CaseCode, *, pinned: str, now: datetime) -> None:
    """Write that the reporter has seen the newest answer, for the case's readers as they are now."""
    recipients = session.scalar(_LOCK, {"lookup": code.lookup_hash()}) or ""
    found = moved(session, code, now=now)
    if found is None:
        return
    staff = _holders(recipients, case_recipients(session, found.case_id, recipients, pinned))
    readers = [*staff, Recipient(REPORTER, 0, code.public_key())]
    replace_rows(session, found.case_id, found.mark, readers)


def _holders(recipients: str, readers: list[Recipient]) -> list[Recipient]:
    """Who gets a mark: not the recovery key, which reads entries alone."""
    return [one for one in readers if recipients != PEOPLE or one.name != RECOVERY]


def replace_rows(
    session: Session, case_id: bytes, mark: ReadMark | None, readers: list[Recipient]
) -> None:
    """Take away a case's marks and lay this one for each reader."""
    session.execute(delete(ReadMarkRow).where(ReadMarkRow.case_id == case_id))
    if mark is None:
        return
    rows = [
        {
            "case_id": case_id,
            "holder": one.name,
            "sealed": seal(
                one.key,
                Purpose.READ_MARK,
                case_id,
                mark.pack(),
                epoch=one.epoch,
                minimum=MARK_BYTES,
            ),
        }
        for one in readers
    ]
    insert_rows(session, ReadMarkRow, rows)
