"""Fonts in a PDF: the outlines and what finds them; without the names, notices and signatures that font files carry."""

import re
import struct
from collections.abc import Iterator
from itertools import pairwise

from incidents.cleaning.reasons import Reason, Refused

# What a viewer needs to draw glyphs; `name`, `meta`, `DSIG` and programs' own tables are not among it.
_TABLES = frozenset(
    b"CFF ,OS/2,VORG,cmap,cvt ,fpgm,gasp,glyf,head,hhea,hmtx,loca,maxp,post,prep,vhea,vmtx".split(
        b","
    )
)
_SFNT = frozenset((b"\x00\x01\x00\x00", b"true", b"OTTO"))
#: The entries of a CFF font that are words for people: version, notice, names, weight, copyright, PostScript.
_CFF_WORDS = frozenset((0, 1, 2, 3, 4, 0x0C00, 0x0C15, 0x0C16))
_CFF_STANDARD_STRINGS = 391
_TYPE1_START = b"%!PS-AdobeFont-1.0"
_TYPE1_WORDS = re.compile(
    rb"%[^\r\n]*|/(?:version|Notice|Copyright|FullName|FamilyName|Weight)\s*"
    rb"\((?:[^()\\]|\\.|\([^()]*\))*\)",
    re.DOTALL,
)


def clean_truetype(data: bytes) -> bytes:
    """The same TrueType or OpenType font with the tables that draw, and no other."""
    try:
        tables = list(_tables(data))
    except struct.error:
        raise Refused(Reason.DAMAGED) from None
    place = 12 + 16 * len(tables)
    power = max(1, len(tables)).bit_length() - 1
    head = struct.pack(
        ">4sHHHH", data[:4], len(tables), 16 << power, power, 16 * (len(tables) - (1 << power))
    )
    entries, bodies = [head], []
    for tag, checksum, body in tables:
        entries.append(struct.pack(">4sLLL", tag, checksum, place, len(body)))
        padded = body + bytes(-len(body) % 4)
        bodies.append(padded)
        place += len(padded)
    return b"".join(entries + bodies)


def _tables(data: bytes) -> Iterator[tuple[bytes, int, bytes]]:
    """The tables that are kept: tag, checksum, bytes."""
    if data[:4] not in _SFNT:
        raise Refused(Reason.UNCLEANABLE)
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(count):
        tag, checksum, start, length = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        if tag == b"CFF ":
            yield tag, checksum, _without_words(data[start : start + length])
        elif tag in _TABLES:
            yield tag, checksum, data[start : start + length]


def clean_cff(data: bytes) -> bytes:
    """The same compact font, or OpenType font around one, with blanks where words for people stood."""
    return clean_truetype(data) if data[:4] in _SFNT else _without_words(data)


def _without_words(data: bytes) -> bytes:
    try:
        _, after_names = _index(data, data[2])
        tops, after_tops = _index(data, after_names)
        strings, _ = _index(data, after_tops)
        blanked = bytearray(data)
        for start, end in tops:
            for number in _word_numbers(data[start:end]):
                if 0 <= number < len(strings):
                    first, last = strings[number]
                    blanked[first:last] = b" " * (last - first)
    except IndexError:
        raise Refused(Reason.DAMAGED) from None
    return bytes(blanked)


def _index(data: bytes, place: int) -> tuple[list[tuple[int, int]], int]:
    """Start and end of each object of a CFF index, and the place behind the index."""
    count = data[place] << 8 | data[place + 1]
    if count == 0:
        return [], place + 2
    size = data[place + 2]
    first = place + 3
    base = first + (count + 1) * size - 1
    offsets = [
        base + int.from_bytes(data[first + n * size : first + (n + 1) * size], "big")
        for n in range(count + 1)
    ]
    if offsets != sorted(offsets) or offsets[-1] > len(data):
        raise Refused(Reason.DAMAGED)
    return list(pairwise(offsets)), offsets[-1]


def _word_numbers(top: bytes) -> Iterator[int]:
    """The numbers, among a font's own strings, of those that are words for people."""
    place, operand = 0, 0
    while place < len(top):
        first = top[place]
        if first <= 21:
            operator = first
            if first == 12:
                operator = 0x0C00 | top[place + 1]
                place += 1
            if operator in _CFF_WORDS:
                yield operand - _CFF_STANDARD_STRINGS
            place += 1
        else:
            operand, place = _operand(top, place)


def _operand(top: bytes, place: int) -> tuple[int, int]:
    """A number of a CFF dictionary (0 for one with a fraction), and the place behind it."""
    first = top[place]
    if first == 28:
        return int.from_bytes(top[place + 1 : place + 3], "big", signed=True), place + 3
    if first == 29:
        return int.from_bytes(top[place + 1 : place + 5], "big", signed=True), place + 5
    if first == 30:
        while top[place + 1] & 0x0F != 0x0F:
            place += 1
        return 0, place + 2
    if first < 247:
        return first - 139, place + 1
    if first < 251:
        return (first - 247) * 256 + top[place + 1] + 108, place + 2
    return -(first - 251) * 256 - top[place + 1] - 108, place + 2


def clean_type1(data: bytes) -> bytes:
    """The same Type 1 font with blanks where comments and words for people stood in its readable part."""
    end = data.find(b"eexec")
    if not data.startswith((b"%!", b"\x80\x01")) or end < 0:
        raise Refused(Reason.DAMAGED)
    readable = _TYPE1_WORDS.sub(_blank, data[:end])
    return readable + data[end:]


def _blank(found: re.Match[bytes]) -> bytes:
    """As many bytes that say nothing; the first comment is what the font is recognised by."""
    word = found[0]
    if word.startswith(b"%!") and found.start() < 8:
        return _TYPE1_START.ljust(len(word))[: len(word)]
    if word.startswith(b"%"):
        return b"%" + b" " * (len(word) - 1)
    name, _, rest = word.partition(b"(")
    return name + b"(" + b" " * (len(rest) - 1) + b")"
