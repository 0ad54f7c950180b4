"""What the web worker calls: the bytes of a document in, its PDF out, or a refusal with a sentence for people."""

import contextlib
import logging
import re
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from incidents.cleaning.exchange import Answer, exchange
from incidents.cleaning.limits import MIB, Limits
from incidents.core.errors import Busy, Invalid, Unavailable
from incidents.core.referral_packet.document import Document, digest

#: The templates in data/typesetting: what leaves a case, and a report (`documents.model`).
PACKET, REPORT = "packet", "report"
#: How many documents one process sets at the same time.
AT_ONCE = 1
#: The first line of the child's answer is shorter than this.
LONGEST_HEAD = 1024
#: A story of 20,000 letters takes half a second and 70 MB, the greatest document three seconds and 660 MB.
LIMITS = Limits(memory_bytes=1024 * MIB, cpu_seconds=20, seconds=30, wait_seconds=10)
_HEAD = re.compile(rb"(set|missing|broken) ([\w.:<>+ ]{1,900})\n")
_PDF = b"%PDF-"
_TOO_MUCH = {-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT}
_places = threading.BoundedSemaphore(AT_ONCE)
log = logging.getLogger("incidents")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a document as it is sent."""

    name: str
    media_type: str
    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256 over these bytes, in hex."""
        return digest(self.data)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Both forms of one document."""

    pdf: Form
    json: Form

    @property
    def digest(self) -> str:
        """SHA-256 over all bytes that are sent: the PDF, and the JSON form after it."""
        return digest(self.pdf.data + self.json.data)


def outgoing(document: Document, limits: Limits = LIMITS) -> Outgoing:
    """A document in the forms in which it is sent; raises what `pdf` raises."""
    packed, name = document.pack(), document.id or document.kind.value
    return Outgoing(
        Form(f"{name}.pdf", "application/pdf", pdf(packed, limits)),
        Form(f"{name}.json", "application/json", packed),
    )


def pdf(packed: bytes, limits: Limits = LIMITS, *, template: str = PACKET) -> bytes:
    """The PDF of a document (its `pack`), the same bytes each time; raises `Invalid`, `Busy` or `Unavailable`.

    The document goes to the child through a pipe: it stands in no file, no argument and no environment. The log gets a
    line without content when the fault is ours.
    """
    command = (
        *(sys.executable, "-I", "-B", "-W", "ignore", "-m", "incidents.typesetting.child"),
        *(template, *limits.words()),
    )
    most = limits.cleaned_bytes + LONGEST_HEAD
    with _place(limits.wait_seconds):
        try:
            answer = exchange(command, packed, seconds=limits.seconds, most=most)
        except OSError as error:
            raise _failed(type(error).__name__) from None
    return _understood(answer)


@contextlib.contextmanager
def _place(seconds: float) -> Iterator[None]:
    if not _places.acquire(timeout=seconds):
        raise Busy("Många gör pdf-filer just nu. Försök igen om en liten stund.")
    try:
        yield
    finally:
        _places.release()


def _understood(answer: Answer) -> bytes:
    # The type setter ends with SIGABRT when it gets no more memory.
    if answer.output is None or answer.status in _TOO_MUCH:
        raise Invalid("Det är för mycket text för en pdf-fil. Välj färre delar.")
    head = _HEAD.match(answer.output)
    if answer.status != 0 or head is None:
        raise _failed(f"a child that ended with {answer.status}")
    what, word, rest = head[1], head[2].decode("ascii", "replace"), answer.output[head.end() :]
    if what == b"missing":
        log.error("typesetting: no font on this machine has %s", word)
        raise Invalid(
            "Det finns tecken i texten som inte kan skrivas ut här. Maska dem, eller be den som sköter servern att "
            "installera fler typsnitt."
        )
    if what == b"broken" or not rest.startswith(_PDF) or word != str(len(rest)):
        raise _failed(word)
    return rest


def _failed(why: str) -> Unavailable:
    """The refusal for what is not the document's fault; `why` says nothing of it."""
    log.error("typesetting: %s", why)
    return Unavailable("Pdf-filen kunde inte göras. Inget har skickats. Försök igen.")
