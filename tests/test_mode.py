"""A demonstration can never become live, whichever way it is served."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT, environment
from tests.support import Installed

LIVE = {
    "INCIDENTS_MODE": "live",
    "MUNICIPALITY_NAME": "Strandviks kommun",
    "READERS": "Enheten",
    "INDEPENDENT_RECIPIENT": "Dataskyddsombudet",
    "NETWORK_LOG_STATEMENT": "Brandväggen sparar inget.",
}
WAYS = {
    "wsgi": ["-c", "import wsgi"],
    "serve": ["-c", "import sys; from incidents.cli import main; sys.exit(main(['serve']))"],
}


def start(installation: Installed, way: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *WAYS[way]],
        cwd=ROOT,
        env={**os.environ, **environment(installation.settings), **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_demonstration_is_not_served_as_live(sqlite_installation: Installed, way: str) -> None:
    refused = start(sqlite_installation, way, **LIVE)
    assert refused.returncode != 0
    assert "this database is demo, the configuration says live" in refused.stderr


def test_an_empty_database_is_not_served(
    sqlite_installation: Installed, sqlite_template: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.db"
    empty.write_bytes(sqlite_template.read_bytes())
    refused = start(sqlite_installation, "wsgi", INCIDENTS_DATABASE_URL=f"sqlite:///{empty}")
    assert refused.returncode != 0
    assert "this database is not set up" in refused.stderr


def test_a_demonstration_is_served_as_one(sqlite_installation: Installed) -> None:
    assert start(sqlite_installation, "wsgi").returncode == 0
