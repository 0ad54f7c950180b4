"""A document: what it says, in which order, in which language. How it looks is each writer's business."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading under the title: level 2 or 3."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that runs on."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Text that is set apart, because a number is misread without it."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. The first row and the first cell of each row are headers; numbers stand in the other cells.

    With `bars`, one length for each row from the first on (None where nothing may be drawn), the second column of those
    rows is drawn as a chart above the table. Its alternative has every number, and `unsaid` for what is not shown.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[float | None, ...] = ()
    unsaid: str = ""

    def __post_init__(self) -> None:
        if not self.caption or len(self.head) < 2:
            raise ValueError("a table has a caption and at least two columns")
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("a row has another number of cells than the head")
        if len(self.bars) > len(self.rows):
            raise ValueError("a chart has no more bars than the table has rows")

    @property
    def spoken(self) -> str:
        """The chart in words: each bar with its number."""
        told = (
            f"{row[0]}: {row[1] if bar is not None else self.unsaid or row[1]}"
            for row, bar in zip(self.rows, self.bars, strict=False)
        )
        return ". ".join([self.caption, *told])

    def widths(self) -> Iterator[float]:
        """Each bar as a share of the longest."""
        most = max((bar or 0 for bar in self.bars), default=0) or 1
        return ((bar or 0) / most for bar in self.bars)


Block = Heading | Paragraph | Note | Bullets | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `day` is every clock in its files; `publisher` is who gives it out.

    `mark` stands above each page, such as *draft*, and `standing` says under the title what that means; mostly empty.
    """

    title: str
    language: str
    day: date
    publisher: str
    blocks: tuple[Block, ...]
    mark: str = ""
    standing: str = ""

    def __post_init__(self) -> None:
        if not self.title or not self.language:
            raise ValueError("a document has a title and a language")
        level = 1
        for block in self.blocks:
            if isinstance(block, Heading):
                if not 2 <= block.level <= min(level + 1, 3):
                    raise ValueError(f"the heading {block.text!r} leaves a level out")
                level = block.level
        captions = [block.caption for block in self.blocks if isinstance(block, Table)]
        if len(set(captions)) < len(captions):
            raise ValueError("two tables are called the same")

    def pack(self) -> bytes:
        """The document as the type setter reads it."""
        content = {
            "title": sayable(self.title),
            "language": self.language,
            "day": [self.day.year, self.day.month, self.day.day],
            "publisher": sayable(self.publisher),
            "mark": sayable(self.mark),
            "standing": sayable(self.standing),
            "blocks": [_packed(block) for block in self.blocks],
        }
        return json.dumps(content, ensure_ascii=False).encode()


def _packed(block: Block) -> dict[str, Any]:
    kind = type(block).__name__.casefold()
    content = {"kind": kind, **_cleaned(asdict(block))}
    if isinstance(block, Table):
        content["bars"] = list(block.widths())
        content["spoken"] = sayable(block.spoken) if block.bars else ""
    return content


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return sayable(value)
    if isinstance(value, dict):
        return {name: _cleaned(one) for name, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, tuple) else value


def sayable(text: str) -> str:
    """Without control signs, which no format can hold and nobody can read; a line break is a space."""
    plain = text.replace("\n", " ")
    return "".join(one for one in plain if unicodedata.category(one) not in {"Cc", "Cs", "Cn"})
