"""The child process: what it may do, how it ends, and what the web worker makes of it."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from incidents.cleaning import clean as cleaning
from incidents.cleaning.clean import AT_ONCE, clean
from incidents.cleaning.exchange import Answer, exchange
from incidents.cleaning.limits import MIB, Limits
from incidents.cleaning.reasons import Reason, Refused
from tests.cleaning.pictures import coded, scene
from tests.cleaning.test_exchange import FOREVER, python

HEAVY = {"PIL", "pikepdf", "lxml", "pillow_heif", "mutagen", "flask"}


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What the operator is told, from now on."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("incidents")
    log.addHandler(handler)
    yield lines
    log.removeHandler(handler)


def reason_of(data: bytes, limits: Limits | None = None) -> Reason:
    with pytest.raises(Refused) as refused:
        clean(data, limits or Limits())
    return refused.value.reason


def instead(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let another program run in place of the child."""

    def run(_: object, data: bytes, *, seconds: float, most: int) -> Answer:
        return exchange(python(code), data, seconds=seconds, most=most)

    monkeypatch.setattr(cleaning, "exchange", run)


# ---------------------------------------------------------------- limits


CONFINED = """
import os, resource, socket
from incidents.cleaning import confine
from incidents.cleaning.limits import Limits
confine.limit(Limits())
def tried(deed):
    try:
        deed()
    except OSError:
        return "no"
    return "yes"
def write():
    with open(PATH, "r+b", buffering=0) as file:
        file.write(b"x")
print(tried(write), tried(lambda: open(PATH)), resource.getrlimit(resource.RLIMIT_CORE))
landlocked = confine.confine_with_landlock()
confine.close_doors()
print(*map(tried, (
    lambda: open(PATH), lambda: open(PATH, "w"), socket.socket, os.pipe, lambda: os.dup(1),
    lambda: os.memfd_create("x"), lambda: os.open("/", 0),
)))
print(*map(tried, (lambda: os.unlink(PATH), lambda: os.mkdir(PATH + "x"), lambda: os.kill(PARENT, 0))))
print(landlocked)
"""


def test_a_child_can_write_nothing_open_nothing_and_touch_nobody(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"here")
    code = f"PATH, PARENT = {str(path)!r}, {os.getpid()}\n{CONFINED}"
    answer = exchange(python(code), b"", seconds=20, most=999)
    assert answer.output is not None
    files, doors, others, landlocked = answer.output.decode().splitlines()
    assert files == "no yes (0, 0)"
    assert doors == " ".join(["no"] * 7)
    if landlocked == "True":  # a kernel of 2022 or later with Landlock switched on
        assert others == "no no no"
        assert path.read_bytes() == b"here"


def test_a_bomb_meets_the_limit_of_memory() -> None:
    white = coded(scene().resize((1, 1)).resize((9000, 9000)), "PNG")
    assert (
        reason_of(white, Limits(pixels=90_000_000, memory_bytes=320 * MIB)) is Reason.TOO_DEMANDING
    )


def test_a_bomb_meets_the_limit_of_processor_time() -> None:
    white = coded(scene().resize((1, 1)).resize((7000, 7000)), "PNG")
    assert reason_of(white, Limits(cpu_seconds=1)) is Reason.TOO_DEMANDING


def test_a_child_that_hangs_makes_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, FOREVER)
    assert reason_of(coded(scene(), "PNG"), Limits(seconds=1)) is Reason.TOO_DEMANDING


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os; os.kill(os.getpid(), 11)", Reason.DAMAGED),
        ("import os; os.abort()", Reason.DAMAGED),
        ("import os; os.kill(os.getpid(), 9)", Reason.TOO_DEMANDING),
        ("raise SystemExit(3)", Reason.FAILED),
        ("print('hello')", Reason.FAILED),
        ("print('cleaned png 4'); print('abc')", Reason.FAILED),
        ("print('cleaned pdf 9'); print('%PDF-1.7')", Reason.FAILED),
        ("print('cleaned png 999'); print('x')", Reason.FAILED),
        ("print('refused because')", Reason.FAILED),
        ("print('refused damaged'); raise SystemExit(1)", Reason.FAILED),
        ("print('x' * 50_000_000)", Reason.FAILED),
    ],
)
def test_what_a_child_says_is_not_taken_on_trust(
    monkeypatch: pytest.MonkeyPatch, code: str, reason: Reason
) -> None:
    instead(monkeypatch, code)
    assert reason_of(coded(scene(), "PNG")) is reason


def test_a_child_that_cannot_start_is_our_failure(
    monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert reason_of(coded(scene(), "PNG")) is Reason.FAILED
    assert told == ["cleaning: no child could be started: FileNotFoundError"]


def test_a_fault_of_ours_is_told_to_the_operator_without_content(
    monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> None:
    instead(monkeypatch, "print('fault KeyError at incidents.cleaning.images:1')")
    assert reason_of(coded(scene(), "PNG")) is Reason.DAMAGED
    instead(monkeypatch, "print('fault \"what somebody wrote\"')")
    assert reason_of(coded(scene(), "PNG")) is Reason.FAILED
    assert told == [
        "cleaning: a fault of ours with a file of kind png: KeyError at incidents.cleaning.images:1",
        "cleaning: a child ended with 0 and without an answer",
    ]


# ---------------------------------------------------------------- before a child


def test_what_needs_no_child_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "exchange", None)
    assert reason_of(b"") is Reason.EMPTY
    assert reason_of(b"GIF89a") is Reason.UNKNOWN_KIND
    assert reason_of(b"\x1a\x45\xdf\xa3") is Reason.FILM
    assert reason_of(coded(scene(), "PNG"), Limits(file_bytes=100)) is Reason.TOO_LARGE


def test_only_so_many_children_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two are at work until the third has been refused; then all places are free again."""
    working, done = threading.Semaphore(0), threading.Event()

    def work(*_: object, **__: object) -> Answer:
        working.release()
        done.wait(20)
        return Answer(b"refused damaged\n", late=False, status=0)

    monkeypatch.setattr(cleaning, "exchange", work)
    threads = [
        threading.Thread(target=lambda: reason_of(coded(scene(), "PNG"))) for _ in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert working.acquire(timeout=20)
    assert reason_of(coded(scene(), "PNG"), Limits(wait_seconds=0)) is Reason.BUSY
    done.set()
    for thread in threads:
        thread.join(20)
    assert reason_of(coded(scene(), "PNG"), Limits(wait_seconds=0)) is Reason.DAMAGED


def test_the_web_worker_loads_no_decoder_while_it_cleans() -> None:
    code = (
        "import sys; from incidents.cleaning.clean import clean; clean(sys.stdin.buffer.read()); "
    )
    code += "print(*{name.partition('.')[0] for name in sys.modules})"
    answer = exchange(python(code), coded(scene(), "PNG"), seconds=20, most=99_999)
    assert answer.output is not None
    assert set(answer.output.decode().split()) & HEAVY == set()
