"""The ledger of releases: each row signed by whoever froze it, and over the row before it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from incidents.actions.audit import INSTALLATION
from incidents.actions.login import Desk
from incidents.actions.trust import signing_keys
from incidents.core.auditing import Act
from incidents.core.canonical import encode
from incidents.core.closing import Quarter
from incidents.core.errors import Unsafe
from incidents.core.languages import sentence
from incidents.crypto.envelope import Purpose, SealError
from incidents.crypto.ringtrust import verifies
from incidents.store.models import AuditRecord, StatisticsRelease

PUBLICATION, RECORD = "publication.json", "release.json"
_STATEMENT = b"incidents/v1/statistics-release|"


@dataclass(frozen=True, slots=True)
class Entry:
    """A release of the ledger, opened. `document`: files, tables, true counts, plan."""

    quarter: Quarter
    record: str
    document: Mapping[str, Any]


def rows(session: Session) -> list[StatisticsRelease]:
    """Every row, in the order in which quarters were closed."""
    query = select(StatisticsRelease).order_by(StatisticsRelease.number)
    return list(session.scalars(query))


def newest(session: Session) -> Quarter | None:
    """The quarter that was closed last."""
    query = select(StatisticsRelease.first_year, StatisticsRelease.number)
    found = session.execute(query.order_by(StatisticsRelease.number.desc()).limit(1)).first()
    return None if found is None else Quarter(found[0], found[1])


def read(session: Session, desk: Desk, *, pinned: str) -> list[Entry]:
    """Every release, opened and verified; `Unsafe` where a row is missing, changed, or nobody's."""
    told, found = _told(session), rows(session)
    if next(_wrong(session, found, told, pinned), None) is not None:
        raise _not_whole()
    return [_opened(desk, row) for row in found]


def write(
    session: Session,
    desk: Desk,
    second: Desk | None,
    quarter: Quarter,
    *,
    frozen: date,
    rules: int,
    record: bytes,
    report: str,
    document: Mapping[str, Any],
) -> None:
    """Add a row, signed by one person or by two."""
    values = {
        "number": quarter.number,
        "first_year": quarter.first_year,
        "frozen": frozen,
        "rules_version": rules,
        "record": record,
        "report": report,
        "sealed": desk.opener.seal_folded(
            Purpose.STATISTICS_CUBE,
            bound_to(quarter.number),
            json.dumps(document).encode(),  # in its own order, in which files are written
        ),
        "staff_id": desk.actor.staff_id,
        "second_id": second.actor.staff_id if second else None,
    }
    made = statement(StatisticsRelease(**values), _before(rows(session)))
    signatures = {
        "signature": desk.signer.key.sign(made),
        "second_signature": second.signer.key.sign(made) if second else None,
    }
    session.execute(insert(StatisticsRelease), {**values, **signatures})


def bound_to(number: int) -> bytes:
    """What the true counts of a release are bound to."""
    return b"statistics-release|" + number.to_bytes(2, "big")


def statement(row: StatisticsRelease, before: bytes) -> bytes:
    """What is signed: everything in the row, and the row before it."""
    return _STATEMENT + encode(
        {
            "number": row.number,
            "first_year": row.first_year,
            "frozen": row.frozen.isoformat(),
            "rules": row.rules_version,
            "record": row.record.hex(),
            "report": hashlib.sha256(row.report.encode()).hexdigest(),
            "sealed": hashlib.sha256(row.sealed).hexdigest(),
            "by": row.staff_id.hex(),
            "second": row.second_id.hex() if row.second_id else "",
            "before": before.hex(),
        }
    )


def faults(session: Session, folder: Path, *, pinned: str, desk: Desk | None = None) -> list[str]:
    """What is wrong with the ledger, and where the folder is not what the ledger says; an empty list is good.

    Whoever holds the key also sees whether what is sealed opens. Whether the folder's files are those of its own
    records is for `incidents statistics verify` to say, which anybody can run.
    """
    told, found = _told(session), rows(session)
    wrong = list(_wrong(session, found, told, pinned))
    for row in found:
        release = Quarter(row.first_year, row.number).release
        path = folder / release / RECORD
        if not path.is_file() or hashlib.sha256(path.read_bytes()).digest() != row.record:
            wrong.append(f"{release}: the folder does not have it as it was frozen")
        if desk is not None and not wrong:
            wrong += _unopened(desk, row)
    known = {Quarter(row.first_year, row.number).release for row in found}
    wrong += [
        f"{name}: the ledger does not have it" for name in in_folder(folder) if name not in known
    ]
    return wrong


def in_folder(folder: Path) -> list[str]:
    """The releases that the folder publishes, in order."""
    path = folder / PUBLICATION
    if not path.is_file():
        return []
    try:
        told: list[str] = json.loads(path.read_text(encoding="utf-8"))["releases"]
    except (ValueError, LookupError, TypeError) as error:
        raise _not_whole() from error
    return told


def _wrong(
    session: Session, found: list[StatisticsRelease], told: int | None, pinned: str
) -> Iterator[str]:
    """`told` was read before `found`: somebody may freeze a release meanwhile."""
    before = b""
    for place, row in enumerate(found):
        if place and row.number != found[place - 1].number + 1:
            yield f"r{row.number}: the release before it is missing"
        made = statement(row, before)
        if not _signed(session, row.staff_id, row.signature, made, pinned):
            yield f"r{row.number}: not signed by whoever froze it, or changed since"
        if row.second_id is not None and not _signed(
            session, row.second_id, row.second_signature or b"", made, pinned
        ):
            yield f"r{row.number}: not signed by the second person"
        before = _digest(made, row)
    if told is not None and told > (found[-1].number if found else 0):
        yield f"r{told}: the trail speaks of it, and the ledger does not have it"


def _before(found: list[StatisticsRelease]) -> bytes:
    before = b""
    for row in found:
        before = _digest(statement(row, before), row)
    return before


def _digest(made: bytes, row: StatisticsRelease) -> bytes:
    return hashlib.sha256(made + row.signature + (row.second_signature or b"")).digest()


def _signed(session: Session, staff_id: bytes, signature: bytes, made: bytes, pinned: str) -> bool:
    keys = signing_keys(session, staff_id, pinned)
    return any(verifies(key, signature, made) for key in keys)


def _told(session: Session) -> int | None:
    """The number of the newest release that the trail knows of."""
    query = (
        select(AuditRecord.subject)
        .where(AuditRecord.chain == INSTALLATION, AuditRecord.act == Act.STATISTICS_RELEASED)
        .order_by(AuditRecord.number.desc())
        .limit(1)
    )
    subject = session.scalar(query)
    return None if subject is None else int(subject.removeprefix("release:r"))


def _opened(desk: Desk, row: StatisticsRelease) -> Entry:
    try:
        sealed = desk.opener.open_folded(Purpose.STATISTICS_CUBE, bound_to(row.number), row.sealed)
    except SealError as error:
        raise _not_whole() from error
    return Entry(Quarter(row.first_year, row.number), row.record.hex(), json.loads(sealed))


def _unopened(desk: Desk, row: StatisticsRelease) -> list[str]:
    try:
        _opened(desk, row)
    except Unsafe:
        return [f"r{row.number}: what is sealed in it does not open"]
    return []


def _not_whole() -> Unsafe:
    return Unsafe(
        sentence(
            "Registret över publiceringar är inte det som det var. Inget är publicerat. Larma it-säkerhet nu."
        )
    )
