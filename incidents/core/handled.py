"""What the desk knows of a report besides its answers, as the tail of a coded fact: closed lists and marks alone.

Written of every case that somebody at the desk has worked with (`core.facts`, version 4): scope u8, hate event u8
(places in their lists from 1; 0: not coded), own operation u8, form u16, event type u32 (bit n is the n-th code), time
to the first reply u8 (place in `REPLIES` from 1; 0: none yet), marks u16 (bits in the order of `Mark`), then the tokens
of links: four of 6 bytes for the same person, four for the same event, zeros where there are fewer. A token is random,
and the same in the facts of all cases that were linked in one act. It leads to no case; it says what counts as one.
"""

import struct
from dataclasses import dataclass
from enum import StrEnum

from incidents.core.vocabulary import vocabulary

TOKEN_BYTES = 6
#: More links of one kind than these are not kept of one case; so many acts of linking one case has never had.
TOKENS = 4
#: Within so many working days the first reply came; the last one is *later*.
REPLY_DAYS = (1, 5, 10)
REPLIES = ("d1", "d5", "d10", "later")
_LAYOUT = struct.Struct(f">BBBHIBH{2 * TOKENS * TOKEN_BYTES}s")
SIZE = _LAYOUT.size


class Mark(StrEnum):
    """What was done and what came of it, each for an indicator (DOMAIN 4.3); in this order for good."""

    #: Somebody has coded it: its groups are the desk's and no more the reporter's alone.
    CODED = "coded"
    #: I07: at least one measure besides the first reply.
    SUPPORTED = "supported"
    CLOSED = "closed"
    #: I10: remedied, changed, apologised or settled.
    CHANGED = "changed"
    #: I13, I16: the police were told, by the person or with our help.
    POLICE = "police"
    #: I13: a complaint to DO with our help.
    DO = "do"
    #: I09: the person was told of the time limit.
    LIMIT_TOLD = "limit_told"


_MARKS = tuple(Mark)


@dataclass(frozen=True, slots=True)
class Handled:
    """Codes of closed lists, marks, and the tokens of links; everything can be absent."""

    scope: str = ""
    hate_event: str = ""
    own_operation: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    event_type: tuple[str, ...] = ()
    reply: str = ""
    marks: frozenset[Mark] = frozenset()
    same_person: tuple[bytes, ...] = ()
    same_event: tuple[bytes, ...] = ()

    def pack(self) -> bytes:
        """The fixed-size form."""
        tokens = b"".join(filled(each) for each in (self.same_person, self.same_event))
        return _LAYOUT.pack(
            _place("scope", self.scope),
            _place("hate_event", self.hate_event),
            _bits("own_operation", self.own_operation),
            _bits("form", self.form),
            _bits("event_type", self.event_type),
            REPLIES.index(self.reply) + 1 if self.reply else 0,
            sum(1 << _MARKS.index(mark) for mark in self.marks),
            tokens,
        )


def unpack(data: bytes) -> Handled:
    """Inverse of `Handled.pack`; ValueError for anything else."""
    if len(data) != SIZE:
        raise ValueError("not the tail of a coded fact")
    scope, hate, own, form, event, reply, marks, tokens = _LAYOUT.unpack(data)
    half = TOKENS * TOKEN_BYTES
    try:
        return Handled(
            _code("scope", scope),
            _code("hate_event", hate),
            _codes("own_operation", own),
            _codes("form", form),
            _codes("event_type", event),
            REPLIES[reply - 1] if reply else "",
            frozenset(mark for place, mark in enumerate(_MARKS) if marks >> place & 1),
            tokens_in(tokens[:half]),
            tokens_in(tokens[half:]),
        )
    except IndexError as error:
        raise ValueError("not the tail of a coded fact") from error


def _place(name: str, code: str) -> int:
    return [item.code for item in vocabulary(name).items].index(code) + 1 if code else 0


def _code(name: str, place: int) -> str:
    return vocabulary(name).items[place - 1].code if place else ""


def _bits(name: str, codes: tuple[str, ...]) -> int:
    return sum(1 << n for n, item in enumerate(vocabulary(name).items) if item.code in codes)


def _codes(name: str, bits: int) -> tuple[str, ...]:
    return tuple(item.code for n, item in enumerate(vocabulary(name).items) if bits >> n & 1)


def filled(tokens: tuple[bytes, ...]) -> bytes:
    """The tokens of links of one kind in their fixed length."""
    if any(len(one) != TOKEN_BYTES or not any(one) for one in tokens):
        raise ValueError("a token has six bytes, and not all are zero")
    return b"".join(tokens[:TOKENS]).ljust(TOKENS * TOKEN_BYTES, b"\0")


def tokens_in(data: bytes) -> tuple[bytes, ...]:
    """Inverse of `filled`."""
    found = (data[start : start + TOKEN_BYTES] for start in range(0, len(data), TOKEN_BYTES))
    return tuple(one for one in found if any(one))
