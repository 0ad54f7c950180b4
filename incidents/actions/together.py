"""Several reports of one event: which of the chosen ones can be dealt with at once, and one coding for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from incidents.actions import cards, linking
from incidents.actions import coding as coding_deeds
from incidents.actions.casework import AlreadyWritten, find, is_opened, open_case
from incidents.actions.login import Desk
from incidents.core.coding import Coding
from incidents.core.deskcard import DeskCard
from incidents.core.errors import NotFound
from incidents.core.only_counted import asks_alone
from incidents.core.workflow import Status
from incidents.store.models import Case


class Readiness(StrEnum):
    """Whether a chosen case can be dealt with together with the others."""

    READY = "ready"
    UNOPENED = "unopened"
    QUARANTINE = "quarantine"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chosen case. `SHUT` is one that does not exist, or is closed to this person: which of the two is never said."""

    reference: str
    state: Readiness
    status: Status | None = None


def look(session: Session, desk: Desk, references: Iterable[str]) -> list[Chosen]:
    """Each of these cases once, by reference: none is left out unseen."""
    return [_chosen(session, desk, one) for one in sorted(set(references))]


def _chosen(session: Session, desk: Desk, reference: str) -> Chosen:
    try:
        case = find(session, desk, reference)
    except NotFound:
        return Chosen(reference, Readiness.SHUT)
    if case.status is Status.QUARANTINE:
        return Chosen(reference, Readiness.QUARANTINE, case.status)
    opened = is_opened(session, desk, case)
    return Chosen(reference, Readiness.READY if opened else Readiness.UNOPENED, case.status)


def covers(session: Session, desk: Desk, found: Iterable[Chosen]) -> list[tuple[Case, DeskCard]]:
    """The unopened ones whose cover sheets may stand on one page: not of a case that may concern a reader."""
    unopened = [
        find(session, desk, one.reference) for one in found if one.state is Readiness.UNOPENED
    ]
    cards_ = ((case, cards.of_case(session, desk, case.id)) for case in unopened)
    return [
        (case, card) for case, card in cards_ if card is not None and not asks_alone(card.flags)
    ]


def open_cases(session: Session, desk: Desk, references: Iterable[str], *, now: datetime) -> None:
    """Open those of which it was said that there is no conflict of interest, where that may be asked on one page."""
    for case, _ in covers(session, desk, look(session, desk, references)):
        open_case(session, desk, case.reference, now=now)


def code(
    session: Session,
    desk: Desk,
    versions: Mapping[str, int],
    coding: Coding,
    *,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """Write one coding to each of these cases, or to none. Each keeps its own history.

    `versions`: of each case the number of the entry with the coding that the page showed, 0 for none. `Conflict` when a
    colleague has coded any of them since. `AlreadyWritten` when all of them say this already.
    """
    written = 0
    for case in linking.together(session, desk, versions):
        reference = case.reference
        try:
            coding_deeds.code(
                session,
                desk,
                reference,
                coding,
                version=versions[reference],
                once=once,
                pinned=pinned,
                now=now,
            )
        except AlreadyWritten:
            continue
        written += 1
    if not written:
        raise AlreadyWritten
