"""The server as its operator and its clients meet it: real processes, real sockets."""

import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

import psutil
import pytest

from incidents.serve import Tuning
from tests.serving import Browser, plain, serve_product
from tests.support import Installed

ROOT = Path(__file__).parent.parent
PATIENCE = 20.0
MARKER = "brev-till-mormor"


class Running:
    """A server process, its address and what it said."""

    def __init__(self, folder: Path, wish: dict[str, Any], **environment: str) -> None:
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.said = folder / "stderr"
        with self.said.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "tests.serving_app", json.dumps(wish)],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, "TMPDIR": str(self.temporary), **environment},
            )
        self.port = 0

    def __enter__(self) -> Self:
        assert self.process.stdout is not None
        readable, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        assert readable, "the server did not say that it serves"
        address = self.process.stdout.readline().decode().strip()
        self.port = int(address.rsplit(":", 1)[1]) if address else 0
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def get(
        self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET" if body is None else "POST", path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def raw(self, request: bytes) -> bytes:
        """Everything that the server answers to these bytes until it closes."""
        with self.connect() as line:
            line.sendall(request)
            answer = b""
            while piece := line.recv(65_536):
                answer += piece
            return answer

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def workers(self) -> set[int]:
        return {child.pid for child in psutil.Process(self.process.pid).children()}

    def words(self) -> str:
        return self.said.read_text("utf-8")


def eventually(holds: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
    deadline = time.monotonic() + within
    pause = threading.Event()
    while not holds():
        assert time.monotonic() < deadline, what
        pause.wait(0.01)


@contextmanager
def serving(folder: Path, **wish: Any) -> Iterator[Running]:
    with Running(folder, wish) as server:
        yield server


def ended(pids: set[int]) -> bool:
    return not any(psutil.pid_exists(pid) for pid in pids)


# ---------------------------------------------------------------- staying up


def test_a_killed_worker_is_replaced_and_the_others_serve_meanwhile(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        eventually(lambda: len(server.workers()) == 2, "two workers start")
        before = server.workers()
        victim = before.pop()
        os.kill(victim, signal.SIGKILL)
        assert server.get("/")[0] == 200
        eventually(lambda: len(server.workers() - {victim}) == 2, "another worker starts")
        assert before < server.workers()
        assert "a worker was ended by SIGKILL; starting another" in server.words()


def test_a_worker_that_ends_by_itself_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1) as server:
        first = server.get("/pid")[1]
        with pytest.raises(OSError, match=r"."):
            server.get("/die")
        assert server.get("/pid")[1] != first


def test_a_worker_retires_after_its_share_without_losing_a_request(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1, tuning={"recycle_requests": 20}) as server:
        seen = {server.get("/pid")[1] for _ in range(100)}
    assert len(seen) >= 3
    assert "ended" not in server.words()


def test_a_retiring_worker_tells_its_client_to_connect_anew(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1, tuning={"recycle_requests": 1}) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        pids = []
        for _ in range(6):
            connection.request("GET", "/pid")
            pids.append(connection.getresponse().read())
        connection.close()
    assert len(set(pids)) >= 2


def test_a_worker_retires_after_its_time(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1, tuning={"recycle_seconds": 0.2}) as server:
        first = server.get("/pid")[1]
        eventually(lambda: server.get("/pid")[1] != first, "a younger worker answers")


def test_without_workers_the_process_itself_serves(tmp_path: Path) -> None:
    with serving(tmp_path, workers=0) as server:
        assert server.get("/pid") == (200, str(server.process.pid).encode())
        server.process.terminate()
        assert server.process.wait(PATIENCE) == 0


def test_a_full_disk_under_the_log_costs_no_thread_and_no_worker(tmp_path: Path) -> None:
    (tmp_path / "stderr").symlink_to("/dev/full")
    with serving(tmp_path, workers=1, tuning={"threads": 1, "recycle_requests": 20}) as server:
        assert [server.get("/error")[0] for _ in range(3)] == [500] * 3
        seen = {server.get("/pid")[1] for _ in range(100)}
        assert len(seen) >= 3
        os.kill(server.workers().pop(), signal.SIGKILL)
        eventually(lambda: server.get("/")[0] == 200, "another worker starts")
        server.process.terminate()
        server.process.wait(PATIENCE)


# ---------------------------------------------------------------- stopping


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_everything_within_seconds(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path) as server, server.connect():
        eventually(lambda: len(server.workers()) == 2, "two workers start")
        pids = server.workers()
        server.process.send_signal(number)
        assert server.process.wait(5) == 0
        assert ended(pids)


def test_a_request_under_way_is_answered_before_the_end(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with serving(tmp_path, workers=1) as server:
        answers: list[tuple[int, bytes]] = []
        client = threading.Thread(target=lambda: answers.append(server.get(f"/wait?{begun}")))
        client.start()
        eventually(begun.exists, "the request is under way")
        server.process.terminate()
        begun.with_suffix(".go").touch()
        client.join(PATIENCE)
        assert answers == [(200, b"waited")]
        assert server.process.wait(PATIENCE) == 0


def test_a_client_that_never_finishes_cannot_hold_up_the_end(tmp_path: Path) -> None:
    with serving(tmp_path, tuning={"stop_seconds": 0.5}) as server, server.connect() as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
        assert server.get("/")[0] == 200
        server.process.terminate()
        assert server.process.wait(5) == 0


def test_workers_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        eventually(lambda: len(server.workers()) == 2, "two workers start")
        pids = server.workers()
        server.process.kill()
        server.process.wait(PATIENCE)
        eventually(lambda: ended(pids), "no worker outlives its supervisor", within=5)


# ---------------------------------------------------------------- refusing to start


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serving(tmp_path, port=port) as server:
            assert server.process.wait(PATIENCE) == 1
    expected = f"incidents: cannot listen on 127.0.0.1 port {port}: Address already in use\n"
    assert server.words() == expected


def test_the_sentence_of_a_factory_reaches_the_operator(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1, fail="sentence") as server:
        assert server.process.wait(PATIENCE) == 1
    assert server.words().splitlines() == [
        "incidents: DATABASE is not set: name it.",
        "incidents: the workers end as soon as they start (the reason stands above): giving up",
    ]


def test_any_other_error_of_a_factory_is_class_and_line_only(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1, fail="error") as server:
        assert server.process.wait(PATIENCE) == 1
    first = server.words().splitlines()[0]
    assert first.startswith("incidents: the application could not start: Startling at __main__:")
    assert "password" not in server.words()


@pytest.mark.slow
def test_workers_that_fail_again_and_again_end_the_server(tmp_path: Path) -> None:
    mark = tmp_path / "fail"
    wish = {"workers": 1, "fail": "later"}
    with Running(tmp_path, wish, FAIL_AFTER=str(mark)) as server:
        mark.touch()
        os.kill(server.workers().pop(), signal.SIGKILL)
        assert server.process.wait(90) == 1
    assert server.words().count("a worker ended with 3; starting another") == 9
    assert server.words().splitlines()[-1].endswith("giving up")


def test_limits_that_cannot_be_kept_are_refused() -> None:
    with pytest.raises(ValueError, match="every limit"):
        Tuning(threads=0)
    with pytest.raises(ValueError, match="stop_seconds"):
        Tuning(stop_seconds=-1)


# ---------------------------------------------------------------- clients that harm


def percentile_99(server: Running, requests: int = 200) -> float:
    times = []
    for _ in range(requests):
        begun = time.perf_counter()
        assert server.get("/")[0] == 200
        times.append(time.perf_counter() - begun)
    return sorted(times)[int(requests * 0.99) - 1]


def test_64_half_sent_bodies_slow_nobody_else(tmp_path: Path) -> None:
    with serving(tmp_path) as server, ExitStack() as lines:
        for _ in range(64):
            line = lines.enter_context(server.connect())
            line.sendall(
                b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n" + b"x" * 1000
            )
        slowest = percentile_99(server)
    sys.stderr.write(f"64 half-sent bodies: p99 of the others {slowest * 1000:.1f} ms\n")
    assert slowest < 1


def test_64_silent_connections_slow_nobody_else(tmp_path: Path) -> None:
    with serving(tmp_path) as server, ExitStack() as lines:
        for _ in range(64):
            lines.enter_context(server.connect())
        assert percentile_99(server) < 1


def test_64_requests_at_once_are_all_answered(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        answers: list[int] = []
        clients = [
            threading.Thread(target=lambda: answers.append(server.get("/")[0])) for _ in range(64)
        ]
        for client in clients:
            client.start()
        for client in clients:
            client.join(PATIENCE)
        assert answers == [200] * 64


def test_too_many_connections_close_the_one_that_waited_longest(tmp_path: Path) -> None:
    limit = 8
    wish = {"workers": 1, "tuning": {"connections": limit}}
    with serving(tmp_path, **wish) as server, ExitStack() as lines:
        waiting = [lines.enter_context(server.connect()) for _ in range(limit)]
        assert server.get("/")[0] == 200
        waiting[0].settimeout(PATIENCE)
        assert waiting[0].recv(1) == b""
        waiting[-1].sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert waiting[-1].recv(15) == b"HTTP/1.1 200 OK"


def test_a_silent_connection_is_closed_after_a_while(tmp_path: Path) -> None:
    wish = {"workers": 1, "tuning": {"idle_seconds": 1}}
    with serving(tmp_path, **wish) as server, server.connect() as line:
        assert line.recv(1) == b""


# ---------------------------------------------------------------- bodies


def test_a_long_body_is_read_to_its_end_and_refused(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        status, body = server.get("/length", b"x" * 3_000_000)
    assert status == 413
    assert body.decode().startswith("Det som skickades var för stort.")


@pytest.mark.parametrize("size", [3_000_000, 12_000_000])
@pytest.mark.parametrize(
    ("page", "words"), [("sv/before", "Texten är för lång"), ("en/before", "too long")]
)
def test_the_products_own_page_says_that_a_body_is_too_long(
    sqlite_installation: Installed, tmp_path: Path, page: str, words: str, size: int
) -> None:
    with serve_product(sqlite_installation.settings, tmp_path / "log") as served:
        browser = Browser(plain(served.port))
        answer = browser.ask("POST", f"/{page}", {"device": "x" * size})
        browser.close()
    assert answer.status == 413
    assert f'<html lang="{page[:2]}"' in answer.text
    assert words in answer.text


def test_a_long_body_in_chunks_is_refused_too(tmp_path: Path) -> None:
    chunk = b"20000\r\n" + b"x" * 0x20000 + b"\r\n"
    head = b"POST /length HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    with serving(tmp_path) as server:
        answer = server.raw(head + chunk * 24 + b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_an_endless_body_is_cut_off(tmp_path: Path) -> None:
    tuning = {"max_body": 1_000, "max_drained": 100_000}
    with serving(tmp_path, tuning=tuning) as server:
        head = b"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n"
        assert server.raw(head).startswith(b"HTTP/1.1 413 ")


def test_a_connection_goes_on_after_a_refused_body(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1, tuning={"max_body": 1_000}) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        connection.request("POST", "/length", b"x" * 5_000)
        refused = connection.getresponse()
        refused.read()
        connection.request("POST", "/length", b"x" * 999)
        answer = connection.getresponse()
        assert (refused.status, answer.status, answer.read()) == (413, 200, b"999")
        connection.close()


def test_no_body_and_no_answer_is_ever_written_to_a_file(tmp_path: Path) -> None:
    with serving(tmp_path, watch=True, tuning={"max_body": 4_000_000}) as server:
        assert server.get("/length", b"x" * 3_000_000) == (200, b"3000000")
        assert server.get("/length", b"x" * 9_000_000)[0] == 413
        assert len(server.get("/large")[1]) == 3_000_000
        assert list(server.temporary.iterdir()) == []
    assert "opened for writing" not in server.words()


def test_the_test_above_would_see_a_temporary_file(tmp_path: Path) -> None:
    with serving(tmp_path, watch=True) as server:
        assert server.get("/spool") == (200, b"12")
    assert "opened for writing" in server.words()


# ---------------------------------------------------------------- saying nothing


def test_an_error_is_logged_as_class_and_line_only(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1) as server:
        status, body = server.get(f"/error?{MARKER}")
        assert (status, MARKER.encode() in body) == (500, False)
        eventually(lambda: "Startling" in server.words(), "the error is logged")
    line = server.words().splitlines()[1]
    assert line.startswith("incidents: error while serving: Startling at __main__:")
    assert MARKER not in server.words()
    assert "127.0.0.1" not in line


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (f"GET / {MARKER} HTTP/1.1\r\n\r\n".encode(), 400),
        (f"get /{MARKER} HTTP/1.1\r\n\r\n".encode(), 400),
        (f"GET / HTTP/1.1\r\n {MARKER}\r\n\r\n".encode(), 400),
        (f"GET / HTTP/1.1\r\nX: {MARKER}\rY\r\n\r\n".encode(), 400),
        (f"POST / HTTP/1.1\r\nContent-Length: {MARKER}\r\n\r\n".encode(), 400),
        (f"POST / HTTP/1.1\r\nTransfer-Encoding: {MARKER}\r\n\r\n".encode(), 501),
        (b"GET / HTTP/1.1\r\nX: brev".ljust(Tuning().max_headers, b"x"), 431),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nbrev-till\r\n", 400),
    ],
)
def test_a_broken_request_gets_a_plain_answer_that_quotes_nothing(
    tmp_path: Path, request_bytes: bytes, status: int
) -> None:
    with serving(tmp_path, workers=1) as server:
        answer = server.raw(request_bytes)
        assert answer.startswith((f"HTTP/1.0 {status} ".encode(), f"HTTP/1.1 {status} ".encode()))
    for secret in (b"brev", b"waitress", b"Server:", b"generated by"):
        assert secret not in answer
    assert len(server.words().splitlines()) == 1


def test_nothing_is_logged_about_ordinary_requests(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        for _ in range(20):
            server.get(f"/{MARKER}")
        with server.connect() as line:
            line.sendall(f"GET /{MARKER} HT".encode())
    assert server.words() == f"incidents: serving on http://127.0.0.1:{server.port}\n"


# ---------------------------------------------------------------- behind a proxy

FORWARDED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Host": "elak.example",
    "Forwarded": "for=203.0.113.7;host=elak.example",
}


def test_the_trusted_proxy_tells_the_scheme_and_nothing_else(tmp_path: Path) -> None:
    with serving(tmp_path, tuning={"trusted_proxy": "127.0.0.1"}) as server:
        scheme = json.loads(server.get("/scheme", headers=FORWARDED)[1])
    assert scheme == ["https", ["HTTP_X_FORWARDED_PROTO"]]


def test_nobody_else_tells_the_scheme(tmp_path: Path) -> None:
    with serving(tmp_path, tuning={"trusted_proxy": "127.0.0.9"}) as server:
        assert json.loads(server.get("/scheme", headers=FORWARDED)[1]) == ["http", []]


def test_without_a_proxy_no_forwarding_header_reaches_the_application(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert json.loads(server.get("/scheme", headers=FORWARDED)[1]) == ["http", []]


def test_a_malformed_proxy_header_is_refused_without_a_word_in_the_log(tmp_path: Path) -> None:
    with serving(tmp_path, tuning={"trusted_proxy": "127.0.0.1"}) as server:
        status, body = server.get("/scheme", headers={"X-Forwarded-Proto": MARKER})
    assert (status, MARKER.encode() in body) == (400, False)
    assert MARKER not in server.words()
