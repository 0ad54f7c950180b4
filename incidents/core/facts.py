"""The coded fact of a report: month and public groups only, sealed to the statistics keyring.

No case id, no day, no free text (STATISTICS.md, "Encrypted facts"). Version 1: version u8, month u16 (months since
2020-01), vocabulary version u16, then one u16 bit mask for each dimension in `DIMENSIONS`; bit n is the n-th public
group of the vocabulary at that version. A fact with no bit in a dimension did not answer. Version 2 goes on with the
municipality's own lists, district and unit: for each the code in 8 bytes, filled up with zeros, and the list's version
u16. Codes, not bits, because these lists change. Version 3 goes on with one byte that says why the fact is left
out of every table but the count of what was left out (STATISTICS.md, rule 10). Version 4 has that byte too, 0 where it
counts, and then what the desk knows (`core.handled`). All versions are as long once sealed.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from incidents.core import handled as desk
from incidents.core.handled import Handled
from incidents.core.lists import CODE_BYTES, OWN_LISTS
from incidents.core.report import Report
from incidents.core.vocabulary import vocabulary

VERSION = 2
_WITHOUT_LISTS = 1
_LEFT_OUT = 3
_HANDLED = 4
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
_LISTS = struct.Struct(">" + f"{CODE_BYTES}sH" * len(OWN_LISTS))
SIZE = _LAYOUT.size + _LISTS.size
#: The longest form.
MOST = SIZE + 1 + desk.SIZE


class Excluded(StrEnum):
    """Why a report counts in no table; in this order for good."""

    #: The same report was sent more than once, and another fact counts it.
    DOUBLE = "double"
    #: Junk, or sent to harm somebody.
    ABUSE = "abuse"


_EXCLUDED = tuple(Excluded)


@dataclass(frozen=True, slots=True)
class Fact:
    """A report as statistics see it. `lists`: code and version of the list, by list, where it was answered."""

    year: int
    month: int
    vocabulary_version: int
    groups: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    excluded: Excluded | None = None
    #: None while nobody at the desk has worked with it.
    handled: Handled | None = None

    def pack(self) -> bytes:
        """The fixed-size form that is sealed."""
        months = (self.year - 2020) * 12 + self.month - 1
        masks = [_mask(name, self.groups.get(name, ())) for name in DIMENSIONS]
        own = [self.lists.get(name, ("", 0)) for name in OWN_LISTS]
        flat = [part for code, version in own for part in (code.encode("ascii"), version)]
        version, end = self._end()
        packed = _LAYOUT.pack(version, months, self.vocabulary_version, *masks)
        return packed + _LISTS.pack(*flat) + end

    def _end(self) -> tuple[int, bytes]:
        if self.handled is None and self.excluded is None:
            return VERSION, b""
        why = bytes([_EXCLUDED.index(self.excluded) + 1 if self.excluded else 0])
        if self.handled is None:
            return _LEFT_OUT, why
        return _HANDLED, why + self.handled.pack()


def unpack(data: bytes) -> Fact:
    """Inverse of `pack`; ValueError for a version that does not exist."""
    sizes = {_WITHOUT_LISTS: _LAYOUT.size, VERSION: SIZE, _LEFT_OUT: SIZE + 1, _HANDLED: MOST}
    if not data or sizes.get(data[0]) != len(data) or not _is_why(data[SIZE : SIZE + 1]):
        raise ValueError("unknown fact version")
    _, months, vocabulary_version, *masks = _LAYOUT.unpack_from(data)
    groups = {
        name: _groups(name, mask) for name, mask in zip(DIMENSIONS, masks, strict=True) if mask
    }
    lists = _lists(data[_LAYOUT.size : SIZE])
    why = data[SIZE : SIZE + 1]
    excluded = _EXCLUDED[why[0] - 1] if any(why) else None
    handled = desk.unpack(data[SIZE + 1 :]) if data[0] == _HANDLED else None
    year, month = 2020 + months // 12, months % 12 + 1
    return Fact(year, month, vocabulary_version, groups, lists, excluded, handled)


def _is_why(data: bytes) -> bool:
    return not data or data[0] <= len(_EXCLUDED)


def fact_of(report: Report, received: date) -> Fact:
    """The reporter's own answers as a fact."""
    groups = {name: report.answers[name] for name in DIMENSIONS if name in report.answers}
    lists = {
        name: (report.answers[name][0], report.list_versions.get(name, 0))
        for name in OWN_LISTS
        if name in report.answers
    }
    return Fact(received.year, received.month, report.vocabulary_version, groups, lists)


def _lists(data: bytes) -> dict[str, tuple[str, int]]:
    """The answers from the municipality's own lists; a fact of the first version has none."""
    if not data:
        return {}
    flat = _LISTS.unpack(data)
    pairs = zip(OWN_LISTS, flat[::2], flat[1::2], strict=True)
    return {
        name: (raw.rstrip(b"\0").decode("ascii"), version) for name, raw, version in pairs if raw[0]
    }


def _mask(name: str, groups: tuple[str, ...]) -> int:
    return sum(1 << vocabulary(name).index(group) for group in groups)


def _groups(name: str, mask: int) -> tuple[str, ...]:
    return tuple(c.code for i, c in enumerate(vocabulary(name).public()) if mask >> i & 1)
