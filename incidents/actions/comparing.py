"""The ledger and the corrections as the database has them, beside the folder that everybody reads."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from incidents.actions import errata, ledger, planning
from incidents.actions.ledger import Fault, FaultKind
from incidents.actions.login import Desk
from incidents.core.closing import Quarter
from incidents.core.errors import Unsafe

PUBLICATION, RECORD = "publication.json", "release.json"


def faults(session: Session, folder: Path, *, pinned: str, desk: Desk | None = None) -> list[Fault]:
    """What is wrong with ledger and corrections, and where the folder is not what they say; an empty list is good.

    Whoever holds the key also sees whether what is sealed opens. Whether the folder's files are those of its own
    records is for `incidents statistics verify` to say, which anybody can run.
    """
    found = list(ledger.wrong(session, pinned=pinned))
    if desk is not None and not found:
        found += _unopened(session, desk)
    found += _in_folder(session, folder)
    found += planning.wrong(session, pinned=pinned)
    wrong = list(errata.wrong(session, pinned=pinned))
    if not wrong and _errata_in(folder) != errata.document(session):
        wrong.append(Fault(FaultKind.ERRATA, errata.FILE))
    return found + wrong


def unplaced(session: Session, folder: Path) -> list[str]:
    """The releases that are frozen and that the folder does not publish yet; `Unsafe` where it cannot be read."""
    have = in_folder(folder)
    names = (Quarter(row.first_year, row.number).release for row in ledger.rows(session))
    return [name for name in names if name not in have]


def has_unknown(session: Session, names: Iterable[str]) -> bool:
    """Whether any of these releases is one that the ledger does not have."""
    return not set(names) <= {
        Quarter(row.first_year, row.number).release for row in ledger.rows(session)
    }


def in_folder(folder: Path) -> list[str]:
    """The releases that the folder publishes, in order."""
    path = folder / PUBLICATION
    if not path.is_file():
        return []
    try:
        told: list[str] = json.loads(path.read_text(encoding="utf-8"))["releases"]
    except (ValueError, LookupError, TypeError) as error:
        raise ledger.not_whole() from error
    return told


def tables_in(folder: Path, release: str) -> int | None:
    """How many tables a release has in the folder; None where that cannot be read."""
    try:
        return len(json.loads((folder / release / RECORD).read_text(encoding="utf-8"))["tables"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _in_folder(session: Session, folder: Path) -> Iterator[Fault]:
    try:
        have = in_folder(folder)
    except Unsafe:
        yield Fault(FaultKind.INDEX, PUBLICATION)
        return
    known = []
    for row in ledger.rows(session):
        release = Quarter(row.first_year, row.number).release
        known.append(release)
        path = folder / release / RECORD
        if release not in have or not path.is_file() or _hash(path.read_bytes()) != row.record:
            yield Fault(FaultKind.FOLDER, release)
    yield from (Fault(FaultKind.UNKNOWN, name) for name in have if name not in known)


def is_frozen(session: Session, records: Mapping[str, bytes], written: bytes) -> bool:
    """Whether records and corrections, as somebody has read them, are those of the ledger, and all of them."""
    known = {
        Quarter(row.first_year, row.number).release: row.record for row in ledger.rows(session)
    }
    read = {name: _hash(raw) for name, raw in records.items()}
    return read == known and written == errata.document(session)


def _hash(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _errata_in(folder: Path) -> bytes:
    path = folder / errata.FILE
    return path.read_bytes() if path.is_file() else b""


def _unopened(session: Session, desk: Desk) -> Iterator[Fault]:
    for row in ledger.rows(session):
        try:
            ledger.opened(desk, row)
        except Unsafe:
            yield Fault(FaultKind.SEALED, f"r{row.number}")
