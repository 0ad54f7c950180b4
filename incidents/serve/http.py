"""How one worker speaks HTTP: waitress, made to stop gracefully, to crowd out the silent and to say nothing.

waitress reads a request wholly before it takes a thread, so half a request costs one idle connection and no thread.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from incidents.serve.channel import Channel
from incidents.serve.crew import Crew
from incidents.serve.intake import Parser, refusing_long_bodies
from incidents.serve.tuning import Tuning
from incidents.serve.uploads import Uploads
from incidents.serve.watch import watched

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
        # Held while a connection is taken, so that the end does not overlook it.
        self.door = threading.RLock()
        threads = ThreadedTaskDispatcher()
        if self.watched is None:
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
        if self.watched is not None:
            del self.watched[self.trigger.socket.fileno()]  # `run` waits for it

    @property
    def map(self) -> dict[int, Any]:
        """Everything that this worker's loop listens to."""
        listened: dict[int, Any] = self._map
        return listened

    # ---------------------------------------------------------------- serving

    def run(self) -> None:
        """Serve until told to stop, then finish what is under way."""
        crew = None if self.watched is None else Crew(self.watched, self.tuning.threads)
        if crew is not None:
            crew.start()
        while not self._done():
            self._wait()
            if self.retires_at is not None and time.monotonic() >= self.retires_at:
                self.retire()
        # A thread may still work for a client that has gone, in the middle of a commit.
        left = max(1.0, self.deadline - time.monotonic())
        ended = crew is None or crew.stop(left)
        self.task_dispatcher.shutdown(timeout=left)
        for channel in list(self.active_channels.values()):
            channel.handle_close()
        # A thread that goes on all the same would write its bell into whatever file has the number next.
        if ended and not self.task_dispatcher.threads:
            self.trigger.close()
            if self.watched is not None:
                self.watched.close()

    def _wait(self) -> None:
        if self.watched is None:
            wasyncore.loop(timeout=1, map=self._map, use_poll=True, count=1)
            return
        if self.watched.wait_for(self.trigger.socket.fileno(), seconds=1):
            self.trigger.handle_read()
        self.readable()  # looks now and then for connections that have been silent for too long

    def add_task(self, task: Any) -> None:
        """A request is whole: the thread that read it answers it."""
        if self.watched is None:
            super().add_task(task)
        else:
            task.due = True

    def maintenance(self, now: float) -> None:
        """Close the connections that have been silent for too long."""
        before = now - self.adj.channel_timeout

        def silent(channel: Channel) -> bool:
            return not channel.requests and channel.last_activity < before

        for channel in list(self.active_channels.values()):
            channel.close_if(partial(silent, channel))

    def pull_trigger(self) -> None:
        """Wake the loop; where every thread waits by itself, the one that answers sends, too."""
        if self.watched is None:
            super().pull_trigger()

    def heard(self) -> None:
        """A thread has dealt with a connection: it may have been the last that the end waits for."""
        if self.draining:
            self._wake()

    def _wake(self) -> None:
        with suppress(OSError):  # `run` has ended
            super().pull_trigger()

    def _done(self) -> bool:
        if not self.draining:
            return False
        self._stop_listening()
        now = time.monotonic()
        for channel in list(self.active_channels.values()):
            channel.close_if(partial(self._owes_nothing, channel, now))
        return not self.active_channels or now >= self.deadline

    def _stop_listening(self) -> None:
        with self.door:
            if self.listening:
                self.listening = False
                self.accepting = False
                self.del_channel()
                self.socket.close()

    def _owes_nothing(self, channel: Channel, now: float) -> bool:
        return channel.quiet and now >= channel.waiting_since + self.patience and not channel.unread

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
        self._wake()

    def answered(self) -> None:
        """Count one request; retire after the share."""
        self.count += 1
        if self.requests_left is not None and self.count >= self.requests_left:
            self.requests_left = None
            self.retire()

    # ---------------------------------------------------------------- connections

    def handle_accept(self) -> None:
        """Take a connection; close the one that has kept us waiting longest when there are too many."""
        with self.door:
            if self.draining:  # whoever connects now is the successor's
                self._stop_listening()
                return
            super().handle_accept()
        if len(self.active_channels) > self.tuning.connections:
            waiting = [one for one in list(self.active_channels.values()) if not one.requests]
            longest = sorted(waiting, key=lambda one: one.waiting_since)
            any(one.close_if(lambda one=one: not one.requests) for one in longest)

    def end_slow_upload(self) -> None:
        """Close the connection of an upload that is far too slow, so that another gets its place."""
        for channel in list(self.active_channels.values()):
            if channel.close_if(partial(self._uploads_slowly, channel), patience=0.1):
                return

    def _uploads_slowly(self, channel: Channel) -> bool:
        return channel.request is not None and self.uploads.is_slow(channel.request)
