"""Photographs: decoded wholly, turned upright, brought to sRGB, and encoded again from the pixels alone.

Runs in the child process only. What comes out is JPEG, or PNG where the picture was PNG or is partly transparent.
"""

import io
import struct
from collections.abc import Mapping
from importlib import import_module

from PIL import (
    ExifTags,
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from incidents.cleaning.kinds import Kind
from incidents.cleaning.limits import Limits
from incidents.cleaning.reasons import Reason, Refused

#: Quality and full colour resolution: a photograph is kept as evidence, and is small beside a film.
JPEG_QUALITY = 92
#: Of 9. More takes three times as long and saves a tenth.
PNG_EFFORT = 3
# Each kind has one reader, named here: Pillow would try others, and read a JPEG's notes of further pictures.
_READERS: Mapping[Kind, type[ImageFile.ImageFile]] = {
    Kind.JPEG: JpegImagePlugin.JpegImageFile,
    Kind.PNG: PngImagePlugin.PngImageFile,
    Kind.WEBP: WebPImagePlugin.WebPImageFile,
}
_TURNS: Mapping[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.createProfile("sRGB")
# Pillow loads these when it first needs them, and by then no file can be opened any more.
Image.preinit()
for _name in ("ImagePalette", "TiffImagePlugin"):
    import_module(f"PIL.{_name}")


def _reader(kind: Kind) -> type[ImageFile.ImageFile]:
    """What reads this kind. HEIC apart: its decoder is large, and most photographs need none."""
    if kind is not Kind.HEIC:
        return _READERS[kind]
    import pillow_heif

    return pillow_heif.HeifImageFile


def load_heic() -> None:
    """Load what reads HEIC: the main picture only. Its decoder starts a thread whatever it is told."""
    from pillow_heif import options

    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    options.DECODE_THREADS = 1


def clean_picture(kind: Kind, data: bytes, limits: Limits) -> tuple[Kind, bytes]:
    """The picture of `data` and nothing else; raises `Refused`, or what a decoder raises at damaged data.

    Of a HEIC file with several pictures the main one is kept, as every viewer shows it alone. A moving picture is
    refused: its first moment could miss what somebody wanted to show.
    """
    _check_webp(data, limits)
    with _reader(kind)(io.BytesIO(data)) as picture:
        _check_size(*picture.size, limits)
        if kind in {Kind.PNG, Kind.WEBP} and getattr(picture, "is_animated", False):
            raise Refused(Reason.MOVING)
        picture.load()
        upright = _upright(picture)
        profile = picture.info.get("icc_profile")
    return _encoded(_pixels_only(_in_srgb(_eight_bits(upright), profile)), kind)


def _check_size(width: int, height: int, limits: Limits) -> None:
    """Refuse a picture that would be too large in memory, before it is decoded."""
    if width * height > limits.pixels:
        raise Refused(Reason.TOO_MANY_PIXELS)


def _check_webp(data: bytes, limits: Limits) -> None:
    """Pillow takes memory for a WebP picture when it opens it, so its size is read here first."""
    size = _webp_size(data)
    if size is not None:
        _check_size(*size, limits)


def _webp_size(data: bytes) -> tuple[int, int] | None:
    """Width and height as the first chunk of a WebP file says; None for other files."""
    if data[:4] != b"RIFF" or len(data) < 30:
        return None
    match data[12:16]:
        case b"VP8X":
            return (
                1 + int.from_bytes(data[24:27], "little"),
                1 + int.from_bytes(data[27:30], "little"),
            )
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", data, 26)
            return width & 0x3FFF, height & 0x3FFF
    return None


def _upright(picture: Image.Image) -> Image.Image:
    """The picture as a viewer turns it. pillow-heif has turned what it decodes, and says so in its EXIF."""
    try:
        turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - an unreadable note says nothing about the pixels
        turn = None
    return picture if turn is None else picture.transpose(turn)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """The picture with 8 bits a channel: grey, colour, colour with transparency, or the four inks of print."""
    if picture.mode.startswith("I"):
        # 16 bits of grey; converting alone would cut off instead of scale.
        picture = picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.has_transparency_data:
        return picture if picture.mode == "RGBA" else picture.convert("RGBA")
    if picture.mode in {"L", "RGB", "CMYK"}:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _in_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """The same colours in the space that is meant where no profile stands."""
    if isinstance(profile, bytes) and profile:
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(picture, source, _SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A profile that is broken, or of another kind than the pixels: viewers ignore it too.
            turned = None
        if turned is not None:
            return turned
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


def _pixels_only(picture: Image.Image) -> Image.Image:
    """A new picture that was only given pixels; where it is wholly transparent, not even those."""
    if picture.mode != "RGBA":
        fresh = Image.new(picture.mode, picture.size)
        fresh.paste(picture)
        return fresh
    alpha = picture.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return _pixels_only(picture.convert("RGB"))
    fresh = Image.new("RGBA", picture.size)
    fresh.paste(picture, mask=alpha.point(lambda value: 255 if value else 0))
    return fresh


def _encoded(picture: Image.Image, kind: Kind) -> tuple[Kind, bytes]:
    """The picture as a file. The tables of quality are the library's own, not the camera's, which would tell it."""
    target = io.BytesIO()
    if kind is Kind.PNG or picture.mode == "RGBA":
        picture.save(target, "PNG", compress_level=PNG_EFFORT)
        return Kind.PNG, target.getvalue()
    picture.save(target, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return Kind.JPEG, target.getvalue()
