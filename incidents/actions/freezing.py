"""The report to ECCAR on two years as it was frozen: each edition signed, and over the one before it (docs/adr/0056).

An edition is a row with everything that it says, and its files as they were made. Nothing of it is ever changed: a
correction is the next edition. What is not as it was signed is told of and never handed out.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from incidents.actions.audit import INSTALLATION, append
from incidents.actions.holders import in_turn
from incidents.actions.login import Desk
from incidents.actions.signed_rows import Chain
from incidents.core import cells
from incidents.core.auditing import Act
from incidents.core.canonical import encode
from incidents.core.errors import Conflict, Invalid, NotFound, Unsafe
from incidents.core.languages import sentence
from incidents.core.permissions import check_coordination
from incidents.store.models import FrozenReport, FrozenReportFile

#: What is other than in the edition before: no text leads to a case or a person.
SAYS = cells.text("", 1_000, long=True)
ALSO = cells.text("", 1_000, long=True, needed=False)
_STATEMENT = b"incidents/v1/frozen-report|"
_SUBJECT = "report:"
#: What is said where anything of a frozen report is not as it was.
DOUBT = sentence("Den frysta rapporten är inte den som den var. Larma it-säkerhet.")


@dataclass(frozen=True, slots=True)
class Correction:
    """What is other than in the edition before, in both languages; empty in a first edition."""

    text: str = ""
    english: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What is to be frozen. `content`: the kept document of each language; `files`: the bytes of each file."""

    span: str
    whole: bool
    correction: Correction
    content: Mapping[str, str]
    files: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition as it stands; `sound`: it is what was signed, and so are those before it."""

    number: int
    span: str
    edition: int
    day: date
    whole: bool
    correction: Correction
    files: Mapping[str, str]
    staff_id: bytes
    sound: bool


def freeze(
    session: Session, desk: Desk, made: Made, *, seen: int, pinned: str, now: datetime
) -> int:
    """Keep an edition for good; its number. `seen` is the newest number that there was when it was made.

    Raises `Conflict` where somebody else has frozen one since, `Unsafe` where one of those before is not what it was,
    `Invalid` where a correction says nothing of what is other.
    """
    check_coordination(desk.actor)
    in_turn(session)
    before = rows(session)
    if (before[-1].number if before else 0) != seen:
        raise Conflict("Någon annan har nyss fryst en rapport. Läs igenom den först.")
    if next(wrong(session, pinned=pinned), None) is not None:
        raise Unsafe(DOUBT)
    edition = sum(one.span == made.span for one in before) + 1
    changed, english = _said(made.correction) if edition > 1 else ("", "")
    values = {
        "span": made.span,
        "edition": edition,
        "whole": made.whole,
        "changed": changed,
        "english": english,
        "content": _text(made.content),
        "files": _text({name: _hash(data) for name, data in made.files.items()}),
    }
    number = _CHAIN.add(session, desk, values, f"span:{made.span},edition:{edition}", now)
    kept = [
        {"number": number, "name": name, "data": b64encode(data).decode("ascii")}
        for name, data in made.files.items()
    ]
    session.execute(insert(FrozenReportFile), kept)
    return number


def _said(correction: Correction) -> tuple[str, str]:
    if not correction.text.strip():
        raise Invalid("Skriv vad som är ändrat.")
    return SAYS.parse(correction.text), ALSO.parse(correction.english)


def rows(session: Session) -> list[FrozenReport]:
    """Every edition, in the order in which they were frozen."""
    return _CHAIN.rows(session)


def next_edition(session: Session, span: str) -> tuple[int, int]:
    """The number of the newest edition of all, and which edition of a span would be the next."""
    found = session.execute(select(FrozenReport.number, FrozenReport.span)).all()
    return max((row[0] for row in found), default=0), sum(row[1] == span for row in found) + 1


def editions(session: Session, *, pinned: str) -> list[Edition]:
    """Every edition, the newest first."""
    bad = set(_CHAIN.wrong(session, pinned))
    return [
        Edition(
            row.number,
            row.span,
            row.edition,
            row.day,
            row.whole,
            Correction(row.changed, row.english),
            json.loads(row.files) if row.number not in bad else {},
            row.staff_id,
            row.number not in bad,
        )
        for row in reversed(rows(session))
    ]


def edition(session: Session, number: int, *, pinned: str) -> Edition:
    """One edition; `NotFound` where there is none, `Unsafe` where it is not what was signed."""
    found = next((one for one in editions(session, pinned=pinned) if one.number == number), None)
    if found is None:
        raise NotFound("Den rapporten finns inte.")
    if not found.sound:
        raise Unsafe(DOUBT)
    return found


def content(session: Session, found: Edition) -> Mapping[str, str]:
    """The kept document of each language of an edition."""
    told: Mapping[str, str] = json.loads(session.get_one(FrozenReport, found.number).content)
    return told


def file(session: Session, found: Edition, name: str) -> bytes:
    """A file of an edition as it was frozen; `NotFound`, or `Unsafe` where a byte is another one."""
    if name not in found.files:
        raise NotFound("Den rapporten finns inte.")
    data = _bytes(session.get(FrozenReportFile, (found.number, name)))
    if _hash(data) != found.files[name]:
        raise Unsafe(DOUBT)
    return data


def note_export(session: Session, desk: Desk, found: Edition, name: str, *, now: datetime) -> None:
    """The trail says that somebody took a file out."""
    check_coordination(desk.actor)
    append(
        session,
        desk.signer,
        Act.REPORT_EXPORTED,
        chain=INSTALLATION,
        subject=f"{_SUBJECT}{found.number}",
        detail=f"span:{found.span},edition:{found.edition},file:{name}",
        now=now,
    )


def whole_reports(session: Session, *, pinned: str) -> frozenset[str]:
    """The spans of which a sound edition has every quarter: their facts may go under a decision."""
    return frozenset(
        one.span for one in editions(session, pinned=pinned) if one.whole and one.sound
    )


def wrong(session: Session, *, pinned: str) -> Iterator[str]:
    """What was changed, taken away, or frozen by nobody: editions and files by their names."""
    yield from (f"{_SUBJECT}{number}" for number in _CHAIN.wrong(session, pinned))
    for row in rows(session):
        try:
            named: Mapping[str, str] = json.loads(row.files)
        except ValueError:
            continue  # it is among the rows that are wrong
        query = select(FrozenReportFile).where(FrozenReportFile.number == row.number)
        kept = {one.name: one for one in session.scalars(query)}
        for name in sorted({*named, *kept}):
            if _hash(_bytes(kept.get(name))) != named.get(name):
                yield f"{_SUBJECT}{row.number} {name}"


def statement(row: FrozenReport, before: bytes) -> bytes:
    """What is signed: everything in the row with the hashes of the files, and the row before it."""
    return _STATEMENT + encode(
        {
            "number": row.number,
            "span": row.span,
            "edition": row.edition,
            "day": row.day.isoformat(),
            "whole": bool(row.whole),
            "changed": row.changed,
            "english": row.english,
            "content": _hash(row.content.encode()),
            "files": _hash(row.files.encode()),
            "by": row.staff_id.hex(),
            "before": before.hex(),
        }
    )


_CHAIN = Chain(FrozenReport, statement, Act.REPORT_FROZEN, _SUBJECT)


def _bytes(row: FrozenReportFile | None) -> bytes:
    try:
        return b64decode(row.data, validate=True) if row else b""
    except ValueError:
        return b""


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _text(value: Mapping[str, str]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True)
