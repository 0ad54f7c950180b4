"""A closed case as statistics see it (indicator I10): as long as a fact, and sealed like one.

Nothing in it leads to a case or to the report's own fact, but for the tokens of links, which say what counts as one:
no id, no day, no ground, no place. Version 131: version u8, month in which it was closed u16 (months since 2020-01),
changed u8 (1: something was remedied, changed, apologised for or settled), four tokens of the same person and four of
the same event, zeros where there are fewer, then zeros up to the size of such rows. A case that is opened again and
closed again stays counted once, where it was closed first.
"""

import struct
from dataclasses import dataclass
from datetime import date

from incidents.core import facts
from incidents.core.handled import TOKEN_BYTES, tokens_in

VERSION = 131
#: More links of one kind than these are not kept.
_MOST = 4
_HALF = _MOST * TOKEN_BYTES
_LAYOUT = struct.Struct(f">BHB{_HALF}s{_HALF}s")


@dataclass(frozen=True, slots=True)
class Closing:
    """A case that was closed in a month. The tokens are those of its links by then."""

    year: int
    month: int
    changed: bool
    same_person: tuple[bytes, ...] = ()
    same_event: tuple[bytes, ...] = ()

    def pack(self) -> bytes:
        """The fixed-size form that is sealed."""
        months = (self.year - 2020) * 12 + self.month - 1
        person, event = (_filled(each) for each in (self.same_person, self.same_event))
        packed = _LAYOUT.pack(VERSION, months, int(self.changed), person, event)
        return packed.ljust(facts.OTHER_SIZE, b"\0")


def is_closing(data: bytes) -> bool:
    """Whether an opened row of facts is of a closed case."""
    return data[:1] == bytes([VERSION])


def unpack(data: bytes) -> Closing:
    """Inverse of `Closing.pack`; ValueError for anything else."""
    if not is_closing(data) or len(data) != facts.OTHER_SIZE or data[3] > 1:
        raise ValueError("no closed case")
    _, months, changed, *tokens = _LAYOUT.unpack_from(data)
    person, event = (tokens_in(one) for one in tokens)
    return Closing(2020 + months // 12, months % 12 + 1, bool(changed), person, event)


def closing_on(
    on: date, *, changed: bool, same_person: tuple[bytes, ...], same_event: tuple[bytes, ...]
) -> Closing:
    """A case closed on a day: the month is all that is kept of it."""
    return Closing(on.year, on.month, changed, same_person, same_event)


def _filled(tokens: tuple[bytes, ...]) -> bytes:
    return b"".join(tokens[:_MOST]).ljust(_HALF, b"\0")
