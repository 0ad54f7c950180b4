"""The supervisor: keeps the workers alive, replaces them, stops them together.

It has one thread and never runs the application, so that a fork copies no lock, no database connection and no key.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn

from incidents.serve.quiet import describe, say
from incidents.serve.tuning import Tuning
from incidents.serve.worker import READY, RETIRING, STOP_SIGNALS, AppFactory, run_worker

# A worker that dies younger than this counts as a failed start.
INFANCY_SECONDS = 1.0
FAILED_STARTS = 10
LONGEST_PAUSE_SECONDS = 5.0


@dataclass(slots=True)
class _Worker:
    """What the supervisor knows of one child process."""

    pid: int
    report: int
    ready_at: float | None = None
    retiring: bool = False


class Supervisor:
    """Keeps `wanted` workers serving on one socket until a signal asks for the end."""

    def __init__(
        self,
        app_factory: AppFactory,
        sock: socket.socket,
        wanted: int,
        tuning: Tuning,
        accepts: Callable[[], None],
    ) -> None:
        self._app_factory = app_factory
        self._sock = sock
        self._wanted = wanted
        self._tuning = tuning
        self._accepts = accepts
        self._workers: dict[int, _Worker] = {}
        self._stopping = False
        self._served = False
        self._failures = 0
        self._next_start = 0.0
        self._lifeline, self._lifeline_held = os.pipe()
        self._wake, self._wake_held = os.pipe()

    def run(self) -> int:
        """Serve until a signal; 0 then, 1 when the workers could not be kept alive."""
        # What is loaded by now is shared with the workers for as long as no collection touches it.
        gc.collect()
        gc.freeze()
        try:
            with self._signals():
                while not self._stopping and not self._hopeless():
                    self._start_missing()
                    self._wait(self._pause())
                self._stop_all()
        finally:
            for descriptor in (self._lifeline, self._lifeline_held, self._wake, self._wake_held):
                os.close(descriptor)
            gc.unfreeze()
        if self._stopping:
            return 0
        say("the workers end as soon as they start (the reason stands above): giving up")
        return 1

    # ---------------------------------------------------------------- signals

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Remember a wish to stop, and wake `_wait` for each."""
        os.set_blocking(self._wake, False)
        os.set_blocking(self._wake_held, False)

        def stop(*_: object) -> None:
            self._stopping = True

        earlier = {number: signal.signal(number, stop) for number in STOP_SIGNALS}
        signal.set_wakeup_fd(self._wake_held, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in earlier.items():
                signal.signal(number, handler)

    # ---------------------------------------------------------------- keeping the workers

    def _hopeless(self) -> bool:
        return self._failures >= FAILED_STARTS

    def _missing(self) -> int:
        return self._wanted - sum(not one.retiring for one in self._workers.values())

    def _start_missing(self) -> None:
        if time.monotonic() < self._next_start:
            return
        try:
            for _ in range(self._missing()):
                self._fork()
        except OSError as error:
            self._postpone()
            say(f"cannot start a worker now: {os.strerror(error.errno or 0)}")

    def _pause(self) -> float | None:
        """How long to wait for news: for ever, or until the next start is due."""
        return max(0.0, self._next_start - time.monotonic()) if self._missing() else None

    def _fork(self) -> None:
        read, write = os.pipe()
        sys.stdout.flush()
        # No signal may meet the child while it still has the supervisor's handlers.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            pid = os.fork()
            if pid == 0:
                self._become_worker(read, write)
        except OSError:
            os.close(read)
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
            os.close(write)
        self._workers[pid] = _Worker(pid, read)

    def _become_worker(self, read: int, write: int) -> NoReturn:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
            others = [one.report for one in self._workers.values()]
            for descriptor in (read, self._wake, self._wake_held, self._lifeline_held, *others):
                os.close(descriptor)
            status = run_worker(
                self._app_factory, self._sock, self._tuning, report=write, lifeline=self._lifeline
            )
        except BaseException as error:
            say(f"a worker failed: {describe(error)}")
        finally:
            os._exit(status)

    # ---------------------------------------------------------------- hearing from the workers

    def _wait(self, seconds: float | None) -> None:
        """Wait for a worker's report, its end, or a signal; take note of each."""
        reports = {one.report: one for one in self._workers.values()}
        readable, _, _ = select.select([self._wake, *reports], [], [], seconds)
        for descriptor in readable:
            if descriptor == self._wake:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake, 4096)
            else:
                self._hear(reports[descriptor])

    def _hear(self, worker: _Worker) -> None:
        news = os.read(worker.report, 16)
        if READY in news:
            worker.ready_at = time.monotonic()
            if not self._served:
                self._served = True
                self._accepts()
        if RETIRING in news:
            worker.retiring = True
        if not news:
            self._bury(worker)

    def _bury(self, worker: _Worker) -> None:
        os.close(worker.report)
        del self._workers[worker.pid]
        _, status = os.waitpid(worker.pid, 0)
        if worker.retiring or self._stopping:
            return
        code = os.waitstatus_to_exitcode(status)
        if code > 0 and not self._served:
            # It said why. What it found (a setting, a database) the next one would find too.
            self._failures = FAILED_STARTS
            return
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        say(f"a worker {how}; starting another")
        lived = 0.0 if worker.ready_at is None else time.monotonic() - worker.ready_at
        if lived >= INFANCY_SECONDS:
            self._failures = 0
        else:
            self._postpone()

    def _postpone(self) -> None:
        """Count a failed start; wait longer after each, and not at all after the first."""
        self._failures += 1
        pause = 0.1 * 2**self._failures if self._failures > 1 else 0.0
        self._next_start = time.monotonic() + min(LONGEST_PAUSE_SECONDS, pause)

    # ---------------------------------------------------------------- the end

    def _stop_all(self) -> None:
        """Ask every worker to finish; after the time for that, end it."""
        self._send(signal.SIGTERM)
        deadline = time.monotonic() + self._tuning.stop_seconds + 2
        while self._workers and (left := deadline - time.monotonic()) > 0:
            self._wait(left)
        self._send(signal.SIGKILL)
        while self._workers:
            self._wait(None)

    def _send(self, number: signal.Signals) -> None:
        for pid in self._workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
