"""The municipality's own versions of the directory of helpers, read: which one holds, and what each of them said.

The directory is public, but whoever could change it unseen could send somebody in danger to a false number. So each
version carries the signature of the staff member who saved it; one that does not verify counts for nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.actions import signed_versions
from incidents.core.auditing import Act
from incidents.core.errors import NotFound
from incidents.core.help.amending import Change
from incidents.core.help.directory import Directory
from incidents.core.help.merging import Source, directory_of
from incidents.core.help.reading import national
from incidents.core.help.strict import DirectoryError
from incidents.core.help.table import TableError, read
from incidents.store.models import DirectoryVersion

if TYPE_CHECKING:
    from incidents.settings import Settings

#: The acts that leave a version.
CHANGES = (Act.DIRECTORY_CHANGED, Act.DIRECTORY_TABLE, Act.DIRECTORY_TAKEN_BACK)
_NUMBER = DirectoryVersion.__table__.c.number
_NEWEST = select(func.max(DirectoryVersion.number))


@dataclass(frozen=True, slots=True)
class Place:
    """One installation: the national directory, what its files say, where it lies, whose keys it trusts."""

    national: Source
    files: Source
    region: tuple[str, ...]
    pinned: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version as it was saved; `own` is None where its signature or its text does not hold."""

    number: int
    day: date | None = None
    staff_id: bytes = b""
    what: Change | None = None
    about: str = ""
    own: Source | None = None


@dataclass(frozen=True, slots=True)
class Current:
    """What holds: the newest version that verifies, or what the files of the installation say (`number` 0).

    `seen` is the newest number of all, which a page sends back when it saves.
    """

    own: Source
    number: int
    seen: int

    @property
    def unsound(self) -> bool:
        """Whether a newer version is there that does not verify: somebody may have written in the database."""
        return self.number != self.seen


def place_of(settings: "Settings") -> Place:
    """The installation of these settings."""
    return Place(national(), settings.own_directory, settings.directory.region, settings.trust)


def current(session: Session, place: Place) -> Current:
    """What holds now."""
    newest = session.scalar(_NEWEST) or 0
    for found in _newest_first(session, place, newest):
        if found.own is not None:
            return Current(found.own, found.number, newest)
    return Current(place.files, 0, newest)


def shown(place: Place, session: Session) -> tuple[int, Directory]:
    """The number of the version that holds, and what it shows."""
    held = current(session, place)
    return held.number, directory_of(place.national, held.own, place.region)


def versions(
    session: Session, place: Place, *, until: int | None = None, most: int
) -> list[Version]:
    """The history, the newest first: so many, from the number `until` on."""
    newest = session.scalar(_NEWEST) or 0 if until is None else until
    return list(islice(_newest_first(session, place, newest), most))


def version(session: Session, place: Place, number: int) -> Version:
    """One version; raises `NotFound`."""
    found = next(_newest_first(session, place, number), None)
    if found is None or found.number != number:
        raise NotFound("Den versionen finns inte.")
    return found


def before(session: Session, place: Place, number: int) -> Source:
    """What held before a version."""
    older = _newest_first(session, place, number - 1)
    return next((one.own for one in older if one.own is not None), place.files)


def cut_off(session: Session, seen: int) -> bool:
    """Whether the trail knows a newer version than there is: somebody has taken one away."""
    return signed_versions.cut_off(session, CHANGES, seen)


def _newest_first(session: Session, place: Place, newest: int) -> Iterator[Version]:
    read = partial(_version, session, place)
    return signed_versions.newest_first(session, _NUMBER, newest, read)


def _version(session: Session, place: Place, number: int) -> Version:
    try:
        row = session.get_one(DirectoryVersion, number)
        what = Change(row.what)
    except (
        ValueError
    ):  # a day that is none, a kind of change that there is not: nobody of us wrote it
        return Version(number)
    return Version(number, row.day, row.staff_id, what, row.about, _own(session, row, place))


def _own(session: Session, row: DirectoryVersion, place: Place) -> Source | None:
    """What a row says, once its signature is that of a certified key."""
    if not signed_versions.is_signed(session, row, statement(row), place.pinned):
        return None
    try:
        own = read(row.text, local=True, both=True, beside=place.national)
        directory_of(place.national, own, place.region)
    except (TableError, DirectoryError):
        return None
    return own


def statement(row: DirectoryVersion) -> bytes:
    """What is signed."""
    return signed_versions.statement(b"directory-version|", row, {})
