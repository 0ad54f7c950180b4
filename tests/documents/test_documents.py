"""One document in three forms: each says the same in the same order, and the same bytes come out on every day."""

import io
import re
import zipfile
from base64 import b64encode
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser

import docx as reader
import pikepdf
import pytest
from docx.oxml.ns import qn

from incidents.core.errors import Invalid
from incidents.documents import html, stored
from incidents.documents.docx import docx
from incidents.documents.model import (
    Bullets,
    Document,
    Heading,
    Note,
    Paragraph,
    Table,
)
from incidents.typesetting.setting import REPORT, pdf
from tests.packet_reading import spoken, squeezed
from tests.web.rendering import sound

DAY = date(2027, 1, 30)
GROUNDS = Table(
    "Rapporter per grund",
    ("Grund", "Antal"),
    (("Etnisk tillhörighet", "24"), ("Kön & ålder", ".."), ("Religion", "0")),
    (24, None),
    "visas inte",
)
DOCUMENT = Document(
    "Rapport om åtagande 3 <utkast>",
    "sv",
    DAY,
    "Strandviks kommun",
    (
        Heading(2, "Stöd till den som utsatts"),
        Paragraph("Så här gick det & så här blev det."),
        Note("Fler rapporter betyder inte att diskrimineringen ökar."),
        Heading(3, "Mått"),
        GROUNDS,
        Bullets(("Ett", "Två")),
    ),
)
SAID = (
    "Rapport om åtagande 3 <utkast>",
    "Stöd till den som utsatts",
    "Så här gick det & så här blev det.",
    "Fler rapporter betyder inte att diskrimineringen ökar.",
    "Mått",
    "Rapporter per grund",
    *("Grund", "Antal", "Etnisk tillhörighet", "24", "Kön & ålder", "..", "Religion", "0"),
    *("Ett", "Två"),
)
ALTERNATIVE = "Rapporter per grund. Etnisk tillhörighet: 24. Kön & ålder: visas inte"


class _Words(HTMLParser):
    """What is read, without the drawing: its words are its alternative."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.alternatives: list[str] = []
        self.outside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.outside += tag in ("svg", "head")
        if tag == "svg":
            self.alternatives.append(dict(attrs)["aria-label"] or "")

    def handle_endtag(self, tag: str) -> None:
        self.outside -= tag in ("svg", "head")

    def handle_data(self, data: str) -> None:
        if not self.outside and data.strip():
            self.found.append(data.strip())


def tags(found: pikepdf.Object) -> list[tuple[str, str]]:
    """The structure of a PDF in reading order: each tag with its alternative."""
    if not isinstance(found, pikepdf.Dictionary):
        return []
    named = [(str(found.S), str(found.get("/Alt", "")))] if "/S" in found else []
    inside = found.get("/K")
    if inside is None:
        return named
    children = list(inside) if isinstance(inside, pikepdf.Array) else [inside]
    return named + [one for child in children for one in tags(child)]


def fonts(opened: pikepdf.Pdf) -> dict[str, bool]:
    """Each font by its name, and whether it lies in the file."""
    found = {}
    for page in opened.pages:
        for font in page.Resources.get("/Font", {}).values():
            inner = font.get("/DescendantFonts", [font])[0]
            descriptor = inner.FontDescriptor
            kept = any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
            found[str(font.BaseFont)] = kept
    assert found
    return found


def test_the_page_says_it_all_in_order_and_has_neither_script_nor_style_in_an_attribute() -> None:
    written = html.page(DOCUMENT).decode()
    words = _Words()
    words.feed(written)
    assert tuple(words.found) == SAID
    assert words.alternatives == [ALTERNATIVE]
    assert written.startswith('<!doctype html>\n<html lang="sv">')
    assert "<script" not in written
    assert "style=" not in written
    assert f"<style>{html.STYLE}</style>" in written
    digest = b64encode(sha256(html.STYLE.encode()).digest()).decode()
    assert html.policy(written.encode()).endswith(f"; style-src 'sha256-{digest}'")
    assert "style-src" not in html.policy(b"<p>")
    assert written.count('<th scope="row">') == len(GROUNDS.rows)
    sound(f"<h1>x</h1>{html.fragment(DOCUMENT)}")


def test_a_part_of_a_page_has_its_headings_under_those_of_the_page() -> None:
    written = html.fragment(DOCUMENT, deeper=1)
    assert re.findall(r"<h(\d)>([^<]*)", written) == [
        ("3", "Stöd till den som utsatts"),
        ("4", "Mått"),
    ]


def test_an_independent_reader_finds_headings_tables_language_and_title_in_the_docx() -> None:
    opened = reader.Document(io.BytesIO(docx(DOCUMENT)))
    core = opened.core_properties
    assert (core.title, core.language, core.author) == (
        DOCUMENT.title,
        "sv",
        "Strandviks kommun",
    )
    assert core.created is not None
    assert {core.created.date(), core.modified and core.modified.date()} == {DAY}
    styles = [(one.style and one.style.name, one.text) for one in opened.paragraphs if one.text]
    assert styles == [
        ("Heading 1", DOCUMENT.title),
        ("Heading 2", "Stöd till den som utsatts"),
        ("Normal", "Så här gick det & så här blev det."),
        ("Note", "Fler rapporter betyder inte att diskrimineringen ökar."),
        ("Heading 3", "Mått"),
        ("Caption", "Rapporter per grund"),
        ("List Bullet", "Ett"),
        ("List Bullet", "Två"),
    ]
    (table,) = opened.tables
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [
        GROUNDS.head,
        *GROUNDS.rows,
    ]
    repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert repeated == [True, False, False, False]
    language = opened.styles.element.find(f".//{qn('w:lang')}")
    assert language is not None and language.get(qn("w:val")) == "sv-SE"


def test_the_pdf_is_tagged_has_its_language_and_title_reads_in_order_and_can_be_kept() -> None:
    made = pdf(DOCUMENT.pack(), template=REPORT)
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert str(opened.Root.Lang) == "sv"
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert str(opened.docinfo.CreationDate) == "D:20270130000000Z"
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == DOCUMENT.title
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        (intent,) = opened.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert len(intent.DestOutputProfile.read_bytes()) > 100
        assert "/Encrypt" not in opened.trailer
        assert [name for name in fonts(opened) if not fonts(opened)[name]] == []
        told = tags(opened.Root.StructTreeRoot)
    named = [name for name, _ in told if name not in ("/Span", "/Strong", "/Lbl")]
    rows = ["/TR", "/TD", "/TD"]
    assert named == [
        *("/Document", "/H1", "/H2", "/P", "/P", "/H3"),
        *("/Div", "/Caption", "/Div", "/Figure"),
        *("/Table", "/THead", "/TR", "/TH", "/TH", "/TBody", *rows * 3),
        *("/L", "/LI", "/LBody", "/LI", "/LBody"),
    ]
    assert [said for name, said in told if name == "/Figure"] == [ALTERNATIVE]
    drawn = "".join(f"{row[0]}{row[1]}" for row in GROUNDS.rows[:2])
    (before, after) = ("".join(SAID[:6]), "".join(SAID[6:14]))
    assert squeezed(spoken(made)) == squeezed(f"{before}{drawn}{after}•Ett•Två")


def test_the_same_document_gives_the_same_bytes_with_no_clock_but_its_day() -> None:
    again = Document(DOCUMENT.title, DOCUMENT.language, DAY, DOCUMENT.publisher, DOCUMENT.blocks)
    for write in (html.page, docx):
        assert write(DOCUMENT) == write(again)
    first = pdf(DOCUMENT.pack(), template=REPORT)
    assert first == pdf(again.pack(), template=REPORT)
    with zipfile.ZipFile(io.BytesIO(docx(DOCUMENT))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(2027, 1, 30, 0, 0, 0)}
        assert archive.testzip() is None


MARKED = Document(
    DOCUMENT.title, "sv", DAY, DOCUMENT.publisher, DOCUMENT.blocks, "Utkast.", "Det kan ändras."
)


def test_what_a_document_is_stands_under_its_title_and_on_each_page_in_every_form() -> None:
    written = html.page(MARKED).decode()
    assert "<title>Utkast. Rapport om" in written
    (_, under) = written.split("</h1>")
    assert under.startswith(
        '\n<p class="document-mark"><strong>Utkast.</strong> Det kan ändras.</p>'
    )
    opened = reader.Document(io.BytesIO(docx(MARKED)))
    assert opened.paragraphs[1].text == "Utkast. Det kan ändras."
    assert [one.text for one in opened.sections[0].header.paragraphs] == ["Utkast"]
    said = squeezed(spoken(pdf(MARKED.pack(), template=REPORT)))
    assert squeezed("Utkast. Det kan ändras.") in said
    assert reader.Document(io.BytesIO(docx(DOCUMENT))).sections[0].header.is_linked_to_previous
    assert "document-mark" not in html.fragment(DOCUMENT)


def test_a_kept_document_is_read_as_it_was_and_its_text_never_changes_form() -> None:
    kept = stored.written(MARKED)
    assert stored.read(kept) == MARKED
    assert stored.written(stored.read(kept)) == kept
    assert sha256(kept.encode()).hexdigest() == (
        "639679d7ee2b953ddaacd64a194ce6213dd8c5d05c9bf2f7a5f08c2e1a334857"
    )
    for wrong in (
        "[]",
        "{}",
        kept.replace('"version":1', '"version":2'),
        kept.replace("note", "x"),
    ):
        with pytest.raises(ValueError, match="not a kept document"):
            stored.read(wrong)


@pytest.mark.parametrize(
    "blocks",
    [
        lambda: (Heading(3, "Rubrik"),),
        lambda: (Heading(2, "Rubrik"), Heading(4, "Rubrik")),
        lambda: (Table("", ("A", "B"), ()),),
        lambda: (Table("T", ("A",), ()),),
        lambda: (Table("T", ("A", "B"), (("x",),)),),
        lambda: (Table("T", ("A", "B"), (("x", "1"),), (1, 2)),),
        lambda: (GROUNDS, GROUNDS),
    ],
    ids=["level", "deep", "caption", "one column", "short row", "bars", "twice"],
)
def test_what_no_reader_could_follow_is_no_document(blocks: object) -> None:
    assert callable(blocks)
    with pytest.raises(ValueError, match=r"heading|table|row|chart"):
        Document("T", "sv", DAY, "K", blocks())


def test_signs_that_nobody_can_read_are_in_no_form() -> None:
    odd = Document("T", "sv", DAY, "K", (Paragraph("a\x00b\x0bc\ud800\nd"), Note("\x1b[1m")))
    with zipfile.ZipFile(io.BytesIO(docx(odd))) as archive:
        assert "abc d" in archive.read("word/document.xml").decode()
    assert "abc d" in html.page(odd).decode()
    assert b"abc d" in odd.pack()
    pdf(odd.pack(), template=REPORT)


def test_a_letter_that_no_font_has_is_refused_with_a_sentence() -> None:
    odd = Document("T", "sv", DAY, "K", (Paragraph("\U000e01ef \U0003134a"),))
    with pytest.raises(Invalid, match="typsnitt"):
        pdf(odd.pack(), template=REPORT)


def test_a_chart_is_never_torn_and_stays_with_its_title() -> None:
    """One that begins far down on a page goes to the next one, with its title."""
    rows = tuple((f"Rad {n}", str(n)) for n in range(1, 13))
    chart = Table("Diagrammets titel", ("Rad", "Antal"), rows, tuple(range(1, 13)))
    for lines in (8, 20, 26, 30, 33):
        filler = tuple(Paragraph(f"Stycke {n}") for n in range(lines))
        document = Document("Titel", "sv", DAY, "x", (*filler, chart))
        made = pdf(document.pack(), template=REPORT)
        first, *others = pages(made)
        holding = [page for page in (first, *others) if "Diagrammetstitel" in page]
        assert len(holding) == 1
        assert "Rad1" in holding[0].partition("Diagrammetstitel")[2]
        assert "Rad12" in holding[0]


def pages(made: bytes) -> list[str]:
    """The words of each page."""
    found = []
    with pikepdf.open(io.BytesIO(made)) as opened:
        for number in range(len(opened.pages)):
            one = pikepdf.new()
            one.pages.append(opened.pages[number])
            alone = io.BytesIO()
            one.save(alone)
            found.append(squeezed(spoken(alone.getvalue())))
    return found


def test_a_chart_does_not_draw_its_caption_again_and_no_line_ends_within_what_is_hidden() -> None:
    drawn = re.findall(r"<svg.*?</svg>", html.fragment(DOCUMENT), re.DOTALL)
    assert [re.findall(r"<text[^>]*>([^<]*)", one)[0] for one in drawn] == ["Etnisk tillhörighet"]
    small = Document("x", "sv", DAY, "y", (Paragraph("Små tal (1–4)"),))
    assert "(1–\u20604)" in html.fragment(small)
