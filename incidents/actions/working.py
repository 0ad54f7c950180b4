"""Decide what becomes of a working note. One that goes leaves its place in the chain, its link, and nothing else."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from incidents.actions import casefile
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import append, audited, writable
from incidents.actions.login import Desk
from incidents.actions.trust import case_recipients
from incidents.core.auditing import Act
from incidents.core.entry import Kind
from incidents.core.errors import Conflict
from incidents.core.languages import sentence
from incidents.core.working import Fate
from incidents.store.models import Case, EntryKey, EntryRow

_ACTS = {Fate.KEPT: Act.CASE_NOTE_KEPT, Fate.REMOVED: Act.CASE_NOTE_REMOVED}


class Undecided(Conflict):
    """Closing is refused while there are working notes of which nobody has decided."""

    def __init__(self) -> None:
        super().__init__(
            sentence("Ta ställning till arbetsanteckningarna först. Ärendet är inte avslutat.")
        )


def check_decided(file: CaseFile) -> None:
    """Raises `Undecided`."""
    if file.working:
        raise Undecided


def decide(
    session: Session,
    desk: Desk,
    reference: str,
    number: int,
    fate: Fate,
    text: str,
    *,
    pinned: str,
    now: datetime,
) -> None:
    """Keep the working note with this number, or remove it and its translations; `text` is the note that says so.

    `Conflict` when it was decided before: whoever is second changes nothing.
    """
    case = writable(session, desk, reference)
    file = casefile.read(session, desk, case, pinned=pinned)
    if number not in {entry.number for entry in file.working}:
        raise Conflict("Det är redan bestämt vad som händer med den anteckningen.")
    named = [number, *(one.number for one in file.translations.get(number, ()))]
    staff = case_recipients(session, case.id, case.recipients, pinned)
    append(session, desk, case, Kind.NOTE, text, staff, now, extra={fate.value: named})
    if fate is Fate.REMOVED:
        _empty(session, case, named)
    audited(session, desk, _ACTS[fate], case, now=now)


def _empty(session: Session, case: Case, named: list[int]) -> None:
    """Ciphertext and keys go; number and link stay, so that the chain goes on verifying."""
    rows = (EntryRow.case_id == case.id, EntryRow.number.in_(named))
    ids = session.scalars(select(EntryRow.id).where(*rows)).all()
    session.execute(delete(EntryKey).where(EntryKey.entry_id.in_(ids)))
    session.execute(update(EntryRow).where(*rows).values(body=b""))
