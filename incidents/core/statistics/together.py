"""Which facts count as one, by the tokens of links: found so that a closed quarter never changes.

A token joins what came up to a quarter and within one span: a later link changes nothing that was counted before, and
facts of an earlier span may be destroyed (STATISTICS.md, rule 4; docs/adr/0048).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
#: The quarters of a span.
SPAN = 8
_Token = tuple[int, bytes]
#: The label of what counts, and is never independent of what counts already.
DEPENDENT = -1
#: From a quarter on, these two labels are of one and the same.
Bridge = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Together:
    """The label of each fact as it was when its quarter was closed, 0 for one that stands alone; and later bridges."""

    label: IntArray
    bridges: tuple[Bridge, ...]


def joined(quarter: IntArray, places: Sequence[int], tokens: Sequence[bytes]) -> Together:
    """Of the facts that came in these quarters, which hang together by the tokens that stand at the places."""
    held: dict[int, list[_Token]] = {}
    for place, token in zip(places, tokens, strict=True):
        held.setdefault(place, []).append((int(quarter[place]) // SPAN, token))
    found = _Joining(np.zeros(len(quarter), np.int64))
    order = sorted(held, key=lambda place: (int(quarter[place]), place))
    for number, members in groupby(order, key=lambda place: int(quarter[place])):
        found.close(number, {place: held[place] for place in members})
    return Together(found.label, tuple(found.bridges))


@dataclass(slots=True)
class _Joining:
    label: IntArray
    bridges: list[Bridge] = field(default_factory=list)
    count: int = 0
    #: Each token's way to the first one of its group, and the labels of each group by that one.
    _above: dict[_Token, _Token] = field(default_factory=dict)
    _labels: dict[_Token, list[int]] = field(default_factory=dict)

    def close(self, quarter: int, held: Mapping[int, Sequence[_Token]]) -> None:
        """Join the facts of a quarter to each other and to earlier ones."""
        for tokens in held.values():
            for other in tokens[1:]:
                self._join(tokens[0], other)
        for place, tokens in held.items():
            top = self._top(tokens[0])
            labels = sorted(self._labels.get(top, ()))
            if not labels:
                self.count += 1
                labels = [self.count]
            self.bridges += [(quarter, labels[0], other) for other in labels[1:]]
            self._labels[top] = labels[:1]
            self.label[place] = labels[0]

    def _top(self, token: _Token) -> _Token:
        while (above := self._above.setdefault(token, token)) != token:
            self._above[token] = self._above[above]
            token = above
        return token

    def _join(self, one: _Token, other: _Token) -> None:
        kept, given = self._top(one), self._top(other)
        if kept != given:
            self._above[given] = kept
            self._labels.setdefault(kept, []).extend(self._labels.pop(given, ()))


def canonical(bridges: Iterable[Bridge], last: int) -> dict[int, int]:
    """By which label a bridged one goes when the quarters up to `last` are counted."""
    found: dict[int, int] = {}

    def top(label: int) -> int:
        while label in found:
            label = found[label]
        return label

    for quarter, one, other in bridges:
        low, high = sorted((top(one), top(other)))
        if quarter <= last and low != high:
            found[high] = low
    return {label: top(label) for label in found}
