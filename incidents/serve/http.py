"""How one worker speaks HTTP: waitress, made to stop gracefully, to crowd out the silent and to say nothing.

waitress reads a request wholly before it takes a thread, so half a request costs one idle connection and no thread.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from incidents.serve.channel import Channel
from incidents.serve.intake import Parser, refusing_long_bodies
from incidents.serve.tuning import Tuning
from incidents.serve.uploads import Uploads
from incidents.serve.watch import WRITE, watched

BACKLOG = 1_024
# waitress writes what is larger than this to a temporary file, in the clear. Nothing ever is.
NEVER = 2**40
# A worker that makes room for its successor leaves a quiet connection open for so long, because the browser may be
# about to use it; the answer then tells the browser to open a new one.
PATIENCE_SECONDS = 5.0


def _adjustments(sock: socket.socket, tuning: Tuning) -> Adjustments:
    proxy: dict[str, Any] = {}
    if tuning.trusted_proxy:
        proxy = {
            "trusted_proxy": tuning.trusted_proxy,
            "trusted_proxy_headers": {"x-forwarded-proto"},
        }
    return Adjustments(
        sockets=[sock],
        backlog=BACKLOG,
        ident=None,
        expose_tracebacks=False,
        log_socket_errors=False,
        clear_untrusted_proxy_headers=True,
        log_untrusted_proxy_headers=False,
        max_request_header_size=tuning.max_headers,
        max_request_body_size=tuning.max_body,
        inbuf_overflow=NEVER,
        outbuf_overflow=NEVER,
        channel_timeout=tuning.idle_seconds,
        cleanup_interval=max(1, tuning.idle_seconds // 6),
        # Never reached: `Server` closes the longest-waiting connection first, so that it never stops listening.
        connection_limit=NEVER,
        # select() knows no descriptor above 1,023.
        asyncore_use_poll=True,
        **proxy,
    )


class Server(TcpWSGIServer):
    """One worker's server on a socket that it shares with the others.

    `on_retire` is called once, when the worker has served its share and its successor should start.
    """

    channel_class = Channel

    def __init__(
        self,
        application: WSGIApplication,
        sock: socket.socket,
        tuning: Tuning,
        *,
        share: tuple[int, float] | None = None,
        on_retire: Callable[[], None] = lambda: None,
    ) -> None:
        self.tuning = tuning
        self.draining = False
        self.listening = True
        self.patience = 0.0
        self.deadline = 0.0
        self.count = 0
        self.requests_left = share[0] if share else None
        self.retires_at = time.monotonic() + share[1] if share else None
        self.on_retire = on_retire
        self.uploads = Uploads(tuning, self.end_slow_upload)
        limits = {"max_drained": tuning.max_drained, "uploads": self.uploads}
        self.parser_class = type("_Parser", (Parser,), limits)
        self.watched = watched()
        self.answering = threading.local()
        threads = ThreadedTaskDispatcher()
        threads.set_thread_count(tuning.threads)
        super().__init__(
            refusing_long_bodies(application),
            {} if self.watched is None else self.watched,
            _sock=sock,
            dispatcher=threads,
            adj=_adjustments(sock, tuning),
            sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
            bind_socket=False,
        )

    @property
    def map(self) -> dict[int, Any]:
        """Everything that this worker's loop listens to."""
        listened: dict[int, Any] = self._map
        return listened

    # ---------------------------------------------------------------- the loop

    def run(self) -> None:
        """Serve until told to stop, then finish what is under way."""
        while not self._done():
            self._wait()
            if self.retires_at is not None and time.monotonic() >= self.retires_at:
                self.retire()
        # A thread may still work for a client that has gone, in the middle of a commit.
        self.task_dispatcher.shutdown(timeout=max(1.0, self.deadline - time.monotonic()))
        for channel in list(self.active_channels.values()):
            channel.handle_close()

        self.trigger.close()
        if self.watched is not None:
            self.watched.close()

    def _wait(self) -> None:
        if self.watched is None:
            wasyncore.loop(timeout=1, map=self._map, use_poll=True, count=1)
            return
        self.watched.wait(1)
        self.readable()  # looks now and then for connections that have been silent for too long

    def maintenance(self, now: float) -> None:
        """Close the connections that have been silent for too long."""
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            if channel.will_close:
                channel.on_events(WRITE)

    def pull_trigger(self) -> None:
        """Wake the loop; a thread that has answered lets its connection wait for the next request instead."""
        channel = getattr(self.answering, "channel", None)
        if channel is None or self.watched is None:
            super().pull_trigger()
        else:
            channel.await_next()

    def _done(self) -> bool:
        if not self.draining:
            return False
        if self.listening:
            self.listening = False
            self.accepting = False
            self.del_channel()
            self.socket.close()
        now = time.monotonic()
        for channel in list(self.active_channels.values()):
            if channel.quiet and now >= channel.waiting_since + self.patience:
                channel.handle_close()
        return not self.active_channels or now >= self.deadline

    # ---------------------------------------------------------------- stopping; any thread, also a signal handler

    def stop(self) -> None:
        """Take no new connection, finish the requests under way, and let `run` return."""
        self._leave(patience=0.0)

    def retire(self) -> None:
        """Let the successor start, and stop once the clients have had time to notice."""
        if not self.draining:
            self.retires_at = None
            self._leave(patience=PATIENCE_SECONDS)
            self.on_retire()

    def _leave(self, *, patience: float) -> None:
        self.patience = patience
        self.deadline = time.monotonic() + patience + self.tuning.stop_seconds
        self.draining = True
        with suppress(OSError):  # the loop has ended already
            self.pull_trigger()

    def answered(self) -> None:
        """Count one request; retire after the share."""
        self.count += 1
        if self.requests_left is not None and self.count >= self.requests_left:
            self.requests_left = None
            self.retire()

    # ---------------------------------------------------------------- connections

    def handle_accept(self) -> None:
        """Take a connection; close the one that has kept us waiting longest when there are too many."""
        super().handle_accept()
        if len(self.active_channels) > self.tuning.connections:
            waiting = [one for one in self.active_channels.values() if not one.requests]
            if waiting:
                min(waiting, key=lambda one: one.waiting_since).handle_close()

    def end_slow_upload(self) -> None:
        """Close the connection of an upload that is far too slow, so that another gets its place."""
        for channel in list(self.active_channels.values()):
            if channel.request is not None and self.uploads.is_slow(channel.request):
                channel.handle_close()
                return
