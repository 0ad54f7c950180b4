"""Bars as SVG. Lengths along the page are percentages and heights follow the text, so it fits every window and print.

Every bar carries its label and its number: nothing depends on colour. A hidden number has no bar and no length.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup, escape

#: In em: a line of text, a bar, what lies between two bars.
_LINE, _BAR, _GAP = 1.35, 1.15, 0.95
#: The longest bar leaves room for its number.
_WIDEST = 80.0
_LETTERS = 32


@dataclass(frozen=True, slots=True)
class Bar:
    """A label and its number, None where it is hidden."""

    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Words:
    """What the chart says in the reader's language, and in which direction."""

    title: str
    hidden: str
    right_to_left: bool


def number(count: int) -> str:
    """A count with a thin space between thousands, as every language here can read it."""
    return f"{count:,}".replace(",", "\u202f")


def bars(shown: Sequence[Bar], words: Words, symbol: str = "..") -> Markup:
    """The chart; its text alternative has every label with its number, or that it is hidden."""
    most = max((bar.count or 0 for bar in shown), default=0)
    drawn, top = [], 0.0
    for bar in shown:
        piece, top = _bar(bar, most, top, words, symbol)
        drawn.append(piece)
    height = max(top - _GAP, 0)
    said = ". ".join([words.title, *(f"{bar.label}: {_said(bar, words)}" for bar in shown)])
    start = "100%" if words.right_to_left else "0"
    axis = f'<line class="axis" x1="{start}" x2="{start}" y1="0" y2="{height:.2f}em"/>'
    return Markup(  # noqa: S704 - our own shapes, the labels are escaped
        f'<svg class="chart" role="img" aria-label="{escape(said)}" width="100%" height="{height:.2f}em">'
        f"{axis}{''.join(drawn)}</svg>"
    )


def _said(bar: Bar, words: Words) -> str:
    return words.hidden if bar.count is None else number(bar.count)


def _bar(bar: Bar, most: int, top: float, words: Words, symbol: str) -> tuple[str, float]:
    """One bar under its label, and where the next one begins."""
    lines = wrap(bar.label, _LETTERS) or [""]
    pieces = list(_texts(lines, top, words))
    top += len(lines) * _LINE
    width = _WIDEST * (bar.count or 0) / most if most else 0.0
    if width:
        left = 100 - width if words.right_to_left else 0
        pieces.append(
            f'<rect x="{left:.2f}%" y="{top:.2f}em" width="{width:.2f}%" height="{_BAR}em"/>'
        )
    text = f"{symbol} {words.hidden}" if bar.count is None else number(bar.count)
    beside, step = (100 - width, "-.4em") if words.right_to_left else (width, ".4em")
    pieces.append(
        f'<text class="count" x="{beside:.2f}%" dx="{step}" y="{top + 0.9:.2f}em">{escape(text)}</text>'
    )
    return "".join(pieces), top + _BAR + _GAP


def _texts(lines: Sequence[str], top: float, words: Words) -> Iterator[str]:
    x, step = ("100%", "-.4em") if words.right_to_left else ("0", ".4em")
    for place, line in enumerate(lines):
        y = top + place * _LINE + 1
        yield f'<text x="{x}" dx="{step}" y="{y:.2f}em">{escape(line)}</text>'
