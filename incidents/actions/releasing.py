"""Close a quarter for good: count and protect, sign off, freeze, and only then publish (docs/adr/0045).

The ledger comes first and the folder that everybody reads follows it. A process that dies in between leaves a release
that is frozen and nowhere to be read; `place` puts it there, with the same bytes, whenever it is called again.
Counting and protecting happen in a process of their own: what serves pages loads neither numpy nor the solver.
"""

import json
import logging
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from incidents.actions import blocks, folding, ledger
from incidents.actions.blocks import Archive
from incidents.actions.login import Desk
from incidents.cleaning.exchange import exchange
from incidents.core import facts
from incidents.core.archive import Block, Kind
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.closing import Quarter, check_closable, disposed_quarters
from incidents.core.errors import Conflict, DomainError, Invalid, NotFound
from incidents.core.handled import Mark
from incidents.core.languages import sentence

#: Ten thousand reports a quarter and eight releases before take ten seconds.
SECONDS = 600
_MOST_ANSWER = 256 * 1024 * 1024
_WHY = {
    "gate": sentence("Kontrollen hittade något. Inget är publicerat."),
    "solver": sentence("Skyddet av små tal gick inte att räkna ut. Inget är publicerat."),
    "history": sentence("Talen stämmer inte med det som redan är publicerat. Inget är publicerat."),
    "folder": sentence("Mappen med publiceringar är inte den som registret säger. Inget är publicerat."),
    "disk": sentence("Det gick inte att skriva filerna. Inget är publicerat."),
}  # fmt: skip
_ENDED = sentence("Uträkningen tog slut för tidigt. Inget är publicerat. Försök igen.")
log = logging.getLogger("incidents")


class Stopped(DomainError):
    """Nothing was published. `detail` is for whoever keeps the server: what the check said."""

    def __init__(self, words: str, detail: str) -> None:
        super().__init__(words)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Wish:
    """What a municipality decides once: where it publishes, who answers, its districts, how many reports it expects."""

    folder: Path
    contact: str
    districts: Mapping[str, str]
    #: Decides at the first release which tables there are; later ones keep them.
    yearly: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be published, and from what; nothing of it is stored. Pages show *that* cells are hidden, no value."""

    quarter: Quarter
    frozen: date
    #: The archive and the ledger that it was made from.
    state: str
    rules: int
    record: str
    report: str
    #: The hidden share of each table, by its id.
    shares: Mapping[str, float]
    withheld: Sequence[str]
    #: Cells that say the same of everybody in a group: a second person has to sign.
    warnings: int
    document: Mapping[str, Any]


def next_quarter(session: Session, archive: Archive) -> Quarter | None:
    """The quarter that is closed next; None before anything was told."""
    last = ledger.newest(session)
    if last is not None:
        return last.next()
    first = next((one.month for one in archive.blocks if one.count(Kind.REPORT)), None)
    return None if first is None else Quarter.of_month(first)


def draft(
    session: Session,
    desk: Desk,
    wish: Wish,
    *,
    pinned: str,
    now: datetime,
) -> Draft:
    """The next release, protected and checked together with all that went before. Stores and publishes nothing.

    Everything has to be folded before. Raises `Conflict` while it is too early, and `Stopped` where something is not
    safe to publish.
    """
    folding.check_reader(desk)
    held, today = blocks.read(session, desk), local_date(now)
    quarter = next_quarter(session, held)
    if quarter is None:
        raise NotFound("Det finns inga rapporter att räkna.")
    check_closable(quarter, today, coded=is_coded(held.blocks, quarter))
    _check_folded(session, desk, quarter)
    history = ledger.read(session, desk, pinned=pinned)
    whole = range(Quarter(quarter.first_year, 1).months.start, quarter.months.stop)
    counted = [block for block in held.blocks if block.month in whole]
    packed = [block.pack() for block in counted]
    job = {
        "verb": "draft",
        "folder": str(wish.folder),
        "first_year": quarter.first_year,
        "number": quarter.number,
        "frozen": today.isoformat(),
        "contact": wish.contact,
        "yearly": wish.yearly,
        "districts": dict(wish.districts),
        "history": [
            {name: entry.document.get(name) for name in ("release", "plan", "tables", "cube", "t0")}
            for entry in history
        ],
        "disposed": disposed_quarters(quarter, [block.month for block in held.blocks]),
        "blocks": [len(one) for one in packed],
    }
    found = _ask(job, packed)
    return Draft(
        quarter,
        today,
        held.state,
        found["rules"],
        found["record"],
        found["report"],
        found["shares"],
        found["withheld"],
        found["warnings"],
        found["document"],
    )


def is_coded(held: Iterable[Block], quarter: Quarter) -> bool:
    """Whether staff have coded every report of a quarter that counts; then it need not wait (STATISTICS.md, rule 4)."""
    told = (
        facts.unpack(packed)
        for block in held
        if block.month in quarter.months
        for packed in block.of(Kind.REPORT).values()
    )
    return all(
        one.excluded or (one.handled is not None and Mark.CODED in one.handled.marks)
        for one in told
    )


def freeze(
    session: Session,
    desk: Desk,
    made: Draft,
    *,
    second: Desk | None = None,
    reason: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """Sign a draft off: from now on it is what was published. `place` comes after, once this is committed.

    Its months are closed, and nothing leads from a case to its fact any more. Raises `Conflict`, and changes nothing,
    where the draft is not of what lies in the archive now; `Invalid` where a second person has to sign.
    """
    marks = folding.check_member(session, desk, pinned)
    held = blocks.read(session, desk)
    if next_quarter(session, held) != made.quarter or held.state != made.state:
        raise Conflict("Arkivet har ändrats sedan förhandsvisningen. Gör en ny.")
    _check_folded(session, desk, made.quarter)
    _check_signed(desk, made, second, reason)
    ledger.read(session, desk, pinned=pinned)
    ledger.write(
        session,
        desk,
        second,
        made.quarter,
        frozen=made.frozen,
        rules=made.rules,
        record=bytes.fromhex(made.record),
        report=made.report,
        document={**made.document, "reason": reason.strip()},
    )
    marks = blocks.store(session, desk, marks, {}, closing=made.quarter.months)
    told = f"tables:{len(made.shares)},withheld:{len(made.withheld)}"
    subject = f"release:{made.quarter.release}"
    blocks.noted(session, desk, Act.STATISTICS_RELEASED, subject, told, marks, now)


def place(session: Session, desk: Desk, folder: Path, *, pinned: str) -> list[str]:
    """Bring the folder to what the ledger says; returns the releases that it did not have. Safe to call at any time."""
    folding.check_reader(desk)
    entries, have = ledger.read(session, desk, pinned=pinned), ledger.in_folder(folder)
    wanted = [
        {
            "release": entry.quarter.release,
            "record": entry.record,
            "document": entry.document if entry.quarter.release not in have else {},
        }
        for entry in entries
    ]
    placed: list[str] = _ask({"verb": "place", "folder": str(folder), "releases": wanted})["placed"]
    return placed


def _check_folded(session: Session, desk: Desk, quarter: Quarter) -> None:
    """`Conflict` while a fact of the quarter waits to be folded."""
    if folding.waits_before(session, desk, quarter.months.stop):
        raise Conflict("Det finns uppgifter som inte är insamlade än. Samla in dem först.")


def _check_signed(desk: Desk, made: Draft, second: Desk | None, reason: str) -> None:
    if not made.warnings:
        return
    if second is None or second.actor.staff_id == desk.actor.staff_id or not reason.strip():
        raise Invalid(
            "Några tal säger samma sak om alla i en grupp. Skriv varför de ska publiceras, och låt en till person "
            "skriva under."
        )


def _ask(job: Mapping[str, Any], packed: Sequence[bytes] = ()) -> dict[str, Any]:
    """What the process that counts says to a job."""
    command = (sys.executable, "-I", "-B", "-W", "ignore", "-m", "incidents.publishing.closing")
    data = b"".join((json.dumps(job).encode(), b"\n", *packed))
    answer = exchange(command, data, seconds=SECONDS, most=_MOST_ANSWER)
    if answer.output is None or answer.status != 0:
        log.error("statistics: a child that ended with %d", answer.status)
        raise Stopped(_ENDED, "")
    found: dict[str, Any] = json.loads(answer.output)
    if "stopped" in found:
        raise Stopped(_WHY[found["stopped"]], found["text"])
    return found
