"""A document as accessible HTML: a part of a page, or a file of its own. No script, and no style in an attribute."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from textwrap import wrap

from incidents.documents.model import Block, Bullets, Document, Heading, Note, Table, sayable

STYLE = """
:root { color-scheme: light dark; --ink: #0b4a55; --text: #1c2426; --ground: #fff; --line: #7b8a8d; --soft: #eef4f5; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #9bd3de; --text: #e6edee; --ground: #14191a; --line: #7f8f92; --soft: #1f2829; }
}
body { margin: 0; background: var(--ground); color: var(--text); font: 1.0625rem/1.55 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: break-word; }
h1, h2, h3 { color: var(--ink); line-height: 1.25; margin: 2em 0 .5em; }
h1 { font-size: 1.9rem; margin-top: 0; } h2 { font-size: 1.4rem; } h3 { font-size: 1.1rem; }
.document-mark { margin: 0 0 1.5rem; border-block: 2px solid var(--ink); padding: .6rem 0; }
.document-note { border-inline-start: .25rem solid var(--ink); background: var(--soft); padding: .6rem .9rem; }
.document-scroll { overflow-x: auto; margin: 1rem 0 1.5rem; }
table { border-collapse: collapse; width: 100%; }
.document-figure { margin: 1.5rem 0; }
caption, figcaption { text-align: start; font-weight: 600; padding: .3rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem; text-align: start; vertical-align: top; }
td, thead th + th { text-align: end; font-variant-numeric: tabular-nums; }
th { font-weight: 600; } tbody th { font-weight: 400; }
.document-chart { display: block; margin: 1rem 0; font-size: .9375rem; overflow: visible; }
.document-chart text { fill: var(--text); } .document-chart rect { fill: var(--ink); }
.document-chart line { stroke: var(--line); }
@media print { main { max-width: none; } body { font-size: 10pt; } .document-chart { font-size: 8.5pt; }
  th, td { padding: .15rem .4rem; } h2, h3, figcaption, caption { break-after: avoid; }
  tr, svg, figcaption, .document-scroll { break-inside: avoid; } .document-scroll { overflow: visible; } }
"""
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_STYLED = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
#: In em: a line of a label, a bar, what lies between two.
_LINE, _BAR, _GAP = 1.35, 1.1, 0.8
#: In percent: the longest bar leaves room for its number.
_WIDEST, _LETTERS = 78.0, 36


def page(document: Document) -> bytes:
    """The document as a file."""
    title, language = _text(document.title), escape(document.language)
    named = f"{_text(document.mark)} {title}" if document.mark else title
    day = document.day.isoformat()
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="author" content="{_text(document.publisher)}">\n<meta name="date" content="{day}">\n'
        f"<title>{named}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        f"{fragment(document)}\n</main>\n</body>\n</html>\n"
    ).encode()


def policy(written: bytes) -> str:
    """What a browser may load for such a file, of whichever version: the one style sheet that stands in it."""
    found = _STYLED.search(written)
    if found is None:
        return _NOTHING
    return f"{_NOTHING}; style-src 'sha256-{b64encode(sha256(found[1]).digest()).decode()}'"


def fragment(document: Document, *, deeper: int = 0) -> str:
    """What stands under the title; `deeper` moves the headings down in a page that has headings of its own."""
    return "\n".join([*_marked(document), *(_block(block, deeper) for block in document.blocks)])


def _marked(document: Document) -> Iterator[str]:
    """What it is, before anything that it says."""
    if document.mark:
        mark, standing = _text(document.mark), _text(document.standing)
        yield f'<p class="document-mark"><strong>{mark}</strong> {standing}</p>'


def _block(block: Block, deeper: int) -> str:
    if isinstance(block, Heading):
        level = block.level + deeper
        return f"<h{level}>{_text(block.text)}</h{level}>"
    if isinstance(block, Bullets):
        return f"<ul>{''.join(f'<li>{_text(item)}</li>' for item in block.items)}</ul>"
    if isinstance(block, Table):
        return _drawn(block) if block.bars else _table(block)
    if isinstance(block, Note):
        return f'<p class="document-note">{_text(block.text)}</p>'
    return f"<p>{_text(block.text)}</p>"


def _drawn(table: Table) -> str:
    """The title above the chart and the table, since it is the title of both."""
    caption = _text(table.caption)
    chart, numbers = _chart(table), _table(table, titled=False)
    return f'<figure class="document-figure">\n<figcaption>{caption}</figcaption>\n{chart}{numbers}</figure>'


def _table(table: Table, *, titled: bool = True) -> str:
    caption = _text(table.caption)
    named = (
        (f"<table>\n<caption>{caption}</caption>") if titled else f'<table aria-label="{caption}">'
    )
    head = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in table.head)
    rows = "\n".join(_row(row) for row in table.rows)
    # What may have to be scrolled on a telephone can be reached with the keyboard, and says what it is.
    return (
        f'<div class="document-scroll" role="region" tabindex="0" aria-label="{caption}">{named}'
        f"\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>"
    )


def _row(row: tuple[str, ...]) -> str:
    first, *rest = map(_text, row)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'


def _chart(table: Table) -> str:
    """Bars whose lengths are percentages and whose heights follow the text, so that one drawing fits every window."""
    shapes: list[str] = []
    top = 0.0
    for row, width in zip(table.rows, table.widths(), strict=False):
        lines = wrap(row[0], _LETTERS) or [""]
        shapes += _label(lines, top)
        top += len(lines) * _LINE
        shapes.append(_bar(row[1], width * _WIDEST, top))
        top += _BAR + _GAP
    height = max(top - _GAP, 0)
    return (
        f'<svg class="document-chart" role="img" aria-label="{_text(table.spoken)}" width="100%" '
        f'height="{height:.2f}em"><line x1="0" x2="0" y1="0" y2="{height:.2f}em"/>{"".join(shapes)}</svg>\n'
    )


def _label(lines: list[str], top: float) -> Iterator[str]:
    for place, line in enumerate(lines):
        yield f'<text x="0" dx=".4em" y="{top + place * _LINE + 1:.2f}em">{_text(line)}</text>'


def _bar(number: str, width: float, top: float) -> str:
    drawn = f'<rect x="0" y="{top:.2f}em" width="{width:.2f}%" height="{_BAR}em"/>' if width else ""
    y = f"{top + 0.85:.2f}em"
    return f'{drawn}<text x="{width:.2f}%" dx=".4em" y="{y}">{_text(number)}</text>'


def _text(text: str) -> str:
    """No line ends within (1–4): after the dash stands a sign that joins and is not seen."""
    return escape(sayable(text)).replace("(1–", "(1–\u2060")
