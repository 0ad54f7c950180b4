"""The municipality's own versions of the directory of helpers, read: which one holds, and what each of them said.

The directory is public, but whoever could change it unseen could send somebody in danger to a false number. So each
version carries the signature of the staff member who saved it; one that does not verify counts for nothing.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.actions.audit import INSTALLATION
from incidents.actions.trust import signing_keys
from incidents.core.auditing import Act
from incidents.core.canonical import encode
from incidents.core.errors import NotFound
from incidents.core.help.amending import Change
from incidents.core.help.directory import Directory
from incidents.core.help.merging import Source, directory_of
from incidents.core.help.reading import national
from incidents.core.help.strict import DirectoryError
from incidents.core.help.table import TableError, read
from incidents.crypto.labels import PRODUCT
from incidents.crypto.ringtrust import verifies
from incidents.store.models import AuditRecord, DirectoryVersion

if TYPE_CHECKING:
    from incidents.settings import Settings

#: The acts that leave a version.
CHANGES = (Act.DIRECTORY_CHANGED, Act.DIRECTORY_TABLE, Act.DIRECTORY_TAKEN_BACK)
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
    query = (
        select(AuditRecord.detail)
        .where(AuditRecord.chain == INSTALLATION, AuditRecord.act.in_(CHANGES))
        .order_by(AuditRecord.number.desc())
        .limit(1)
    )
    number = (session.scalar(query) or "").removeprefix("version:")
    return number.isdigit() and int(number) > seen


def _newest_first(session: Session, place: Place, newest: int) -> Iterator[Version]:
    """Versions from this number down, one read after another."""
    numbers = select(DirectoryVersion.number).where(DirectoryVersion.number <= newest)
    for number in session.scalars(numbers.order_by(DirectoryVersion.number.desc())).all():
        yield _version(session, place, number)


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
    keys = signing_keys(session, row.staff_id, place.pinned)
    if not any(verifies(key, row.signature, statement(row)) for key in keys):
        return None
    try:
        own = read(row.text, local=True, both=True, beside=place.national)
        directory_of(place.national, own, place.region)
    except (TableError, DirectoryError):
        return None
    return own


def statement(row: DirectoryVersion) -> bytes:
    """What is signed: the number too, so that an old version cannot be put in the place of a new one."""
    document = {
        "number": row.number,
        "text": hashlib.sha256(row.text.encode()).hexdigest(),
        "day": row.day.isoformat(),
        "staff": row.staff_id.hex(),
        "what": row.what,
        "about": row.about,
    }
    return PRODUCT + b"directory-version|" + encode(document)
