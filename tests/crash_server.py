"""The product with two failpoints in *send*: a power cut just before and just after the commit.

Started by `test_crash.py`. A file of that name in CRASH_FOLDER arms a failpoint for one send. The product knows
nothing of this.
"""

import os
import signal
import sys
import threading
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from incidents.cli import main

BEFORE, AFTER = "before-commit", "after-commit"
_FOLDER = Path(os.environ.get("CRASH_FOLDER", "."))
_thread = threading.local()


def note_a_send(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    """Remember that this thread writes a new case."""
    if statement.startswith("INSERT INTO case_file"):
        _thread.sends = True


def cut(where: str) -> None:
    """End the whole process group at once, if the failpoint is armed; only one process finds it so."""
    if getattr(_thread, "sends", False):
        try:
            (_FOLDER / where).unlink()
        except FileNotFoundError:
            return
        os.killpg(0, signal.SIGKILL)


def before_commit(_: Session) -> None:
    """Everything is written and nothing is durable."""
    cut(BEFORE)


def after_commit(_: Session) -> None:
    """Everything is durable and nobody has been told."""
    cut(AFTER)
    _thread.sends = False


if __name__ == "__main__":
    event.listen(Engine, "before_cursor_execute", note_a_send)
    event.listen(Session, "before_commit", before_commit)
    event.listen(Session, "after_commit", after_commit)
    sys.exit(main())
