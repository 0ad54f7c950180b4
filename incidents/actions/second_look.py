"""The second person's look: an entry, sealed and signed as a coding is; and how often the two agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from incidents.actions import cardlaying, casefile, queue
from incidents.actions.casework import AlreadyWritten, add, audited, once_id, writable
from incidents.actions.login import Desk
from incidents.actions.trust import case_recipients
from incidents.core.auditing import Act
from incidents.core.entry import Kind
from incidents.core.errors import Conflict, NotAllowed
from incidents.core.permissions import check_desk
from incidents.core.report import check_story
from incidents.core.second_look import Quarter, Rate, Why, quarter_of, rate
from incidents.store.models import AuditRecord, Case, EntryRow

_LOOKED = (
    select(Case.id, AuditRecord.detail)
    .join(Case, Case.reference == AuditRecord.subject)
    .where(AuditRecord.act == Act.CASE_LOOKED, AuditRecord.at >= bindparam("since"))
)
#: So many quarters back, the running one among them.
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the second person says, of the entry that asks (`about`)."""

    agrees: bool
    reason: str
    about: int


def look(
    session: Session,
    desk: Desk,
    reference: str,
    verdict: Verdict,
    *,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """Store what the second person says. The audit row names the entry, not what it says.

    Raises `Conflict` when a colleague has looked, or what was to be looked at has changed, and `NotAllowed` for whoever
    made it. `once` is the form's own token: the same form posted twice raises `AlreadyWritten`.
    """
    case = writable(session, desk, reference)
    said = f"{verdict.agrees}|{verdict.about}|{verdict.reason}"
    entry_id = once_id(desk, case, Kind.LOOK, once, said) if once else None
    if entry_id and session.get(EntryRow, entry_id) is not None:
        raise AlreadyWritten
    asked = casefile.read(session, desk, case, pinned=pinned).second_look.asked
    if asked is None or asked.number != verdict.about:
        raise Conflict("Någon har redan granskat ärendet, eller ändrat det. Inget är sparat.")
    if desk.actor.staff_id in asked.authors:
        raise NotAllowed("Du kan inte granska det du själv har kodat eller avslutat.")
    if verdict.reason or not verdict.agrees:
        check_story(verdict.reason)
    content = {
        "text": verdict.reason,
        "agrees": verdict.agrees,
        "about": verdict.about,
        "sample": asked.why is Why.SAMPLE,
    }
    staff = case_recipients(session, case.id, case.recipients, pinned)
    add(session, desk, case, Kind.LOOK, content, staff, now, entry_id=entry_id)
    cardlaying.mark_second_look(session, desk, case, pinned=pinned)
    audited(session, desk, Act.CASE_LOOKED, case, detail=f"entry:{case.entries}", now=now)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often the two agreed since the first day of a quarter: in all looks, and in those of the sample."""

    since: Quarter
    all: Rate | None
    sample: Rate | None


def agreement(session: Session, desk: Desk, *, pinned: str, today: date) -> Agreement:
    """Over a year of the cases that this person's keys open. The looks alone are opened for it, no story."""
    check_desk(desk.actor)
    first = quarter_of(today).before(QUARTERS - 1)
    looks = list(_looks(session, desk, pinned, first))
    return Agreement(
        first,
        rate(agrees for agrees, _ in looks),
        rate(agrees for agrees, sample in looks if sample),
    )


def _looks(
    session: Session, desk: Desk, pinned: str, first: Quarter
) -> Iterator[tuple[bool, bool]]:
    """Whether they agreed, and whether it was the sample, of each look that verifies."""
    shut = queue.conflicts(session, desk)
    for case_id, detail in session.execute(_LOOKED, {"since": first.first.isoformat()}):
        number = detail.removeprefix("entry:")
        if case_id in shut or not number.isdigit():
            continue
        entry = casefile.read_one(session, desk, case_id, int(number), pinned=pinned)
        if entry is not None and entry.kind is Kind.LOOK:
            yield entry.content.get("agrees") is True, entry.content.get("sample") is True
