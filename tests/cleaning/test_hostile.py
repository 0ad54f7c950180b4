"""Whatever is sent: a cleaned file or a refusal with a reason, never a fault of ours."""

import io
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Dictionary, Name, Pdf, Stream

from incidents.cleaning.kinds import CLEANED_AS, Kind, kind_of
from incidents.cleaning.limits import Limits
from incidents.cleaning.reasons import Reason
from tests.cleaning.papers import EVERYTHING, paper, written
from tests.cleaning.pictures import coded, heic, jpeg_segment, planted_jpeg, planted_png, scene
from tests.cleaning.planting import body, cleaned_here, holds_marker, refusal, sample
from tests.cleaning.test_kinds import STARTS
from tests.cleaning.test_sound import planted_mp3, planted_wav
from tests.cleaning.test_sound_boxes import planted_m4a, planted_ogg

FEW = settings(max_examples=60, deadline=None, derandomize=True, database=None)
SMALL = Limits(pixels=1_000_000)
WHOLE: dict[Kind, Callable[[], bytes]] = {
    Kind.JPEG: lambda: planted_jpeg(scene()),
    Kind.PNG: lambda: planted_png(scene()),
    Kind.WEBP: lambda: coded(scene(), "WEBP"),
    Kind.HEIC: lambda: heic(scene()),
    Kind.PDF: lambda: paper(*EVERYTHING),
    Kind.MP3: planted_mp3,
    Kind.M4A: lambda: planted_m4a("tone.m4a"),
    Kind.OGG: lambda: planted_ogg("tone-opus.ogg"),
    Kind.WAV: planted_wav,
    Kind.FLAC: lambda: sample("tone.flac"),
}


def is_answer(data: bytes, *, clean_of_marker: bool = True) -> None:
    """Cleaning this gives an answer of the closed kind."""
    kind = kind_of(data)
    if kind is None:
        return
    given_back = cleaned_here(data, SMALL)
    head, _, rest = given_back.partition(b"\n")
    what, _, word = head.decode().partition(" ")
    assert what in {"cleaned", "refused"}, head
    if what == "refused":
        assert word in set(Reason)
        assert rest == b""
    else:
        assert body(given_back)[0] in CLEANED_AS[kind]
        assert not (clean_of_marker and holds_marker(rest))


@pytest.mark.parametrize("kind", Kind)
def test_a_file_that_is_cut_off_anywhere_gets_an_answer(kind: Kind) -> None:
    whole = WHOLE[kind]()
    for part in range(1, 24):
        is_answer(whole[: len(whole) * part // 24])


@pytest.mark.parametrize("kind", Kind)
@FEW
@given(st.data())
def test_a_file_with_changed_bytes_gets_an_answer(kind: Kind, data: st.DataObject) -> None:
    whole = bytearray(WHOLE[kind]())
    places = st.integers(0, min(len(whole), 3000) - 1)
    for place, value in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=6)):
        whole[place] = value
    is_answer(bytes(whole), clean_of_marker=False)


@pytest.mark.parametrize("kind", Kind)
@FEW
@given(rubbish=st.binary(max_size=400))
def test_rubbish_behind_the_right_start_gets_an_answer(kind: Kind, rubbish: bytes) -> None:
    is_answer(STARTS[kind] + rubbish)


@FEW
@given(anything=st.binary(max_size=400))
def test_anything_is_of_a_kind_or_of_none(anything: bytes) -> None:
    assert kind_of(anything) in {None, *Kind}
    is_answer(anything)


def test_a_file_that_is_two_kinds_is_cleaned_as_the_one_that_it_begins_with() -> None:
    document, photograph = paper(*EVERYTHING), planted_jpeg(scene())
    kind, data = body(cleaned_here(photograph + document))
    assert kind is Kind.JPEG
    assert b"%PDF" not in data
    inside = photograph[:2] + jpeg_segment(0xFE, document[:60_000]) + photograph[2:]
    assert b"%PDF" not in body(cleaned_here(inside))[1]
    hidden = document + photograph
    is_answer(hidden)
    assert refusal(cleaned_here(b"%PDF-1.4\n" + photograph)) == "damaged"


def test_a_document_with_an_enormous_stream_is_too_demanding() -> None:
    def change(pdf: Pdf) -> None:
        bomb = Stream(pdf, b"")
        compressor = zlib.compressobj()
        parts = [compressor.compress(bytes(1 << 24)) for _ in range(20)]
        bomb.write(b"".join(parts) + compressor.flush(), filter=Name.FlateDecode)
        bomb.update(Dictionary(Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8))
        pdf.pages[0].obj.Resources.XObject["/Im1"] = bomb

    assert refusal(cleaned_here(paper(change))) == "too_demanding"


def test_a_document_of_endless_depth_gets_an_answer() -> None:
    deep = b"[" * 5000 + b"]" * 5000
    whole = paper()
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        pdf.pages[0].obj["/MediaBox"] = pikepdf.Array([0, 0, 9, 9])
        plain = written(pdf, compress_streams=False)
    is_answer(plain.replace(b"[ 0 0 9 9 ]", deep))
    is_answer(plain.replace(b"/Count 1", b"/Count 99999999"))
    is_answer(plain.replace(b"/Type /Page ", b"/Type /Pages "))


def test_a_sound_that_promises_more_than_there_is_gets_an_answer() -> None:
    for name, start in (("tone.m4a", b"stsz"), ("tone.m4a", b"stts"), ("tone.m4a", b"stsc")):
        whole = sample(name)
        place = whole.index(start) + 8
        for value in (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"):
            for offset in (0, 4, 8):
                at = place + offset
                is_answer(whole[:at] + value + whole[at + 4 :])
