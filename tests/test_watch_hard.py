"""The server's connections in the moments that seldom come: stale events, closing from two sides, threads all busy."""

import select
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from incidents.serve import http as serving
from incidents.serve.channel import Channel
from incidents.serve.http import Server
from incidents.serve.tuning import Tuning
from incidents.serve.watch import Watched
from tests.test_watch import (
    HUGE,
    PATIENCE,
    Bell,
    ask_on,
    asked,
    hang_up,
    line_to,
    read,
    read_head,
)


class Strange(Bell):
    """A bell that also raises what applications seldom raise, and dates its answer as a file does."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the path says."""
        match environ["PATH_INFO"]:
            case "/exit":
                raise SystemExit(3)
            case "/interrupt":
                raise KeyboardInterrupt
            case "/dated":
                date = "Mon, 01 Jan 2024 00:00:00 GMT"
                start_response("200 OK", [("Content-Length", "5"), ("Date", date)])
                return [b"dated"]
        return super().__call__(environ, start_response)


class Looked(Server):
    """Says when it has looked, once told to stop, for connections that it may close."""

    looked: threading.Event
    ended: threading.Event
    raised: BaseException | None = None

    def run(self) -> None:
        """Serve, and keep what serving raised."""
        try:
            super().run()
        except BaseException as error:
            self.raised = error
            raise
        finally:
            self.ended.set()

    def _done(self) -> bool:
        done = super()._done()
        if self.draining:
            self.looked.set()
        return done


@contextmanager
def run(bell: Bell, **tuning: Any) -> Iterator[Looked]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = Looked(bell, listening, Tuning(**{"threads": 2, "stop_seconds": 1, **tuning}))
    server.looked, server.ended = threading.Event(), threading.Event()
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        bell.go.set()
        server.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()
        assert server.raised is None


def port_of(server: Server) -> int:
    return int(server.effective_port)


@pytest.fixture(params=["epoll", "poll"])
def strange(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Strange:
    """The application, on a server that waits in each of the two ways."""
    if request.param == "poll":
        monkeypatch.setattr(serving, "watched", lambda: None)
    return Strange()


def test_as_many_slow_readers_as_threads_all_get_their_answers(strange: Strange) -> None:
    with run(strange) as server, ExitStack() as lines:
        slow = [lines.enter_context(line_to(port_of(server), room=4096)) for _ in range(2)]
        for line in slow:
            ask_on(line, "/huge")
        heads = [read_head(line) for line in slow]
        for line, (_, _, begun) in zip(slow, heads, strict=True):
            left = sum(map(len, HUGE)) - len(begun)
            while left:
                left -= len(line.recv(1_000_000))
        assert asked(port_of(server), "/after") == b"/after"


def test_a_reader_that_takes_nothing_gives_its_thread_back() -> None:
    with (
        run(Bell(), threads=1, idle_seconds=1) as server,
        line_to(port_of(server), room=4096) as line,
    ):
        ask_on(line, "/huge")
        assert read_head(line)[0].startswith(b"HTTP/1.1 200")
        assert asked(port_of(server), "/other") == b"/other"


def test_a_cut_that_was_meant_for_an_earlier_connection_cuts_nobody_else() -> None:
    with run(Bell()) as server, line_to(port_of(server)) as line:
        ask_on(line, "/one")
        assert read(line, 4096, b"/one")
        (channel,) = server.active_channels.values()
        with channel.tended:  # its thread is through with it
            pass
        channel.on_events(select.POLLHUP | select.POLLERR | select.POLLIN)
        ask_on(line, "/two")
        assert read(line, 4096, b"/two")


def test_a_connection_that_ends_while_it_is_taken_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begin = Watched.__setitem__
    ended = threading.Event()

    def waiting(self: Watched, descriptor: int, listened: Any) -> None:
        begin(self, descriptor, listened)
        if isinstance(listened, Channel):
            assert ended.wait(PATIENCE)

    monkeypatch.setattr(Watched, "__setitem__", waiting)
    with run(Bell()) as server:
        with line_to(port_of(server)) as line:
            line.sendall(b"GET /one HTTP/1.0\r\n\r\n")
            while line.recv(4096):
                pass
            ended.set()
        assert asked(port_of(server), "/two") == b"/two"
        assert None not in server.active_channels


def test_a_request_that_waits_for_a_thread_is_answered_before_the_end() -> None:
    bell = Bell()
    with run(bell, threads=1, stop_seconds=PATIENCE) as server, ExitStack() as lines:
        first, second = (lines.enter_context(line_to(port_of(server))) for _ in range(2))
        ask_on(second, "/one")
        assert read(second, 4096, b"/one")
        ask_on(first, "/wait")
        assert bell.asked.wait(PATIENCE)
        ask_on(second, "/two")
        server.stop()
        assert server.looked.wait(PATIENCE)
        bell.go.set()
        assert read(first, 4096, b"/wait")
        assert read(second, 4096, b"/two")


def test_the_end_comes_in_order_though_a_client_never_finishes() -> None:
    with run(Bell(), stop_seconds=0.1) as server, line_to(port_of(server)) as line:
        line.sendall(
            b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n"
        )
        assert read_head(line)[0] == b"HTTP/1.1 100 Continue"
        server.stop()
        assert server.ended.wait(PATIENCE)


def test_nobody_closes_a_connection_while_another_thread_is_closing_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second would take away whoever has got the number meanwhile."""
    forget = Watched.__delitem__
    closable = []

    def watching(self: Watched, descriptor: int) -> None:
        listened = self[descriptor]
        if isinstance(listened, Channel):
            second = threading.Thread(
                target=lambda: closable.append(listened.outbuf_lock.acquire(blocking=False))
            )
            second.start()
            second.join(PATIENCE)
        forget(self, descriptor)

    monkeypatch.setattr(Watched, "__delitem__", watching)
    with run(Bell()) as server:
        assert asked(port_of(server), "/one") == b"/one"
    assert closable == [False]


def test_an_upload_that_is_cut_before_it_is_let_in_keeps_no_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_in = Channel.send_continue
    with run(Bell(), threads=2, uploads=1, upload_paths="/up") as server:
        with line_to(port_of(server)) as line:
            head = "POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
            left = threading.Event()

            def leaving(self: Channel) -> None:
                hang_up(line)
                let_in(self)

            monkeypatch.setattr(Channel, "send_continue", leaving)
            end = Channel._leave_if_gone

            def noticed(self: Channel) -> None:
                end(self)
                if not self.requests:
                    left.set()

            monkeypatch.setattr(Channel, "_leave_if_gone", noticed)
            line.sendall(f"{head}Expect: 100-continue\r\n\r\nhello{head}\r\n".encode())
            assert left.wait(PATIENCE)
        assert not server.uploads._begun
