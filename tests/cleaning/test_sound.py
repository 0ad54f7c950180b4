"""Sound: the coded sound stays bit for bit; tags, pictures and whatever a container has room for go."""

import io
import struct
import wave
from collections.abc import Callable

import pytest
from mutagen import File
from mutagen.apev2 import APEv2
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, COMM, GEOB, ID3, TIT2
from mutagen.mp3 import MP3

from incidents.cleaning import sound_flac, sound_mp3
from tests.cleaning.pictures import coded, scene
from tests.cleaning.planting import MARK, MARKER, body, cleaned_here, holds_marker, refusal, sample

SILENCE = bytes(417 - 4)
#: MPEG-1, layer III, 128 kbit/s, 44.1 kHz, stereo: 417 bytes.
HEAD = bytes((0xFF, 0xFB, 0x90, 0x00))


def tagged(data: bytes, plant: Callable[[io.BytesIO], None]) -> bytes:
    file = io.BytesIO(data)
    plant(file)
    return file.getvalue()


def cleaned(planted: bytes) -> bytes:
    """The cleaned file; it has no marker, no tag, and cleaning it again changes nothing."""
    assert holds_marker(planted)
    _, data = body(cleaned_here(planted))
    assert not holds_marker(data)
    assert body(cleaned_here(data))[1] == data
    return data


def length(data: bytes) -> float:
    """How many seconds the sound lasts, as another program reads it."""
    found = File(io.BytesIO(data))
    assert found is not None
    return float(found.info.length)


# ---------------------------------------------------------------- WAV


def tone(channels: int = 1, width: int = 2) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(8000)
        file.writeframes(bytes(range(240)) * 4)
    return target.getvalue()


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    content = b"".join(
        struct.pack("<4sL", name, len(data)) + data + bytes(len(data) % 2) for name, data in chunks
    )
    return struct.pack("<4sL4s", b"RIFF", 4 + len(content), b"WAVE") + content


def planted_wav() -> bytes:
    plain = tone()
    notes = b"INFOIART" + struct.pack("<L", len(MARK)) + MARK
    return riff(
        (b"bext", MARK.ljust(602, b"\0")),
        (b"fmt ", plain[20:36]),
        (b"LIST", notes),
        (b"data", plain[44:]),
        (b"iXML", MARK),
        (b"id3 ", MARK),
        (b"_PMX", MARKER.encode("utf-16-le")),
        (b"prVt", MARK),
    )


def test_a_wav_keeps_its_samples_in_two_chunks() -> None:
    assert cleaned(planted_wav() + MARK) == tone()


@pytest.mark.parametrize(("channels", "width"), [(1, 1), (2, 2), (2, 3)])
def test_a_plain_wav_stays_as_it_is(channels: int, width: int) -> None:
    plain = tone(channels, width)
    assert body(cleaned_here(plain))[1] == plain


def test_an_extensible_wav_is_written_simply() -> None:
    plain = tone()
    tail = struct.pack("<HHLH", 22, 16, 4, 1) + bytes.fromhex("000000001000800000aa00389b71")
    described = struct.pack("<H", 0xFFFE) + plain[22:36] + tail
    assert body(cleaned_here(riff((b"fmt ", described), (b"data", plain[44:]))))[1] == plain


def test_a_compressed_wav_is_refused() -> None:
    plain = tone()
    described = struct.pack("<H", 0x11) + plain[22:36] + MARK
    given = riff((b"fmt ", described), (b"data", plain[44:]))
    assert refusal(cleaned_here(given)) == "uncleanable"


# ---------------------------------------------------------------- FLAC


def planted_flac() -> bytes:
    def plant(file: io.BytesIO) -> None:
        flac = FLAC(file)
        flac["title"] = flac["location"] = MARKER
        picture = Picture()
        picture.data, picture.desc = MARK, MARKER
        flac.add_picture(picture)
        file.seek(0)
        flac.save(file, padding=lambda _: 100)

    data = tagged(sample("tone.flac"), plant)
    application = struct.pack(">L", 2 << 24 | 4 + len(MARK)) + b"riff" + MARK
    return data[:42] + application + data[42:] + b"TAG" + MARK.ljust(125, b"\0")


def test_a_flac_keeps_its_frames_behind_one_block() -> None:
    data = cleaned(planted_flac())
    assert data[4:8] == struct.pack(">L", 0x80000022)
    frames = sample("tone.flac")
    assert data[8:42] == frames[8:42]
    assert frames.endswith(data[42:])
    assert not FLAC(io.BytesIO(data)).tags


def test_anything_between_the_frames_of_a_flac_is_refused() -> None:
    _, plain = body(cleaned_here(sample("tone.flac")))
    assert refusal(cleaned_here(plain + MARK)) == "damaged"
    assert refusal(cleaned_here(plain[:42] + MARK + plain[42:])) == "damaged"
    middle = plain.index(b"\xff\xf8", 100)
    assert refusal(cleaned_here(plain[:middle] + MARK + plain[middle:])) == "damaged"


def test_the_sum_over_frames_is_that_of_the_format() -> None:
    assert sound_flac.checksum(b"123456789") == 0xFEE8  # the check value of CRC-16/UMTS


# ---------------------------------------------------------------- MP3


def planted_mp3(name: str = "tone.mp3") -> bytes:
    def plant(file: io.BytesIO) -> None:
        tags = ID3()
        tags.add(TIT2(encoding=1, text=MARKER))
        tags.add(COMM(encoding=3, lang="swe", desc=MARKER, text=MARKER))
        tags.add(APIC(encoding=3, mime="image/jpeg", type=3, data=coded(scene(), "JPEG") + MARK))
        tags.add(GEOB(encoding=0, data=MARK))
        file.seek(0)
        tags.save(file, v1=2)
        ape = APEv2()
        ape["Artist"] = MARKER
        file.seek(0)
        ape.save(file)

    planted = tagged(sample(name), plant)
    assert all(found in planted for found in (b"ID3", b"TAG", b"APETAGEX", b"LAME"))
    return planted


@pytest.mark.parametrize("name", ["tone.mp3", "tone-stereo.mp3"])
def test_an_mp3_keeps_its_frames(name: str) -> None:
    planted = planted_mp3(name)
    data = cleaned(planted)
    found = MP3(io.BytesIO(data))
    assert found.tags is None
    assert not any(word in data for word in (b"ID3", b"TAG", b"APE", b"LAME", b"Info"))
    assert length(data) == pytest.approx(length(planted), abs=0.1)
    place = 0
    while place < len(data):
        frame = sound_mp3.frame_at(data, place)
        assert frame is not None
        place = frame.end


def test_bits_of_an_mp3_that_no_frame_uses_are_zero() -> None:
    silent = HEAD + SILENCE
    chatty = HEAD + (bytes(32) + MARK * 40)[: len(SILENCE)]
    assert cleaned(silent + chatty + silent) == silent * 3


def test_what_stands_between_the_frames_of_an_mp3_goes() -> None:
    silent = HEAD + SILENCE
    assert cleaned(silent * 2 + MARK + silent * 2 + MARK) == silent * 4


def test_a_tag_without_sound_is_refused() -> None:
    tags = tagged(b"", lambda file: ID3().save(file))
    assert refusal(cleaned_here(tags or b"ID3\x04\0\0\0\0\0\0")) == "damaged"
