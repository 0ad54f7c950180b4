"""A document as text that is kept, so that its files can be made again: version 1, nothing lost and nothing worked out.

Another version reads this one for good; `tests/documents` has its golden bytes.
"""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from incidents.documents.model import Block, Bullets, Document, Heading, Note, Paragraph, Table

VERSION = 1
_KINDS: dict[str, type[Block]] = {
    one.__name__.casefold(): one for one in (Heading, Paragraph, Note, Bullets, Table)
}


def written(document: Document) -> str:
    """The text; the same for the same document."""
    content = {
        "version": VERSION,
        "title": document.title,
        "language": document.language,
        "day": document.day.isoformat(),
        "publisher": document.publisher,
        "mark": document.mark,
        "standing": document.standing,
        "blocks": [
            {"kind": type(one).__name__.casefold(), **asdict(one)} for one in document.blocks
        ],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(text: str) -> Document:
    """Inverse of `written`; ValueError for anything else."""
    content = json.loads(text)
    if not isinstance(content, dict) or content.pop("version", None) != VERSION:
        raise ValueError("not a kept document")
    try:
        day = date.fromisoformat(content.pop("day"))
        blocks = tuple(_block(one) for one in content.pop("blocks"))
        return Document(**content, day=day, blocks=blocks)
    except (KeyError, TypeError) as error:
        raise ValueError("not a kept document") from error


def _block(raw: dict[str, Any]) -> Block:
    kind = _KINDS[raw.pop("kind")]
    return kind(**{name: _tuples(value) for name, value in raw.items()})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
