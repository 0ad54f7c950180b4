"""The live figures of an installation: from clear columns and the trail, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from incidents.actions import live
from incidents.core.clock import local_date
from incidents.core.errors import NotAllowed
from incidents.core.flood import ABOVE
from incidents.core.live import Figure, Live
from incidents.store.models import Case
from incidents.web.board import Board, share
from incidents.web.signed_in import now
from tests.actions.test_quarantine import press, send_at_once, waiting
from tests.looking import acting, desk_of, looking
from tests.support import Installed

FIGURES = (Figure.RECEIVED, Figure.IN_TIME, Figure.LATER, Figure.WAITING, Figure.OPEN)


def look(installation: Installed, login: str = "per") -> Live:
    desk = desk_of(installation, login)
    with looking(installation) as session:
        return live.look(session, desk, today=local_date(now()))


def figures(installation: Installed, days: int) -> list[int]:
    """The numbers of the year in which every report came, once that is so many days ago."""
    day = local_date(now()) - timedelta(days=days)
    with acting(installation) as session:
        session.execute(update(Case).values(received=day))
    found = look(installation)
    return [found.numbers[str(day.year)][one] for one in FIGURES]


def test_a_reply_and_an_end_are_met_and_what_waits_is_open(installation: Installed) -> None:
    lena = installation.desk("lena")
    for number in range(3):
        installation.resident().send(f"Berättelse {number}")
    first, second, _ = lena.queue()
    for reference in (first, second):
        lena.answer_cover(reference)
        lena.act(reference, "assign")
    lena.act(first, "answer", text="Tack för att du berättar.")
    lena.act(second, "close", reason="insufficient")
    assert {found[Figure.RECEIVED] for found in look(installation).numbers.values()} == {0}
    assert figures(installation, 1) == [3, 2, 0, 1, 2]
    assert figures(installation, 30) == [3, 0, 2, 1, 2]


def test_a_report_about_the_readers_is_one_of_all(sqlite_installation: Installed) -> None:
    sqlite_installation.resident().send("Berättelse")
    sqlite_installation.resident().send("Om min handläggare", readers="yes")
    assert figures(sqlite_installation, 1)[0] == 2


def test_what_came_in_a_flood_and_never_reached_the_queue_is_in_no_other_number(
    sqlite_installation: Installed,
) -> None:
    sqlite_installation.resident().send("Berättelse")
    board = Board(10)
    for _ in range(10 + ABOVE):
        board.count_report()
    share(sqlite_installation.app, board)
    for number in range(3):
        send_at_once(sqlite_installation.resident(), f"Flod {number}")
    lena = sqlite_installation.desk("lena")
    junk, released, _ = waiting(lena)
    press(lena, "junk", junk)
    press(lena, "release", released)
    assert figures(sqlite_installation, 1) == [2, 0, 0, 2, 2]
    assert look(sqlite_installation).aside == 2


@pytest.mark.parametrize("login", ["lena", "karin", "ida", "rut"])
def test_only_the_coordinator_looks(sqlite_installation: Installed, login: str) -> None:
    with pytest.raises(NotAllowed):
        look(sqlite_installation, login)
