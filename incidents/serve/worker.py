"""One worker: makes the application, serves it, and goes when it is told to or when its supervisor is gone."""

import gc
import os
import random
import signal
import socket
from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIApplication

from waitress import wasyncore

from incidents.serve.http import Server
from incidents.serve.quiet import describe, hush, say
from incidents.serve.tuning import Tuning

AppFactory = Callable[[], WSGIApplication]
READY = b"R"
RETIRING = b"X"
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Lifeline(wasyncore.file_dispatcher):
    """The reading end of a pipe whose writing end only the supervisor holds: it ends when the supervisor ends."""

    def __init__(self, descriptor: int, server: Server) -> None:
        self._server = server
        super().__init__(descriptor, map=server.map)

    def writable(self) -> bool:
        """Nothing is ever written."""
        return False

    def handle_read(self) -> None:
        """An end-of-file looks like something to read on some systems."""
        self.handle_close()

    def handle_close(self) -> None:
        """Nobody would restart or stop this worker any more: stop."""
        self.close()
        self._server.stop()


def share_of_work(tuning: Tuning) -> tuple[int, float]:
    """How many requests and seconds this worker serves: a quarter more or less, so that not all go at once."""
    chance = random.SystemRandom()
    return (
        max(1, round(tuning.recycle_requests * chance.uniform(0.75, 1.25))),
        tuning.recycle_seconds * chance.uniform(0.75, 1.25),
    )


def stop_on_signals(server: Server) -> None:
    """Let each of the usual signals stop this server gracefully."""

    def stop(*_: Any) -> None:
        server.stop()

    for number in STOP_SIGNALS:
        signal.signal(number, stop)


def run_worker(
    app_factory: AppFactory, sock: socket.socket, tuning: Tuning, *, report: int, lifeline: int
) -> int:
    """Serve until told to stop; the worker's exit status. Reports READY and RETIRING on the pipe `report`."""
    hush()
    application = make_application(app_factory)
    if application is None:
        return 1
    _rest_the_collector()
    server = Server(
        application,
        sock,
        tuning,
        share=share_of_work(tuning),
        on_retire=lambda: _tell(report, RETIRING),
    )
    Lifeline(lifeline, server)
    stop_on_signals(server)
    _tell(report, READY)
    server.run()
    return 0


def _rest_the_collector() -> None:
    """What the start-up made stays for good; a page of thousands of rows is no reason to look through all of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def make_application(app_factory: AppFactory) -> WSGIApplication | None:
    """The application; if it cannot start, say why without quoting anything, and give nothing.

    `SystemExit` with a sentence is the way for a factory to say something to the operator: it is printed as it is.
    """
    try:
        return app_factory()
    except SystemExit as refusal:
        say(str(refusal))
    except Exception as error:
        say(f"the application could not start: {describe(error)}")
    return None


def _tell(report: int, what: bytes) -> None:
    try:
        os.write(report, what)
    except OSError:
        return  # the supervisor is gone; the lifeline ends this worker
