"""A disk that is full while people report: nothing half, nothing lost, a plain sentence, and then it goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from incidents.store.database import database, reading
from incidents.store.models import Case, EntryRow, FactRow
from tests.support import Installed, code_on

STORY = "Vakten släppte in alla utom oss. " * 300


@contextmanager
def full_disk(installation: Installed) -> Iterator[None]:
    """No page more than the database has now: SQLite then answers as on a full disk."""
    with installation.app.app_context():
        engine = database.engine
        engine.dispose()
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        pool = engine.pool
        raw = pool.connect()
        raw.cursor().execute(f"PRAGMA max_page_count={pages}")
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
