"""Pictures for the tests, and everything that can be hidden beside their pixels."""

import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from tests.cleaning.planting import MARK, MARKER

SIZE = (120, 80)
pillow_heif.register_heif_opener()
Entries = dict[int, bytes | int]


def scene(size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture with slopes, edges, colours and no symmetry, the same each time."""
    width, height = size
    picture = Image.merge(
        "RGB",
        (
            Image.linear_gradient("L").resize(size),
            Image.radial_gradient("L").resize(size),
            Image.linear_gradient("L").rotate(90).resize(size),
        ),
    )
    picture.paste((220, 40, 30), (width // 10, height // 10, width // 3, height // 4))
    picture.paste((20, 60, 200), (width // 2, height // 2, width - width // 10, height - 8))
    return picture


def coded(picture: Image.Image, form: str, **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()


def opened(data: bytes) -> Image.Image:
    """A picture as its main frame; a JPEG without the further pictures that its notes may promise."""
    jpeg = data.startswith(b"\xff\xd8")
    picture: Image.Image
    picture = JpegImageFile(io.BytesIO(data)) if jpeg else Image.open(io.BytesIO(data))
    picture.load()
    return picture


def heic(picture: Image.Image, **options: Any) -> bytes:
    return coded(picture, "HEIF", quality=95, chroma=444, **options)


# ---------------------------------------------------------------- EXIF


def exif(orientation: int = 1) -> bytes:
    """A camera's notes: maker, serial number, maker note, place, and a thumbnail with a comment of its own."""
    thumbnail = coded(scene((16, 12)), "JPEG", comment=MARK)
    first: Entries = {
        0x010F: MARK,
        0x0110: MARK,
        0x0112: orientation,
        0x9C9B: MARKER.encode("utf-16-le"),
    }
    inner: Entries = {0xA431: MARK, 0x927C: b"MakerNote\0" + MARK, 0x9286: b"ASCII\0\0\0" + MARK}
    place: Entries = {0x0001: b"N\0", 0x001B: b"ASCII\0\0\0" + MARK, 0x001D: b"2026:01:02\0"}
    body = bytearray(b"II*\0\x08\0\0\0")
    links: dict[int, Entries] = {0x8769: dict(inner), 0x8825: dict(place)}
    last = _directory(body, first | dict.fromkeys(links, 0))
    for tag, entries in links.items():
        _point(body, 8, tag, len(body))
        _directory(body, entries)
    struct.pack_into("<L", body, last, len(body))
    start = len(body)
    _directory(body, {0x0103: 6, 0x0201: 0, 0x0202: len(thumbnail)})
    _point(body, start, 0x0201, len(body))
    return b"Exif\0\0" + bytes(body) + thumbnail


def _directory(body: bytearray, entries: Entries) -> int:
    """Append a directory with its values; the place of the link to the next one."""
    start = len(body)
    body += struct.pack("<H", len(entries)) + bytes(12 * len(entries)) + bytes(4)
    for number, (tag, value) in enumerate(sorted(entries.items())):
        if isinstance(value, int):
            entry = struct.pack("<HHLL", tag, 3 if tag == 0x0112 else 4, 1, value)
        else:
            entry = struct.pack("<HHLL", tag, 7, len(value), len(body))
            body += value
        struct.pack_into("12s", body, start + 2 + 12 * number, entry)
    return start + 2 + 12 * len(entries)


def _point(body: bytearray, directory: int, tag: int, target: int) -> None:
    (count,) = struct.unpack_from("<H", body, directory)
    for place in range(directory + 2, directory + 2 + 12 * count, 12):
        if struct.unpack_from("<H", body, place)[0] == tag:
            struct.pack_into("<L", body, place + 8, target)


# ---------------------------------------------------------------- a colour profile


def profile() -> bytes:
    """A profile whose red is green and whose green is red, so that nobody can overlook whether it was used."""
    red, green, blue = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)
    curve = b"curv" + bytes(4) + struct.pack(">LH2x", 1, 563)
    named = b"desc" + bytes(4) + struct.pack(">L", len(MARK) + 1) + MARK + bytes(1 + 78)
    tags = {
        b"desc": named,
        b"cprt": b"text" + bytes(4) + MARK + b"\0",
        b"dmnd": named,
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": _xyz(*green),
        b"gXYZ": _xyz(*red),
        b"bXYZ": _xyz(*blue),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, bodies, place = b"", b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        padded = value + bytes(-len(value) % 4)
        table += struct.pack(">4sLL", name, place, len(value))
        bodies += padded
        place += len(padded)
    head = struct.pack(">L4sL4s4s4s", place, b"lcms", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s", 2026, 1, 2, 0, 0, 0, b"acsp").ljust(44, b"\0")
    head += struct.pack(">LLL", 0xF6D6, 0x10000, 0xD32D)
    return head.ljust(128, b"\0") + struct.pack(">L", len(tags)) + table + bodies


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3l", *(round(value * 65536) for value in values))


# ---------------------------------------------------------------- containers


def jpeg_segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, 2 + len(content)) + content


def planted_jpeg(picture: Image.Image, *, orientation: int = 1, **options: Any) -> bytes:
    """A JPEG with the marker in every segment that knows notes, between them, and behind the end."""
    plain = coded(picture, "JPEG", quality=95, subsampling=0, **options)
    segments = (
        jpeg_segment(0xE1, exif(orientation)),
        jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + MARK + b"</x:xmpmeta>"),
        jpeg_segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + MARK),
        jpeg_segment(0xE2, b"MPF\0" + MARK),
        jpeg_segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">L", 14) + MARK),
        jpeg_segment(0xE5, MARK),
        jpeg_segment(0xEF, MARKER.encode("utf-16-be")),
        jpeg_segment(0xFE, MARK),
    )
    return plain[:2] + b"".join(segments) + plain[2:] + b"\0\0\0\x18ftypmp42" + MARK


def chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">L", len(content))
        + name
        + content
        + struct.pack(">L", zlib.crc32(name + content))
    )


def planted_png(picture: Image.Image, *, orientation: int = 1, icc: bytes | None = None) -> bytes:
    """A PNG with the marker in every kind of text, in notes, in a chunk that nobody knows, and behind the end."""
    plain = coded(picture, "PNG", icc_profile=icc) if icc else coded(picture, "PNG")
    xmp = b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>" + MARK + b"</x:xmpmeta>"
    chunks = (
        chunk(b"tEXt", b"Author\0" + MARK),
        chunk(b"zTXt", b"Comment\0\0" + zlib.compress(MARK * 3)),
        chunk(b"iTXt", xmp),
        chunk(b"iTXt", b"Title\0\1\0sv\0\0" + zlib.compress(MARK * 3)),
        chunk(b"eXIf", exif(orientation)[6:]),
        chunk(b"tIME", bytes((7, 234, 1, 2, 3, 4, 5))),
        chunk(b"prVt", MARK),
    )
    behind = chunk(b"tEXt", b"Software\0" + MARK)
    end = plain.rindex(b"\0\0\0\0IEND")
    return plain[:33] + b"".join(chunks) + plain[33:end] + behind + plain[end:] + MARK


def planted_webp(picture: Image.Image, **options: object) -> bytes:
    """A WebP with EXIF, XMP and profile, a chunk that nobody knows, and something behind the end."""
    plain = coded(picture, "WEBP", exif=exif(), xmp=MARK, icc_profile=profile(), **options)
    size = len(plain) - 8 + 8 + len(MARK)
    return (
        plain[:4]
        + struct.pack("<L", size)
        + plain[8:]
        + b"JUNK"
        + struct.pack("<L", len(MARK))
        + MARK
        + MARK
    )
