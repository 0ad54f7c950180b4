"""Writers of one SQLite database stand in line, also across processes, and a process that dies leaves the line."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from incidents.store.database import database, writing
from tests.support import Installed

HOLDER = """
import fcntl, os, sys
line = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(line, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def free(line: Path) -> bool:
    """Whether nobody holds the line now."""
    own = os.open(line, os.O_RDWR)
    try:
        fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(own)
    return True


def line_of(installation: Installed) -> Path:
    with installation.app.app_context():
        return Path(f"{database.engine.url.database}-line")


def test_a_write_holds_the_line_and_a_failed_one_lets_go(sqlite_installation: Installed) -> None:
    line = line_of(sqlite_installation)
    with sqlite_installation.app.app_context():
        with writing() as session:
            session.execute(text("SELECT 1"))
            assert not free(line)
        assert free(line)
        with pytest.raises(RuntimeError), writing():
            raise RuntimeError
        assert free(line)
    assert line.stat().st_mode & 0o077 == 0


def test_a_killed_holder_lets_the_next_one_write(sqlite_installation: Installed) -> None:
    line = line_of(sqlite_installation)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, line], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert not free(line)
        holder.kill()
    with sqlite_installation.app.app_context(), writing() as session:
        session.execute(text("DELETE FROM browser_box"))
    assert free(line)
