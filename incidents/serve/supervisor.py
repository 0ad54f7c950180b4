"""The supervisor: binds the socket, keeps the workers alive, replaces them, stops them together.

It has one thread and never runs the application, so that a fork copies no lock, no database connection and no key.
"""

import contextlib
import gc
import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from incidents.serve.http import BACKLOG, Server
from incidents.serve.quiet import describe, hush, say
from incidents.serve.tuning import Tuning
from incidents.serve.worker import (
    READY,
    RETIRING,
    STOP_SIGNALS,
    AppFactory,
    make_application,
    run_worker,
    stop_on_signals,
)

Ready = Callable[[str], None]
# A worker that dies younger than this counts as a failed start.
INFANCY_SECONDS = 1.0
FAILED_STARTS = 6
LONGEST_PAUSE_SECONDS = 5.0


def serve(
    app_factory: AppFactory,
    *,
    host: str,
    port: int,
    workers: int = 2,
    tuning: Tuning | None = None,
    ready: Ready | None = None,
) -> int:
    """Serve until SIGTERM or SIGINT; the exit status: 0 after a wanted stop, 1 if serving was not possible.

    `app_factory` is called once in each worker, after the fork: import what it needs before calling `serve` (the
    workers then share that memory) and open nothing before it. `ready` gets the address once the first worker accepts
    connections; port 0 means any free port. With no workers, everything runs in this process, for a debugger.
    """
    tuning = tuning or Tuning()
    try:
        sock = _bind(host, port)
    except OSError as error:
        say(f"cannot listen on {host} port {port}: {os.strerror(error.errno or 0)}")
        return 1
    _limit_process(tuning)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{sock.getsockname()[1]}"

    def first_worker_accepts() -> None:
        say(f"serving on {address}")
        if ready is not None:
            ready(address)

    with sock:
        if workers == 0:
            return _serve_here(app_factory, sock, tuning, first_worker_accepts)
        return _Supervisor(app_factory, sock, workers, tuning, first_worker_accepts).run()


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def _limit_process(tuning: Tuning) -> None:
    """Allow as many connections as promised, and no dump of a memory that holds what people wrote."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = tuning.connections + 512
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve_here(
    app_factory: AppFactory, sock: socket.socket, tuning: Tuning, accepts: Callable[[], None]
) -> int:
    hush()
    application = make_application(app_factory)
    if application is None:
        return 1
    server = Server(application, sock, tuning)
    with contextlib.suppress(ValueError):  # outside the main thread there are no signals
        stop_on_signals(server)
    accepts()
    server.run()
    return 0


@dataclass(slots=True)
class _Worker:
    """What the supervisor knows of one child process."""

    pid: int
    report: int
    ready_at: float | None = None
    retiring: bool = False


class _Supervisor:
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
        self._stops = 0
        self._served = False
        self._failures = 0
        self._next_start = 0.0
        self._lifeline, self._lifeline_held = os.pipe()
        self._wake, self._wake_held = os.pipe()

    def run(self) -> int:
        gc.collect()
        gc.freeze()
        try:
            with self._signals():
                while not self._stops and not self._hopeless():
                    self._start_missing()
                    self._wait(self._pause())
                self._stop_all()
        finally:
            for descriptor in (self._lifeline, self._lifeline_held, self._wake, self._wake_held):
                os.close(descriptor)
            gc.unfreeze()
        if self._stops:
            return 0
        say("the workers stop as soon as they start (the reason stands above): giving up")
        return 1

    # ---------------------------------------------------------------- signals

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Count the wishes to stop, and wake `_wait` for each."""
        os.set_blocking(self._wake, False)
        os.set_blocking(self._wake_held, False)

        def stop(*_: object) -> None:
            self._stops += 1

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
        return self._failures >= (FAILED_STARTS if self._served else 1)

    def _missing(self) -> int:
        return self._wanted - sum(not one.retiring for one in self._workers.values())

    def _start_missing(self) -> None:
        if time.monotonic() >= self._next_start:
            for _ in range(self._missing()):
                self._fork()

    def _pause(self) -> float | None:
        """How long to wait for news: for ever, or until the next start is due."""
        return max(0.0, self._next_start - time.monotonic()) if self._missing() else None

    def _fork(self) -> None:
        read, write = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        # No signal may meet the child while it still has the supervisor's handlers.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        pid = os.fork()
        if pid == 0:
            self._become_worker(read, write)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        os.close(write)
        self._workers[pid] = _Worker(pid, read)

    def _become_worker(self, read: int, write: int) -> None:
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
            sys.stderr.flush()
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
        if worker.retiring or self._stops:
            return
        lived = 0.0 if worker.ready_at is None else time.monotonic() - worker.ready_at
        self._failures = self._failures + 1 if lived < INFANCY_SECONDS else 0
        pause = min(LONGEST_PAUSE_SECONDS, 0.1 * 2**self._failures) if self._failures > 1 else 0.0
        self._next_start = time.monotonic() + pause
        code = os.waitstatus_to_exitcode(status)
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        say(f"a worker {how}; starting another")

    # ---------------------------------------------------------------- the end

    def _stop_all(self) -> None:
        """Ask every worker to finish; after the time for that, or at a second signal, end it."""
        heard = self._stops
        self._send(signal.SIGTERM)
        deadline = time.monotonic() + self._tuning.stop_seconds + 2
        while self._workers and time.monotonic() < deadline and self._stops <= max(1, heard):
            self._wait(max(0.0, deadline - time.monotonic()))
        self._send(signal.SIGKILL)
        while self._workers:
            self._wait(None)

    def _send(self, number: signal.Signals) -> None:
        for pid in self._workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
