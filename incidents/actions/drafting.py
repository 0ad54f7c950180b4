"""The next release as it would be: counted, protected and checked, and nowhere published (docs/adr/0045).

Counting and protecting happen in a process of their own: what serves pages loads neither numpy nor the solver.
"""

import json
import logging
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.actions import blocks, folding, given_notes, ledger, planning
from incidents.actions.audit import INSTALLATION, append
from incidents.actions.blocks import Archive
from incidents.actions.ledger import Entry
from incidents.actions.login import Desk
from incidents.actions.planning import Choice
from incidents.cleaning.exchange import exchange
from incidents.core import older_facts
from incidents.core.archive import Block, Kind
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.closing import Quarter, check_closable
from incidents.core.errors import Busy, Conflict, DomainError, Invalid, NotFound
from incidents.core.facts import Fact
from incidents.core.handled import Mark
from incidents.core.languages import sentence
from incidents.core.lists import DISTRICT, FIXED, OwnList
from incidents.core.publication import EXERCISE
from incidents.core.workflow import Status
from incidents.store.models import Case

#: Ten thousand reports a quarter and eight releases before take ten seconds.
SECONDS = 600
_MOST_ANSWER = 256 * 1024 * 1024
_WHY = {
    "gate": sentence("Kontrollen hittade något. Inget är publicerat."),
    "solver": sentence("Skyddet av små tal gick inte att räkna ut. Inget är publicerat."),
    "history": sentence("Talen stämmer inte med det som redan är publicerat. Inget är publicerat."),
    "folder": sentence("Mappen med publiceringar är inte den som registret säger. Inget är publicerat."),
    "plan": sentence("Listorna i tabellerna är inte de som redan är publicerade. Inget är publicerat."),
    "disk": sentence("Det gick inte att skriva filerna. Inget är publicerat."),
}  # fmt: skip
_ENDED = sentence("Uträkningen tog slut för tidigt. Inget är publicerat. Försök igen.")
#: Placing counts nothing and loads neither numpy nor the solver.
_PROGRAMS = {"draft": "incidents.publishing.closing", "place": "incidents.publishing.placing"}
#: A process that serves pages waits for one such child at a time: pressing often takes no threads from residents.
_counting = threading.Lock()
_PATIENCE = 10.0
log = logging.getLogger("incidents")


class Stopped(DomainError):
    """Nothing was published. `detail` is for whoever keeps the server: what the check said."""

    def __init__(self, words: str, detail: str) -> None:
        super().__init__(words)
        self.detail = detail


#: What the process that counts needs of the releases before.
_HISTORY = ("release", "plan", "tables", "cube", "t0", "known", "given")


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a municipality publishes, and who answers questions."""

    folder: Path
    contact: str


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
    #: The same in words: tables, those that are left out, and what is said of whole groups. For pages.
    told: Mapping[str, Any]
    #: Files and true counts: for the ledger and nothing else.
    document: Mapping[str, Any] = field(repr=False)


def districts_of(own: OwnList) -> dict[str, str]:
    """The municipality's districts with their Swedish names, as the files have them, and what is no district."""
    fixed = {code: str(label) for code, label in FIXED[DISTRICT].items()}
    return {**{item.code: item.name("sv")[0] for item in own.items}, **fixed}


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
    frozen: date | None = None,
    pinned: str,
    now: datetime,
) -> Draft:
    """The next release, protected and checked together with all that went before. Stores and publishes nothing.

    Everything has to be folded before. Raises `Conflict` while it is too early, and `Stopped` where something is not
    safe to publish. `frozen`: the day that stands on it, which is today unless it was made before.
    """
    folding.check_reader(desk)
    held, today = blocks.read(session, desk), local_date(now)
    quarter = next_quarter(session, held)
    if quarter is None:
        raise NotFound("Det finns inga rapporter att räkna.")
    coded = is_coded(held.blocks, quarter) and not set_aside(session, quarter)
    answered = is_answered(held.blocks, quarter)
    check_closable(quarter, today, coded=coded, answered=answered)
    check_folded(session, desk, quarter)
    history = ledger.read(session, desk, pinned=pinned)
    _check_exercise(history, wish.contact)
    choice = planning.chosen(session, quarter.span, pinned=pinned)
    begins = Quarter(quarter.first_year, quarter.before_span + 1).months.start
    given_notes.check_noted(session, held.blocks, range(begins, quarter.months.stop))
    packed = [block.pack() for block in held.blocks if block.month >= begins]
    day = frozen or today
    found = ask(_job(wish, choice, quarter, day, history, packed), packed)
    return Draft(
        quarter,
        day,
        held.state,
        found["rules"],
        found["record"],
        found["report"],
        found["shares"],
        found["withheld"],
        found["warnings"],
        found["document"]["told"],
        found["document"],
    )


def _job(
    wish: Wish,
    choice: Choice,
    quarter: Quarter,
    frozen: date,
    history: Sequence[Entry],
    packed: Sequence[bytes],
) -> dict[str, Any]:
    """What the process that counts is told."""
    return {
        "verb": "draft",
        "folder": str(wish.folder),
        "first_year": quarter.first_year,
        "number": quarter.number,
        "frozen": frozen.isoformat(),
        "contact": wish.contact,
        "yearly": choice.yearly,
        "districts": dict(choice.districts),
        "history": [
            {"record": entry.record, **{name: entry.document.get(name) for name in _HISTORY}}
            for entry in history
        ],
        "blocks": [len(one) for one in packed],
    }


def note_preview(session: Session, desk: Desk, made: Draft, *, now: datetime) -> None:
    """The trail says that somebody looked at what would be published."""
    append(
        session,
        desk.signer,
        Act.STATISTICS_PREVIEWED,
        chain=INSTALLATION,
        subject=f"release:{made.quarter.release}",
        detail=f"tables:{len(made.shares)},withheld:{len(made.withheld)}",
        now=now,
    )


def contact_before(session: Session, desk: Desk) -> str:
    """Who answers questions, as the newest release has it; empty before the first."""
    found = ledger.rows(session)
    contact = ledger.opened(desk, found[-1]).document["about"]["contact"] if found else ""
    return str(contact)


def is_exercise(session: Session, desk: Desk) -> bool:
    """Whether the newest release is of invented reports: then so are all that follow (docs/adr/0060)."""
    return contact_before(session, desk) == EXERCISE


def _check_exercise(history: Sequence[Entry], contact: str) -> None:
    """What comes after invented figures never looks like a municipality's own."""
    if history and history[-1].document["about"]["contact"] == EXERCISE != contact:
        raise Invalid(
            sentence(
                "Det som är publicerat är en övning med påhittade rapporter."
                " Det måste stå på nya filer också, så du kan inte välja en annan kontakt."
            )
        )


def is_coded(held: Iterable[Block], quarter: Quarter) -> bool:
    """Whether staff have coded every report of a quarter that counts; then it need not wait (STATISTICS.md, rule 4)."""
    kinds = (Kind.REPORT, Kind.LATER)
    return all(
        one.excluded or Mark.CODED in one.handled.marks for one in _facts(held, quarter, kinds)
    )


def set_aside(session: Session, quarter: Quarter) -> int:
    """How many reports of a quarter lie in quarantine: nobody has coded them, and no number has them."""
    query = select(func.count()).where(
        Case.status == Status.QUARANTINE,
        Case.received.between(quarter.first_day, quarter.last_day),
    )
    return session.scalar(query) or 0


def is_answered(held: Iterable[Block], quarter: Quarter) -> bool:
    """Whether every report of a quarter that counts was answered or closed: then none can still be met in time."""
    return all(one.excluded or one.handled.reply for one in _facts(held, quarter, (Kind.REPORT,)))


def _facts(held: Iterable[Block], quarter: Quarter, kinds: Iterable[Kind]) -> Iterator[Fact]:
    for block in held:
        if block.month in quarter.months:
            for kind in kinds:
                yield from map(older_facts.read, block.of(kind).values())


def check_folded(session: Session, desk: Desk, quarter: Quarter) -> None:
    """`Conflict` while a fact of the quarter waits to be folded."""
    if folding.waits_before(session, desk, quarter.months.stop):
        raise Conflict("Det finns uppgifter som inte är insamlade än. Samla in dem först.")


def ask(job: Mapping[str, Any], packed: Sequence[bytes] = ()) -> dict[str, Any]:
    """What the process that counts says to a job; `Stopped` where nothing came of it, `Busy` while another counts."""
    patience = 0 if job["verb"] == "draft" else _PATIENCE
    if not _counting.acquire(timeout=patience):
        raise Busy("Någon annan räknar just nu. Försök igen om en minut.")
    try:
        return _answer(job, packed)
    finally:
        _counting.release()


def _answer(job: Mapping[str, Any], packed: Sequence[bytes]) -> dict[str, Any]:
    command = (sys.executable, "-I", "-B", "-W", "ignore", "-m", _PROGRAMS[job["verb"]])
    data = b"".join((json.dumps(job).encode(), b"\n", *packed))
    answer = exchange(command, data, seconds=SECONDS, most=_MOST_ANSWER)
    if answer.output is None or answer.status != 0:
        log.error("statistics: a child that ended with %d", answer.status)
        raise Stopped(_ENDED, "")
    found: dict[str, Any] = json.loads(answer.output)
    if "stopped" in found:
        raise Stopped(_WHY[found["stopped"]], found["text"])
    return found
