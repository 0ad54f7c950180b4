"""PDF documents for the tests, with everything hidden in them that the format has a place for."""

import io
import re
import struct
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from tests.cleaning.pictures import coded, planted_jpeg, profile, scene
from tests.cleaning.planting import MARK, MARKER

#: What the page shows; it has to be there afterwards.
SHOWN = b"Stadshuset"
CONTENT = (
    b"% " + MARK + b"\n"
    b"/Span << /ActualText (" + MARK + b") /Lang (" + MARK + b") >> BDC\n"
    b"BT /F1 18 Tf 20 150 Td (" + SHOWN + b") Tj ET\n"
    b"EMC\n"
    b"/Note << /By (" + MARK + b") >> DP (" + MARK + b") unknown\n"
    b"q 100 0 0 60 20 40 cm /Im1 Do Q /Fm1 Do /Sh1 sh\n"
    b"BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI\n"
)
Change = Callable[[Pdf], None]


def written(pdf: Pdf, **options: object) -> bytes:
    target = io.BytesIO()
    pdf.save(target, **options)  # type: ignore[arg-type] # the options are those of `save`
    return target.getvalue()


def paper(*changes: Change, pages: int = 1) -> bytes:
    """A document of pages that each show a word, a photograph, a form and a shading, changed as asked."""
    with pikepdf.new() as pdf:
        resources = pdf.make_indirect(_resources(pdf))
        for _ in range(pages):
            page = Dictionary(
                Type=Name.Page,
                MediaBox=[0, 0, 200, 200],
                Resources=resources,
                Contents=Stream(pdf, CONTENT),
            )
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        for change in changes:
            change(pdf)
        return written(pdf)


def _resources(pdf: Pdf) -> Dictionary:
    form = Stream(pdf, b"% " + MARK + b"\n0 0 1 rg 150 150 20 20 re f")
    form.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 200]))
    form["/Private"] = String(MARKER)
    form["/PieceInfo"] = Dictionary(Tool=Dictionary(Private=String(MARKER)))
    shading = Dictionary(ShadingType=2, ColorSpace=_profiled(pdf), Coords=[0, 0, 9, 9])
    shading["/Function"] = Dictionary(
        FunctionType=2, Domain=[0, 1], C0=[0, 0, 0], C1=[1, 1, 1], N=1
    )
    return Dictionary(
        Font=Dictionary(F1=_font(pdf)),
        XObject=Dictionary(Im1=photograph(pdf), Fm1=form),
        Shading=Dictionary(Sh1=shading),
        Properties=Dictionary(P1=Dictionary(Author=String(MARKER))),
        Private=String(MARKER),
    )


def _profiled(pdf: Pdf) -> Array:
    return Array([Name.ICCBased, Stream(pdf, profile(), N=3, Metadata=Stream(pdf, MARK))])


def photograph(pdf: Pdf) -> Stream:
    """A photograph as a camera wrote it, notes and all."""
    picture = Stream(pdf, planted_jpeg(scene()))
    picture.update(
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=scene().width,
            Height=scene().height,
            BitsPerComponent=8,
            ColorSpace=_profiled(pdf),
            Filter=Name.DCTDecode,
            Metadata=Stream(pdf, MARK),
            Alternates=[Dictionary(Image=Stream(pdf, MARK))],
        )
    )
    return picture


def _font(pdf: Pdf) -> Object:
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name.Tone, Flags=32)
    descriptor["/FontFile2"] = Stream(pdf, truetype())
    descriptor["/FontFamily"] = descriptor["/CharSet"] = String(MARKER)
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Tone)
    font["/FontDescriptor"] = pdf.make_indirect(descriptor)
    font["/ToUnicode"] = Stream(pdf, b"%!PS " + MARK + b"\n/CIDInit /ProcSet findresource begin")
    font["/Widths"] = [500]
    return pdf.make_indirect(font)


def truetype() -> bytes:
    """A font file of empty tables, one of which is full of names."""
    tables = {
        b"glyf": bytes(8),
        b"head": bytes(54),
        b"meta": MARK,
        b"name": MARKER.encode("utf-16-be"),
    }
    head = struct.pack(">4sHHHH", b"\0\1\0\0", len(tables), 64, 2, 0)
    place, bodies = 12 + 16 * len(tables), b""
    for name, content in tables.items():
        head += struct.pack(">4sLLL", name, 0, place + len(bodies), len(content))
        bodies += content + bytes(-len(content) % 4)
    return head + bodies


# ---------------------------------------------------------------- what can be hidden


def with_information(pdf: Pdf) -> None:
    for name in ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "Own"):
        pdf.docinfo[f"/{name}"] = String(MARKER)
    pdf.Root["/Metadata"] = Stream(pdf, b"<x:xmpmeta>" + MARK + b"</x:xmpmeta>")
    pdf.Root["/Lang"] = pdf.Root["/Own"] = String(MARKER)
    pdf.trailer["/Own"] = String(MARKER)


def with_attachment(pdf: Pdf) -> None:
    pdf.attachments["lista.txt"] = pikepdf.AttachedFileSpec(pdf, MARK, description=MARKER)
    pdf.Root["/AF"] = Array([Dictionary(Type=Name.Filespec, UF=String(MARKER))])


def with_scripts(pdf: Pdf) -> None:
    action = Dictionary(S=Name.JavaScript, JS=Stream(pdf, b"app.alert('" + MARK + b"')"))
    pdf.Root["/OpenAction"] = action
    pdf.Root["/AA"] = Dictionary(WC=action)
    pdf.Root["/Names"] = Dictionary(JavaScript=Dictionary(Names=[String(MARKER), action]))
    pdf.pages[0].obj["/AA"] = Dictionary(O=action)


def with_structure(pdf: Pdf) -> None:
    action = Dictionary(S=Name.URI, URI=String(f"https://{MARKER}.example/"))
    line = pdf.make_indirect(Dictionary(Title=String(MARKER), A=action))
    pdf.Root["/Outlines"] = pdf.make_indirect(Dictionary(First=line, Last=line, Count=1))
    pdf.Root["/StructTreeRoot"] = Dictionary(K=Dictionary(S=Name.P, Alt=String(MARKER)))
    pdf.Root["/PageLabels"] = Dictionary(Nums=[0, Dictionary(P=String(MARKER))])
    page = pdf.pages[0].obj
    page["/Thumb"] = photograph(pdf)
    page["/PieceInfo"] = Dictionary(Tool=Dictionary(Private=Stream(pdf, MARK)))
    page["/LastModified"] = page["/ID"] = String(MARKER)
    page["/Metadata"] = Stream(pdf, MARK)


def with_annotations(pdf: Pdf) -> None:
    """A note, a link and a stamp; of the stamp the drawing is seen."""
    seen = Stream(pdf, b"BT /F1 9 Tf (Inkom) Tj ET", Subtype=Name.Form, BBox=[0, 0, 50, 20])
    seen["/Resources"] = pdf.pages[0].obj.Resources
    common = {"/Rect": [10, 10, 60, 30], "/T": String(MARKER), "/Contents": String(MARKER)}
    link = Dictionary(S=Name.URI, URI=String(f"https://{MARKER}.example/"))
    pdf.pages[0].obj["/Annots"] = Array(
        [
            Dictionary({**common, "/Subtype": Name.Text, "/RC": String(MARKER)}),
            Dictionary({**common, "/Subtype": Name.Link, "/A": link}),
            Dictionary({**common, "/Subtype": Name.Stamp, "/AP": Dictionary(N=seen), "/F": 4}),
        ]
    )


def with_form(pdf: Pdf) -> None:
    """A field that somebody filled in: what it shows is drawn, what it holds is more."""
    seen = Stream(pdf, b"BT /F1 9 Tf (Svar) Tj ET", Subtype=Name.Form, BBox=[0, 0, 50, 20])
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String(MARKER),
        V=String(MARKER),
        DV=String(MARKER),
        TU=String(MARKER),
        Rect=[70, 10, 120, 30],
        F=4,
        AP=Dictionary(N=seen),
    )
    field = pdf.make_indirect(field)
    pdf.pages[0].obj["/Annots"] = Array([field])
    pdf.Root["/AcroForm"] = Dictionary(Fields=[field], XFA=Stream(pdf, b"<xdp>" + MARK + b"</xdp>"))


def with_an_orphan(pdf: Pdf) -> None:
    pdf.make_indirect(Dictionary(Nobody=String(MARKER)))


def changed_later(data: bytes) -> bytes:
    """The same document after an incremental update: the page's content is another, the earlier one still there."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
        size = len(pdf.objects) + 1
        root = pdf.Root.objgen[0]
    (earlier,) = re.findall(rb"startxref\s+(\d+)", data)
    content = zlib.compress(b"BT /F1 18 Tf (" + SHOWN + b") Tj ET")
    place = len(data) + 1
    update = b"\n%d 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % (number, len(content))
    update += content + b"\nendstream\nendobj\n"
    table = len(data) + len(update)
    update += b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
    update += b"trailer\n<< /Size %d /Root %d 0 R /Prev %s >>\n" % (size, root, earlier)
    return data + update + b"startxref\n%d\n%%%%EOF\n" % table + b"% " + MARK


EVERYTHING = (
    with_information,
    with_attachment,
    with_scripts,
    with_structure,
    with_annotations,
    with_an_orphan,
)


def plain_jpeg() -> bytes:
    return coded(scene(), "JPEG", quality=95, subsampling=0)
