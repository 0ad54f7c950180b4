"""Files are known by what they hold; names and sentences are ours."""

import pytest

from incidents.cleaning.kinds import CLEANED_AS, FORMS, Kind, is_film, kind_of, neutral_name
from incidents.cleaning.limits import Limits
from incidents.cleaning.reasons import KEEP_ORIGINAL, SENTENCES, Reason, Refused
from incidents.core.errors import DomainError
from tests.cleaning.planting import sample

STARTS = {
    Kind.JPEG: b"\xff\xd8\xff\xe0",
    Kind.PNG: b"\x89PNG\r\n\x1a\n",
    Kind.WEBP: b"RIFF\x10\0\0\0WEBPVP8 ",
    Kind.HEIC: b"\0\0\0\x18ftypheic",
    Kind.PDF: b"%PDF-1.7",
    Kind.MP3: b"ID3\x04\0\0",
    Kind.M4A: b"\0\0\0\x1cftypM4A ",
    Kind.OGG: b"OggS\0\x02",
    Kind.WAV: b"RIFF\x10\0\0\0WAVEfmt ",
    Kind.FLAC: b"fLaC\0\0\0\x22",
}
OTHERS = (
    b"",
    b"\xff",
    b"GIF89a",
    b"BM\0\0",
    b"II*\0",
    b"MZ\x90\0",
    b"PK\x03\x04",
    b"\x7fELF",
    b"<html>",
    b"<svg xmlns=",
    b" %PDF-1.7",
    b"\0\0\0\x18ftypavif",
    b"\xff\xf1\x50\x80",  # AAC without a container
    b"\xff\xfd\x90\0",  # MPEG audio, layer II
    b"RIFF\x10\0\0\0ACON",
    b"#!AMR\n",
)
FILMS = (
    b"\x1a\x45\xdf\xa3\x01",
    b"\0\0\0\x14ftypqt  ",
    b"RIFF\x10\0\0\0AVI LIST",
    b"\0\0\x01\xba\x44",
)
#: Refusals after which the same file may be sent again.
TRY_AGAIN = {Reason.EMPTY, Reason.BUSY, Reason.FAILED}


def test_every_kind_is_known_by_its_first_bytes() -> None:
    assert set(STARTS) == set(Kind) == set(FORMS) == set(CLEANED_AS)
    for kind, start in STARTS.items():
        assert kind_of(start) is kind
        assert not is_film(start)


def test_an_mp3_without_tags_is_known_by_its_frame() -> None:
    assert kind_of(b"\xff\xfb\x90\x00") is Kind.MP3
    assert kind_of(sample("tone.mp3")) is Kind.MP3


@pytest.mark.parametrize("start", [*OTHERS, *FILMS])
def test_other_files_are_of_no_kind(start: bytes) -> None:
    assert kind_of(start) is None
    assert is_film(start) is (start in FILMS)


def test_names_are_neutral() -> None:
    assert [neutral_name(kind, 7) for kind in Kind] == [
        "foto-7.jpg",
        "foto-7.png",
        "foto-7.webp",
        "foto-7.heic",
        "dokument-7.pdf",
        "ljud-7.mp3",
        "ljud-7.m4a",
        "ljud-7.ogg",
        "ljud-7.wav",
        "ljud-7.flac",
    ]


def test_every_reason_says_what_to_do_and_to_keep_the_original() -> None:
    assert set(SENTENCES) == set(Reason)
    for reason, said in SENTENCES.items():
        assert said.endswith(KEEP_ORIGINAL) is (reason not in TRY_AGAIN)
        assert len(said.split(". ")) >= 2
        refused = Refused(reason)
        assert isinstance(refused, DomainError)
        assert (refused.reason, refused.sentence) == (reason, said)


def test_limits_travel_as_words() -> None:
    limits = Limits(pixels=1, seconds=2)
    assert Limits.from_words(limits.words()) == limits
    for wrong in (("1",), ("x",) * len(limits.words())):
        with pytest.raises(ValueError, match=r"limits|invalid"):
            Limits.from_words(wrong)
    with pytest.raises(ValueError, match="positive"):
        Limits(pages=0)
