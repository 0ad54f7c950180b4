"""The product with two failpoints in *send*: a power cut just before and just after the commit.

Started by `test_crash.py`. A file of that name in CRASH_FOLDER arms a failpoint for one send. The product knows
nothing of this.
"""

import os
import signal
import sys
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from incidents.cli import main

BEFORE, AFTER = "before-commit", "after-commit"
_FOLDER = Path(os.environ.get("CRASH_FOLDER", "."))
_SENDING = "sending"


def note_a_send(state: ORMExecuteState) -> None:
    """Remember that this session writes a new case."""
    if state.is_insert and getattr(state.statement, "table", None) is not None:
        name = state.statement.table.name  # type: ignore[attr-defined]
        if name == "case_file":
            state.session.info[_SENDING] = True


def cut(session: Session, where: str) -> None:
    """End the whole process group at once, if the failpoint is armed; only one process finds it so."""
    if session.info.get(_SENDING):
        try:
            (_FOLDER / where).unlink()
        except FileNotFoundError:
            return
        os.killpg(0, signal.SIGKILL)


def before_commit(session: Session) -> None:
    """Everything is written and nothing is durable."""
    cut(session, BEFORE)


def after_commit(session: Session) -> None:
    """Everything is durable and nobody has been told."""
    cut(session, AFTER)
    session.info.pop(_SENDING, None)


if __name__ == "__main__":
    event.listen(Session, "do_orm_execute", note_a_send)
    event.listen(Session, "before_commit", before_commit)
    event.listen(Session, "after_commit", after_commit)
    sys.exit(main())
