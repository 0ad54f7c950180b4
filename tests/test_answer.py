"""What one answer says of itself and of its connection, on a real socket."""

import pytest

from tests.test_watch import Bell, ask_on, asked, line_to, read, read_head
from tests.test_watch_hard import Strange, port_of, run, strange

__all__ = ["strange"]


@pytest.mark.parametrize("path", ["/exit", "/interrupt"])
def test_what_would_end_a_program_costs_one_request_and_is_answered(
    strange: Strange, path: str
) -> None:
    with run(strange) as server, line_to(port_of(server)) as line:
        ask_on(line, path)
        assert read_head(line)[0].startswith(b"HTTP/1.1 500 ")
        assert asked(port_of(server), "/other") == b"/other"


def test_an_answer_has_one_date(strange: Strange) -> None:
    with run(strange) as server, line_to(port_of(server)) as line:
        ask_on(line, "/dated")
        assert read(line, 4096, b"dated").count(b"\r\nDate: ") == 1


@pytest.mark.parametrize(
    ("wish", "stays"),
    [("keep-alive", True), ("keep-alive, foo", True), ("close", False), ("TE, close", False)],
)
def test_a_connection_stays_unless_its_client_said_otherwise(wish: str, *, stays: bool) -> None:
    with run(Bell()) as server, line_to(port_of(server)) as line:
        line.sendall(f"GET /one HTTP/1.1\r\nHost: a\r\nConnection: {wish}\r\n\r\n".encode())
        assert (b"Connection: close" in read(line, 4096, b"/one")) is not stays
        if stays:
            ask_on(line, "/two")
            assert read(line, 4096, b"/two")
        else:
            assert line.recv(1) == b""


def test_a_request_without_a_body_waits_for_no_permission(strange: Strange) -> None:
    with run(strange) as server, line_to(port_of(server)) as line:
        line.sendall(b"GET /one HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n")
        assert read(line, 4096, b"/one").startswith(b"HTTP/1.1 200 ")


def test_an_answer_to_head_has_the_length_of_its_body_and_no_body(strange: Strange) -> None:
    with run(strange) as server, line_to(port_of(server)) as line:
        line.sendall(b"HEAD /one HTTP/1.1\r\nHost: a\r\n\r\n")
        ask_on(line, "/two")
        head, _, rest = read(line, 4096, b"/two").partition(b"\r\n\r\n")
        assert b"Content-Length: 4" in head
        assert rest.startswith(b"HTTP/1.1 200 ")
