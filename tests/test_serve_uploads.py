"""Long bodies: only where files are taken, decided by the head, in memory, and so many at once."""

import socket
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from incidents.serve import Tuning
from tests.test_serve import PATIENCE, eventually, percentile_99, serving

MOST = 3_000_000
TUNING = {"upload_paths": "/length|/wait", "max_upload": MOST, "uploads": 2}
PATIENT = {**TUNING, "upload_grace_seconds": 600.0}
HASTY = {**TUNING, "upload_grace_seconds": 0.0, "upload_bytes_per_second": 2**40}
HEAD = b"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n"
LIMITS: list[dict[str, Any]] = [
    {"uploads": 8},
    {"uploads": 0},
    {"max_upload": 0},
    {"max_upload_drained": 5},
]


def begin(line: socket.socket) -> None:
    """Send half an upload."""
    line.sendall(HEAD + b"x" * 1000)


def test_a_long_body_is_taken_where_files_are_and_touches_no_disk(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1, watch=True, tuning=TUNING) as server:
        assert server.get("/length", b"x" * MOST) == (200, str(MOST).encode())
        assert "opened for writing" not in server.words()
    assert list(server.temporary.iterdir()) == []


def hung_up(line: socket.socket) -> bool:
    """Whether the server closed this connection without an answer."""
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("size", [MOST + 1, 40_000_000])
def test_a_longer_one_is_heard_to_its_end_and_refused(tmp_path: Path, size: int) -> None:
    with serving(tmp_path, workers=1, tuning=TUNING) as server:
        assert server.get("/length", b"x" * size)[0] == 413


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_every_other_address_and_method_keeps_the_small_limit(tmp_path: Path, method: str) -> None:
    tuning = {**TUNING, "upload_paths": "/wait" if method == "POST" else "/length"}
    with serving(tmp_path, workers=1, tuning=tuning) as server:
        head = f"{method} /length HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        answer = server.raw(head.encode() + b"Content-Length: 2000000\r\n\r\n" + b"x" * 2_000_000)
    assert answer.startswith(b"HTTP/1.1 413")


def test_a_body_of_unknown_length_keeps_the_small_limit(tmp_path: Path) -> None:
    body = b"1E8480\r\n" + b"x" * 2_000_000 + b"\r\n0\r\n\r\n"
    head = b"POST /length HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    with serving(tmp_path, workers=1, tuning=TUNING) as server:
        assert server.raw(head + body).startswith(b"HTTP/1.1 413")


def test_half_sent_uploads_slow_nobody_else(tmp_path: Path) -> None:
    with serving(tmp_path, tuning=PATIENT) as server, ExitStack() as lines:
        for _ in range(64):
            begin(lines.enter_context(server.connect()))
        assert percentile_99(server) < 1


def test_when_all_places_are_taken_the_next_is_told_to_wait(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1, tuning=PATIENT) as server, ExitStack() as lines:
        waiting = [lines.enter_context(server.connect()) for _ in range(2)]
        for line in waiting:
            begin(line)
        status, said = server.get("/length", b"x" * 2_000_000)
        assert (status, said.decode().split(".")[0]) == (429, "Många skickar filer just nu")
        assert server.get("/length", b"x")[0] == 429
        for line in waiting:
            line.sendall(b"x" * 1_999_000)
            assert line.recv(15) == b"HTTP/1.1 200 OK"
        assert server.get("/length", b"x" * 2_000_000)[0] == 200


def test_a_slow_upload_gives_way_to_a_new_one(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1, tuning=HASTY) as server, ExitStack() as lines:
        slow = [lines.enter_context(server.connect()) for _ in range(2)]
        for line in slow:
            begin(line)
            line.settimeout(PATIENCE)
        assert server.get("/length", b"x" * 2_000_000)[0] == 200
        slow[1].sendall(b"x" * 1_999_000)
        assert slow[1].recv(15) == b"HTTP/1.1 200 OK"
        assert hung_up(slow[0])


def test_places_are_free_again_after_hanging_up_and_after_an_answer(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1, tuning=PATIENT) as server:
        for _ in range(5):
            with server.connect() as line:
                begin(line)
        pipelined = b"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
        for _ in range(5):
            with server.connect() as line:
                line.sendall(pipelined * 2)
        eventually(
            lambda: server.get("/length", b"x" * 2_000_000)[0] == 200, "the places are free again"
        )


def test_an_upload_whose_sender_leaves_while_it_is_worked_on_frees_its_place(
    tmp_path: Path,
) -> None:
    begun = tmp_path / "begun"
    head = f"POST /wait?{begun} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".encode()
    with serving(tmp_path, workers=1, tuning={**PATIENT, "uploads": 1}) as server:
        with server.connect() as line:
            line.sendall(head * 3)
            _until_exists(begun)
        assert server.get("/length", b"x")[0] == 429
        begun.with_suffix(".go").touch()
        for _ in range(300):
            if server.get("/length", b"x")[0] == 200:
                return
            threading.Event().wait(0.05)
    raise AssertionError("the place was never free again")


def _until_exists(path: Path) -> None:
    for _ in range(600):
        if path.exists():
            return
        threading.Event().wait(0.05)
    raise AssertionError("the upload was never worked on")


@pytest.mark.parametrize("limits", LIMITS)
def test_limits_that_cannot_be_kept_are_refused(limits: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="uploads"):
        Tuning(**{"upload_paths": "/length", **limits})
