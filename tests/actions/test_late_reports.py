"""A report whose quarter is closed when it is entered or let in counts from that day on: it is in no number twice."""

from datetime import UTC, date, datetime, timedelta

import flask_migrate
import pytest
from sqlalchemy import select, update

from incidents.actions import drafting, live
from incidents.core.archive import Kind, month_at
from incidents.core.clock import local_date
from incidents.core.closing import Quarter
from incidents.core.flood import ABOVE
from incidents.core.live import Figure
from incidents.store.database import MIGRATIONS, database
from incidents.store.models import Case, FactRow
from incidents.store.schema import init_migrations
from incidents.web.board import Board, share
from tests.actions.test_quarantine import CALM, press, send_at_once, waiting
from tests.folding import archived, fold, released
from tests.looking import acting, desk_of, looking
from tests.support import DeskUser, Installed
from tests.test_entering import entered

#: In an earlier quarter than today, whichever day that is.
AGO = timedelta(days=100)


def today() -> date:
    return local_date(datetime.now(UTC))


def closed(installation: Installed) -> None:
    """The quarter of that day is closed."""
    day = today() - AGO
    number = (day.year - 2026) * 4 + (day.month + 2) // 3
    released(installation, desk_of(installation, "per"), number)


def months(installation: Installed, kind: Kind = Kind.REPORT) -> list[int]:
    """The month of each report in the archive, or of each event that was told later."""
    per = desk_of(installation, "per")
    fold(installation, per, now=datetime.now(UTC))
    found = archived(installation, per)
    return [month for month, kinds in found.items() for _ in kinds.get(kind, ())]


def counted(installation: Installed) -> list[date | None]:
    with looking(installation) as session:
        return list(session.scalars(select(Case.counted)))


def came(installation: Installed, day: date) -> None:
    with acting(installation) as session:
        session.execute(update(Case).values(received=day))


def crowd(installation: Installed) -> None:
    """Many send just now."""
    board = Board(CALM)
    for _ in range(CALM + ABOVE):
        board.count_report()
    share(installation.app, board)


def flood(installation: Installed) -> DeskUser:
    """Two reports in quarantine."""
    crowd(installation)
    for number in range(2):
        send_at_once(installation.resident(), f"Flod {number}")
    return installation.desk("lena")


def received(installation: Installed) -> int | None:
    """How many reports this quarter has by the live figures of tomorrow."""
    per, tomorrow = desk_of(installation, "per"), today() + timedelta(days=1)
    with looking(installation) as session:
        found = live.look(session, per, today=tomorrow)
    return found.number(Quarter.of_month(month_at(today())).code, Figure.RECEIVED)


def test_a_letter_of_a_closed_quarter_counts_from_the_day_on_which_it_is_entered(
    installation: Installed,
) -> None:
    closed(installation)
    lena = installation.desk("lena")
    day = today() - AGO
    entered(lena, channel="letter", at="", said="", came=day.isoformat())
    assert counted(installation) == [today()]
    with looking(installation) as session:
        assert session.scalars(select(Case.received)).one() == day
    (reference,) = lena.queue("new")
    lena.answer_cover(reference)
    lena.act(reference, "assign")
    lena.act(reference, "close", reason="insufficient")
    assert months(installation) == [month_at(today())]
    assert received(installation) == 1


def test_a_letter_of_an_open_quarter_counts_by_the_day_on_which_it_came(
    sqlite_installation: Installed,
) -> None:
    day = today() - AGO
    entered(sqlite_installation.desk("lena"), channel="letter", at="", said="", came=str(day))
    assert (counted(sqlite_installation), months(sqlite_installation)) == ([None], [month_at(day)])


@pytest.mark.parametrize("as_junk", [False, True])
def test_what_is_let_out_of_quarantine_after_its_quarter_closed_counts_from_then_on(
    sqlite_installation: Installed, *, as_junk: bool
) -> None:
    lena = flood(sqlite_installation)
    came(sqlite_installation, today() - AGO)
    closed(sqlite_installation)
    first, second = waiting(lena)
    if as_junk:
        press(lena, "junk", first)
        lena.answer_cover(first)
        lena.act(first, "status", target="reopened")
    else:
        press(lena, "release", first)
    assert sorted(counted(sqlite_installation), key=str) == [today(), None]
    assert months(sqlite_installation) == [month_at(today())]
    assert received(sqlite_installation) == 1
    press(lena, "junk", second)
    assert months(sqlite_installation) == [month_at(today())]


def test_a_case_that_was_counted_and_is_opened_again_is_not_counted_anew(
    sqlite_installation: Installed,
) -> None:
    sqlite_installation.resident().send("Jag blev nekad.")
    came(sqlite_installation, today() - AGO)
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue("new")
    lena.answer_cover(reference)
    lena.act(reference, "assign")
    lena.act(reference, "close", reason="insufficient")
    assert months(sqlite_installation) == [month_at(today() - AGO)]
    closed(sqlite_installation)
    lena.act(reference, "status", target="reopened")
    assert counted(sqlite_installation) == [None]
    assert months(sqlite_installation) == [month_at(today() - AGO)]


def test_no_quarter_closes_early_while_reports_of_it_lie_in_quarantine(
    sqlite_installation: Installed,
) -> None:
    flood(sqlite_installation)
    day = today() - AGO
    came(sqlite_installation, day)
    quarter = Quarter.of_month(month_at(day))
    with looking(sqlite_installation) as session:
        found = [drafting.set_aside(session, one) for one in (quarter, quarter.next())]
        assert session.scalars(select(FactRow)).all() == []
    assert found == [2, 0]


@pytest.mark.parametrize("told", [False, True])
def test_junk_is_in_no_number_whatever_is_done_with_it_until_it_is_opened_again(
    sqlite_installation: Installed, *, told: bool
) -> None:
    crowd(sqlite_installation)
    resident = sqlite_installation.resident()
    resident.come_back(send_at_once(resident, "Jag blev nekad."))
    came(sqlite_installation, today() - AGO)
    lena = sqlite_installation.desk("lena")
    (reference,) = waiting(lena)
    press(lena, "junk", reference)
    lena.answer_cover(reference)
    if told:
        assert resident.submit("inbox/event", text="Det hände igen.").status_code == 303
    lena.act(reference, "answer", text="Tack för att du hör av dig.")
    assert [months(sqlite_installation, kind) for kind in (Kind.REPORT, Kind.LATER)] == [[], []]
    closed(sqlite_installation)
    lena.act(reference, "status", target="reopened")
    this = [month_at(today())]
    assert months(sqlite_installation) == this
    assert months(sqlite_installation, Kind.LATER) == (this if told else [])
    for _ in range(2):
        lena.act(reference, "status", target="active")
        lena.act(reference, "close", reason="insufficient")
        assert (months(sqlite_installation), received(sqlite_installation)) == (this, 1)
        lena.act(reference, "status", target="reopened")
        assert (months(sqlite_installation), received(sqlite_installation)) == (this, 1)


def test_junk_from_before_there_was_a_mark_is_marked(installation: Installed) -> None:
    lena = flood(installation)
    first, _ = waiting(lena)
    press(lena, "junk", first)
    init_migrations(installation.app)
    with installation.app.app_context():
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="0019")
        flask_migrate.upgrade(directory=str(MIGRATIONS))
        database.engine.dispose()
    with looking(installation) as session:
        found = dict(session.execute(select(Case.reference, Case.aside)).all())
    assert [reference for reference, aside in found.items() if aside] == [first]
