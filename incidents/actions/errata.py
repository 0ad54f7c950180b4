"""Corrections in words to releases that are out: each signed, and over the one before it (STATISTICS.md, rule 7).

Frozen files never change. `document` is a file of its own, which `releasing.place` puts beside them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import folding, ledger
from incidents.actions.holders import in_turn
from incidents.actions.ledger import Fault, FaultKind
from incidents.actions.login import Desk
from incidents.actions.signed_rows import Chain
from incidents.core import cells
from incidents.core.auditing import Act
from incidents.core.canonical import encode
from incidents.core.closing import Quarter
from incidents.core.errors import NotFound
from incidents.store.models import StatisticsErratum

FILE = "errata.json"
#: No correction leads to a case or a person: the rules of the coordinator's registers.
SAYS = cells.text("", 1_000, long=True)
ALSO = cells.text("", 1_000, long=True, needed=False)
_STATEMENT = b"incidents/v1/statistics-erratum|"


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be said; `about` is a table of the release, or empty for all of it."""

    release: str
    about: str
    text: str
    english: str


def rows(session: Session) -> list[StatisticsErratum]:
    """Every one, in the order in which they were written."""
    return _CHAIN.rows(session)


def add(session: Session, desk: Desk, said: Correction, *, pinned: str, now: datetime) -> None:
    """Append one; it is public once it is placed. `CellError` for a text that may not stand, `NotFound` for a table."""
    folding.check_reader(desk)
    in_turn(session)
    number = _release(session, desk, said)
    text, english = SAYS.parse(said.text), ALSO.parse(said.english)
    if next(wrong(session, pinned=pinned), None) is not None:
        raise ledger.not_whole()
    values = {"release": number, "about": said.about, "text": text, "english": english}
    _CHAIN.add(session, desk, values, f"release:{said.release}", now)


def document(session: Session) -> bytes:
    """What everybody may read of them, always in the same bytes; empty where there is none."""
    found = rows(session)
    if not found:
        return b""
    told = [
        {
            "number": one.number,
            "release": f"r{one.release}",
            "table": one.about,
            "date": one.day.isoformat(),
            "text": one.text,
            "english": one.english,
        }
        for one in found
    ]
    content = {"format": "incidents-errata/1", "errata": told}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def wrong(session: Session, *, pinned: str) -> Iterator[Fault]:
    """What was changed, taken away, or written by nobody."""
    for number in _CHAIN.wrong(session, pinned):
        yield Fault(FaultKind.ERRATUM, f"erratum {number}")


def statement(row: StatisticsErratum, before: bytes) -> bytes:
    """What is signed: everything in the row, and the row before it."""
    return _STATEMENT + encode(
        {
            "number": row.number,
            "release": row.release,
            "about": row.about,
            "text": row.text,
            "english": row.english,
            "day": row.day.isoformat(),
            "by": row.staff_id.hex(),
            "before": before.hex(),
        }
    )


_CHAIN = Chain(StatisticsErratum, statement, Act.STATISTICS_ERRATUM, "erratum:")


def _release(session: Session, desk: Desk, said: Correction) -> int:
    """The number of a release that is frozen and has this table."""
    for row in ledger.rows(session):
        if Quarter(row.first_year, row.number).release == said.release:
            tables = ledger.opened(desk, row).document["ids"] if said.about else ("",)
            if said.about in tables:
                return row.number
    raise NotFound("Den tabellen finns inte i någon publicering.")
