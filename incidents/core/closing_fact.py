"""A closed case as statistics see it (indicator I10): as long as a fact, and sealed like one.

Nothing in it leads to a case or to the report's own fact, but for the tokens of links, which say what counts as one:
no id, no day, no ground, no place. Version 131: version u8, month in which it was closed u16 (months since 2020-01),
changed u8 (1: something was remedied, changed, apologised for or settled), the tokens as in `core.handled`, then zeros
up to the size of a fact. A case that is opened again and closed again stays counted once, where it was closed first.
"""

import struct
from dataclasses import dataclass
from datetime import date

from incidents.core import facts
from incidents.core.handled import TOKEN_BYTES, TOKENS, filled, tokens_in

VERSION = 131
_TOKENS = 2 * TOKENS * TOKEN_BYTES
_LAYOUT = struct.Struct(f">BHB{_TOKENS}s")


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
        tokens = filled(self.same_person) + filled(self.same_event)
        return _LAYOUT.pack(VERSION, months, int(self.changed), tokens).ljust(facts.SIZE, b"\0")


def is_closing(data: bytes) -> bool:
    """Whether an opened row of facts is of a closed case."""
    return data[:1] == bytes([VERSION])


def unpack(data: bytes) -> Closing:
    """Inverse of `Closing.pack`; ValueError for anything else."""
    if not is_closing(data) or len(data) != facts.SIZE or data[3] > 1:
        raise ValueError("no closed case")
    _, months, changed, tokens = _LAYOUT.unpack_from(data)
    half = _TOKENS // 2
    person, event = tokens_in(tokens[:half]), tokens_in(tokens[half:])
    return Closing(2020 + months // 12, months % 12 + 1, bool(changed), person, event)


def closing_on(
    on: date, *, changed: bool, same_person: tuple[bytes, ...], same_event: tuple[bytes, ...]
) -> Closing:
    """A case closed on a day: the month is all that is kept of it."""
    return Closing(on.year, on.month, changed, same_person, same_event)
