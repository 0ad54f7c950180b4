"""Packed facts as arrays: the fields of each (`facts.FIELDS`), and which of them count as one by the links in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from incidents.core import facts, older_facts
from incidents.core.equality import is_voluntary
from incidents.core.handled import SLOTS, TOKEN_BYTES, Mark
from incidents.core.statistics.together import DEPENDENT, IntArray, Together, joined

BoolArray = npt.NDArray[np.bool_]
#: A folded fact.
WIDTH = facts.SIZE
_ROW = np.dtype(
    [
        *(("version", "u1"), ("month", ">u2"), ("high", ">u2"), ("low", ">u8"), ("district", "S8")),
        ("tokens", "u1", (SLOTS, TOKEN_BYTES)),
    ]
)
assert _ROW.itemsize == WIDTH


def folded(packed: Iterable[bytes]) -> bytes:
    """Packed facts of any version, one after the other in the newest; voluntary answers are no reports."""
    return b"".join(
        one if len(one) == WIDTH else older_facts.read(one).pack()
        for one in packed
        if not is_voluntary(one)
    )


@dataclass(frozen=True)
class Packed:
    """Folded facts, read as columns."""

    raw: npt.NDArray[Any]

    @classmethod
    def of(cls, data: bytes) -> "Packed":
        """The facts that stand one after the other."""
        return cls(np.frombuffer(data, dtype=_ROW))

    def __len__(self) -> int:
        return len(self.raw)

    def of_these(self, wanted: BoolArray) -> "Packed":
        """Some of them."""
        return Packed(self.raw[wanted])

    @property
    def months(self) -> IntArray:
        """Months since 2020-01."""
        found: IntArray = self.raw["month"].astype(np.int64)
        return found

    @property
    def districts(self) -> IntArray:
        """The codes of the districts as numbers: their eight bytes."""
        words: IntArray = np.ascontiguousarray(self.raw["district"]).view(">u8")
        return words

    @property
    def counts(self) -> BoolArray:
        """Which of them tables count."""
        found: BoolArray = self.field("excluded") == 0
        return found

    def field(self, name: str) -> IntArray:
        """A field of each."""
        first, width = facts.FIELDS[name]
        word, shift = (self._high, first - 64) if first >= 64 else (self._low, first)
        found: IntArray = word >> shift & (1 << width) - 1
        return found

    def marked(self, mark: Mark) -> BoolArray:
        """Which of them the desk has marked so."""
        found: BoolArray = (self.field("marks") & 1 << list(Mark).index(mark)) != 0
        return found

    def linked(self, quarter: IntArray) -> Together:
        """Which hang together by links of any kind; one with more links than it has room for is never independent."""
        found = self._joined(quarter, self.field("persons") + self.field("events"))
        label = np.where(self.field("more_links") != 0, DEPENDENT, found.label)
        return Together(label, found.bridges)

    def same_events(self, quarter: IntArray) -> IntArray:
        """The label of each one's event, 0 for one that stands alone."""
        return self._joined(quarter, self.field("events"), after=self.field("persons")).label

    @cached_property
    def _low(self) -> IntArray:
        # Three bits are left over, so that no number of it is negative.
        found: IntArray = self.raw["low"].astype(np.int64)
        return found

    @cached_property
    def _high(self) -> IntArray:
        found: IntArray = self.raw["high"].astype(np.int64)
        return found

    def _joined(self, quarter: IntArray, many: IntArray, after: IntArray | None = None) -> Together:
        """By so many of the tokens, after the first so many; few facts have any."""
        some = np.flatnonzero(many)
        start = np.zeros(len(some), np.int64) if after is None else after[some]
        place = np.arange(SLOTS)
        used = (place >= start[:, None]) & (place < (start + many[some])[:, None])
        rows, slots = np.nonzero(used)
        held = self.raw["tokens"][some]
        every = [token.tobytes() for token in held[rows, slots]]
        return joined(quarter, some[rows].tolist(), every)
