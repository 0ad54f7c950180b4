"""Several cases are given to one person at once, unread: no story opens, no key moves, each case is judged alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from incidents.actions import cards
from incidents.actions.casework import colleagues, find, is_opened
from incidents.actions.handling import give
from incidents.actions.login import Desk
from incidents.core.deskcard import Flag
from incidents.core.errors import NotFound
from incidents.core.languages import sentence
from incidents.core.rings import Ring
from incidents.core.workflow import OPEN, Status
from incidents.crypto.sealing import ring_recipient
from incidents.store.models import Case, CaseConflict


class Refusal(StrEnum):
    """Why a case was not given away, in Swedish source text."""

    GONE = sentence("Ärendet finns inte, eller är stängt för dig.")
    CHANGED = sentence("En kollega har ändrat ärendet sedan du öppnade listan.")
    NOT_OPEN = sentence("Ärendet är avslutat eller ligger i karantän.")
    CONFLICT = sentence("Personen har anmält jäv i ärendet.")
    NO_KEY = sentence("Personen kan inte öppna ärendet.")
    READ_FIRST = sentence(
        "Ärendet kan gälla någon av er. Läs försättsbladet och svara på frågan om jäv först."
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case; None: it is the person's now."""

    reference: str
    refusal: Refusal | None


def distribute(
    session: Session,
    desk: Desk,
    staff_id: bytes,
    chosen: Mapping[str, int],
    *,
    pinned: str,
    now: datetime,
) -> list[Outcome]:
    """Give each of these cases (reference: the version that the list showed) to one person.

    In the order of the references, so that two people who do this at once wait for each other in turn. Whoever gives a
    case away unread has not said whether they have a conflict of interest: the handler answers that on the cover sheet.
    """
    return [
        Outcome(reference, _given(session, desk, staff_id, reference, version, pinned, now))
        for reference, version in sorted(chosen.items())
    ]


def _given(
    session: Session,
    desk: Desk,
    staff_id: bytes,
    reference: str,
    version: int,
    pinned: str,
    now: datetime,
) -> Refusal | None:
    try:
        case = find(session, desk, reference, lock=True)
    except NotFound:
        return Refusal.GONE
    if case.assignee_id == staff_id:
        return None
    refusal = _refusal(session, desk, staff_id, case, version)
    if refusal is None:
        give(session, desk, case, staff_id, pinned=pinned, now=now)
    return refusal


def _refusal(
    session: Session, desk: Desk, staff_id: bytes, case: Case, version: int
) -> Refusal | None:
    if case.version != version:
        return Refusal.CHANGED
    if case.status not in OPEN or case.status is Status.QUARANTINE:
        return Refusal.NOT_OPEN
    if session.get(CaseConflict, (case.id, staff_id)) is not None:
        return Refusal.CONFLICT
    if staff_id not in dict(colleagues(session, desk, case)):
        return Refusal.NO_KEY
    return Refusal.READ_FIRST if _may_concern_us(session, desk, case) else None


def _may_concern_us(session: Session, desk: Desk, case: Case) -> bool:
    """The reporter did not say no, and this person has not answered the cover sheet yet.

    What came to the independent recipient concerns others.
    """
    if case.recipients == ring_recipient(Ring.INDEPENDENT) or is_opened(session, desk, case):
        return False
    card = cards.of_case(session, desk, case.id)
    return card is None or Flag.MAY_CONCERN_READERS in card.flags
