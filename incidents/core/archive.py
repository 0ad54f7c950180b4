"""The archive of facts: what was sealed one by one, folded into one block for each month.

Not in `core.statistics`: the pages fold, and no process that serves pages loads what counts. A block, big-endian:

    version u8 = 1 | month u16 (months since 2020-01) | sections u8 | section after section

    section: kind u8 | length of one packed fact u16 | how many u32 | their ids, 16 bytes each | the packed facts

Sections stand in the order of kind and length, facts in the order of their ids, so that the same facts give the same
bytes. In the block of a closed month the ids are the places of the facts in the order of their bytes: nothing leads
from a case to its fact any more. Golden bytes: tests/core/test_archive.py.
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import count as numbers

from incidents.core import closing_fact, equality, facts, given_fact, older_facts, referral_fact

VERSION = 1
ID_BYTES = 16
FIRST_YEAR = 2020
_HEAD = struct.Struct(">BHB")
_SECTION = struct.Struct(">BHI")
_MONTH = struct.Struct(">xH")


class Kind(IntEnum):
    """What a packed fact is of; they are counted apart."""

    REPORT = 1
    VOLUNTARY = 2
    STEP = 3
    CLOSING = 4
    #: What a reporter told later under the same code.
    LATER = 5
    #: A record that was given out.
    GIVEN = 6


#: By id, the packed facts of one kind.
Folded = Mapping[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Section:
    """The facts of one kind and length in a block: ids and packed facts, one after the other."""

    kind: Kind
    length: int
    ids: bytes
    packed: bytes

    def __len__(self) -> int:
        return len(self.ids) // ID_BYTES

    def facts(self) -> Iterator[tuple[bytes, bytes]]:
        """Each id with its packed fact."""
        return zip(_cut(self.ids, ID_BYTES), _cut(self.packed, self.length), strict=True)


@dataclass(frozen=True, slots=True)
class Block:
    """All facts of a month."""

    month: int
    sections: tuple[Section, ...] = ()

    def pack(self) -> bytes:
        """The bytes that are sealed."""
        parts = [_HEAD.pack(VERSION, self.month, len(self.sections))]
        for one in self.sections:
            parts += (_SECTION.pack(one.kind, one.length, len(one)), one.ids, one.packed)
        return b"".join(parts)

    def of(self, kind: Kind) -> dict[bytes, bytes]:
        """The facts of a kind by their ids."""
        return {i: one for part in self.sections if part.kind is kind for i, one in part.facts()}

    def packed(self, kind: Kind) -> Iterator[bytes]:
        """The facts of a kind without their ids."""
        for part in self.sections:
            if part.kind is kind:
                yield from _cut(part.packed, part.length)

    def count(self, kind: Kind) -> int:
        """How many facts of a kind there are."""
        return sum(len(part) for part in self.sections if part.kind is kind)

    def with_facts(self, newer: Mapping[bytes, tuple[Kind, bytes]]) -> "Block":
        """With these facts besides; one whose id is there already takes the place of the older one."""
        found = {
            (part.kind, part.length): {i: one for i, one in part.facts() if i not in newer}
            for part in self.sections
        }
        for fact_id, (kind, packed) in newer.items():
            found.setdefault((kind, len(packed)), {})[fact_id] = packed
        return _block(self.month, found)

    def closed(self) -> "Block":
        """The same facts without the ids by which a case knows its own."""
        places = (place.to_bytes(ID_BYTES, "big") for place in numbers())
        return _block(
            self.month,
            {
                (part.kind, part.length): {
                    next(places): one for one in sorted(_cut(part.packed, part.length))
                }
                for part in self.sections
            },
        )


def unpack(data: bytes) -> Block:
    """Inverse of `Block.pack`; ValueError for anything that it never wrote."""
    if len(data) < _HEAD.size or data[0] != VERSION:
        raise ValueError("unknown version of a block of facts")
    _, month, count = _HEAD.unpack_from(data)
    sections, place = [], _HEAD.size
    for _ in range(count):
        section, place = _section(data, place)
        sections.append(section)
    if place != len(data):
        raise ValueError("a block of facts goes on after its end")
    return Block(month, tuple(sections))


def kind_of(packed: bytes) -> Kind:
    """What an opened fact is of; ValueError for one that no version wrote."""
    for kind, is_it, read in _KINDS:
        if is_it(packed):
            read(packed)
            return kind
    raise ValueError("unknown fact version")


def month_of(packed: bytes) -> int:
    """Months since 2020-01: every version of every kind has them in the same place."""
    (month,) = _MONTH.unpack_from(packed)
    return int(month)


def month_at(day: date) -> int:
    """The month of a day."""
    return (day.year - FIRST_YEAR) * 12 + day.month - 1


_KINDS: tuple[tuple[Kind, Callable[[bytes], bool], Callable[[bytes], object]], ...] = (
    (Kind.VOLUNTARY, equality.is_voluntary, equality.unpack),
    (Kind.STEP, referral_fact.is_referral, referral_fact.unpack),
    (Kind.CLOSING, closing_fact.is_closing, closing_fact.unpack),
    (Kind.LATER, facts.is_later, facts.unpack),
    (Kind.GIVEN, given_fact.is_given, given_fact.unpack),
    (Kind.REPORT, bool, older_facts.read),
)


def _block(month: int, found: Mapping[tuple[Kind, int], Folded]) -> Block:
    sections = (
        Section(kind, length, b"".join(ids), b"".join(map(facts_.__getitem__, ids)))
        for (kind, length), facts_ in sorted(found.items())
        if (ids := sorted(facts_))
    )
    return Block(month, tuple(sections))


def _section(data: bytes, place: int) -> tuple[Section, int]:
    if len(data) < place + _SECTION.size:
        raise ValueError("a block of facts ends early")
    kind, length, count = _SECTION.unpack_from(data, place)
    start = place + _SECTION.size
    middle, end = start + ID_BYTES * count, start + (ID_BYTES + length) * count
    if len(data) < end or not length:
        raise ValueError("a block of facts ends early")
    return Section(Kind(kind), length, data[start:middle], data[middle:end]), end


def _cut(data: bytes, length: int) -> Iterable[bytes]:
    return [data[start : start + length] for start in range(0, len(data), length)]
