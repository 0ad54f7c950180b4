"""One connection of a worker: one request at a time, and what it waits for in between."""

import select
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.channel import HTTPChannel

from incidents.serve.answer import Answer, PlainAnswer
from incidents.serve.watch import READ, WRITE

if TYPE_CHECKING:
    from incidents.serve.http import Server


class Channel(HTTPChannel):
    """One connection. `waiting_since` is when it began to owe us a request."""

    task_class = Answer
    error_task_class = PlainAnswer
    requests: list[Any]

    def __init__(self, server: "Server", *rest: Any, **named: Any) -> None:
        self.waiting_since = time.monotonic()
        self.parser_class = server.parser_class
        #: Held by the thread that reads from this connection and answers it, and by whoever closes it from outside.
        self.tended = threading.Lock()
        #: A request has come in whole, and the thread that read it is to answer it.
        self.due = False
        super().__init__(server, *rest, **named)
        # First: once the kernel knows of it, another thread may have answered and closed it before we go on.
        server.active_channels[self._fileno] = self
        wasyncore.dispatcher.add_channel(self, self._map)

    def add_channel(self, _: Any = None) -> None:
        """Nothing yet: another thread may hear of the first request as soon as the kernel knows of the connection."""

    def service(self) -> None:
        """Answer one request."""
        # Also before: by the time that the answer is out, somebody may be looking for quiet connections.
        self.waiting_since = time.monotonic()
        try:
            super().service()
        except BaseException:
            # With a request that nobody answers, nobody would ever listen to the connection again, nor close it.
            self.will_close = True
            for request in self.requests:
                request.close()
            self.requests = []
            raise
        finally:
            self._leave_if_gone()
        self.waiting_since = time.monotonic()
        self.server.answered()

    def _leave_if_gone(self) -> None:
        """Whatever came on the line takes no place any more once it is cut."""
        if not self.connected:
            for request in [*self.requests, *filter(None, [self.request])]:
                self.server.uploads.leave(request)

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
            self._leave_if_gone()  # cut while a head was answered with 100: the next head was read all the same
        else:
            self.handle_close()

    def handle_write(self) -> None:
        """Send what waits; one thread at a time, so that no byte goes out twice."""
        with self.outbuf_lock:
            if self.socket is not None:
                super().handle_write()

    def handle_close(self) -> None:
        """The connection ends; a request that was only half received takes no place any more."""
        # Wholly under the lock: two that close at once would take away a new connection of the same number.
        with self.outbuf_lock:
            super().handle_close()
        if self.request is not None:
            self.server.uploads.leave(self.request)

    def write_soon(self, data: Any) -> int:
        """Queue and send; wait for a slow reader before waitress takes the lock, which others need to close."""
        self._flush_outbufs_below_high_watermark()
        written: int = super().write_soon(data)
        return written

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Wait until a slow reader has taken enough. By itself: every thread may be waiting like this one."""
        if self.server.watched is None:
            super()._flush_outbufs_below_high_watermark()
            return
        began = time.time()
        while self.connected and self.total_outbufs_len > self.adj.outbuf_high_watermark:
            if self._takes_more(seconds=1):
                self.handle_write()
            elif time.time() > max(began, self.last_activity) + self.adj.channel_timeout:
                self.handle_close()

    def _takes_more(self, *, seconds: int) -> bool:
        line, number = select.poll(), self._fileno
        if number is None:
            return False
        line.register(number, WRITE)
        return bool(line.poll(seconds * 1000))

    def close_if(self, unwanted: Callable[[], bool], patience: float = 0.0) -> bool:
        """Close this connection from outside, if that is so and no thread tends it; whether it was closed.

        `patience`: seconds to wait for a thread that is just reading from it. Who waits may tend another connection.
        """
        if patience and not unwanted():
            return False
        if not self.tended.acquire(timeout=patience):
            return False
        try:
            if not (self.connected and unwanted()):
                return False
            self.handle_close()
            return True
        finally:
            self.tended.release()

    def writable(self) -> bool:
        """Whether what waits should be sent by the loop; while a thread answers, that thread sends."""
        # An offer to help would find the line taken, ask again at once, and keep the thread from the interpreter:
        # three times the processor time, measured with four clients.
        if self.requests and self.total_outbufs_len <= self.adj.outbuf_high_watermark:
            return False
        return bool(super().writable())

    def on_events(self, flags: int) -> None:
        """Something happened on the line: take it in, and answer what is whole."""
        try:
            if self.tended.acquire(blocking=False):
                try:
                    self._tend(flags)
                finally:
                    self.tended.release()
        finally:
            self.await_next()
            self.server.heard()

    def _tend(self, flags: int) -> None:
        self._take(flags)
        while self.due:
            self.due = False
            self.service()
        if self.writable():
            wasyncore.readwrite(self, WRITE)

    def _take(self, flags: int) -> None:
        # That a line was cut may have been said of an earlier connection of this number: the socket knows.
        if flags & ~(READ | WRITE):
            flags = READ | WRITE
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
        # A connection is closed under this lock, so the descriptor is still this connection's own. And whoever arms
        # last has looked last.
        with self.outbuf_lock:
            if self.connected and self._fileno is not None and not self.requests:
                self.server.watched.arm(self._fileno, WRITE if self.writable() else READ)

    @property
    def quiet(self) -> bool:
        """Whether the client has nothing under way: no request begun, no answer unread."""
        return not (self.requests or self.request or self.total_outbufs_len)

    @property
    def unread(self) -> bool:
        """Whether something has come that no thread has had the time to read. Only while `tended` is held."""
        try:
            return bool(self.socket.recv(1, socket.MSG_PEEK))
        except OSError:
            return False
