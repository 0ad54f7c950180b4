"""Close a quarter for good: sign a draft off, freeze it, and only then publish it (docs/adr/0045).

The ledger comes first and the folder that everybody reads follows it. A process that dies in between leaves a release
that is frozen and nowhere to be read; `place` puts it there, with the same bytes, whenever it is called again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from incidents.actions import blocks, comparing, drafting, errata, folding, ledger
from incidents.actions.audit import INSTALLATION, append
from incidents.actions.blocks import Marks
from incidents.actions.drafting import Draft
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.closing import Quarter
from incidents.core.errors import Conflict, Invalid
from incidents.store.models import StatisticsPending


@dataclass(frozen=True, slots=True)
class Placed:
    """What the folder did not have: these releases, and the newest corrections."""

    releases: Sequence[str]
    errata: bool


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
    marks = check_current(session, desk, made.quarter, made.state, pinned)
    _check_signed(desk, made, second, reason)
    values = ledger.values_of(
        desk,
        second.actor.staff_id if second else None,
        made.quarter,
        frozen=made.frozen,
        rules=made.rules,
        record=bytes.fromhex(made.record),
        report=made.report,
        document={**made.document, "reason": reason.strip()},
    )
    statement = ledger.next_statement(session, values)
    signature = desk.signer.key.sign(statement)
    ledger.add(session, values, signature, second.signer.key.sign(statement) if second else None)
    close(session, desk, made.quarter, made.shares, made.withheld, marks, now)


def check_current(session: Session, desk: Desk, quarter: Quarter, state: str, pinned: str) -> Marks:
    """`Conflict` unless archive and ledger are those of a draft of this quarter; `Unsafe` where one is not whole."""
    marks = folding.check_member(session, desk, pinned)
    held = blocks.read(session, desk)
    if drafting.next_quarter(session, held) != quarter or held.state != state:
        raise Conflict("Arkivet har ändrats sedan förhandsvisningen. Gör en ny.")
    drafting.check_folded(session, desk, quarter)
    ledger.read(session, desk, pinned=pinned)
    return marks


def close(
    session: Session,
    desk: Desk,
    quarter: Quarter,
    tables: Collection[str],
    withheld: Collection[str],
    marks: Marks,
    now: datetime,
) -> None:
    """With its row in the ledger: the months take nothing more, and nothing waits for a signature."""
    marks = blocks.store(session, desk, marks, {}, closing=quarter.months)
    session.execute(delete(StatisticsPending))
    told = f"tables:{len(tables)},withheld:{len(withheld)}"
    subject = f"release:{quarter.release}"
    blocks.noted(session, desk, Act.STATISTICS_RELEASED, subject, told, marks, now)


def place(session: Session, desk: Desk, folder: Path, *, pinned: str) -> Placed:
    """Bring the folder to what ledger and corrections say. Safe to call at any time; `Stopped` where it cannot be."""
    folding.check_reader(desk)
    entries, have = ledger.read(session, desk, pinned=pinned), comparing.in_folder(folder)
    if next(errata.wrong(session, pinned=pinned), None) is not None:
        raise ledger.not_whole()
    wanted = [
        {
            "release": entry.quarter.release,
            "record": entry.record,
            "document": entry.document if entry.quarter.release not in have else {},
        }
        for entry in entries
    ]
    job = {
        "verb": "place",
        "folder": str(folder),
        "releases": wanted,
        "errata": errata.document(session).decode(),
    }
    found = drafting.ask(job)
    return Placed(found["placed"], found["errata"])


def note_placed(session: Session, desk: Desk, done: Placed, *, now: datetime) -> None:
    """The trail says what somebody has put into the folder."""
    names = [*(f"release:{name}" for name in done.releases), *(["errata"] if done.errata else [])]
    for name in names:
        append(
            session,
            desk.signer,
            Act.STATISTICS_PLACED,
            chain=INSTALLATION,
            subject=name,
            detail="",
            now=now,
        )


def _check_signed(desk: Desk, made: Draft, second: Desk | None, reason: str) -> None:
    if not made.warnings:
        return
    if second is None or second.actor.staff_id == desk.actor.staff_id or not reason.strip():
        raise Invalid(
            "Några tal säger samma sak om alla i en grupp. Skriv varför de ska publiceras, och låt en till person "
            "skriva under."
        )
