"""What the web worker calls: one file in, one clean file out, or a refusal with a sentence for people."""

import contextlib
import logging
import re
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from incidents.cleaning.exchange import Answer, exchange
from incidents.cleaning.kinds import CLEANED_AS, FORMS, Kind, is_film, kind_of, neutral_name
from incidents.cleaning.limits import Limits
from incidents.cleaning.reasons import Reason, Refused

#: How many files one process cleans at the same time; each may take `Limits.memory_bytes`.
AT_ONCE = 2
#: The first line of the child's answer is shorter than this.
LONGEST_HEAD = 256
_HEAD = re.compile(rb"(cleaned|refused|fault|broken) ([\w.:<> ]{1,200})\n")
_STANDARD = Limits()
_places = threading.BoundedSemaphore(AT_ONCE)
log = logging.getLogger("incidents")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file that holds its content and nothing else, of a kind that may differ from what came in."""

    kind: Kind
    data: bytes

    @property
    def media_type(self) -> str:
        """The media type to serve it with."""
        return FORMS[self.kind].media_type

    def name(self, number: int) -> str:
        """The neutral name of the file with this number in its report."""
        return neutral_name(self.kind, number)


def clean(data: bytes, limits: Limits = _STANDARD) -> Cleaned:
    """The same content without metadata, made in a child process with limits; raises `Refused`, and nothing else.

    Takes up to `limits.wait_seconds` for a place and then up to `limits.seconds`. Nothing is written to a file; the
    log gets a line without content when the fault is ours.
    """
    kind = _recognised(data, limits)
    command = (
        *(sys.executable, "-I", "-B", "-W", "ignore", "-m", "incidents.cleaning.child"),
        *(kind, *limits.words()),
    )
    with _place(limits.wait_seconds):
        try:
            answer = exchange(
                command, data, seconds=limits.seconds, most=limits.cleaned_bytes + LONGEST_HEAD
            )
        except OSError as error:
            log.error("cleaning: no child could be started: %s", type(error).__name__)  # noqa: TRY400 - class only
            raise Refused(Reason.FAILED) from None
    return _understood(kind, answer)


def _recognised(data: bytes, limits: Limits) -> Kind:
    """The kind of a file that is worth a child process."""
    if not data:
        raise Refused(Reason.EMPTY)
    if is_film(data):
        raise Refused(Reason.FILM)
    kind = kind_of(data)
    if kind is None:
        raise Refused(Reason.UNKNOWN_KIND)
    if len(data) > limits.file_bytes:
        raise Refused(Reason.TOO_LARGE)
    return kind


@contextlib.contextmanager
def _place(seconds: float) -> Iterator[None]:
    """One of the places for children, waited for at most so many seconds."""
    if not _places.acquire(timeout=seconds):
        raise Refused(Reason.BUSY)
    try:
        yield
    finally:
        _places.release()


def _understood(kind: Kind, answer: Answer) -> Cleaned:
    """What the child answered. It has read what somebody sent, so nothing that it says is taken on trust."""
    if answer.output is None:
        raise Refused(Reason.TOO_DEMANDING if answer.late else Reason.FAILED)
    head = _HEAD.match(answer.output)
    if answer.status != 0 or head is None:
        raise Refused(_reason_of_end(answer.status))
    what, word = head[1], head[2].decode("ascii", "replace")
    if what == b"cleaned":
        return _checked(kind, word, answer.output[head.end() :])
    if what == b"fault":
        log.error("cleaning: a fault of ours with a file of kind %s: %s", kind, word)
        raise Refused(Reason.DAMAGED)
    if what == b"broken":
        log.error("cleaning: no file of kind %s can be cleaned: %s", kind, word)
    raise Refused(Reason(word) if word in set(Reason) else Reason.FAILED)


def _reason_of_end(status: int) -> Reason:
    """Why a child ended without an answer."""
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        return Reason.TOO_DEMANDING
    log.error("cleaning: a child ended with %d and without an answer", status)
    # A decoder that falls over was given something that no program wrote on purpose.
    return Reason.DAMAGED if status < 0 else Reason.FAILED


def _checked(kind: Kind, word: str, rest: bytes) -> Cleaned:
    """A cleaned file whose kind and length are what the child said."""
    name, _, length = word.partition(" ")
    became = kind_of(rest)
    if became not in CLEANED_AS[kind] or became != name or length != str(len(rest)):
        log.error("cleaning: a child gave something else than a cleaned file")
        raise Refused(Reason.FAILED)
    return Cleaned(became, rest)
