"""The server's loop: slow readers, impatient writers and clients that vanish cost the others nothing."""

import http.client
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from incidents.serve import http as serving
from incidents.serve.http import Server
from incidents.serve.tuning import Tuning
from incidents.serve.watch import Watched

LARGE = b"x" * 3_000_000
#: In pieces, and together more than the server holds for one connection: its thread waits for the reader.
HUGE = [b"y" * 4_000_000] * 10
PATIENCE = 30.0


class Bell:
    """An application that says when it was asked, and answers `/wait` when it is told to."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.go = threading.Event()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the path, or with a large body, or with a huge one."""
        path = environ["PATH_INFO"]
        if path == "/wait":
            self.asked.set()
            assert self.go.wait(PATIENCE)
        pieces = {"/large": [LARGE], "/huge": HUGE}.get(path, [path.encode()])
        start_response("200 OK", [("Content-Length", str(sum(map(len, pieces))))])
        return pieces


@contextmanager
def served(bell: Bell) -> Iterator[int]:
    """The application on a real socket, in a thread of this process; its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setblocking(False)
    server = Server(bell, listening, Tuning(threads=2, stop_seconds=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        bell.go.set()
        server.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def asked(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body


def ask_on(line: socket.socket, *paths: str) -> None:
    line.sendall(b"".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for path in paths))


def read(line: socket.socket, size: int, end: bytes) -> bytes:
    """What comes on the line, in pieces of this size, until it ends so."""
    got = b""
    while not got.endswith(end):
        piece = line.recv(size)
        assert piece, "the line was cut"
        got += piece
    return got


@contextmanager
def line_to(port: int, room: int | None = None) -> Iterator[socket.socket]:
    with socket.socket() as line:
        if room is not None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        line.settimeout(PATIENCE)
        line.connect(("127.0.0.1", port))
        yield line


@pytest.fixture(params=["epoll", "poll"])
def bell(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Bell:
    """The application, on a server that waits in each of the two ways."""
    if request.param == "poll":
        monkeypatch.setattr(serving, "watched", lambda: None)
    return Bell()


def test_a_slow_reader_gets_everything_and_others_are_answered_meanwhile(bell: Bell) -> None:
    with served(bell) as port, line_to(port, room=4096) as line:
        ask_on(line, "/large")
        assert asked(port, "/other") == b"/other"
        head, _, body = read(line, 65_536, LARGE[-1:] * 1000).partition(b"\r\n\r\n")
        while len(body) < len(LARGE):
            body += line.recv(65_536)
        assert head.startswith(b"HTTP/1.1 200")
        assert body == LARGE
        ask_on(line, "/after")
        assert read(line, 1024, b"/after")


def test_an_answer_that_fills_every_buffer_goes_on_as_its_reader_reads(bell: Bell) -> None:
    with served(bell) as port, line_to(port, room=4096) as line:
        ask_on(line, "/huge")
        for _ in range(3):
            assert asked(port, "/other") == b"/other"
        head, _, begun = read_head(line)
        assert head.startswith(b"HTTP/1.1 200")
        left = sum(map(len, HUGE)) - len(begun)
        while left:
            left -= len(line.recv(1_000_000))
        ask_on(line, "/after")
        assert read(line, 1024, b"/after")


def read_head(line: socket.socket) -> tuple[bytes, bytes, bytes]:
    got = b""
    while b"\r\n\r\n" not in got:
        got += line.recv(65_536)
    return got.partition(b"\r\n\r\n")


def test_requests_that_come_together_are_answered_in_order(bell: Bell) -> None:
    with served(bell) as port, line_to(port) as line:
        ask_on(line, "/one", "/two", "/three")
        got = read(line, 4096, b"/three")
        assert got.index(b"/one") < got.index(b"/two") < got.index(b"/three")


def test_a_request_that_comes_during_an_answer_waits_for_its_turn(bell: Bell) -> None:
    with served(bell) as port, line_to(port) as line:
        ask_on(line, "/wait")
        assert bell.asked.wait(PATIENCE)
        ask_on(line, "/next")
        assert asked(port, "/other") == b"/other"
        bell.go.set()
        got = read(line, 4096, b"/next")
        assert got.index(b"/wait") < got.index(b"/next")


def hang_up(line: socket.socket) -> None:
    """Cut the line so that the other side is told at once."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


@pytest.mark.parametrize("leave", [hang_up, lambda line: line.shutdown(socket.SHUT_WR)])
def test_a_client_that_leaves_during_its_answer_keeps_nobody_from_anything(
    monkeypatch: pytest.MonkeyPatch, leave: Callable[[socket.socket], None]
) -> None:
    turns = 0
    deal = Watched._deal

    def counted(self: Watched, descriptor: int, flags: int) -> None:
        nonlocal turns
        turns += 1
        deal(self, descriptor, flags)

    monkeypatch.setattr(Watched, "_deal", counted)
    bell = Bell()
    with served(bell) as port, line_to(port) as line:
        ask_on(line, "/wait")
        assert bell.asked.wait(PATIENCE)
        leave(line)
        before = turns
        for _ in range(20):
            assert asked(port, "/other") == b"/other"
        assert turns - before < 150, "threads turn without anything to do"
        bell.go.set()
        assert asked(port, "/after") == b"/after"
