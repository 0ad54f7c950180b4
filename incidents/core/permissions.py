"""Who may do what, as pairs: `check_x` raises the sentence that people read, `can_x` asks. Keys decide the rest."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from incidents.core.errors import Invalid, NotAllowed


class Role(StrEnum):
    """What a log-in is for; reading is decided by the keyrings, not by the role."""

    CASEWORK = "casework"
    INDEPENDENT = "independent"
    COORDINATION = "coordination"
    ADMINISTRATION = "administration"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Actor:
    """A staff member who acts."""

    staff_id: bytes
    name: str
    roles: frozenset[Role]


def check_desk(actor: Actor) -> None:
    """May use the desk at all."""
    if not actor.roles & {Role.CASEWORK, Role.INDEPENDENT}:
        raise NotAllowed("Din inloggning är inte till för att läsa rapporter.")


def check_write(actor: Actor, *, opened: bool) -> None:
    """May write in a case: only after the cover sheet and the question about conflict of interest."""
    check_desk(actor)
    if not opened:
        raise NotAllowed("Läs försättsbladet och svara på frågan om jäv först.")


def check_administration(actor: Actor) -> None:
    """May invite and remove people. Reads nothing by it: that takes a keyring, which only its members can give."""
    if Role.ADMINISTRATION not in actor.roles:
        raise NotAllowed("Det här gör den som är administratör.")


def check_coordination(actor: Actor) -> None:
    """May keep the directory of helpers. Opens no case by it."""
    if Role.COORDINATION not in actor.roles:
        raise NotAllowed("Det här gör samordnaren.")


def check_audit(actor: Actor) -> None:
    """May read the whole trail: acts and references. Holds no keyring and opens no case."""
    if Role.AUDIT not in actor.roles:
        raise NotAllowed("Det här gör den som granskar loggen.")


def check_together(roles: Collection[Role]) -> None:
    """Raises `Invalid` for roles that nobody may have at once: whoever watches does nothing that is watched."""
    if Role.AUDIT in roles and len(set(roles)) > 1:
        raise Invalid("Den som granskar loggen kan inte ha någon annan roll.")


def _asks(check: Callable[..., None]) -> Callable[..., bool]:
    def can(actor: Actor, **facts: bool) -> bool:
        try:
            check(actor, **facts)
        except NotAllowed:
            return False
        return True

    return can


can_desk = _asks(check_desk)
can_write = _asks(check_write)
can_administration = _asks(check_administration)
can_coordination = _asks(check_coordination)
can_audit = _asks(check_audit)
