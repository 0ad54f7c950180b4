"""Photographs: nothing but the pixels comes through, and the pixels do."""

import io
import struct
import zlib

import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageOps

from incidents.cleaning.clean import clean
from incidents.cleaning.kinds import Kind
from incidents.cleaning.limits import Limits
from tests.cleaning.pictures import (
    SIZE,
    chunk,
    coded,
    exif,
    heic,
    opened,
    planted_jpeg,
    planted_png,
    planted_webp,
    profile,
    scene,
)
from tests.cleaning.planting import MARK, MARKER, body, cleaned_here, holds_marker, refusal

#: Coding at quality 92 rounds each frequency of a block to steps of 3 (the slow ones) to 19 levels of 255. With full
#: colour resolution that is under two levels on average, and a tenth of the range beside the hardest edge.
MEAN, MOST = 2.0, 25
#: As a viewer shows them: what the decoder itself gives for the file that came in.
TURNS = range(1, 9)


def difference(first: Image.Image, second: Image.Image) -> tuple[float, int]:
    """The average and the largest difference of two pictures, in levels of 255."""
    assert first.size == second.size
    bands = ImageChops.difference(first.convert("RGB"), second.convert("RGB")).split()
    counts = [band.histogram() for band in bands]
    total = sum(level * count for band in counts for level, count in enumerate(band))
    most = max(level for band in counts for level, count in enumerate(band) if count)
    return total / (3 * first.width * first.height), most


def close(first: Image.Image, second: Image.Image) -> bool:
    mean, most = difference(first, second)
    return mean <= MEAN and most <= MOST


def jpeg_markers(data: bytes) -> list[int]:
    """The markers of a JPEG up to its scan."""
    found, place = [], 2
    while data[place + 1] != 0xDA:
        found.append(data[place + 1])
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return found


def png_chunks(data: bytes) -> list[bytes]:
    found, place = [], 8
    while place < len(data):
        (length,) = struct.unpack_from(">L", data, place)
        found.append(data[place + 4 : place + 8])
        place += 12 + length
    assert place == len(data)
    return found


def test_a_jpeg_keeps_its_pixels_and_nothing_else() -> None:
    planted = planted_jpeg(scene())
    assert holds_marker(planted)
    done = clean(planted)
    assert (done.kind, done.media_type, done.name(3)) == (Kind.JPEG, "image/jpeg", "foto-3.jpg")
    assert not holds_marker(done.data)
    assert close(scene(), opened(done.data))
    assert set(jpeg_markers(done.data)) == {0xE0, 0xDB, 0xC0, 0xC4}
    assert done.data.endswith(b"\xff\xd9")
    assert done.data.index(b"\xff\xd9") == len(done.data) - 2


def test_a_png_keeps_every_pixel_and_nothing_else() -> None:
    planted = planted_png(scene())
    assert holds_marker(planted)
    kind, data = body(cleaned_here(planted))
    assert kind is Kind.PNG
    assert not holds_marker(data)
    assert difference(scene(), opened(data)) == (0, 0)
    assert set(png_chunks(data)) == {b"IHDR", b"IDAT", b"IEND"}


def test_a_webp_becomes_a_jpeg_of_what_it_shows() -> None:
    planted = planted_webp(scene(), quality=90)
    assert holds_marker(planted)
    kind, data = body(cleaned_here(planted))
    assert kind is Kind.JPEG
    assert not holds_marker(data)
    without_profile = coded(opened(planted), "PNG", icc_profile=profile())
    assert close(opened(body(cleaned_here(without_profile))[1]), opened(data))


def test_a_heic_becomes_a_jpeg_of_what_it_shows() -> None:
    planted = heic(scene(), exif=exif(), xmp=MARK) + struct.pack(">L4s", 8 + len(MARK), b"free")
    planted += MARK
    assert holds_marker(planted)
    done = clean(planted)
    assert (done.kind, done.name(1)) == (Kind.JPEG, "foto-1.jpg")
    assert not holds_marker(done.data)
    assert close(opened(planted), opened(done.data))


def test_the_thumbnail_of_a_heic_goes_and_its_main_picture_stays() -> None:
    collection = pillow_heif.from_pillow(scene())
    collection.add_from_pillow(Image.new("RGB", (64, 64), "red"))
    target = io.BytesIO()
    collection.save(target, quality=95, chroma=444, primary_index=0, exif=exif())
    kind, data = body(cleaned_here(target.getvalue()))
    assert kind is Kind.JPEG
    assert opened(data).size == SIZE


@pytest.mark.parametrize("turn", TURNS)
def test_a_picture_stands_upright_afterwards(turn: int) -> None:
    for planted in (
        planted_jpeg(scene(), orientation=turn),
        planted_png(scene(), orientation=turn),
    ):
        upright = ImageOps.exif_transpose(opened(planted))
        _, data = body(cleaned_here(planted))
        assert close(upright, opened(data))
        assert 0x0112 not in opened(data).getexif()


@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_a_heic_is_turned_once(turn: int) -> None:
    upright = ImageOps.exif_transpose(opened(planted_png(scene(), orientation=turn)))
    given = coded(scene(), "HEIF", quality=95, chroma=444, exif=exif(turn))
    _, data = body(cleaned_here(given))
    assert close(upright, opened(data))


def test_colours_are_what_the_profile_meant() -> None:
    red, green, blue = scene().split()
    swapped = Image.merge("RGB", (green, red, blue))
    for planted in (
        planted_jpeg(scene(), icc_profile=profile()),
        planted_png(scene(), icc=profile()),
    ):
        assert holds_marker(planted)
        _, data = body(cleaned_here(planted))
        assert not holds_marker(data)
        assert "icc_profile" not in opened(data).info
        mean, _ = difference(opened(data), swapped)
        assert mean < 12  # the profile's curve is a plain power, that of sRGB is not
        assert difference(opened(data), scene())[0] > 40


@pytest.mark.parametrize(
    "broken", [b"", b"x", MARK * 40, profile()[:200], profile()[:16] + b"GRAY" + profile()[20:]]
)
def test_a_broken_profile_is_left_out(broken: bytes) -> None:
    planted = coded(scene(), "PNG", icc_profile=broken)
    _, data = body(cleaned_here(planted))
    assert difference(scene(), opened(data)) == (0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_shows_the_same(mode: str) -> None:
    if mode == "I;16":
        levels = scene().convert("L")
        wide = Image.frombytes(
            "I;16", SIZE, b"".join(struct.pack("<H", level * 257) for level in levels.tobytes())
        )
        given, expected = coded(wide, "PNG"), levels
    else:
        given = coded(scene().convert(mode), "PNG")
        expected = opened(given)
    _, data = body(cleaned_here(given))
    assert difference(expected, opened(data)) == (0, 0)


def test_print_inks_become_colours() -> None:
    given = coded(scene().convert("CMYK"), "JPEG", quality=95)
    kind, data = body(cleaned_here(given))
    assert (kind, opened(data).mode) == (Kind.JPEG, "RGB")
    assert close(opened(given).convert("RGB"), opened(data))


def test_what_is_hidden_under_full_transparency_goes() -> None:
    picture = scene().convert("RGBA")
    letters = Image.frombytes("RGB", (len(MARK), 1), bytes(byte for byte in MARK for _ in range(3)))
    picture.paste(letters, (4, 4))
    picture.putalpha(Image.new("L", SIZE, 255))
    picture.paste((9, 9, 9, 0), (0, 0, 60, 60))
    hidden = Image.frombytes("RGB", (60, 60), (MARK * 800)[: 60 * 60 * 3])
    picture.paste(Image.merge("RGBA", (*hidden.split(), Image.new("L", (60, 60), 0))), (0, 0))
    given = coded(picture, "PNG")
    assert MARK in picture.convert("RGB").tobytes()
    kind, data = body(cleaned_here(given))
    after = opened(data)
    assert (kind, after.mode) == (Kind.PNG, "RGBA")
    assert set(after.crop((0, 0, 60, 60)).tobytes()) == {0}
    assert after.crop((60, 0, *SIZE)).tobytes() == picture.crop((60, 0, *SIZE)).tobytes()


def test_a_transparent_webp_becomes_a_png() -> None:
    picture = scene().convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 20, 20))
    kind, data = body(cleaned_here(coded(picture, "WEBP", lossless=True)))
    assert (kind, opened(data).tobytes()) == (Kind.PNG, picture.tobytes())


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(form: str) -> None:
    others = [Image.new("RGB", SIZE, colour) for colour in ("red", "green")]
    moving = coded(scene(), form, save_all=True, append_images=others, duration=100)
    assert refusal(cleaned_here(moving)) == "moving"


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    head = struct.pack(">LLBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    bomb += chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    assert refusal(cleaned_here(bomb)) == "too_many_pixels"
    wide = struct.pack("<4sL4s4sLB3x", b"RIFF", 30, b"WEBP", b"VP8X", 10, 0)
    wide += (16_000).to_bytes(3, "little") * 2
    assert refusal(cleaned_here(wide + bytes(40))) == "too_many_pixels"
    for form in ("JPEG", "HEIF", "WEBP"):
        small = Limits(pixels=SIZE[0] * SIZE[1] - 1)
        assert refusal(cleaned_here(coded(scene(), form), small)) == "too_many_pixels"
        enough = Limits(pixels=SIZE[0] * SIZE[1])
        assert body(cleaned_here(coded(scene(), form), enough))


def test_a_picture_that_grows_too_large_is_refused() -> None:
    given = coded(scene(), "JPEG", quality=5)
    assert refusal(cleaned_here(given, Limits(cleaned_bytes=1000))) == "too_large"


def test_the_camera_cannot_be_told_from_the_tables() -> None:
    kept = {body(cleaned_here(coded(scene(), "JPEG", quality=q)))[1][:400] for q in (50, 80, 95)}
    assert len(kept) == 1


def test_the_marker_is_searched_for_in_every_spelling() -> None:
    for spelling in (MARKER.encode("utf-16-le"), zlib.compress(MARK), MARK.hex().encode()):
        assert holds_marker(b"before" + spelling)
    assert not holds_marker(b"nothing")
