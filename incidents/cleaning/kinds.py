"""The closed list of files that are accepted: recognised by content, named neutrally. Pure, standard library only."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """What cleans a file, and the word that its neutral name begins with."""

    PHOTO = "foto"
    DOCUMENT = "dokument"
    SOUND = "ljud"


class Kind(StrEnum):
    """One accepted format."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    MP3 = "mp3"
    M4A = "m4a"
    OGG = "ogg"
    WAV = "wav"
    FLAC = "flac"


@dataclass(frozen=True, slots=True)
class Form:
    """What the product says about a kind: its family, the ending of its name, its media type."""

    family: Family
    ending: str
    media_type: str


FORMS: Mapping[Kind, Form] = {
    Kind.JPEG: Form(Family.PHOTO, "jpg", "image/jpeg"),
    Kind.PNG: Form(Family.PHOTO, "png", "image/png"),
    Kind.WEBP: Form(Family.PHOTO, "webp", "image/webp"),
    Kind.HEIC: Form(Family.PHOTO, "heic", "image/heic"),
    Kind.PDF: Form(Family.DOCUMENT, "pdf", "application/pdf"),
    Kind.MP3: Form(Family.SOUND, "mp3", "audio/mpeg"),
    Kind.M4A: Form(Family.SOUND, "m4a", "audio/mp4"),
    Kind.OGG: Form(Family.SOUND, "ogg", "audio/ogg"),
    Kind.WAV: Form(Family.SOUND, "wav", "audio/wav"),
    Kind.FLAC: Form(Family.SOUND, "flac", "audio/flac"),
}
#: What a file may have become after cleaning. WebP and HEIC need no encoder of their own: what shows them is rarer
#: than what shows JPEG, and PNG keeps what is transparent.
CLEANED_AS: Mapping[Kind, frozenset[Kind]] = {
    **{kind: frozenset({kind}) for kind in Kind},
    Kind.WEBP: frozenset({Kind.JPEG, Kind.PNG}),
    Kind.HEIC: frozenset({Kind.JPEG, Kind.PNG}),
}

_STARTS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"%PDF-", Kind.PDF),
    (b"OggS", Kind.OGG),
    (b"fLaC", Kind.FLAC),
    (b"ID3", Kind.MP3),
)
_RIFF = {b"WAVE": Kind.WAV, b"WEBP": Kind.WEBP}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_PICTURE_BRANDS = frozenset({b"avif", b"avis", b"jxl ", b"crx "})
_FILM_STARTS = (b"\x1a\x45\xdf\xa3", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"FLV\x01")


def kind_of(data: bytes) -> Kind | None:
    """The accepted kind that this content claims to be, from its first bytes; None for everything else.

    A name or media type that a browser sends is never asked. An MP4 counts as sound here; whether it holds a film is
    found when it is cleaned.
    """
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12])
    if data[4:8] == b"ftyp":
        return _kind_of_brand(data[8:12])
    return Kind.MP3 if _starts_with_mpeg_frame(data) else None


def is_film(data: bytes) -> bool:
    """Whether this content is one of the usual film formats, so that the refusal can say so."""
    brand = data[8:12]
    avi = data[:4] == b"RIFF" and brand == b"AVI "
    return avi or data.startswith(_FILM_STARTS) or (data[4:8] == b"ftyp" and brand == b"qt  ")


def neutral_name(kind: Kind, number: int) -> str:
    """The name that a cleaned file gets: `foto-1.jpg` for number 1. Names from outside are never kept."""
    form = FORMS[kind]
    return f"{form.family}-{number}.{form.ending}"


def _kind_of_brand(brand: bytes) -> Kind | None:
    if brand in _HEIC_BRANDS:
        return Kind.HEIC
    return None if brand in _PICTURE_BRANDS or brand == b"qt  " else Kind.M4A


def _starts_with_mpeg_frame(data: bytes) -> bool:
    """MPEG audio, layer III, with a bit rate and a sampling rate that exist."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:
        return False
    return data[1] & 0x18 != 0x08 and data[2] >> 4 not in {0, 15} and data[2] & 0x0C != 0x0C
