"""What a packet says, read back from its bytes and from its preview."""

import io
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pikepdf

from incidents.core.referral_packet.document import Document
from tests.web.rendering import ENVIRONMENT


def squeezed(text: str) -> str:
    """Letters alone: where lines break is the page's business."""
    return re.sub(r"[\s\u200b\u00ad]", "", text)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def rendered(document: Document) -> str:
    """The preview's HTML."""
    template = ENVIRONMENT.get_template("casework/parts/packet_preview.html")
    return template.render(document=document)


def previewed(document: Document) -> str:
    """The words of the preview."""
    reader = _Words()
    reader.feed(rendered(document))
    return "".join(reader.found)


def spoken(pdf: bytes) -> str:
    """The text layer, in the order in which it is drawn, without page numbers."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return "".join(_page(page) for page in document.pages)


def _page(page: pikepdf.Page) -> str:
    fonts = {str(name): _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    letters: dict[int, str] = {}
    width, text, artifact, actual = 2, list[str](), list[bool](), list[bool]()
    for one in pikepdf.parse_content_stream(page):
        operator, operands = str(one.operator), one.operands
        if operator in ("BMC", "BDC"):
            artifact.append(str(operands[0]) == "/Artifact")
            said = operands[1].get("/ActualText") if operator == "BDC" else None
            actual.append(said is not None)
            text += [str(said)] if said is not None and not any(artifact) else []
        elif operator == "EMC":
            artifact.pop()
            actual.pop()
        elif operator == "Tf":
            letters, width = fonts[str(operands[0])]
        elif operator in ("Tj", "TJ") and not any(artifact) and not any(actual):
            parts = operands[0] if operator == "TJ" else [operands[0]]
            text += [one for part in parts for one in _read(part, letters, width)]
    return "".join(one for before, one in pairwise(["", *text]) if not _mark_of(before, one))


def _mark_of(before: str, one: str) -> bool:
    """Whether a glyph is the mark above the letter before it: the type setter gives both the same letters."""
    return one == before and any(unicodedata.combining(letter) for letter in one)


def _read(part: object, letters: dict[int, str], width: int) -> list[str]:
    if not isinstance(part, pikepdf.String):
        return []
    raw = bytes(part)
    return [letters[int.from_bytes(raw[at : at + width])] for at in range(0, len(raw), width)]


def _letters(font: pikepdf.Object) -> tuple[dict[int, str], int]:
    """The font's ToUnicode map, and how many bytes a code has."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    found = {}
    for block in re.findall(r"beginbfchar\s(.*?)endbfchar", table, re.DOTALL):
        for code, letters in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    return found, 1 if font.Subtype == "/Type3" else 2


def streams(pdf: bytes) -> Iterator[bytes]:
    """Every byte of a PDF: as it lies there, each stream decompressed, and each object written out."""
    yield pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for held in document.objects:
            if isinstance(held, pikepdf.Stream):
                yield held.read_bytes()
            yield held.unparse(resolved=False)


def spellings(text: str) -> Iterator[bytes]:
    """How a text may be written in a PDF or in JSON."""
    for way in ("utf-8", "utf-16-be", "utf-16-le", "pdfdoc"):
        raw = text.encode(way)
        yield raw
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
    yield text.encode("unicode_escape")
