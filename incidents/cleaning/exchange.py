"""One exchange with a child process: bytes in, bytes out, within a time and a size, through pipes only."""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass

_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `output` is None when the child was too late or said more than it may."""

    output: bytes | None
    late: bool
    # As subprocess counts it: negative for the signal that ended the child.
    status: int


def exchange(command: Sequence[str], data: bytes, *, seconds: float, most: int) -> Answer:
    """Start `command`, write `data` to it and read at most `most` bytes; it is over after `seconds`.

    The child is a fresh program in a session of its own, without environment, with no file of ours open, and silent.
    Whatever it started is ended with it. OSError if it cannot be started at all.
    """
    deadline = time.monotonic() + seconds
    child = subprocess.Popen(  # noqa: S603 - the command is ours; nothing in it comes from outside
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd="/",
        env={},
        start_new_session=True,
    )
    try:
        output = _converse(child, data, deadline, most)
        late = output is None and time.monotonic() >= deadline
        if output is not None and not _ends_by(child, deadline):
            output, late = None, True
    finally:
        _end(child)
    return Answer(output, late, child.returncode)


def _converse(
    child: "subprocess.Popen[bytes]", data: bytes, deadline: float, most: int
) -> bytes | None:
    """All that the child says until it closes its output; None if that is too late or too much."""
    said = bytearray()
    with contextlib.closing(_pieces(child, data, deadline)) as pieces:
        for piece in pieces:
            if piece is None or len(said) + len(piece) > most:
                return None
            said += piece
    return bytes(said)


def _pieces(
    child: "subprocess.Popen[bytes]", data: bytes, deadline: float
) -> Generator[bytes | None]:
    """The child's output piece by piece while `data` is written to it; None once the time is over."""
    assert child.stdin is not None and child.stdout is not None
    left = memoryview(data)
    os.set_blocking(child.stdin.fileno(), False)
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdout, selectors.EVENT_READ)
        ready.register(child.stdin, selectors.EVENT_WRITE)
        while (seconds := deadline - time.monotonic()) > 0:
            for key, _ in ready.select(seconds):
                if key.fileobj is child.stdin:
                    left = _write(key.fd, left)
                    if not left:
                        ready.unregister(child.stdin)
                        child.stdin.close()
                elif piece := os.read(key.fd, _PIECE):
                    yield piece
                else:
                    return
    yield None


def _write(descriptor: int, left: memoryview) -> memoryview:
    """What is still to be written; nothing when the child reads no more."""
    try:
        return left[os.write(descriptor, left[:_PIECE]) :]
    except BlockingIOError:
        return left
    except BrokenPipeError:
        return left[:0]


def _ends_by(child: "subprocess.Popen[bytes]", deadline: float) -> bool:
    try:
        child.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return True


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the child with everything in its session, and close the pipes."""
    # Until it has been waited for, its number belongs to nobody else.
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
    child.wait()
