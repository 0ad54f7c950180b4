"""MP3: the frames that carry sound, with the bits between them that carry none set to zero.

Tags stand before and behind the frames; a first frame without sound can hold an encoder's note, of which only the count
of frames stays; and some encoders write their name into bits that no frame uses.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from incidents.cleaning.reasons import Reason, Refused

# Kilobits a second by the four bits of a header: MPEG-1, and its two halvings of the sampling rate.
_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_HALF_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_SAMPLING = (44_100, 48_000, 32_000, 0)
_NOTES = (b"Xing", b"Info", b"VBRI")
# With the flags that two numbers follow.
_COUNTED = b"Xing\0\0\0\x03"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: where it is, and how it is to be read."""

    start: int
    end: int
    # Where the description of the sound begins, and where the sound itself.
    side: int
    main: int
    full: bool
    mono: bool

    def follows(self, other: "Frame") -> bool:
        """Whether both can belong to one recording."""
        return (self.full, self.mono) == (other.full, other.mono)


def clean_mp3(data: bytes) -> bytes:
    """The same frames one behind the other, without tags and notes."""
    frames = list(_frames(data))
    note = None
    if frames and any(data.startswith(word, frames[0].main) for word in _NOTES):
        note, *frames = frames
    if not frames:
        raise Refused(Reason.DAMAGED)
    sound = _only_sound(data, frames)
    pieces, place = [_count(data, note, frames)] if note else [], 0
    for frame in frames:
        length = frame.end - frame.main
        pieces += [data[frame.start : frame.main], sound[place : place + length]]
        place += length
    return b"".join(pieces)


def _count(data: bytes, note: Frame, frames: list[Frame]) -> bytes:
    """The frame without sound, saying how many frames and bytes follow, so that players know how long it lasts."""
    length = note.end - note.start
    told = _COUNTED + struct.pack(">LL", len(frames), length + sum(f.end - f.start for f in frames))
    head = data[note.start : note.start + 4].ljust(note.main - note.start, b"\0")
    return (head + told).ljust(length, b"\0") if len(head + told) <= length else b""


def frame_at(data: bytes, place: int) -> Frame | None:
    """The frame whose header stands at this place; None if there is none."""
    head = int.from_bytes(data[place : place + 4], "big")
    version, rate, sampling = head >> 19 & 3, head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or head >> 17 & 3 != 1 or version == 1 or place + 4 > len(data):
        return None
    full, mono = version == 3, head >> 6 & 3 == 3
    speed = (_RATES if full else _HALF_RATES)[rate]
    frequency = _SAMPLING[sampling] >> (0 if full else 1 if version == 2 else 2)
    if not speed or not frequency:
        return None
    length = (144 if full else 72) * speed * 1000 // frequency + (head >> 9 & 1)
    side = place + (4 if head >> 16 & 1 else 6)
    main = side + ((17 if mono else 32) if full else (9 if mono else 17))
    end = place + length
    return Frame(place, end, side, main, full, mono) if main <= end <= len(data) else None


def _frames(data: bytes) -> Iterator[Frame]:
    """Every frame of the recording. Where something else stands between two, it is skipped."""
    place, last = _behind_tags(data), None
    while 0 <= place < len(data):
        frame = frame_at(data, place)
        if frame is not None and _belongs(data, frame, last, place):
            yield frame
            place, last = frame.end, frame
        else:
            place = data.find(b"\xff", place + 1)


def _belongs(data: bytes, frame: Frame, last: Frame | None, place: int) -> bool:
    """Whether this is a frame and not bytes that look like a header: one follows another."""
    if last is not None and last.end == place:
        return frame.follows(last)
    after = frame_at(data, frame.end)
    return (last is None or frame.follows(last)) and (
        frame.end == len(data) or (after is not None and after.follows(frame))
    )


def _behind_tags(data: bytes) -> int:
    """The place behind the tags at the beginning, so that no picture in them is searched for frames."""
    place = 0
    while data[place : place + 3] == b"ID3" and len(data) >= place + 10:
        flags, *size = data[place + 5 : place + 10]
        length = sum(
            (seven & 0x7F) << shift for seven, shift in zip(size, (21, 14, 7, 0), strict=True)
        )
        place += 10 + length + (10 if flags & 0x10 else 0)
    return place


def _only_sound(data: bytes, frames: list[Frame]) -> bytes:
    """What the frames carry, behind one another, with zero in each byte that none of them counts as sound.

    A frame's sound may begin in the bytes that earlier frames left over, and says how far back.
    """
    everything = b"".join(data[frame.main : frame.end] for frame in frames)
    sound = bytearray(len(everything))
    place = 0
    for frame in frames:
        back, bits = _measures(frame, data[frame.side : frame.main])
        room = frame.end - frame.main
        start = max(0, place - back)
        end = min(place - back + (bits + 7) // 8, place + room)
        if start < end:
            sound[start:end] = everything[start:end]
        place += room
    return bytes(sound)


def _measures(frame: Frame, side: bytes) -> tuple[int, int]:
    """How many bytes back a frame's sound begins, and how many bits it has."""
    bits = int.from_bytes(side, "big")
    left = len(side) * 8

    def take(count: int) -> int:
        nonlocal left
        left -= count
        return bits >> left & ((1 << count) - 1)

    channels = 1 if frame.mono else 2
    back = take(9 if frame.full else 8)
    if frame.full:
        take((5 if frame.mono else 3) + 4 * channels)
    else:
        take(channels)
    total = 0
    for _ in range(channels * (2 if frame.full else 1)):
        total += take(12)
        take(47 if frame.full else 51)
    return back, total
