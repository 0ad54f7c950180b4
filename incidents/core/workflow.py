"""The case's states and the moves between them, said once; buttons, checks and diagram derive from this table."""

from dataclasses import dataclass
from enum import StrEnum

from incidents.core.errors import Conflict
from incidents.core.languages import sentence


class Status(StrEnum):
    """Case status (vocabulary `case_status`)."""

    NEW = "new"
    TRIAGE = "triage"
    WAITING_REPORTER = "waiting_reporter"
    ACTIVE = "active"
    WAITING_EXTERNAL = "waiting_external"
    REFERRED = "referred"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    ARCHIVED = "archived"
    PURGED = "purged"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Move:
    """A permitted change of status, with the words on its button."""

    source: Status
    target: Status
    label: str


_LABELS = {
    Status.NEW: sentence("Släpp till kön"),
    Status.TRIAGE: sentence("Börja bedöma"),
    Status.ACTIVE: sentence("Börja handlägga"),
    Status.WAITING_REPORTER: sentence("Vänta på den som rapporterat"),
    Status.WAITING_EXTERNAL: sentence("Vänta på någon annan"),
    Status.REFERRED: sentence("Markera som hänvisad"),
    Status.CLOSED: sentence("Avsluta"),
    Status.REOPENED: sentence("Öppna igen"),
    Status.MERGED: sentence("För samman med ett annat ärende"),
    Status.ARCHIVED: sentence("Arkivera"),
    Status.PURGED: sentence("Gallra"),
}
_TABLE = {
    Status.NEW: (Status.TRIAGE,),
    Status.TRIAGE: (
        Status.ACTIVE,
        Status.WAITING_REPORTER,
        Status.REFERRED,
        Status.CLOSED,
        Status.MERGED,
    ),
    Status.ACTIVE: (
        Status.WAITING_REPORTER,
        Status.WAITING_EXTERNAL,
        Status.REFERRED,
        Status.CLOSED,
    ),
    Status.WAITING_REPORTER: (Status.ACTIVE, Status.CLOSED),
    Status.WAITING_EXTERNAL: (Status.ACTIVE, Status.CLOSED),
    Status.REFERRED: (Status.ACTIVE, Status.CLOSED),
    Status.CLOSED: (Status.REOPENED, Status.ARCHIVED, Status.PURGED),
    Status.REOPENED: (Status.ACTIVE,),
    Status.MERGED: (),
    Status.ARCHIVED: (),
    Status.PURGED: (),
    Status.QUARANTINE: (Status.NEW, Status.CLOSED),
}
MOVES: tuple[Move, ...] = tuple(
    Move(source, target, _LABELS[target])
    for source, targets in _TABLE.items()
    for target in targets
)
#: Moves that need more than a press of the button (a reason, a partner case, a decision) and have an act of their own.
WITH_OWN_ACT = frozenset({Status.NEW, Status.CLOSED, Status.MERGED, Status.ARCHIVED, Status.PURGED})
OPEN: frozenset[Status] = frozenset(Status) - {
    Status.CLOSED,
    Status.MERGED,
    Status.ARCHIVED,
    Status.PURGED,
}
#: The case lies with another body, whose answer we wait for.
ELSEWHERE = frozenset({Status.WAITING_EXTERNAL, Status.REFERRED})


def moves_from(source: Status) -> tuple[Move, ...]:
    """The permitted moves out of a status, in the order of the table."""
    return tuple(move for move in MOVES if move.source is source)


def check_move(source: Status, target: Status) -> None:
    """Raises `Conflict` when the table does not have the move: usually because a colleague was faster."""
    if not any(move.target is target for move in moves_from(source)):
        raise Conflict("Ärendet har en annan status nu. Läs in sidan igen.")
