"""FLAC: the stream's description and its frames. That only frames follow is proven by their checksum."""

import struct
from array import array
from collections.abc import Iterator
from functools import cache

from incidents.cleaning.reasons import Reason, Refused

_STREAMINFO_LENGTH = 34
_POLYNOMIAL = 0x8005


def clean_flac(data: bytes) -> bytes:
    """The same frames behind the one block that every stream needs."""
    description, place = _metadata(data)
    frames = data[place : _end_of_frames(data)]
    # Each frame ends with a checksum that brings the sum over it to zero, where the next one starts again: the sum
    # over all of them is zero too, and anything between or behind them would change it.
    if not frames.startswith((b"\xff\xf8", b"\xff\xf9")) or checksum(frames):
        raise Refused(Reason.DAMAGED)
    return b"fLaC" + struct.pack(">L", 0x80000000 | _STREAMINFO_LENGTH) + description + frames


def _metadata(data: bytes) -> tuple[bytes, int]:
    """The stream's description, and the place where the frames begin."""
    blocks = list(_blocks(data))
    kind, start, end = blocks[0]
    if kind != 0 or end - start != _STREAMINFO_LENGTH:
        raise Refused(Reason.DAMAGED)
    return data[start:end], blocks[-1][2]


def _blocks(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of each block of metadata."""
    place, last = 4, False
    while not last:
        (head,) = struct.unpack_from(">L", data, place)
        last = bool(head >> 31)
        start = place + 4
        place = start + (head & 0xFFFFFF)
        yield head >> 24 & 0x7F, start, place


def _end_of_frames(data: bytes) -> int:
    """Where the frames end: before a tag of 128 bytes that some programs append."""
    return len(data) - 128 if data[-128:-125] == b"TAG" else len(data)


def checksum(data: bytes) -> int:
    """The 16-bit sum that closes every frame, over all of `data`."""
    table = _table()
    odd = len(data) % 2
    words = array("H", data[: len(data) - odd])
    if struct.pack("=H", 1) == b"\x01\x00":
        words.byteswap()
    total = 0
    for word in words:
        total = table[total ^ word]
    if odd:
        total = (total << 8 & 0xFFFF) ^ table[total >> 8 ^ data[-1]]
    return total


@cache
def _table() -> "array[int]":
    """What two more bytes make of the sum."""
    table = array("H")
    for value in range(65536):
        total = value
        for _ in range(16):
            total = (total << 1 ^ (_POLYNOMIAL if total & 0x8000 else 0)) & 0xFFFF
        table.append(total)
    return table
