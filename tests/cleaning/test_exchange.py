"""One exchange with a child process: all bytes in, all bytes out, in time, and nobody left behind."""

import os
import sys
import time
from pathlib import Path

import pytest

from incidents.cleaning.exchange import Answer, exchange
from incidents.cleaning.limits import MIB
from tests.serving import until

FOREVER = "import threading; threading.Event().wait()"


def python(code: str) -> list[str]:
    """A fresh program."""
    return [sys.executable, "-I", "-c", code]


def test_bytes_go_in_and_out_also_when_they_fill_every_pipe() -> None:
    data = bytes(range(256)) * 8192
    echo = python(
        "import sys, shutil; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer, 9000)"
    )
    assert exchange(echo, data, seconds=20, most=len(data)) == Answer(data, late=False, status=0)
    assert exchange(echo, data, seconds=20, most=len(data) - 1).output is None


def test_a_child_that_does_not_listen_is_no_trouble() -> None:
    deaf = python("import os; os.close(0); os.write(1, b'x')")
    assert exchange(deaf, bytes(MIB), seconds=20, most=9) == Answer(b"x", late=False, status=0)


@pytest.mark.parametrize("code", [FOREVER, f"import os; os.close(1); {FOREVER}"])
def test_a_child_that_hangs_is_ended(code: str) -> None:
    start = time.monotonic()
    answer = exchange(python(code), b"x", seconds=0.3, most=9)
    assert (answer.output, answer.late, answer.status) == (None, True, -9)
    assert time.monotonic() - start < 5


def test_what_a_child_started_ends_with_it(tmp_path: Path) -> None:
    """A grandchild holds a pipe open for writing for as long as it lives."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    command = ["/bin/sh", "-c", '(exec 3>"$0"; echo lives >&3; sleep 60) & wait', str(pipe)]
    assert exchange(command, b"", seconds=1, most=9).late
    assert os.read(read, 99) == b"lives\n"
    until(lambda: closed(read), "what the child started has ended as well")
    os.close(read)


def closed(pipe: int) -> bool:
    """Whether nobody can write into it any more; the kernel takes a moment to end a process."""
    try:
        return os.read(pipe, 99) == b""
    except BlockingIOError:
        return False


def test_a_child_has_no_environment_and_no_file_of_ours() -> None:
    code = "import os; print(sorted(set(os.environ) - {'LC_CTYPE'}), os.getcwd(), os.getsid(0) == os.getpid())"
    assert exchange(python(code), b"", seconds=20, most=99).output == b"[] / True\n"
