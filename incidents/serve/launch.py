"""The one way to start the server: bind, limit, and hand over to the supervisor or serve in this process."""

import contextlib
import os
import resource
import socket
from collections.abc import Callable

from incidents.serve.http import BACKLOG, Server
from incidents.serve.quiet import hush, say
from incidents.serve.supervisor import Supervisor
from incidents.serve.tuning import Tuning
from incidents.serve.worker import AppFactory, make_application, stop_on_signals

Ready = Callable[[str], None]
# Descriptors that a worker needs beside its connections: databases, templates, pipes.
SPARE_DESCRIPTORS = 512


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
    workers then share that memory) and open nothing before it. It may raise `SystemExit` with a sentence for the
    operator. `ready` gets the address once the first worker accepts connections; port 0 means any free port.
    With no workers everything runs in this process, for a debugger.
    """
    tuning = tuning or Tuning()
    try:
        sock = _bind(host, port)
    except OSError as error:
        say(f"cannot listen on {host} port {port}: {os.strerror(error.errno or 0)}")
        return 1
    _limit_process(tuning)
    address = f"http://{f'[{host}]' if ':' in host else host}:{sock.getsockname()[1]}"

    def first_worker_accepts() -> None:
        say(f"serving on {address}")
        if ready is not None:
            ready(address)

    with sock:
        if workers == 0:
            return _serve_here(app_factory, sock, tuning, first_worker_accepts)
        return Supervisor(app_factory, sock, workers, tuning, first_worker_accepts).run()


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def _limit_process(tuning: Tuning) -> None:
    """Allow as many connections as promised, and no dump or stray file that others could read."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = tuning.connections + SPARE_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    # A dump of a worker's memory would hold what people wrote and the keys of who is logged in.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)


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
