"""A disk that is full while people report: nothing half, nothing lost, a plain sentence, and then it goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from incidents.actions.login import IDLE
from incidents.store.database import database, reading, writing
from incidents.store.models import Case, EntryRow, FactRow, StaffSession
from tests.looking import every_row
from tests.support import DeskUser, Installed, code_on, fields

STORY = "Vakten släppte in alla utom oss. " * 300


@contextmanager
def full_disk(installation: Installed) -> Iterator[None]:
    """No page more than the database has now: SQLite then answers as on a full disk."""
    with installation.app.app_context():
        database.engine.dispose()
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    with limited(installation, f"max_page_count={pages}"):
        yield


@contextmanager
def no_room_at_all(installation: Installed) -> Iterator[None]:
    """Not even a row can be changed; everything can still be read."""
    with limited(installation, "query_only=ON"):
        yield


@contextmanager
def limited(installation: Installed, pragma: str) -> Iterator[None]:
    """The one connection that requests use, one after another, with a limit."""
    with installation.app.app_context():
        engine = database.engine
        engine.dispose()
        raw = engine.pool.connect()
        raw.cursor().execute(f"PRAGMA {pragma}")
        raw.close()
        yield
        engine.dispose()


def rows(installation: Installed) -> list[int]:
    with installation.app.app_context(), reading() as session:
        return [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Case, EntryRow, FactRow)
        ]


def test_a_send_that_finds_the_disk_full_stores_nothing_and_succeeds_later(
    sqlite_installation: Installed,
) -> None:
    resident = sqlite_installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story=STORY)
    resident.submit("you", contact_mode="code")

    with full_disk(sqlite_installation):
        refused = resident.submit("check")
    assert refused.status_code == 503
    assert "Det du har skrivit ligger kvar" in refused.get_data(as_text=True)
    assert rows(sqlite_installation) == [0, 0, 0]

    assert resident.submit("check").status_code == 303
    assert code_on(resident.get("receipt"))
    assert rows(sqlite_installation) == [1, 1, 1]


def test_a_step_that_cannot_be_saved_comes_back_with_what_was_typed(
    sqlite_installation: Installed,
) -> None:
    resident = sqlite_installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    with full_disk(sqlite_installation):
        refused = resident.submit("story", story=STORY)
    assert refused.status_code == 503
    assert STORY.strip() in refused.get_data(as_text=True)
    assert resident.submit("story", story=STORY).status_code == 303


# ---------------------------------------------------------------- the desk


def opened(installation: Installed) -> tuple[DeskUser, str]:
    installation.resident().send(STORY)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    return lena, reference


def rest(installation: Installed, pause: timedelta) -> None:
    """The log-in was last used that long ago."""
    with installation.app.app_context(), writing() as session:
        session.scalars(select(StaffSession)).one().used_at -= pause


def test_colleagues_read_on_while_nothing_can_be_written_and_the_log_in_still_ends_in_time(
    sqlite_installation: Installed,
) -> None:
    lena, reference = opened(sqlite_installation)
    rest(sqlite_installation, timedelta(minutes=20))
    before = every_row(sqlite_installation)
    with no_room_at_all(sqlite_installation):
        assert reference in lena.queue()
        page = lena.case(reference)
        assert page.status_code == 200
        assert "Vakten" in page.get_data(as_text=True)
    assert every_row(sqlite_installation) == before
    rest(sqlite_installation, IDLE - timedelta(minutes=19))
    with no_room_at_all(sqlite_installation):
        assert lena.case(reference).headers["Location"] == "/desk/login"


def test_the_log_in_is_in_use_again_as_soon_as_there_is_room(
    sqlite_installation: Installed,
) -> None:
    lena, reference = opened(sqlite_installation)
    rest(sqlite_installation, timedelta(minutes=20))
    with no_room_at_all(sqlite_installation):
        lena.case(reference)
    lena.case(reference)
    rest(sqlite_installation, IDLE - timedelta(minutes=2))
    assert lena.case(reference).status_code == 200


def test_who_logs_out_while_nothing_can_be_written_is_logged_out_in_this_browser(
    sqlite_installation: Installed,
) -> None:
    lena, _ = opened(sqlite_installation)
    with no_room_at_all(sqlite_installation):
        answer = lena.client.post("/desk/logout")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/login")
        assert lena.client.get_cookie("d") is None


@pytest.mark.parametrize("act", ["note", "answer", "contact"])
def test_what_a_colleague_wrote_comes_back_when_it_cannot_be_saved(
    sqlite_installation: Installed, act: str
) -> None:
    sqlite_installation.resident().send(STORY, contact_mode="phone", contact="070-174 06 21")
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    path = f"/desk/cases/{reference}/{act}"
    form = {**fields(lena.case(reference), path), "text": "Mycket text."}
    before = every_row(sqlite_installation)
    with no_room_at_all(sqlite_installation):
        refused = lena.client.post(path, data=form)
    assert refused.status_code == 503
    page = refused.get_data(as_text=True)
    assert "Vi kunde inte spara just nu. Det du skrev är kvar här" in page
    assert "Mycket text." in page
    assert "070-174 06 21" not in page
    assert every_row(sqlite_installation) == before
    again = {**fields(refused, path), "text": "Mycket text."}
    assert lena.client.post(path, data=again).status_code in (200, 303)
    assert lena.case(reference).get_data(as_text=True).count("Mycket text.") == 1


def test_the_desk_does_not_promise_that_something_is_kept(sqlite_installation: Installed) -> None:
    lena, reference = opened(sqlite_installation)
    form = fields(lena.case(reference), f"/{reference}/assign")
    with no_room_at_all(sqlite_installation):
        refused = lena.client.post(f"/desk/cases/{reference}/assign", data=form)
    assert refused.status_code == 503
    page = refused.get_data(as_text=True)
    assert "ligger kvar" not in page
    assert "Inget är sparat" in page
