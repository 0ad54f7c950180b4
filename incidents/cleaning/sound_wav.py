"""WAV: the format and the samples; every other chunk goes."""

import struct
from collections.abc import Iterator

from incidents.cleaning.reasons import Reason, Refused

_PCM, _FLOAT, _A_LAW, _MU_LAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
_SIMPLE = frozenset((_PCM, _FLOAT, _A_LAW, _MU_LAW))
# The end of the identifiers that stand for the simple formats in an extensible one.
_SUBFORMAT = bytes.fromhex("000000001000800000aa00389b71")


def clean_wav(data: bytes) -> bytes:
    """The same samples behind a header of 44 bytes; compressed formats that need notes of their own are refused."""
    chunks: dict[bytes, bytes] = {}
    for name, body in _chunks(data):
        if name in {b"fmt ", b"data"}:
            if name in chunks:
                raise Refused(Reason.UNCLEANABLE)
            chunks[name] = body
    if len(chunks) != 2:
        raise Refused(Reason.DAMAGED)
    described, align = _format(chunks[b"fmt "])
    samples = chunks[b"data"][: len(chunks[b"data"]) // align * align]
    padded = samples + bytes(len(samples) % 2)
    return b"".join(
        (
            struct.pack("<4sL4s", b"RIFF", 4 + 8 + len(described) + 8 + len(padded), b"WAVE"),
            struct.pack("<4sL", b"fmt ", len(described)) + described,
            struct.pack("<4sL", b"data", len(samples)) + padded,
        )
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    (length,) = struct.unpack_from("<L", data, 4)
    place, end = 12, min(len(data), 8 + length)
    while place + 8 <= end:
        name, length = struct.unpack_from("<4sL", data, place)
        if place + 8 + length > end:
            # A recording that was cut off; what follows the samples cannot be told from them.
            raise Refused(Reason.DAMAGED)
        yield name, data[place + 8 : place + 8 + length]
        place += 8 + length + length % 2


def _format(chunk: bytes) -> tuple[bytes, int]:
    """The format in its simple form, and the bytes of one sample of all channels."""
    tag, channels, rate, speed, align, bits = struct.unpack_from("<HHLLHH", chunk)
    if tag == _EXTENSIBLE and chunk[26:40] == _SUBFORMAT:
        (tag,) = struct.unpack_from("<H", chunk, 24)
    if tag not in _SIMPLE:
        raise Refused(Reason.UNCLEANABLE)
    if not channels or not rate or not align:
        raise Refused(Reason.DAMAGED)
    return struct.pack("<HHLLHH", tag, channels, rate, speed, align, bits), align
