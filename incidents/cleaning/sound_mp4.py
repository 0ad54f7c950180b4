"""M4A: the samples of the one sound track in a new file, with the few numbers that a player needs."""

import struct
from collections.abc import Iterator

from incidents.cleaning.reasons import Reason, Refused
from incidents.cleaning.sound_mp4_write import Track, written

Boxes = dict[bytes, list[bytes]]
_AAC = frozenset((0x40, 0x66, 0x67, 0x68))
_ALAC_SETTINGS = 24
_EXTENDED_SOUND_LENGTH = 16


def clean_mp4(data: bytes) -> bytes:
    """The same AAC or ALAC samples; a film, several tracks of sound, and a file in fragments are refused."""
    top = _boxes(data)
    if b"moof" in top:
        raise Refused(Reason.UNCLEANABLE)
    movie = _inside(_one(top, b"moov"))
    tracks = [_inside(track) for track in movie.get(b"trak", [])]
    kinds = [_one(_inside(_one(track, b"mdia")), b"hdlr")[8:12] for track in tracks]
    if b"vide" in kinds:
        raise Refused(Reason.FILM)
    if kinds.count(b"soun") != 1:
        raise Refused(Reason.UNCLEANABLE)
    return written(_track(data, tracks[kinds.index(b"soun")]))


def _boxes(data: bytes) -> Boxes:
    """The boxes that follow one another in `data`, by name."""
    found: Boxes = {}
    place = 0
    while place + 8 <= len(data):
        size, name = struct.unpack_from(">L4s", data, place)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, place + 8)
            head = 16
        end = len(data) if size == 0 else place + size
        if end > len(data) or end < place + head:
            raise Refused(Reason.DAMAGED)
        # The samples are found by their places in the file; a second copy of them is not needed.
        found.setdefault(name, []).append(b"" if name == b"mdat" else data[place + head : end])
        place = end
    return found


def _inside(box: bytes) -> Boxes:
    return _boxes(box)


def _one(boxes: Boxes, name: bytes) -> bytes:
    match boxes.get(name):
        case [box]:
            return box
    raise Refused(Reason.DAMAGED)


def _track(data: bytes, track: Boxes) -> Track:
    """What the new file says of the sound, and the sound."""
    media = _inside(_one(track, b"mdia"))
    table = _inside(_one(_inside(_one(media, b"minf")), b"stbl"))
    head = _one(media, b"mdhd")
    (scale,) = struct.unpack_from(">L", head, 20 if head[0] == 1 else 12)
    sizes = _sizes(_one(table, b"stsz"), len(data))
    times = [(count, span) for count, span in _rows(_one(table, b"stts"), ">LL")]
    if not sizes or sum(count for count, _ in times) != len(sizes):
        raise Refused(Reason.DAMAGED)
    pieces = [data[start:end] for start, end in _places(table, sizes, len(data))]
    return Track(scale, _entry(_one(table, b"stsd")), times, sizes, b"".join(pieces))


def _rows(box: bytes, row: str) -> Iterator[tuple[int, ...]]:
    """The rows of a table, as many as it says that it has."""
    (count,) = struct.unpack_from(">L", box, 4)
    size = struct.calcsize(row)
    if 8 + count * size > len(box):
        raise Refused(Reason.DAMAGED)
    return struct.iter_unpack(row, box[8 : 8 + count * size])


def _sizes(box: bytes, most: int) -> list[int]:
    """The length of each sample."""
    same, count = struct.unpack_from(">LL", box, 4)
    if same:
        if same * count > most:
            raise Refused(Reason.DAMAGED)
        return [same] * count
    return [size for (size,) in _rows(box[4:], ">L")]


def _places(table: Boxes, sizes: list[int], most: int) -> Iterator[tuple[int, int]]:
    """Start and end of each sample in the file."""
    if b"co64" in table:
        chunks = [start for (start,) in _rows(_one(table, b"co64"), ">Q")]
    else:
        chunks = [start for (start,) in _rows(_one(table, b"stco"), ">L")]
    groups = [(first, count) for first, count, _ in _rows(_one(table, b"stsc"), ">LLL")]
    left = iter(sizes)
    placed = 0
    for number, start in enumerate(chunks, start=1):
        while len(groups) > 1 and groups[1][0] <= number:
            groups = groups[1:]
        place = start
        for _ in range(groups[0][1] if groups and groups[0][0] <= number else 0):
            size = next(left, None)
            if size is None:
                break
            if place + size > most:
                raise Refused(Reason.DAMAGED)
            yield place, place + size
            place += size
            placed += 1
    if placed != len(sizes):
        raise Refused(Reason.DAMAGED)


def _entry(box: bytes) -> bytes:
    """The description of the sound, rebuilt from its numbers; another codec than AAC and ALAC is refused."""
    entries = _boxes(box[8:])
    (codec,) = entries if len(entries) == 1 else (b"",)
    if codec not in {b"mp4a", b"alac"}:
        raise Refused(Reason.UNCLEANABLE)
    entry = _one(entries, codec)
    (version,) = struct.unpack_from(">H", entry, 8)
    channels, bits, _, _, rate = struct.unpack_from(">HHHHL", entry, 16)
    if version > 1:
        raise Refused(Reason.UNCLEANABLE)
    inner = _boxes(entry[28 + version * _EXTENDED_SOUND_LENGTH :])
    if b"wave" in inner:
        inner = _boxes(_one(inner, b"wave"))
    settings = _aac(_one(inner, b"esds")) if codec == b"mp4a" else _alac(_one(inner, b"alac"))
    described = struct.pack(">6xH8xHHHHL", 1, channels, bits, 0, 0, rate) + settings
    return struct.pack(">L4s", 8 + len(described), codec) + described


def _alac(box: bytes) -> bytes:
    if len(box) < 4 + _ALAC_SETTINGS:
        raise Refused(Reason.UNCLEANABLE)
    return struct.pack(">L4sL", 12 + _ALAC_SETTINGS, b"alac", 0) + box[4 : 4 + _ALAC_SETTINGS]


def _aac(box: bytes) -> bytes:
    """The decoder's settings in new descriptors around them."""
    stream = _descriptor(box, 4, 0x03)
    flags = stream[2]
    if flags & 0xE0:
        raise Refused(Reason.UNCLEANABLE)
    decoder = _descriptor(stream, 3, 0x04)
    settings = _descriptor(decoder, 13, 0x05)
    # Without a number of channels a description follows that has room for a comment.
    described = settings[0] >> 3 == 31 or settings[1] >> 3 & 15 == 0 or len(settings) > 8
    if decoder[0] not in _AAC or described:
        raise Refused(Reason.UNCLEANABLE)
    inner = decoder[:1] + b"\x15" + decoder[2:13] + bytes([0x05, len(settings)]) + settings
    outer = b"\x00\x00\x00" + bytes([0x04, len(inner)]) + inner + b"\x06\x01\x02"
    body = bytes(4) + bytes([0x03, len(outer)]) + outer
    return struct.pack(">L4s", 8 + len(body), b"esds") + body


def _descriptor(data: bytes, place: int, tag: int) -> bytes:
    """The content of the descriptor that stands at this place."""
    if data[place] != tag:
        raise Refused(Reason.UNCLEANABLE)
    length = 0
    for step in range(1, 5):
        byte = data[place + step]
        length = length << 7 | byte & 0x7F
        if not byte & 0x80:
            start = place + step + 1
            return data[start : start + length]
    raise Refused(Reason.DAMAGED)
