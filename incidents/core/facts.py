"""The coded fact of a report: month and public groups only, 35 bytes, sealed to the statistics keyring.

No case id, no day, no free text (STATISTICS.md, "Encrypted facts"). Version 1: version u8, month u16 (months since
2020-01), vocabulary version u16, then one u16 bit mask for each dimension in `DIMENSIONS`; bit n is the n-th public
group of the vocabulary at that version. A fact with no bit in a dimension did not answer.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from incidents.core.report import Report
from incidents.core.vocabulary import vocabulary

VERSION = 1
DIMENSIONS = (
    "reporter_role",
    "what_happened",
    "area",
    "actor_type",
    "ground",
    "bias_motive",
    "when_coarse",
    "frequency",
    "place_type",
    "consequence",
    "wish",
    "reported_to",
    "safety",
    "under18",
    "contact_mode",
)
_LAYOUT = struct.Struct(f">BHH{len(DIMENSIONS)}H")
SIZE = _LAYOUT.size


@dataclass(frozen=True, slots=True)
class Fact:
    """A report as statistics see it."""

    year: int
    month: int
    vocabulary_version: int
    groups: Mapping[str, tuple[str, ...]]

    def pack(self) -> bytes:
        """The fixed-size form that is sealed."""
        months = (self.year - 2020) * 12 + self.month - 1
        masks = [_mask(name, self.groups.get(name, ())) for name in DIMENSIONS]
        return _LAYOUT.pack(VERSION, months, self.vocabulary_version, *masks)


def unpack(data: bytes) -> Fact:
    """Inverse of `pack`; ValueError for a version that does not exist."""
    version, months, vocabulary_version, *masks = _LAYOUT.unpack(data)
    if version != VERSION:
        raise ValueError("unknown fact version")
    groups = {
        name: _groups(name, mask) for name, mask in zip(DIMENSIONS, masks, strict=True) if mask
    }
    return Fact(2020 + months // 12, months % 12 + 1, vocabulary_version, groups)


def fact_of(report: Report, received: date) -> Fact:
    """The reporter's own answers as a fact."""
    groups = {name: report.answers[name] for name in DIMENSIONS if name in report.answers}
    return Fact(received.year, received.month, report.vocabulary_version, groups)


def _mask(name: str, groups: tuple[str, ...]) -> int:
    return sum(1 << vocabulary(name).index(group) for group in groups)


def _groups(name: str, mask: int) -> tuple[str, ...]:
    return tuple(c.code for i, c in enumerate(vocabulary(name).public()) if mask >> i & 1)
