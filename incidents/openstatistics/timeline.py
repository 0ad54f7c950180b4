"""A number over time as SVG: a line of text and a bar for each period, so that no period stands without its words.

Lengths along the page are percentages and heights follow the text, as in the other charts. A hidden period has `..`
and no bar, and nothing is drawn from one period to another: what lies between is not known.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

from incidents.openstatistics.charts import Bar, Words, number

#: In em: from one period to the next, and a bar.
_STEP, _BAR = 1.75, 1.1
#: In per cent: where bars begin, and the longest one; the rest is room for its number.
_BEGIN, _WIDEST = 44.0, 40.0


def timeline(shown: Sequence[Bar], most: int, words: Words, symbol: str = "..") -> Markup:
    """The chart, the oldest period first; `most` is what the longest bar of its neighbours stands for."""
    told = (
        f"{bar.label}: {words.hidden if bar.count is None else number(bar.count)}" for bar in shown
    )
    said = ". ".join([words.title, *told])
    height = len(shown) * _STEP
    at = _from_start(_BEGIN, words)
    axis = f'<line class="axis" x1="{at:.2f}%" x2="{at:.2f}%" y1="0" y2="{height:.2f}em"/>'
    drawn = "".join(
        _row(bar, place * _STEP, most, words, symbol) for place, bar in enumerate(shown)
    )
    return Markup(  # noqa: S704 - our own shapes, the labels are escaped
        f'<svg class="chart chart--time" role="img" aria-label="{escape(said)}" width="100%" height="{height:.2f}em">'
        f"{axis}{drawn}</svg>"
    )


def _from_start(share: float, words: Words) -> float:
    """A place along the page, from the side on which reading begins."""
    return 100 - share if words.right_to_left else share


def _row(bar: Bar, top: float, most: int, words: Words, symbol: str) -> str:
    width = _WIDEST * (bar.count or 0) / most if most else 0.0
    line, step = top + 1.15, "-.4em" if words.right_to_left else ".4em"
    pieces = [f'<text x="{_from_start(0, words):.2f}%" y="{line:.2f}em">{escape(bar.label)}</text>']
    if width:
        left = _from_start(_BEGIN + width, words) if words.right_to_left else _BEGIN
        pieces.append(
            f'<rect x="{left:.2f}%" y="{top + 0.3:.2f}em" width="{width:.2f}%" height="{_BAR}em"/>'
        )
    text = symbol if bar.count is None else number(bar.count)
    beside = _from_start(_BEGIN + width, words)
    pieces.append(
        f'<text class="count" x="{beside:.2f}%" dx="{step}" y="{line:.2f}em">{escape(text)}</text>'
    )
    return "".join(pieces)
