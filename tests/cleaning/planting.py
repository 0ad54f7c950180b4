"""What is hidden in files before they are cleaned, and the search for it afterwards."""

import contextlib
import io
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf

from incidents.cleaning.child import answer, cleaner_for
from incidents.cleaning.kinds import Kind, kind_of
from incidents.cleaning.limits import Limits

#: Stands for a name, a serial number, a place: whatever must not be there afterwards.
MARKER = "Planterad-7351"
MARK = MARKER.encode()
SAMPLES = Path(__file__).parent / "samples"
#: The ways in which a program may have written the marker.
SPELLINGS = (
    MARK,
    MARKER.encode("utf-16-le"),
    MARKER.encode("utf-16-be"),
    MARKER.encode("utf-32-le"),
    MARK.hex().encode(),
    MARK.hex().upper().encode(),
)
_ZLIB_STARTS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


def holds_marker(data: bytes) -> bool:
    """Whether the marker stands anywhere in these bytes, also compressed, also in a stream of a PDF."""
    return any(spelling in layer for layer in layers(data) for spelling in SPELLINGS)


def layers(data: bytes) -> Iterator[bytes]:
    """The bytes themselves, everything in them that zlib opens, and a PDF's streams behind all their filters."""
    yield data
    yield from _inflated(data)
    if b"%PDF-" in data[:1024]:
        yield from _streams(data)


def _inflated(data: bytes) -> Iterator[bytes]:
    for start in _ZLIB_STARTS:
        place = data.find(start)
        while place >= 0:
            with contextlib.suppress(zlib.error):
                yield zlib.decompressobj().decompress(data[place:], 8_000_000)
            place = data.find(start, place + 1)


def _streams(data: bytes) -> Iterator[bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for one in pdf.objects:
            yield one.unparse()
            if isinstance(one, pikepdf.Stream):
                yield one.read_raw_bytes()
                try:
                    yield one.read_bytes(pikepdf.StreamDecodeLevel.specialized)
                except pikepdf.PdfError:
                    continue


@cache
def sample(name: str) -> bytes:
    """One of the files with a real tone."""
    return (SAMPLES / name).read_bytes()


def cleaned_here(data: bytes, limits: Limits | None = None) -> bytes:
    """The child's answer to this file, given in this process: for the many cases that are not about processes."""
    kind = kind_of(data)
    assert kind is not None
    return answer(cleaner_for(kind), kind, data, limits or Limits())


def body(given: bytes) -> tuple[Kind, bytes]:
    """Kind and bytes of a file that the child gave back."""
    head, _, rest = given.partition(b"\n")
    what, *words = head.decode().split(" ")
    assert what == "cleaned", head
    assert int(words[1]) == len(rest)
    return Kind(words[0]), rest


def refusal(given: bytes) -> str:
    """The reason of a refusal that the child gave."""
    head = given.decode()
    assert head.startswith("refused "), head[:80]
    return head.removeprefix("refused ").rstrip("\n")
