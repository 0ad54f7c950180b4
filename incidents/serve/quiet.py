"""What may be said about an error: its class and the line where it arose. Never its message, never a value.

A message can quote what a reporter wrote, and a traceback prints it; waitress logs paths and addresses.
"""

import logging
import sys
import threading
import types
from contextlib import suppress


def describe(error: BaseException) -> str:
    """The error's class with the module and line where it arose, and nothing that a person wrote."""
    place = "an unknown line"
    trace = error.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "an unknown module")
        place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}"


def say(sentence: str) -> None:
    """Write one line for the operator."""
    # A full disk under the log must cost no thread, no worker and no supervisor.
    with suppress(OSError):
        sys.stderr.write(f"incidents: {sentence}\n")
        sys.stderr.flush()


class ClassAndLine(logging.Handler):
    """A log handler that keeps only what `describe` says; a record without an error is dropped whole."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say the error of this record, if it has one."""
        if record.levelno >= logging.ERROR and record.exc_info and record.exc_info[1]:
            say(f"error while serving: {describe(record.exc_info[1])}")


def hush() -> None:
    """Make every way in which this process reports an error on its own say class and line only."""
    for name in ("waitress", "waitress.queue"):
        logger = logging.getLogger(name)
        logger.handlers = [ClassAndLine()]
        logger.propagate = False
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def _uncaught(_: type[BaseException], error: BaseException, __: types.TracebackType | None) -> None:
    say(f"error: {describe(error)}")


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        say(f"error in a thread: {describe(arguments.exc_value)}")


def _unraisable(arguments: "sys.UnraisableHookArgs") -> None:
    if arguments.exc_value is not None:
        say(f"error while cleaning up: {describe(arguments.exc_value)}")
