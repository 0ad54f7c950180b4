"""Saying what is seen in a series of linked cases: a signed note in each of its cases that is open to the author."""

from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import cards, casefile, linking
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import (
    append,
    audited,
    check_unwritten,
    find,
    is_opened,
    readable,
    writable,
)
from incidents.actions.login import Desk
from incidents.actions.trust import case_recipients
from incidents.core import series
from incidents.core.auditing import Act
from incidents.core.deskcard import Mark
from incidents.core.entry import Kind
from incidents.core.errors import Conflict
from incidents.core.linking import LinkKind
from incidents.core.series import Seen
from incidents.core.workflow import Status
from incidents.store.models import Case


def names(file: CaseFile) -> list[str]:
    """The series to which an opened case belongs."""
    found = (link.name for link in file.links if link.kind is LinkKind.SERIES)
    return list(dict.fromkeys(found))


def say(
    session: Session,
    desk: Desk,
    reference: str,
    seen: Seen,
    text: str,
    *,
    about: int,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """Write what was seen in the series, in every case of it that this person has opened in this log-in.

    A note tells of all of these cases: it stands where whoever reads the case may read the others too. `about` is the
    latest such note that the page showed (`series.newest`): `Conflict` when a colleague has written one since.
    """
    cases = _locked(session, desk, reference, seen.series, pinned)
    case = next(one for one in cases if one.reference == reference)
    check_unwritten(session, desk, case, once, text)
    file = casefile.read(session, desk, case, pinned=pinned)
    if seen.series not in names(file):
        raise Conflict("Ärendet hör inte längre till serien. Inget är sparat.")
    if series.newest(read.entry for read in file.entries if read.sound) != about:
        raise Conflict("En kollega har skrivit om serien under tiden. Inget är sparat.")
    told = [one for one in cases if all(one is x or linking.tells(session, one, x) for x in cases)]
    if not told:
        raise Conflict(linking.OTHER_READERS)
    for one in told:
        token = f"{once}:{one.reference}" if once and one is not case else once
        staff = case_recipients(session, one.id, one.recipients, pinned)
        append(session, desk, one, Kind.NOTE, text, staff, now, extra=seen.content(), once=token)
        _mark(session, desk, one, pinned)
        audited(session, desk, Act.CASE_NOTED, one, now=now)


def _locked(session: Session, desk: Desk, reference: str, name: str, pinned: str) -> list[Case]:
    """This case and the others of the series that are open to this person, locked in one order."""
    case = find(session, desk, reference)
    links = casefile.read(session, desk, case, pinned=pinned).links
    ids = {link.case_id for link in links if (link.kind, link.name) == (LinkKind.SERIES, name)}
    others = [
        one.reference
        for one in readable(session, desk, ids)
        if is_opened(session, desk, one) and one.status is not Status.QUARANTINE
    ]
    session.expire_all()  # what was read without a lock may have changed until there is one
    return [writable(session, desk, one) for one in sorted({reference, *others})]


def _mark(session: Session, desk: Desk, case: Case, pinned: str) -> None:
    """Say on the desk card whether a series of the case grows graver; a closed case has none."""
    file = casefile.read(session, desk, case, pinned=pinned)
    graver = series.escalates(read.entry for read in file.entries if read.sound)
    if file.card is not None and (Mark.ESCALATION in file.card.marks) is not graver:
        card = file.card.marked(Mark.ESCALATION, on=graver)
        cards.store(session, desk, case.id, case.recipients, card, pinned=pinned)
