"""What goes wrong on the way to a release: nothing is published, nothing half, and another try gives the same bytes."""

import copy
import errno
import json
import os
import resource
import shutil
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from incidents.checker import box
from incidents.checker.gate import check, kinds
from incidents.checker.reading import read
from incidents.core import facts
from incidents.core.archive import Block, Kind
from incidents.core.statistics import solver
from incidents.publishing import closing
from incidents.publishing import folder as store
from tests.releasing import DISTRICTS, bytes_in, told
from tests.statistics.municipalities import HIDES, SHOWS, Municipality

#: What a program that writes files asks of the system.
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "subprocess.Popen"}


class Next:
    """A folder with one release, and the one that comes after."""

    def __init__(self, folder: Path, whole: Path) -> None:
        self.folder = folder
        folder.mkdir()
        ask = Municipality([HIDES, SHOWS])
        store.publish(folder, *ask.next())
        self.before = bytes_in(folder)
        self.given = ask.next()
        shutil.copytree(folder, whole)
        store.publish(whole, *self.given)
        self.after = bytes_in(whole)

    def publish(self) -> None:
        """The second release."""
        store.publish(self.folder, *self.given)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Next:
    room = tmp_path_factory.mktemp("first")
    return Next(room / "folder", room / "whole")


@pytest.fixture
def coming(first: Next, tmp_path: Path) -> Next:
    one = copy.copy(first)
    one.folder = Path(shutil.copytree(first.folder, tmp_path / "folder"))
    return one


def watched(work: Callable[[], None], seen: Callable[[str], object]) -> int:
    """The work in a process of its own, which tells each change before it asks for it; how it ended."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork of a process with threads
        child = os.fork()
    if child == 0:

        def hook(event: str, details: tuple[Any, ...]) -> None:
            writes = event == "open" and details[2] & (os.O_WRONLY | os.O_RDWR)
            if event in CHANGES or writes:
                seen(event)

        try:
            sys.addaudithook(hook)
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def steps(coming: Next) -> list[str]:
    """The changes of a publication that nobody interrupts."""
    reading, writing = os.pipe()
    assert watched(coming.publish, lambda event: os.write(writing, f"{event}\n".encode())) == 0
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as file:
        return file.read().splitlines()


def killed_at(coming: Next, step: int) -> None:
    count = iter(range(1, step + 1))

    def die(_: str) -> None:
        if next(count) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    assert os.WTERMSIG(watched(coming.publish, die)) == signal.SIGKILL


def whole_after(coming: Next, step: int, events: list[str]) -> None:
    """Killed at this step the folder is as it was, or (after the last name) as it is to be; then it is mended."""
    killed_at(coming, step)
    found = bytes_in(coming.folder)
    if step > len(events) - events[::-1].index("os.rename"):
        assert found.items() >= coming.after.items()
        return
    assert found.items() >= coming.before.items()
    assert store.published(coming.folder) == ["r1"]
    coming.publish()
    assert bytes_in(coming.folder) == coming.after


@pytest.fixture(scope="module")
def events(first: Next, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    trial = copy.copy(first)
    trial.folder = Path(shutil.copytree(first.folder, tmp_path_factory.mktemp("t") / "trial"))
    return steps(trial)


@pytest.mark.parametrize("where", ["copying", "gate", "report", "named", "described", "over"])
def test_a_process_that_dies_publishes_nothing_half(
    coming: Next, events: list[str], where: str
) -> None:
    gate = events.index("subprocess.Popen") + 1
    named, described = [n for n, event in enumerate(events, start=1) if event == "os.rename"]
    chosen = {
        "copying": gate // 2, "gate": gate, "report": gate + 1,
        "named": named, "described": described, "over": described + 1,
    }  # fmt: skip
    whole_after(coming, chosen[where], events)


@pytest.mark.slow
def test_a_process_that_dies_anywhere_publishes_nothing_half(
    first: Next, events: list[str], tmp_path: Path
) -> None:
    for step in range(1, len(events) + 1):
        one = copy.copy(first)
        one.folder = Path(shutil.copytree(first.folder, tmp_path / str(step)))
        whole_after(one, step, events)


def refused_as_it_was(coming: Next, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        coming.publish()
    assert bytes_in(coming.folder) == coming.before


def test_a_check_that_is_killed_lets_nothing_out(coming: Next) -> None:
    killed: list[int] = []

    def kill() -> None:
        while not killed:
            for child in psutil.Process().children():
                if "incidents.checker" in " ".join(child.cmdline()):
                    child.kill()
                    killed.append(child.pid)

    watcher = threading.Thread(target=kill)
    watcher.start()
    refused_as_it_was(coming, store.Refused, "ended early")
    watcher.join()
    coming.publish()
    assert bytes_in(coming.folder) == coming.after


def test_a_check_whose_solver_finds_no_optimum_says_no(
    coming: Next, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication = read(coming.folder / "publication.json")
    assert kinds(check(publication)) == []
    limited = (*box._OPTIONS, ("simplex_iteration_limit", 0), ("presolve", "off"))
    monkeypatch.setattr(box, "_OPTIONS", limited)
    assert kinds(check(publication)) == ["solver"]


def drafting(folder: Path) -> bytes:
    """The job of the action that closes a year's last quarter."""
    months: dict[int, dict[bytes, tuple[Kind, bytes]]] = {}
    for number, one in enumerate(told((1, 4, 7, 10), 90, 1)):
        of_month = months.setdefault(71 + facts.unpack(one).month, {})
        of_month[number.to_bytes(16, "big")] = (Kind.REPORT, one)
    blocks = [Block(month).with_facts(one).pack() for month, one in sorted(months.items())]
    job = {
        "verb": "draft", "folder": str(folder), "first_year": 2026, "number": 4,
        "frozen": "2027-02-01", "contact": "Ask", "yearly": 300, "districts": DISTRICTS,
        "history": [], "blocks": [len(block) for block in blocks],
    }  # fmt: skip
    return json.dumps(job).encode() + b"\n" + b"".join(blocks)


def test_a_quarter_whose_protection_has_no_optimum_is_not_drafted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = (*solver._OPTIONS, ("simplex_iteration_limit", 0), ("presolve", "off"))
    monkeypatch.setattr(solver, "_OPTIONS", limited)
    assert closing.answer(drafting(tmp_path / "published"))["stopped"] == "solver"
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_another_municipality_is_left_alone(coming: Next) -> None:
    answer = closing.answer(drafting(coming.folder))
    assert answer["stopped"] == "folder"
    assert bytes_in(coming.folder) == coming.before


def test_a_full_disk_while_writing_publishes_nothing(coming: Next) -> None:
    """No file may be longer than 2,000 bytes: the system breaks off in the middle of a workbook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
            coming.publish()
        except OSError as error:
            code = 0 if error.errno == errno.EFBIG else 2
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert bytes_in(coming.folder) == coming.before


def no_space(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_name_that_cannot_be_given_publishes_nothing(
    coming: Next, monkeypatch: pytest.MonkeyPatch
) -> None:
    (coming.folder / "r2").mkdir()
    (coming.folder / "r2" / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(OSError, match="not empty"):
        coming.publish()
    shutil.rmtree(coming.folder / "r2")
    assert bytes_in(coming.folder) == coming.before
    with monkeypatch.context() as context:
        context.setattr(Path, "rename", no_space)
        refused_as_it_was(coming, OSError, "No space")
    coming.publish()
    assert bytes_in(coming.folder) == coming.after


def test_a_full_disk_is_told_to_whoever_closes_the_quarter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = drafting(tmp_path / "published")
    monkeypatch.setattr(Path, "write_bytes", no_space)
    assert closing.answer(job) == {"stopped": "disk", "text": "No space left on device"}
    assert list(tmp_path.iterdir()) == []
