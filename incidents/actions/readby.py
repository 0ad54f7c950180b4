"""Read marks at the desk: what they say, and for whom they lie when a case is closed to somebody."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from incidents.actions import cards, readmarks
from incidents.actions.login import Desk
from incidents.actions.trust import RECOVERY
from incidents.core.readmark import ReadMark, unpack
from incidents.crypto.envelope import SealError
from incidents.crypto.sealing import Recipient
from incidents.store.models import ReadMarkRow
from incidents.store.statements import plain_rows, table_of

_MARKS = table_of(ReadMarkRow)
_OF_CASE = select(_MARKS.c.holder, _MARKS.c.sealed).where(_MARKS.c.case_id == bindparam("case"))


def mark_of(session: Session, desk: Desk, case_id: bytes) -> ReadMark | None:
    """The mark, if there is one that opens for this person."""
    mine = cards.holders(desk)
    for holder, sealed in plain_rows(session, _OF_CASE, {"case": case_id}):
        if holder not in mine:
            continue
        try:
            return unpack(desk.opener.open_mark(holder, case_id, sealed))
        except (SealError, ValueError):
            continue
    return None


def lay_for(
    session: Session, desk: Desk, case_id: bytes, staff: list[Recipient], reporter: Recipient
) -> None:
    """The mark, sealed to the readers that the case has now; nobody else's is left."""
    mark = mark_of(session, desk, case_id)
    readers = [*(one for one in staff if one.name != RECOVERY), reporter]
    readmarks.replace_rows(session, case_id, mark, readers)
