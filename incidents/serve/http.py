"""How one worker speaks HTTP: waitress, made to stop gracefully, to crowd out the silent and to say nothing.

waitress reads a request wholly before it takes a thread, so half a request costs one idle connection and no thread.
"""

import socket
import time
from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask

from incidents.serve.intake import Parser, plain_answer, refusing_long_bodies
from incidents.serve.tuning import Tuning

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


class _Answer(WSGITask):
    """One request that the application answers."""

    def build_response_header(self) -> bytes:
        """Tell the client to open a new connection when this worker is about to go."""
        if self.channel.server.draining:
            self.set_close_on_finish()
        head: bytes = super().build_response_header()
        return head


class _PlainAnswer(ErrorTask):
    """One request that the server answers by itself, without quoting it."""

    def execute(self) -> None:
        """Write the plain answer and close."""
        self.status, headers, body = plain_answer(self.request.error.code)
        self.response_headers.extend(headers)
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):
    """One connection. `waiting_since` is when it began to owe us a request."""

    task_class = _Answer
    error_task_class = _PlainAnswer

    def __init__(self, server: "Server", *rest: Any, **named: Any) -> None:
        self.waiting_since = time.monotonic()
        self.parser_class = server.parser_class
        super().__init__(server, *rest, **named)

    def service(self) -> None:
        """Answer one request, in a thread of the pool."""
        # Also before: by the time that the answer is out, the loop may be looking for quiet connections.
        self.waiting_since = time.monotonic()
        super().service()
        self.waiting_since = time.monotonic()
        self.server.answered()

    def writable(self) -> bool:
        """Whether the loop should send; while a thread answers, that thread sends."""
        # A loop that offered to help would find the line taken, ask again at once, and keep the thread from the
        # interpreter: three times the processor time, measured with four clients.
        if self.requests and self.total_outbufs_len <= self.adj.outbuf_high_watermark:
            return False
        return bool(super().writable())

    @property
    def quiet(self) -> bool:
        """Whether the client has nothing under way: no request begun, no answer unread."""
        return not (self.requests or self.request or self.total_outbufs_len)


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
        self.parser_class = type("_Parser", (Parser,), {"max_drained": tuning.max_drained})
        threads = ThreadedTaskDispatcher()
        threads.set_thread_count(tuning.threads)
        super().__init__(
            refusing_long_bodies(application),
            {},
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
            wasyncore.loop(timeout=1, map=self._map, use_poll=True, count=1)
            if self.retires_at is not None and time.monotonic() >= self.retires_at:
                self.retire()
        # A thread may still work for a client that has gone, in the middle of a commit.
        self.task_dispatcher.shutdown(timeout=max(1.0, self.deadline - time.monotonic()))
        for channel in list(self.active_channels.values()):
            channel.handle_close()

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
