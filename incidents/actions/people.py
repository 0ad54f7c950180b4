"""Staff as others see them, and as an administrator does."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.actions.login import Desk
from incidents.core.clock import local_date
from incidents.core.errors import NotFound
from incidents.core.permissions import Actor, Role, can_desk, check_administration
from incidents.store.models import Invitation, Staff
from incidents.store.statements import plain_rows, table_of

_STAFF = table_of(Staff)
_NAMES = select(_STAFF.c.id, _STAFF.c.name)


class Standing(StrEnum):
    """Where somebody stands between the invitation and the end."""

    INVITED = "invited"
    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Pending:
    """An invitation beside: until which day its phrase counts, how many wrong ones were tried, whether it was used."""

    until: date
    wrong: int
    used: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the list; `pending` also where an account that is there is about to get a new key."""

    staff_id: bytes
    name: str
    login: str
    roles: tuple[Role, ...]
    standing: Standing
    pending: Pending | None


def names(session: Session) -> dict[bytes, str]:
    """Display names by id."""
    return dict(plain_rows(session, _NAMES, {}))


def at_desk(session: Session) -> list[tuple[bytes, str]]:
    """Who works with cases today, by name."""
    rows = session.execute(
        select(Staff.id, Staff.name, Staff.roles).where(Staff.active).order_by(Staff.name)
    )
    return [
        (id_, name)
        for id_, name, roles in rows
        if can_desk(Actor(id_, name, frozenset(Role(role) for role in roles.split())))
    ]


def roster(session: Session, desk: Desk) -> list[Person]:
    """Everybody with an account or an invitation: those who work here first, by name."""
    check_administration(desk.actor)
    invited = {row.staff_id: row for row in session.scalars(select(Invitation))}
    people = [
        _person(row, _pending(invited.pop(row.id, None)), _standing(row))
        for row in session.scalars(select(Staff))
    ]
    people += [_invited(row) for row in invited.values()]
    return sorted(people, key=lambda person: (person.standing is Standing.LEFT, person.name))


def person(session: Session, desk: Desk, staff_id: bytes) -> Person:
    """One of them; raises `NotFound`."""
    found = (one for one in roster(session, desk) if one.staff_id == staff_id)
    one = next(found, None)
    if one is None:
        raise NotFound("Det finns ingen sådan person.")
    return one


def _person(row: Staff, pending: Pending | None, standing: Standing) -> Person:
    return Person(row.id, row.name, row.login, _roles(row.roles), standing, pending)


def _standing(row: Staff) -> Standing:
    return Standing.ACTIVE if row.active else Standing.LEFT


def _invited(row: Invitation) -> Person:
    standing = Standing.UNCONFIRMED if row.public_key is not None else Standing.INVITED
    roles = _roles(row.roles)
    return Person(row.staff_id, row.name, row.login, roles, standing, _pending(row))


def _pending(row: Invitation | None) -> Pending | None:
    if row is None:
        return None
    return Pending(local_date(row.expires), row.wrong, row.public_key is not None)


def _roles(text: str) -> tuple[Role, ...]:
    return tuple(Role(role) for role in text.split())
