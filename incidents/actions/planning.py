"""Which tables there are in two years: chosen before anybody sees what would be published, and signed (docs/adr/0057).

How many reports are expected a year decides about them, and the list of districts is theirs. Each choice is a row over
the one before it; the trail has it too, between the previews: who tries several can be seen to. With the first release
of the two years the choice is fixed until their end.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.actions import folding, ledger
from incidents.actions.holders import in_turn
from incidents.actions.ledger import Fault, FaultKind
from incidents.actions.login import Desk
from incidents.actions.signed_rows import Chain
from incidents.core import cells
from incidents.core.auditing import Act
from incidents.core.canonical import encode
from incidents.core.errors import Conflict, Invalid
from incidents.core.languages import sentence
from incidents.store.models import StatisticsChoice, StatisticsPending

MOST = 1_000_000
#: Nothing in it leads to a case or a person: the rules of the coordinator's registers.
WHY = cells.text("", 1_000, long=True)
_STATEMENT = b"incidents/v1/statistics-choice|"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for two years: how many reports are expected a year, and the districts with their names."""

    number: int
    span: int
    yearly: int
    districts: Mapping[str, str]
    reason: str
    day: date


def rows(session: Session) -> list[StatisticsChoice]:
    """Every one, in order."""
    return _CHAIN.rows(session)


def made(session: Session, span: int) -> list[Choice]:
    """Those of two years, the one that holds last."""
    return [_choice(row) for row in rows(session) if row.span == span]


def chosen(session: Session, span: int, *, pinned: str) -> Choice:
    """The one that holds; `Conflict` where nobody has chosen, `Unsafe` where the rows are not as they were signed."""
    if next(wrong(session, pinned=pinned), None) is not None:
        raise ledger.not_whole()
    found = made(session, span)
    if not found:
        raise Conflict(
            sentence(
                "Ingen har valt tabeller för de två åren än. Välj hur många rapporter ni väntar er."
            )
        )
    return found[-1]


def left_out(choice: Choice, districts: Mapping[str, str]) -> list[str]:
    """The names of districts that are not in the tables: who lives there counts as not having said where."""
    return [name for code, name in districts.items() if code not in choice.districts]


def span_now(session: Session) -> int:
    """The two years of the quarter that is closed next."""
    last = ledger.newest(session)
    return 0 if last is None else last.next().span


def is_fixed(session: Session) -> bool:
    """Whether something of those two years is frozen, after a choice.

    Where it was frozen before there were choices, one can be written still: its tables stay those of the ledger.
    """
    last, span = ledger.newest(session), span_now(session)
    return last is not None and last.span == span and bool(made(session, span))


def choose(
    session: Session,
    desk: Desk,
    yearly: int,
    districts: Mapping[str, str],
    reason: str,
    *,
    pinned: str,
    now: datetime,
) -> bool:
    """Choose for the two years of the next quarter; False where just that is chosen already.

    `Conflict` once something of them is frozen or waits for a signature, `CellError` without a reason for another
    choice than before, `Invalid` for a number that cannot be.
    """
    folding.check_reader(desk)
    in_turn(session)
    if not 1 <= yearly <= MOST:
        raise Invalid(sentence("Skriv ett helt tal från 1 till en miljon, utan mellanslag."))
    if next(wrong(session, pinned=pinned), None) is not None:
        raise ledger.not_whole()
    span = span_now(session)
    holds = made(session, span)[-1:]
    if holds and (holds[0].yearly, dict(holds[0].districts)) == (yearly, dict(districts)):
        return False
    _check_open(session)
    values = {
        "span": span,
        "yearly": yearly,
        "districts": json.dumps(dict(districts), ensure_ascii=False),
        "reason": WHY.parse(reason) if holds else "",
    }
    told = f"span:{span + 1},yearly:{yearly},districts:{len(districts)},again:{len(holds)}"
    _CHAIN.add(session, desk, values, told, now)
    return True


def wrong(session: Session, *, pinned: str) -> Iterator[Fault]:
    """What was changed, taken away, or chosen by nobody."""
    for number in _CHAIN.wrong(session, pinned):
        yield Fault(FaultKind.CHOICE, f"choice {number}")


def statement(row: StatisticsChoice, before: bytes) -> bytes:
    """What is signed: everything in the row, and the row before it."""
    return _STATEMENT + encode(
        {
            "number": row.number,
            "span": row.span,
            "yearly": row.yearly,
            "districts": row.districts,
            "reason": row.reason,
            "day": row.day.isoformat(),
            "by": row.staff_id.hex(),
            "before": before.hex(),
        }
    )


_CHAIN = Chain(StatisticsChoice, statement, Act.STATISTICS_PLANNED, "choice:")


def _check_open(session: Session) -> None:
    if is_fixed(session):
        raise Conflict(
            sentence(
                "Tabellerna är valda och något är fryst. De går att välja om när de två åren är slut."
            )
        )
    if session.scalars(select(StatisticsPending.number)).first() is not None:
        raise Conflict(sentence("En publicering väntar på en underskrift. Ta bort den först."))


def _choice(row: StatisticsChoice) -> Choice:
    return Choice(row.number, row.span, row.yearly, json.loads(row.districts), row.reason, row.day)
