"""The versions of the coordinator's registers, read: which one holds, and what each of them said.

As with the directory, each carries the signature of whoever saved it (`actions.signed_versions`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import Generic

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.actions import signed_versions
from incidents.core.auditing import Act
from incidents.core.errors import NotFound
from incidents.core.register import Register, T
from incidents.core.sheet import TableError
from incidents.store.models import RegisterVersion


class Change(StrEnum):
    """What a version changed. Codes never change meaning."""

    ADDED = "added"
    EDITED = "edited"
    TABLE = "table"
    TAKEN_BACK = "taken_back"
    APPROVED = "approved"


_NUMBER = RegisterVersion.__table__.c.number
#: How each register's acts are called in the trail.
ACTS = {
    "measures": {
        Change.ADDED: Act.MEASURES_CHANGED,
        Change.EDITED: Act.MEASURES_CHANGED,
        Change.TABLE: Act.MEASURES_TABLE,
        Change.TAKEN_BACK: Act.MEASURES_TAKEN_BACK,
    },
    "figures": {
        Change.ADDED: Act.FIGURES_CHANGED,
        Change.EDITED: Act.FIGURES_CHANGED,
        Change.TABLE: Act.FIGURES_TABLE,
        Change.TAKEN_BACK: Act.FIGURES_TAKEN_BACK,
    },
    "chapters": {
        Change.EDITED: Act.CHAPTERS_CHANGED,
        Change.APPROVED: Act.CHAPTERS_APPROVED,
    },
}


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A register of this installation: what it is, and whose keys are trusted."""

    register: Register[T]
    pinned: str


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """A version as it was saved; `items` is None where its signature or its text does not hold."""

    number: int
    day: date | None = None
    staff_id: bytes = b""
    what: Change | None = None
    about: str = ""
    items: tuple[T, ...] | None = None


@dataclass(frozen=True, slots=True)
class Current(Generic[T]):
    """What holds: the newest version that verifies, or nothing yet (`number` 0).

    `seen` is the newest number of all, which a page sends back when it saves.
    """

    items: tuple[T, ...]
    number: int
    seen: int

    @property
    def unsound(self) -> bool:
        """Whether a newer version is there that does not verify: somebody may have written in the database."""
        return self.number != self.seen


def current(session: Session, kept: Kept[T]) -> Current[T]:
    """What holds now."""
    newest = _newest(session, kept)
    for found in _newest_first(session, kept, newest):
        if found.items is not None:
            return Current(found.items, found.number, newest)
    return Current((), 0, newest)


def versions(
    session: Session, kept: Kept[T], *, until: int | None = None, most: int
) -> list[Version[T]]:
    """The history, the newest first: so many, from the number `until` on."""
    newest = _newest(session, kept) if until is None else until
    return list(islice(_newest_first(session, kept, newest), most))


def version(session: Session, kept: Kept[T], number: int) -> Version[T]:
    """One version; raises `NotFound`."""
    found = next(_newest_first(session, kept, number), None)
    if found is None or found.number != number:
        raise NotFound("Den versionen finns inte.")
    return found


def before(session: Session, kept: Kept[T], number: int) -> tuple[T, ...]:
    """What held before a version."""
    older = _newest_first(session, kept, number - 1)
    return next((one.items for one in older if one.items is not None), ())


def cut_off(session: Session, kept: Kept[T], seen: int) -> bool:
    """Whether the trail knows a newer version than there is: somebody has taken one away."""
    acts = frozenset(ACTS[kept.register.name].values())
    return signed_versions.cut_off(session, acts, seen)


def statement(row: RegisterVersion) -> bytes:
    """What is signed: the register too, so that no version can be put in the place of another."""
    more = {"register": row.register}
    return signed_versions.statement(b"register-version|", row, more)


def _newest(session: Session, kept: Kept[T]) -> int:
    ours = RegisterVersion.register == kept.register.name
    return session.scalar(select(func.max(RegisterVersion.number)).where(ours)) or 0


def _newest_first(session: Session, kept: Kept[T], newest: int) -> Iterator[Version[T]]:
    ours = RegisterVersion.register == kept.register.name
    read = partial(_version, session, kept)
    return signed_versions.newest_first(session, _NUMBER, newest, read, ours)


def _version(session: Session, kept: Kept[T], number: int) -> Version[T]:
    try:
        row = session.get_one(RegisterVersion, (kept.register.name, number))
        what = Change(row.what)
    except ValueError:  # a day that is none, a change that there is not: nobody of us wrote it
        return Version(number)
    items = _items(session, row, kept)
    return Version(number, row.day, row.staff_id, what, row.about, items)


def _items(session: Session, row: RegisterVersion, kept: Kept[T]) -> tuple[T, ...] | None:
    """What a row says, once its signature is that of a certified key."""
    if not signed_versions.is_signed(session, row, statement(row), kept.pinned):
        return None
    try:
        return kept.register.read(row.text)
    except TableError:
        return None
