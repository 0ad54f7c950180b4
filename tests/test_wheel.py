"""What is installed from a wheel is the whole product: it makes its database and speaks every language."""

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from incidents.store.database import MIGRATIONS
from tools.catalogues import scopes

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("incidents", "migrations", "tools", "pyproject.toml", "README.md", "LICENSE")
MADE = shutil.ignore_patterns("__pycache__", "*.mo", "*.egg-info")
UPGRADE = "import sys, incidents.cli as cli; print(cli.__file__); sys.exit(cli.main(['upgrade']))"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel would put beside the other libraries; built from a copy of the checkout."""
    assert int(version("setuptools").partition(".")[0]) >= 80, "run it in the environment of `make`"
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=MADE)
        else:
            shutil.copy(path, source)
    run("-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", folder, source, at=folder)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def run(*arguments: str | Path, at: Path, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=at,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_checkout_uses_the_migrations_of_the_top_level() -> None:
    assert MIGRATIONS == ROOT / "migrations"


def test_the_wheel_carries_every_migration_and_nothing_that_was_only_made(unpacked: Path) -> None:
    carried = unpacked / "incidents" / "migrations"
    found = {path.relative_to(carried) for path in carried.rglob("*") if path.is_file()}
    tracked = (path for path in MIGRATIONS.rglob("*") if path.is_file())
    assert found == {p.relative_to(MIGRATIONS) for p in tracked if "__pycache__" not in p.parts}
    assert {path.name for path in unpacked.iterdir() if path.suffix != ".dist-info"} == {
        "incidents"
    }


def test_what_was_installed_from_the_wheel_makes_its_database(
    unpacked: Path, tmp_path: Path
) -> None:
    path = tmp_path / "incidents.db"
    own = {"INCIDENTS_DATA": str(tmp_path), "INCIDENTS_DATABASE_URL": f"sqlite:///{path}"}
    said = run("-c", UPGRADE, at=tmp_path, PYTHONPATH=str(unpacked), **own)
    assert str(unpacked) in said
    connection = sqlite3.connect(path)
    (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    newest = max(script.name for script in (MIGRATIONS / "versions").glob("*.py"))
    assert newest.startswith(f"{revision}_")


def test_the_wheel_speaks_every_language(unpacked: Path) -> None:
    for code in scopes():
        assert (
            unpacked / "incidents" / "translations" / code / "LC_MESSAGES" / "messages.mo"
        ).exists()
