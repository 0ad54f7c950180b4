"""PDF documents: what the pages show stays, and nothing else is in any byte."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from incidents.cleaning.clean import clean
from incidents.cleaning.kinds import Kind
from incidents.cleaning.limits import Limits
from incidents.cleaning.pdf_pictures import strip_jbig2, strip_jpeg
from tests.cleaning import papers
from tests.cleaning.papers import CONTENT, SHOWN, Change, paper, written
from tests.cleaning.pictures import coded, opened, planted_jpeg, scene
from tests.cleaning.planting import MARK, MARKER, body, cleaned_here, holds_marker, refusal

#: Every key that may be in a cleaned document, wherever: a new one has to be looked at.
_KNOWN = """
/BBox /BaseFont /BitsPerComponent /C0 /C1 /ColorSpace /Columns /Contents /Coords /Count /DecodeParms /Domain /F1
/Filter /First /Flags /Fm1 /Font /FontDescriptor /FontFile2 /FontName /Function /FunctionType /Height /ID /Im1 /Index
/Kids /Length /MediaBox /N /Pages /Parent /Predictor /Resources /Root /Sh1 /Shading /ShadingType /Size /Subtype
/ToUnicode /Type /W /Width /Widths /XObject
"""
KEYS = frozenset(_KNOWN.split())


def cleaned(*changes: Change) -> bytes:
    kind, data = body(cleaned_here(paper(*changes)))
    assert kind is Kind.PDF
    return data


def operators(data: bytes) -> list[bytes]:
    """What the first page draws, operator by operator."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pikepdf.unparse_content_stream(pikepdf.parse_content_stream(pdf.pages[0]))
    return page.split(b"\n")


def keys(data: bytes) -> set[str]:
    """Every key of every dictionary in a document."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found: set[str] = set()
        waiting: list[object] = [*pdf.objects, pdf.trailer]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Array):
                waiting += list(one)
            elif isinstance(one, (Dictionary, Stream)):
                found |= set(one.keys())
                waiting += [value for _, value in one.items() if not value_is_indirect(value)]
        return found


def value_is_indirect(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect


def test_a_document_keeps_its_pages_and_nothing_else() -> None:
    planted = papers.changed_later(paper(*papers.EVERYTHING))
    assert holds_marker(planted)
    done = clean(planted)
    assert (done.kind, done.media_type, done.name(2)) == (
        Kind.PDF,
        "application/pdf",
        "dokument-2.pdf",
    )
    assert not holds_marker(done.data)
    assert done.data.count(b"%%EOF") == 1
    assert b"/Prev" not in done.data
    assert any(SHOWN in line for line in operators(done.data))


@pytest.mark.parametrize("change", [*papers.EVERYTHING, papers.with_form])
def test_each_hiding_place_is_empty_afterwards(change: Change) -> None:
    assert holds_marker(paper(change))
    assert not holds_marker(cleaned(change))


def test_only_known_keys_are_left() -> None:
    assert (
        keys(cleaned(papers.with_information, papers.with_scripts, papers.with_structure)) <= KEYS
    )


def test_the_page_draws_what_it_drew() -> None:
    before = [line for line in operators(paper()) if MARK not in line]
    gone = {b"EMC"}
    assert operators(cleaned()) == [line for line in before if line not in gone]
    assert CONTENT.count(MARK) == 5


def test_what_annotations_and_fields_show_is_drawn_on_the_page() -> None:
    for change, word in ((papers.with_annotations, b"Inkom"), (papers.with_form, b"Svar")):
        data = cleaned(change)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert "/Annots" not in pdf.pages[0].obj
            assert "/AcroForm" not in pdf.Root
            forms = [one for one in pdf.objects if isinstance(one, Stream)]
            drawn = [one.read_bytes() for one in forms if one.get("/Subtype") == Name.Form]
        assert any(word in one for one in drawn)


def test_a_photograph_in_a_document_keeps_its_pixels() -> None:
    with pikepdf.open(io.BytesIO(cleaned())) as pdf:
        picture = pdf.pages[0].obj.Resources.XObject.Im1
        inside = picture.read_raw_bytes()
        assert picture.ColorSpace == Name.DeviceRGB
    assert opened(inside).tobytes() == opened(papers.plain_jpeg()).tobytes()
    assert not holds_marker(inside)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_is_stripped_without_coding_it_again(mode: str, options: dict[str, bool]) -> None:
    planted = planted_jpeg(scene().convert(mode), **options)
    stripped = strip_jpeg(planted)
    assert holds_marker(planted)
    assert not holds_marker(stripped)
    assert opened(stripped).tobytes() == opened(planted).tobytes()


def test_a_jpeg_2000_is_coded_again_as_jpeg() -> None:
    def change(pdf: Pdf) -> None:
        data = coded(scene(), "JPEG2000", comment=MARK)
        picture = Stream(pdf, data, Subtype=Name.Image, Width=120, Height=80)
        picture["/Filter"] = Name.JPXDecode
        pdf.pages[0].obj.Resources.XObject["/Im1"] = picture

    assert holds_marker(paper(change))
    data = cleaned(change)
    assert not holds_marker(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        picture = pdf.pages[0].obj.Resources.XObject.Im1
        assert (picture.Filter, picture.ColorSpace) == (Name.DCTDecode, Name.DeviceRGB)


def test_the_notes_of_jbig2_go_and_its_segments_stay() -> None:
    picture = bytes((0, 0, 0, 1, 48, 0, 1, 0, 0, 0, 4)) + b"page"
    note = bytes((0, 0, 0, 2, 62, 0, 1, 0, 0, 0, len(MARK))) + MARK
    last = bytes((0, 0, 0, 3, 51, 0, 0, 0, 0, 0, 0))
    assert strip_jbig2(picture + note + last + MARK) == picture + last


def test_several_pages_share_what_they_shared() -> None:
    one, many = (body(cleaned_here(paper(pages=count)))[1] for count in (1, 20))
    assert len(many) < 3 * len(one)
    with pikepdf.open(io.BytesIO(many)) as pdf:
        assert len(pdf.pages) == 20


def test_the_same_document_gives_the_same_bytes_and_stays_as_it_is() -> None:
    first, second = cleaned(), cleaned()
    assert first == second
    assert body(cleaned_here(first))[1] == first


def test_too_many_pages_are_refused() -> None:
    assert refusal(cleaned_here(paper(pages=3), Limits(pages=2))) == "too_many_pages"
    assert body(cleaned_here(paper(pages=2), Limits(pages=2)))


@pytest.mark.parametrize("password", ["x", ""])
def test_a_locked_document_is_refused(password: str) -> None:
    with pikepdf.open(io.BytesIO(paper())) as pdf:
        locked = written(pdf, encryption=pikepdf.Encryption(user=password, owner="y"))
    assert refusal(cleaned_here(locked)) == "locked"


def as_portfolio(pdf: Pdf) -> None:
    pdf.Root["/Collection"] = Dictionary()


def drawing_itself(pdf: Pdf) -> None:
    pdf.Root["/NeedsRendering"] = True


def with_hidden_layer(pdf: Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(MARKER)))
    pdf.Root["/OCProperties"] = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))


def with_layers_off(pdf: Pdf) -> None:
    pdf.Root["/OCProperties"] = Dictionary(OCGs=[], D=Dictionary(BaseState=Name.OFF))


def with_undrawn_mark(pdf: Pdf) -> None:
    mark = Dictionary(
        Subtype=Name.Highlight, Rect=[0, 0, 9, 9], QuadPoints=[0, 0, 9, 0, 0, 9, 9, 9]
    )
    pdf.pages[0].obj["/Annots"] = Array([mark])


def with_inline_photograph(pdf: Pdf) -> None:
    data = planted_jpeg(scene())
    head = b"BI /W 120 /H 80 /BPC 8 /CS /RGB /F /DCT ID "
    pdf.pages[0].obj["/Contents"] = Stream(pdf, head + data + b" EI")


def with_inline_note(pdf: Pdf) -> None:
    content = b"BI /W 1 /H 1 /BPC 8 /CS /G /Note (" + MARK + b") ID a EI"
    pdf.pages[0].obj["/Contents"] = Stream(pdf, content)


def with_postscript(pdf: Pdf) -> None:
    pdf.pages[0].obj.Resources.XObject["/Fm1"] = Stream(pdf, MARK, Subtype=Name.PS)


@pytest.mark.parametrize(
    "change",
    [
        as_portfolio,
        drawing_itself,
        with_hidden_layer,
        with_layers_off,
        with_undrawn_mark,
        with_inline_photograph,
        with_inline_note,
        with_postscript,
    ],
)
def test_what_would_not_be_the_same_afterwards_is_refused(change: Change) -> None:
    assert refusal(cleaned_here(paper(change))) == "uncleanable"


def test_a_layer_that_is_shown_stays() -> None:
    def change(pdf: Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(MARKER)))
        pdf.Root["/OCProperties"] = Dictionary(OCGs=[layer], D=Dictionary(ON=[layer]))
        pdf.pages[0].obj.Resources.XObject.Im1["/OC"] = layer

    assert not holds_marker(cleaned(change))


def test_a_document_that_is_read_only_in_part_is_refused() -> None:
    whole = paper()
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
    start = whole.index(b"/Length", whole.index(b"\n%d 0 obj" % number))
    lost = whole[:start] + b"/Longth" + whole[start + 7 :]
    assert refusal(cleaned_here(lost)) == "damaged"


def test_a_page_that_leads_to_itself_ends() -> None:
    def change(pdf: Pdf) -> None:
        form = pdf.pages[0].obj.Resources.XObject.Fm1
        form["/Resources"] = pdf.pages[0].obj.Resources

    assert not holds_marker(cleaned(change))
