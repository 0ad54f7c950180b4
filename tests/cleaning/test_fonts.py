"""Fonts in documents: outlines stay, words for people go, and no place moves."""

import struct

import pytest

from incidents.cleaning.pdf_fonts import clean_cff, clean_truetype, clean_type1
from incidents.cleaning.reasons import Reason, Refused
from tests.cleaning.papers import truetype
from tests.cleaning.planting import MARK, MARKER, holds_marker

GLYPH = b"glyph.kept"


def index(*items: bytes) -> bytes:
    """An index of a compact font, with offsets of two bytes."""
    places = [1]
    for item in items:
        places.append(places[-1] + len(item))
    return struct.pack(f">HB{len(places)}H", len(items), 2, *places) + b"".join(items)


def compact(offset: int = 391) -> bytes:
    """A compact font whose notice, copyright and weight are the marker; numbers of every length stand before them."""
    numbers = b"\x1d\0\0\0\x07\x1e\xa0\x1f\xf7\x01\xfb\x01\x8b\x05"
    words = b"".join(
        b"\x1c" + struct.pack(">H", offset + place) + operator
        for place, operator in ((0, b"\x01"), (1, b"\x0c\x00"), (2, b"\x04"))
    )
    strings = index(MARK, MARK, MARK, GLYPH)
    return b"\x01\0\x04\x02" + index(b"Tone") + index(numbers + words) + strings + b"outlines"


def opentype(content: bytes) -> bytes:
    head = struct.pack(">4sHHHH4sLLL", b"OTTO", 1, 16, 0, 0, b"CFF ", 0, 28, len(content))
    return head + content


def test_a_truetype_font_keeps_the_tables_that_draw() -> None:
    assert holds_marker(truetype())
    cleaned = clean_truetype(truetype())
    assert not holds_marker(cleaned)
    (count,) = struct.unpack_from(">H", cleaned, 4)
    tables = [struct.unpack_from(">4sLLL", cleaned, 12 + 16 * n) for n in range(count)]
    assert [(tag, length) for tag, _, _, length in tables] == [(b"glyf", 8), (b"head", 54)]
    assert all(start % 4 == 0 and start + length <= len(cleaned) for _, _, start, length in tables)


def test_a_compact_font_keeps_its_length_and_its_glyphs() -> None:
    for font in (compact(), opentype(compact())):
        cleaned = clean_cff(font)
        assert holds_marker(font)
        assert not holds_marker(cleaned)
        assert GLYPH in cleaned
        assert cleaned.rstrip(b"\0").endswith(b"outlines")
    assert len(clean_cff(compact())) == len(compact())


def test_words_that_are_not_the_fonts_own_are_left_alone() -> None:
    assert clean_cff(compact(offset=3)) == compact(offset=3)


def test_a_type_1_font_keeps_its_length_and_what_is_encrypted() -> None:
    readable = b"%!PS-AdobeFont-1.0: " + MARK + b" 1.05\n%%CreationDate: " + MARK + b"\n"
    readable += b"/FontInfo 9 dict dup begin\n/Notice (\\(c\\) (" + MARK + b") and) readonly def\n"
    readable += b"/FullName (" + MARK + b") readonly def\n/ItalicAngle 0 def end\ncurrentfile "
    font = readable + b"eexec\n\x01\x02%\x03"
    cleaned = clean_type1(font)
    assert not holds_marker(cleaned)
    assert len(cleaned) == len(font)
    assert cleaned.startswith(b"%!PS-AdobeFont-1.0 ")
    assert cleaned.endswith(b"/ItalicAngle 0 def end\ncurrentfile eexec\n\x01\x02%\x03")
    assert cleaned.count(b"(") == cleaned.count(b")") == 2


@pytest.mark.parametrize(
    ("clean", "font"),
    [
        (clean_truetype, b"\0\1\0\0\0\x09"),
        (clean_truetype, MARKER.encode()),
        (clean_cff, b"\x01\0\x04\x02\0\x05\x01"),
        (clean_cff, b"\x01\0\x04\x02\0\x01\x01\x09\x01"),
        (clean_type1, b"%!PS without its second part"),
        (clean_type1, MARK + b"eexec"),
    ],
)
def test_a_font_that_cannot_be_read_is_refused(clean: object, font: bytes) -> None:
    assert callable(clean)
    with pytest.raises(Refused) as refused:
        clean(font)
    assert refused.value.reason in {Reason.DAMAGED, Reason.UNCLEANABLE}
