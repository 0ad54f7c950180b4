"""Ogg and M4A, whose containers are taken apart; and every kind of sound through a child process."""

import io
import struct
from dataclasses import replace

import pytest
from mutagen import File
from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from incidents.cleaning import sound_ogg
from incidents.cleaning.clean import clean
from incidents.cleaning.kinds import Kind
from tests.cleaning.planting import MARK, MARKER, body, cleaned_here, holds_marker, refusal, sample
from tests.cleaning.test_sound import (
    cleaned,
    length,
    planted_flac,
    planted_mp3,
    planted_wav,
    tagged,
)

# ---------------------------------------------------------------- Ogg


def planted_ogg(name: str) -> bytes:
    def plant(file: io.BytesIO) -> None:
        ogg = OggOpus(file) if "opus" in name else OggVorbis(file)
        ogg["title"] = ogg["location"] = MARKER
        # A picture that makes the comment longer than one page.
        ogg["metadata_block_picture"] = MARKER * 8000
        file.seek(0)
        ogg.save(file)

    return tagged(sample(name), plant)


@pytest.mark.parametrize("name", ["tone-opus.ogg", "tone-vorbis.ogg"])
def test_an_ogg_keeps_its_packets_and_has_an_empty_comment(name: str) -> None:
    planted = planted_ogg(name)
    data = cleaned(planted)
    found = File(io.BytesIO(data))
    assert found is not None
    assert not found.tags
    assert b"Lav" not in data
    assert length(data) == length(planted)
    pages = list(sound_ogg._pages(data))
    before = list(sound_ogg._pages(sample(name)))
    assert {page.serial for page in pages} == {1}
    assert pages[-1] == replace(before[-1], serial=1)
    assert data == body(cleaned_here(sample(name)))[1]


def test_several_streams_in_one_ogg_are_refused() -> None:
    both = sample("tone-opus.ogg") + sample("tone-vorbis.ogg")
    assert refusal(cleaned_here(both)) == "uncleanable"
    again = sample("tone-opus.ogg") * 2
    assert refusal(cleaned_here(again)) == "uncleanable"


def test_what_follows_the_last_page_of_an_ogg_is_refused() -> None:
    assert refusal(cleaned_here(sample("tone-opus.ogg") + MARK)) == "damaged"


# ---------------------------------------------------------------- M4A


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">L4s", 8 + len(content), name) + content


def planted_m4a(name: str) -> bytes:
    def plant(file: io.BytesIO) -> None:
        tags = MP4(file)
        tags["\xa9nam"] = tags["\xa9xyz"] = MARKER
        tags["covr"] = [MP4Cover(MARK)]
        tags["----:com.apple.iTunes:note"] = MP4FreeForm(MARK, AtomDataType.UTF8)
        file.seek(0)
        tags.save(file)

    planted = tagged(sample(name), plant)
    return planted + box(b"uuid", bytes(16) + MARK) + box(b"free", MARK) + box(b"meta", MARK)


def boxes(data: bytes) -> set[bytes]:
    """The names of all boxes, also of those inside others."""
    found, place = set(), 0
    while place < len(data):
        size, name = struct.unpack_from(">L4s", data, place)
        found.add(name)
        if name in {b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl"}:
            found |= boxes(data[place + 8 : place + size])
        place += size
    assert place == len(data)
    return found


@pytest.mark.parametrize("name", ["tone.m4a", "tone-alac.m4a"])
def test_an_m4a_keeps_its_samples(name: str) -> None:
    planted = planted_m4a(name)
    data = cleaned(planted)
    found = MP4(io.BytesIO(data))
    assert not found.tags
    assert length(data) == pytest.approx(length(planted), abs=0.1)
    assert boxes(data) == set(
        b"ftyp moov mvhd trak tkhd mdia mdhd hdlr minf smhd dinf dref stbl stsd stts stsc stsz stco "
        b"mdat".split()
    )
    # The samples of the tone lie in one piece, so they have to be there in one piece.
    assert data[data.index(b"mdat") + 4 :] in planted
    assert b"Lav" not in data


def test_dates_and_language_of_an_m4a_go() -> None:
    given = sample("tone.m4a")
    for name in (b"mvhd", b"tkhd", b"mdhd"):
        place = given.index(name) + 8
        given = given[:place] + MARK[:8] + given[place + 8 :]
    place = given.index(b"mdhd") + 24
    given = given[:place] + b"\x4c\xb2" + given[place + 2 :]
    assert body(cleaned_here(given)) == body(cleaned_here(sample("tone.m4a")))


@pytest.mark.parametrize(
    ("name", "reason"), [("fragments.m4a", "uncleanable"), ("film.m4a", "film")]
)
def test_films_and_fragments_are_refused(name: str, reason: str) -> None:
    assert refusal(cleaned_here(sample(name))) == reason


def test_samples_outside_the_file_are_refused() -> None:
    given = sample("tone.m4a")
    place = given.index(b"stco") + 12
    outside = given[:place] + struct.pack(">L", len(given)) + given[place + 4 :]
    assert refusal(cleaned_here(outside)) == "damaged"


# ---------------------------------------------------------------- all of them


@pytest.mark.parametrize(
    ("planted", "name", "media_type"),
    [
        (planted_wav(), "ljud-1.wav", "audio/wav"),
        (planted_flac(), "ljud-1.flac", "audio/flac"),
        (planted_mp3(), "ljud-1.mp3", "audio/mpeg"),
        (planted_ogg("tone-opus.ogg"), "ljud-1.ogg", "audio/ogg"),
        (planted_m4a("tone.m4a"), "ljud-1.m4a", "audio/mp4"),
    ],
    ids=["wav", "flac", "mp3", "ogg", "m4a"],
)
def test_a_child_process_cleans_every_kind(planted: bytes, name: str, media_type: str) -> None:
    done = clean(planted)
    assert (done.name(1), done.media_type) == (name, media_type)
    assert (Kind(done.kind), done.data) == body(cleaned_here(planted))
    assert not holds_marker(done.data)
