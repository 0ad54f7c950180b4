"""A document as DOCX, written as the format is (ECMA-376): a few XML parts in a zip whose clocks are its day.

Nothing is loaded for it: the usual library brings a decoder of XML, which no process that serves pages may load. That
library reads what is written here in the tests.
"""

import io
from collections.abc import Iterator, Mapping
from importlib.resources import files
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from incidents.documents.model import Block, Bullets, Document, Heading, Note, Table, sayable

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Which Swedish and which English the reader's spelling check is for.
_LOCALES = {"sv": "sv-SE", "en": "en-GB"}
_BEGIN = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
#: The width of the text on A4, in twentieths of a point.
_WIDTH = 9_638
_PAGE = (
    '<w:sectPr>%(header)s<w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" '
    'w:gutter="0"/></w:sectPr>'
)
_HEADER = '<w:headerReference w:type="default" r:id="rId5"/>'
_CORE = (
    "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
    "http://www.w3.org/2001/XMLSchema-instance",
)


def docx(document: Document) -> bytes:
    """The file: the same bytes for the same document."""
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for name, text in _parts(document):
            day = document.day
            entry = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode())
    return target.getvalue()


def _parts(document: Document) -> Iterator[tuple[str, str]]:
    yield "[Content_Types].xml", _said("content_types.xml")
    yield "_rels/.rels", _said("rels.xml")
    yield "word/document.xml", _body(document)
    yield "word/_rels/document.xml.rels", _said("document_rels.xml")
    locale = _LOCALES.get(document.language, document.language)
    yield "word/styles.xml", _said("styles.xml", {"LANGUAGE": quoteattr(locale)})
    yield "word/numbering.xml", _said("numbering.xml")
    yield "word/settings.xml", _said("settings.xml", {"LANGUAGE": quoteattr(locale)})
    yield "word/footer1.xml", _said("footer.xml")
    yield (
        "word/header1.xml",
        f"{_BEGIN}<w:hdr {_W}>{_paragraph('Footer', document.mark.rstrip('.'))}</w:hdr>",
    )
    yield "docProps/core.xml", _properties(document)


def _said(name: str, values: Mapping[str, str] | None = None) -> str:
    """One of the parts that are the same in each file but for the language."""
    text = (files("incidents") / "data" / "documents" / name).read_text(encoding="utf-8")
    for key, value in (values or {}).items():
        text = text.replace(f'"{key}"', value)
    return text


def _properties(document: Document) -> str:
    moment = f"{document.day.isoformat()}T00:00:00Z"
    core, elements, terms, instance = _CORE
    return (
        f'{_BEGIN}<cp:coreProperties xmlns:cp="{core}" xmlns:dc="{elements}" xmlns:dcterms="{terms}" '
        f'xmlns:xsi="{instance}"><dc:title>{_text(document.title)}</dc:title>'
        f"<dc:creator>{_text(document.publisher)}</dc:creator><dc:language>{document.language}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    )


def _body(document: Document) -> str:
    blocks = "".join(_block(block) for block in document.blocks)
    title = _paragraph("Heading1", document.title)
    if document.mark:
        title += _paragraph("Note", f"{document.mark} {document.standing}".strip())
    page = _PAGE % {"header": _HEADER if document.mark else ""}
    return f"{_BEGIN}<w:document {_W} {_R}><w:body>{title}{blocks}{page}</w:body></w:document>"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return _paragraph(f"Heading{block.level}", block.text)
    if isinstance(block, Bullets):
        return "".join(_paragraph("ListBullet", item) for item in block.items)
    if isinstance(block, Table):
        return _table(block)
    return _paragraph("Note" if isinstance(block, Note) else "", block.text)


def _paragraph(style: str, text: str, more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:pPr>{named}{more}</w:pPr>" if named or more else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{_text(text)}</w:t></w:r></w:p>'


def _table(table: Table) -> str:
    """The chart's numbers stand here, so nothing is drawn: a picture would need a second telling of the same."""
    caption = _paragraph("Caption", table.caption, "<w:keepNext/>")
    columns = len(table.head)
    first = _WIDTH // 2 if columns < 4 else _WIDTH * 2 // 5
    widths = [first, *[(_WIDTH - first) // (columns - 1)] * (columns - 1)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row(table.head, widths, head=True)
    rows = "".join(_row(row, widths, head=False) for row in table.rows)
    properties = (
        f'<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" '
        f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(sayable(table.caption))}/></w:tblPr>'
    )
    return (
        f"{caption}<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
        + _paragraph("", "")
    )


def _row(cells: tuple[str, ...], widths: list[int], *, head: bool) -> str:
    """A row; the first one stands again on each page."""
    said = [
        _cell(cell, width, style="TableHead" if head else "", number=place > 0)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    again = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{again}</w:trPr>{''.join(said)}</w:tr>"


def _cell(text: str, width: int, *, style: str, number: bool) -> str:
    right = '<w:jc w:val="right"/>' if number else ""
    inside = _paragraph(style or "TableText", text, right)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


def _text(text: str) -> str:
    return escape(sayable(text))
