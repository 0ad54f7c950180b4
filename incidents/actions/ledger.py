"""The ledger of releases: each row signed by whoever froze it, and over the row before it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from incidents.actions.audit import newest_number
from incidents.actions.holders import in_turn
from incidents.actions.login import Desk
from incidents.actions.trust import signed_by
from incidents.core.archive import month_at
from incidents.core.auditing import Act
from incidents.core.canonical import encode
from incidents.core.closing import Quarter
from incidents.core.errors import Unsafe
from incidents.core.languages import sentence
from incidents.crypto.envelope import Purpose, SealError
from incidents.store.models import StatisticsRelease

_STATEMENT = b"incidents/v1/statistics-release|"


class FaultKind(StrEnum):
    """What can be wrong, as the command says it."""

    BEFORE = "the release before it is missing"
    SIGNATURE = "not signed by whoever froze it, or changed since"
    SECOND = "not signed by the second person"
    TAKEN = "the trail speaks of it, and the ledger does not have it"
    SEALED = "what is sealed in it does not open"
    FOLDER = "the folder does not have it as it was frozen"
    UNKNOWN = "the ledger does not have it"
    INDEX = "the folder does not say which releases it has"
    CHOICE = "the choice of tables is not as it was signed, or missing"
    ERRATUM = "not signed by whoever wrote it, changed since, or missing"
    ERRATA = "the folder does not have the errata as they were written"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was; `about` is a release, an erratum or a file."""

    kind: FaultKind
    about: str

    def __str__(self) -> str:
        return f"{self.about}: {self.kind}"


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


def counted_on(session: Session, received: date, today: date) -> date | None:
    """Today for a report that came in a quarter that is closed: there it cannot count any more. None for others.

    One of an earlier quarter stands in line with whoever closes that: what is counted there is either in it or late.
    """
    if received < Quarter.of_month(month_at(today)).first_day:
        in_turn(session)
    last = newest(session)
    return today if last is not None and month_at(received) < last.months.stop else None


def read(session: Session, desk: Desk, *, pinned: str) -> list[Entry]:
    """Every release, opened and verified; `Unsafe` where a row is missing, changed, or nobody's."""
    told, found = newest_number(session, Act.STATISTICS_RELEASED, "release:r"), rows(session)
    if next(_wrong(session, found, told, pinned), None) is not None:
        raise not_whole()
    return [_as_signed(opened(desk, row), row) for row in found]


def _as_signed(entry: Entry, row: StatisticsRelease) -> Entry:
    """Raises `Unsafe` where it says something of a whole group and one person alone has signed it (rule 11)."""
    if entry.document.get("about", {}).get("group_disclosure") and row.second_id is None:
        raise not_whole()
    return entry


def wrong(session: Session, *, pinned: str) -> Iterator[Fault]:
    """What is wrong with the rows themselves."""
    told, found = newest_number(session, Act.STATISTICS_RELEASED, "release:r"), rows(session)
    return _wrong(session, found, told, pinned)


def values_of(
    desk: Desk,
    second_id: bytes | None,
    quarter: Quarter,
    *,
    frozen: date,
    rules: int,
    record: bytes,
    report: str,
    document: Mapping[str, Any],
) -> dict[str, Any]:
    """A row before it is signed; its document is sealed."""
    return {
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
        "second_id": second_id,
    }


def next_statement(session: Session, values: Mapping[str, Any]) -> bytes:
    """What is signed of a row that would be the next."""
    return statement(StatisticsRelease(**values), _before(rows(session)))


def add(
    session: Session, values: Mapping[str, Any], signature: bytes, second: bytes | None
) -> None:
    """The row, signed by one person or by two."""
    row = {**values, "signature": signature, "second_signature": second}
    session.execute(insert(StatisticsRelease), row)


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


def opened(desk: Desk, row: StatisticsRelease) -> Entry:
    """A row with what is sealed in it; `Unsafe` where that does not open."""
    try:
        sealed = desk.opener.open_folded(Purpose.STATISTICS_CUBE, bound_to(row.number), row.sealed)
    except SealError as error:
        raise not_whole() from error
    return Entry(Quarter(row.first_year, row.number), row.record.hex(), json.loads(sealed))


def not_whole() -> Unsafe:
    """What is said where anything of it is not as it was."""
    return Unsafe(
        sentence(
            "Registret över publiceringar är inte det som det var. Inget är publicerat. Larma it-säkerhet nu."
        )
    )


def _wrong(
    session: Session, found: list[StatisticsRelease], told: int | None, pinned: str
) -> Iterator[Fault]:
    """`told` was read before `found`: somebody may freeze a release meanwhile."""
    before = b""
    for place, row in enumerate(found):
        if place and row.number != found[place - 1].number + 1:
            yield Fault(FaultKind.BEFORE, f"r{row.number}")
        made = statement(row, before)
        if not signed_by(session, row.staff_id, row.signature, made, pinned):
            yield Fault(FaultKind.SIGNATURE, f"r{row.number}")
        if row.second_id is not None and not signed_by(
            session, row.second_id, row.second_signature or b"", made, pinned
        ):
            yield Fault(FaultKind.SECOND, f"r{row.number}")
        before = _digest(made, row)
    if told is not None and told > (found[-1].number if found else 0):
        yield Fault(FaultKind.TAKEN, f"r{told}")


def _before(found: list[StatisticsRelease]) -> bytes:
    before = b""
    for row in found:
        before = _digest(statement(row, before), row)
    return before


def _digest(made: bytes, row: StatisticsRelease) -> bytes:
    return hashlib.sha256(made + row.signature + (row.second_signature or b"")).digest()
