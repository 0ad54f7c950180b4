"""The data of pictures in a PDF: what a decoder needs for the pixels, without the notes that may stand beside it."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, StreamDecodeLevel
from PIL import Image, Jpeg2KImagePlugin

from incidents.cleaning.images import JPEG_QUALITY
from incidents.cleaning.pdf_rules import DECODER_KEYS
from incidents.cleaning.reasons import Reason, Refused

# Segments that decoding needs: frames, tables, restarts, scans.
_SOF = {*range(0xC0, 0xD0)} - {0xC8}
_NEEDED = _SOF | {0xDA, 0xDB, 0xDC, 0xDD}
_SCAN = 0xDA
_END = 0xD9
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
# Within compressed data a marker is neither a stuffed FF nor a restart.
_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_JBIG2_NOTE = 62
_JBIG2_LAST = 51


@dataclass(frozen=True, slots=True)
class Picture:
    """The data of one picture, with the filter that decodes it; None where it is plain."""

    data: bytes
    filter: Name | None = None
    hints: dict[str, Object] = field(default_factory=dict)
    # Segments that several JBIG2 pictures share.
    shared: bytes | None = None
    # Set where the data was encoded anew and says other colours than before.
    colours: Name | None = None


def decoded(stream: Object) -> bytes:
    """The bytes of a stream behind all filters that lose nothing; `pikepdf.PdfError` at damaged data."""
    return stream.read_bytes(StreamDecodeLevel.specialized)


def clean_picture_data(stream: Object, pixels: int) -> Picture:
    """The data of a picture, cleaned by what its last filter says that it is."""
    filters = list(_filters(stream))
    match str(filters[-1]) if filters else "":
        case "/DCTDecode":
            data = _before_last_filter(stream, filters)
            return Picture(strip_jpeg(data), Name.DCTDecode, _hints(stream))
        case "/CCITTFaxDecode":
            data = _before_last_filter(stream, filters)
            return Picture(data, Name.CCITTFaxDecode, _hints(stream))
        case "/JBIG2Decode":
            shared = _parameters(stream).get("/JBIG2Globals")
            return Picture(
                strip_jbig2(_before_last_filter(stream, filters)),
                Name.JBIG2Decode,
                shared=strip_jbig2(decoded(shared)) if isinstance(shared, Stream) else None,
            )
        case "/JPXDecode":
            return _again(_before_last_filter(stream, filters), stream, pixels)
    return Picture(decoded(stream))


def strip_jpeg(data: bytes) -> bytes:
    """The same JPEG, pixel for pixel, without EXIF, XMP, profiles, comments, thumbnails and what follows its end."""
    try:
        return b"\xff\xd8" + b"".join(_needed_segments(data)) + b"\xff\xd9"
    except IndexError:
        raise Refused(Reason.DAMAGED) from None


def _needed_segments(data: bytes) -> Iterator[bytes]:
    if data[:2] != b"\xff\xd8":
        raise Refused(Reason.DAMAGED)
    place = 2
    while True:
        while data[place] == 0xFF and data[place + 1] == 0xFF:
            place += 1
        if data[place] != 0xFF:
            raise Refused(Reason.DAMAGED)
        marker = data[place + 1]
        if marker == _END:
            return
        end = place + 2 + (data[place + 2] << 8 | data[place + 3])
        yield _segment(marker, data[place:end])
        if marker == _SCAN:
            found = _MARKER.search(data, end)
            if found is None:
                raise Refused(Reason.DAMAGED)
            yield data[end : found.start()]
            end = found.start()
        place = end


def _segment(marker: int, segment: bytes) -> bytes:
    """The segment as it may stay: whole, as its fixed part, or not at all."""
    if marker in _NEEDED:
        return segment
    if marker == 0xE0 and segment[4:9] == b"JFIF\0":
        # Whether it is there tells a decoder which colours are meant.
        return _JFIF
    if marker == 0xEE and segment[4:9] == b"Adobe" and len(segment) >= 16:
        return b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + segment[15:16]
    if 0xE0 <= marker <= 0xEF or marker == 0xFE:
        return b""
    raise Refused(Reason.DAMAGED)


def strip_jbig2(data: bytes) -> bytes:
    """The same JBIG2 segments without notes, and without what follows the last one."""
    try:
        return b"".join(_jbig2_segments(data))
    except IndexError:
        raise Refused(Reason.DAMAGED) from None


def _jbig2_segments(data: bytes) -> Iterator[bytes]:
    place = 0
    # Writers end the data with a line end or two; no segment is as short.
    while len(data) - place >= 11:
        number = int.from_bytes(data[place : place + 4], "big")
        kind = data[place + 4] & 63
        count = data[place + 5] >> 5
        head = place + 6
        if count == 7:
            count = int.from_bytes(data[place + 5 : place + 9], "big") & 0x1FFFFFFF
            head = place + 9 + (count + 8) // 8
        head += count * (1 if number <= 256 else 2 if number <= 65536 else 4)
        head += 4 if data[place + 4] & 64 else 1
        length = int.from_bytes(data[head : head + 4], "big")
        end = head + 4 + length
        if end > len(data):
            raise Refused(Reason.DAMAGED)
        if kind != _JBIG2_NOTE:
            yield data[place:end]
        if kind == _JBIG2_LAST:
            return
        place = end


def _again(data: bytes, stream: Object, pixels: int) -> Picture:
    """A JPEG 2000 picture as JPEG: its container and code stream have too many places for notes."""
    if int(stream.get("/SMaskInData", 0)):
        raise Refused(Reason.UNCLEANABLE)
    with Image.open(
        io.BytesIO(data), formats=(Jpeg2KImagePlugin.Jpeg2KImageFile.format,)
    ) as picture:
        if picture.width * picture.height > pixels:
            raise Refused(Reason.TOO_MANY_PIXELS)
        if picture.mode not in {"L", "RGB"} or _has_palette(stream):
            raise Refused(Reason.UNCLEANABLE)
        target = io.BytesIO()
        picture.save(target, "JPEG", quality=JPEG_QUALITY, subsampling=0, comment=b"")
        colours = Name.DeviceGray if picture.mode == "L" else Name.DeviceRGB
    return Picture(strip_jpeg(target.getvalue()), Name.DCTDecode, colours=colours)


def _has_palette(stream: Object) -> bool:
    """Whether the components are not colours but places in a palette or inks."""
    space = stream.get("/ColorSpace")
    return isinstance(space, Array) and str(space[0]) not in {"/ICCBased", "/CalRGB", "/CalGray"}


def _filters(stream: Object) -> Iterator[Name]:
    given = stream.get("/Filter")
    for one in given if isinstance(given, Array) else [given]:
        if isinstance(one, Name):
            yield one


def _parameters(stream: Object) -> Object:
    """What the last filter is told; an empty dictionary for nothing."""
    given = stream.get("/DecodeParms")
    last = list(given)[-1] if isinstance(given, Array) and len(given) else given
    return last if isinstance(last, Dictionary) else Dictionary()


def _hints(stream: Object) -> dict[str, Object]:
    return {
        key: Object.parse(value.unparse(resolved=True))
        for key, value in _parameters(stream).items()
        if key in DECODER_KEYS and not isinstance(value, (Array, Dictionary, pikepdf.String))
    }


def _before_last_filter(stream: Object, filters: list[Name]) -> bytes:
    """The encoded picture as it is once every filter around it is undone."""
    raw = stream.read_raw_bytes()
    if len(filters) == 1:
        return raw
    given = stream.get("/DecodeParms")
    if isinstance(given, Array) and any(isinstance(one, Dictionary) for one in list(given)[:-1]):
        raise Refused(Reason.UNCLEANABLE)
    with pikepdf.new() as apart:
        outer = Stream(apart, b"")
        outer.write(raw, filter=Array(Name(str(one)) for one in filters[:-1]))
        return outer.read_bytes(StreamDecodeLevel.specialized)
