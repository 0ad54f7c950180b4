"""One connection of a worker: one request at a time, and what it waits for in between."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import build_http_date

from incidents.serve.intake import plain_answer
from incidents.serve.watch import NOTHING, READ, WRITE

if TYPE_CHECKING:
    from incidents.serve.http import Server


class _Answer(WSGITask):
    """One request that the application answers."""

    wrote_header: bool

    def build_response_header(self) -> bytes:
        """Tell the client to open a new connection when this worker is about to go."""
        if self.channel.server.draining:
            self.set_close_on_finish()
        if self._is_plain():
            return self._plain_header()
        head: bytes = super().build_response_header()
        return head

    def _is_plain(self) -> bool:
        """Whether nothing about this answer needs a thought: the application said its length, the connection stays."""
        stays = self.version == "1.1" and not self.close_on_finish and self.has_body
        asked = self.request.headers.get("CONNECTION", "keep-alive")
        said = any(name == "Content-Length" for name, _ in self.response_headers)
        return stays and said and asked.lower() == "keep-alive"

    def _plain_header(self) -> bytes:
        # The application spells its headers as everybody does: they need no sorting and no capitals.
        lines = [f"{name}: {value}" for name, value in self.response_headers]
        date = build_http_date(self.start_time)
        return "\r\n".join([f"HTTP/1.1 {self.status}", *lines, f"Date: {date}", "", ""]).encode(
            "latin-1"
        )

    def write(self, data: bytes) -> None:
        """Send head and body in one go, where the body is whole: the client is woken once."""
        whole = not self.wrote_header and self.content_length == len(data) and self.has_body
        if not (whole and self.complete):
            super().write(data)
            return
        head = self.build_response_header()
        self.wrote_header = True
        self.content_bytes_written += len(data)
        self.channel.write_soon(head + data)


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
        #: Held by the thread that reads from this connection and answers it, and by whoever closes it from outside.
        self.tended = threading.Lock()
        #: A request has come in whole, and the thread that read it is to answer it.
        self.due = False
        super().__init__(server, *rest, **named)
        super().add_channel(self._map)

    def add_channel(self, _: Any = None) -> None:
        """Nothing yet: another thread may hear of the first request as soon as the kernel knows of the connection."""

    def service(self) -> None:
        """Answer one request."""
        # Also before: by the time that the answer is out, somebody may be looking for quiet connections.
        self.waiting_since = time.monotonic()
        self.server.answering.channel = self
        try:
            super().service()
        finally:
            self.server.answering.channel = None
            if not self.connected:  # what had come after it on the same line is not answered
                for request in list(self.requests):
                    self.server.uploads.leave(request)
        self.waiting_since = time.monotonic()
        self.server.answered()

    def handle_read(self) -> None:
        """Take in what has come; nothing has where an event was meant for an earlier connection of this number."""
        try:
            data = self.socket.recv(self.adj.recv_bytes)
        except BlockingIOError:
            return
        except OSError:
            self.handle_close()
            return
        if data:
            self.last_activity = time.time()
            self.received(data)
        else:
            self.handle_close()

    def handle_close(self) -> None:
        """The connection ends; a request that was only half received takes no place any more."""
        super().handle_close()
        if self.request is not None:
            self.server.uploads.leave(self.request)

    def close_if(self, unwanted: Callable[[], bool]) -> bool:
        """Close this connection from outside, if that is so and no thread tends it; whether it was closed."""
        if not self.tended.acquire(blocking=False):
            return False
        try:
            if not (self.connected and unwanted()):
                return False
            self.handle_close()
            return True
        finally:
            self.tended.release()

    def writable(self) -> bool:
        """Whether what waits should be sent; while a thread answers, that thread sends."""
        # An offer to help would find the line taken, ask again at once, and keep the thread from the interpreter:
        # three times the processor time, measured with four clients.
        if self.requests and self.total_outbufs_len <= self.adj.outbuf_high_watermark:
            return False
        return bool(super().writable())

    def on_events(self, flags: int) -> None:
        """Something happened on the line: take it in, and answer what is whole."""
        if self.tended.acquire(blocking=False):
            try:
                self._take(flags)
                while self.due:
                    self.due = False
                    self.service()
                if self.writable():
                    wasyncore.readwrite(self, WRITE)
            finally:
                self.tended.release()
        elif flags & WRITE and self.writable():
            # Its thread waits until a slow reader has taken some of a large answer.
            wasyncore.readwrite(self, WRITE)
        self.await_next()
        self.server.heard()

    def _take(self, flags: int) -> None:
        if flags & READ and not self.readable():
            flags &= ~READ
        if flags & WRITE and not self.writable():
            flags &= ~WRITE
        if flags:
            wasyncore.readwrite(self, flags)

    def await_next(self) -> None:
        """Say what this connection waits for now; nothing while a thread answers it. From any thread."""
        if self.server.watched is None:
            return
        wanted = WRITE if self.writable() else READ if self.readable() else NOTHING
        if wanted is NOTHING:
            return
        # A connection is closed under this lock, so the descriptor is still this connection's own.
        with self.outbuf_lock:
            if self.connected and self._fileno is not None:
                self.server.watched.arm(self._fileno, wanted)

    @property
    def quiet(self) -> bool:
        """Whether the client has nothing under way: no request begun, no answer unread."""
        return not (self.requests or self.request or self.total_outbufs_len)
