"""The demonstration's past: invented reports, closed quarter by quarter with the product's own acts (docs/adr/0060)."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from incidents.actions import drafting, folding, planning, releasing
from incidents.actions.drafting import Wish
from incidents.actions.login import Desk
from incidents.actions.submit import seal_fact
from incidents.actions.trust import current_rings
from incidents.cleaning.exchange import exchange
from incidents.core import archive
from incidents.core.clock import local_date
from incidents.core.closing import WAIT, Quarter
from incidents.core.publication import EXERCISE
from incidents.core.rings import Ring
from incidents.store.database import reading, writing
from incidents.store.models import FactRow
from incidents.store.statements import insert_rows

#: In an exercise nobody weighs whether a number harms anybody; a real release asks two people.
REASON = "Övning med påhittade rapporter"
#: The bytecode that it leaves behind is there for the many processes that count after it.
_COMMAND = (sys.executable, "-I", "-m", "incidents.publishing.demonstration")
_SECONDS, _MOST_ANSWER = 60.0, 64 * 1024 * 1024


class NotInvented(Exception):
    """The process that invents has given nothing."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is invented, and how much of it is closed."""

    #: The first quarter that stays open; those before it, from its `first_year` on, are closed.
    open: Quarter
    #: Reports are invented up to this month, which is the current one.
    newest: int
    a_quarter: int = 75
    yearly: int = 300
    seed: int = 1

    @classmethod
    def before(cls, now: datetime, oldest_case: int) -> "Past":
        """Two years and more; no case of the demonstration, the oldest of so many days, lies in a closed quarter."""
        today = local_date(now)
        begins = today - timedelta(days=oldest_case)
        first = begins.year - 2
        number = 8 + (begins.month - 1) // 3 + 1
        return cls(Quarter(first, number), archive.month_at(today))

    def closed(self) -> list[Quarter]:
        """The quarters that are closed, in order."""
        return [Quarter(self.open.first_year, number) for number in range(1, self.open.number)]


@dataclass(frozen=True, slots=True)
class Closers:
    """Who closes, and who signs too where a number says the same of a whole group."""

    first: Desk
    second: Desk


def close_past(
    past: Past,
    people: Closers,
    folder: Path,
    districts: Mapping[str, str],
    *,
    pinned: str,
    now: datetime,
) -> None:
    """Lay the facts, close what is over, publish it. Facts of quarters that are open wait to be collected."""
    found = invented(past, sorted(districts))
    over = past.open.months.start
    _lay([one for one in found if archive.month_of(one) < over], pinned)
    _fold(people.first, pinned, now)
    for quarter in past.closed():
        with writing() as session:
            planning.choose(
                session, people.first, past.yearly, districts, REASON, pinned=pinned, now=now
            )
        close(quarter, people, Wish(folder, EXERCISE), pinned, now)
    _lay([one for one in found if archive.month_of(one) >= over], pinned)


def invented(past: Past, districts: Sequence[str]) -> list[bytes]:
    """Packed facts from a process of its own: what runs here loads no numpy."""
    first = Quarter(past.open.first_year, 1).months.start
    wish = {
        "first_year": past.open.first_year,
        "months": past.newest + 1 - first,
        "a_quarter": past.a_quarter,
        "districts": list(districts),
        "seed": past.seed,
    }
    answer = exchange(_COMMAND, json.dumps(wish).encode(), seconds=_SECONDS, most=_MOST_ANSWER)
    if answer.output is None or answer.status != 0:
        raise NotInvented
    return [bytes.fromhex(line) for line in answer.output.decode("ascii").split()]


def _lay(packed: Sequence[bytes], pinned: str) -> None:
    """Under new random ids, as the public door and the desk do."""
    with writing() as session:
        ring = current_rings(session, pinned)[Ring.STATISTICS]
        ids = [os.urandom(archive.ID_BYTES) for _ in packed]
        rows = [
            {"id": fact_id, "sealed": seal_fact(fact_id, one, ring)}
            for fact_id, one in zip(ids, packed, strict=True)
        ]
        insert_rows(session, FactRow, rows)


def _fold(desk: Desk, pinned: str, now: datetime) -> None:
    after, left = b"", 1
    while left:
        with writing() as session:
            done = folding.fold(session, desk, after=after, pinned=pinned, now=now)
        after, left = done.after, done.left


def close(quarter: Quarter, people: Closers, wish: Wish, pinned: str, now: datetime) -> None:
    """On the day by which it had to be closed at the latest."""
    per = people.first
    with reading() as session:
        made = drafting.draft(
            session, per, wish, frozen=quarter.last_day + WAIT, pinned=pinned, now=now
        )
    with writing() as session:
        second, reason = (people.second, REASON) if made.warnings else (None, "")
        releasing.freeze(session, per, made, second=second, reason=reason, pinned=pinned, now=now)
    with reading() as session:
        done = releasing.place(session, per, wish.folder, pinned=pinned)
    with writing() as session:
        releasing.note_placed(session, per, done, now=now)
