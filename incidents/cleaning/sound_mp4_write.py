"""Writes an M4A file with one track of sound. No date, no name, no language: only numbers that playing needs."""

import struct
from dataclasses import dataclass

_MATRIX = struct.pack(">9L", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_LONGEST = 0xFFFFFFFF
_UNDETERMINED = 0x55C4  # "und" in the three times five bits of a language


@dataclass(frozen=True, slots=True)
class Track:
    """The sound: ticks a second, the description of its coding, runs of equal spans in ticks, lengths, samples."""

    scale: int
    entry: bytes
    times: list[tuple[int, int]]
    sizes: list[int]
    samples: bytes


def written(track: Track) -> bytes:
    """The file. The samples come last, so that their place is known once the rest is."""
    start = _box(b"ftyp", b"M4A ", bytes(4), b"M4A mp42isom")
    length = len(start) + len(_movie(track, 0)) + 8
    return start + _movie(track, length) + _box(b"mdat", track.samples)


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">L4s", 8 + len(body), name) + body


def _full(name: bytes, flags: int, *parts: bytes) -> bytes:
    return _box(name, struct.pack(">L", flags), *parts)


def _movie(track: Track, samples_at: int) -> bytes:
    duration = min(_LONGEST, sum(count * span for count, span in track.times))
    timing = struct.pack(">LLLL", 0, 0, track.scale, duration)
    head = _full(
        b"mvhd", 0, timing, struct.pack(">LH10x", 0x10000, 0x100), _MATRIX, bytes(24), b"\0\0\0\2"
    )
    shown = struct.pack(">LLL4xL8xHHHH", 0, 0, 1, duration, 0, 0, 0x100, 0)
    media = _box(
        b"mdia",
        _full(b"mdhd", 0, timing, struct.pack(">HH", _UNDETERMINED, 0)),
        _full(b"hdlr", 0, bytes(4), b"soun", bytes(13)),
        _box(
            b"minf",
            _full(b"smhd", 0, bytes(4)),
            _box(b"dinf", _full(b"dref", 0, struct.pack(">L", 1), _full(b"url ", 1))),
            _table(track, samples_at),
        ),
    )
    return _box(b"moov", head, _box(b"trak", _full(b"tkhd", 7, shown, _MATRIX, bytes(8)), media))


def _table(track: Track, samples_at: int) -> bytes:
    count = len(track.sizes)
    times = b"".join(struct.pack(">LL", *run) for run in track.times)
    return _box(
        b"stbl",
        _full(b"stsd", 0, struct.pack(">L", 1), track.entry),
        _full(b"stts", 0, struct.pack(">L", len(track.times)), times),
        _full(b"stsc", 0, struct.pack(">LLLL", 1, 1, count, 1)),
        _full(b"stsz", 0, struct.pack(f">LL{count}L", 0, count, *track.sizes)),
        _full(b"stco", 0, struct.pack(">LL", 1, samples_at)),
    )
