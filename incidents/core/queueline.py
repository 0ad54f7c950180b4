"""Desk cards as lines of the queue, in working order. Thousands are made for each page, so a line is a plain tuple."""

import struct
from collections.abc import Iterable

from incidents.core.deskcard import LAYOUT, LEVEL, LOOK_ONLY, VERSION, Mark

_NUMBERS = struct.Struct(">BBHHHHH")  # the first seven fields of the layout
NEVER = 1 << 16

#: A case in the queue before it is shown: its place in the working order, the case's id, the card's flags, the card,
#: whose second byte has the marks (`Mark`).
Line = tuple[int, bytes, int, bytes]
#: Set in the place of every case whose promised day has not passed: the others are late.
ON_TIME = 1 << 41
#: Set in the place of every case that nobody has put first.
IN_TURN = 1 << 42
_FIRST = Mark.FIRST.value
#: The places of cases that are closed and wait for a second look begin here.
_ONLY_LOOKED_AT = LOOK_ONLY << 33
_ORDER = ON_TIME | IN_TURN


def queue_lines(cards: Iterable[tuple[bytes, bytes]], today: int) -> list[Line]:
    """Packed cards, given as (case id, card), as lines of the queue; what is no card is left out.

    What staff have put first comes first, then late ones, then by priority, then by the day by which somebody must act,
    then by the day received.
    """
    found = []
    size, numbers, never = LAYOUT.size, _NUMBERS.unpack_from, NEVER
    for case_id, card in cards:
        if len(card) != size:
            continue
        version, level, flags, due, _, _, received = numbers(card)
        if version != VERSION:
            continue
        turn = IN_TURN
        if level > LEVEL:
            turn, level = 0 if level & _FIRST else IN_TURN, level & LEVEL
        place = turn | level << 33 | (due or never) << 16 | received
        found.append((place if 0 < due < today else place | ON_TIME, case_id, flags, card))
    return found


def is_open(line: Line) -> bool:
    """Whether more than a second look waits."""
    return line[0] & ~_ORDER < _ONLY_LOOKED_AT
