"""The product with two failpoints in *send*: a power cut just before and just after the commit.

Started by `test_crash.py`. A file of that name in CRASH_FOLDER arms a failpoint for one send. The product knows
nothing of this.
"""

import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.engine.interfaces import DBAPICursor

from incidents.cli import main
from incidents.store import direct
from incidents.store.base import Base
from incidents.store.models import Case

BEFORE, AFTER = "before-commit", "after-commit"
_FOLDER = Path(os.environ.get("CRASH_FOLDER", "."))
_thread = threading.local()
_insert, _commit = direct.Transaction.insert, direct.commit


def insert(rows: direct.Transaction, model: type[Base], values: Sequence[direct.Values]) -> None:
    """The product's own; remembers that this thread writes a new case."""
    if model is Case:
        _thread.sends = True
    _insert(rows, model, values)


def commit(cursor: DBAPICursor) -> None:
    """The product's own, between a cut before which nothing is durable and one before which nobody has been told."""
    cut(BEFORE)
    _commit(cursor)
    cut(AFTER)
    _thread.sends = False


def cut(where: str) -> None:
    """End the whole process group at once, if the failpoint is armed; only one process finds it so."""
    if getattr(_thread, "sends", False):
        try:
            (_FOLDER / where).unlink()
        except FileNotFoundError:
            return
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    direct.Transaction.insert = insert  # type: ignore[method-assign, assignment]
    direct.commit = commit
    sys.exit(main())
