"""Coded facts as earlier versions wrote them: archives have them. What no fact holds any more is not read.

Version 1: version u8, month u16, vocabulary version u16, then one u16 bit mask for each dimension in `_MASKS`. Version
2 goes on with the codes of two own lists, district and unit, each in 8 bytes and with the list's version u16. Version 3
goes on with one byte that says why it is left out. Version 4 has that byte too, 0 where it counts, and then scope u8,
hate event u8, own operation u8 (bits), form u16, event type u32, reply u8, marks u16, four tokens of the same person
and four of the same event, zeros where there are fewer.
"""

import struct

from incidents.core import facts
from incidents.core.facts import ONE, Excluded, Fact, counted, year_and_month
from incidents.core.handled import (
    NOTHING,
    REPLIES,
    TOKEN_BYTES,
    Handled,
    Mark,
    tokens_in,
    with_links,
)
from incidents.core.lists import CODE_BYTES
from incidents.core.vocabulary import vocabulary

_MASKS = (
    *("reporter_role", "what_happened", "area", "actor_type", "ground", "bias_motive"),
    *("when_coarse", "frequency", "place_type", "consequence", "wish", "reported_to", "safety"),
    *("under18", "contact_mode"),
)
_ANSWERS = struct.Struct(f">BHH{len(_MASKS)}H")
_LISTS = struct.Struct(f">{CODE_BYTES}sH{CODE_BYTES}sH")
_HALF = 4 * TOKEN_BYTES
_DESK = struct.Struct(f">BxBxxxxxxBH{_HALF}s{_HALF}s")
_FIRST, _WITH_LISTS = _ANSWERS.size, _ANSWERS.size + _LISTS.size
_SIZES = {1: _FIRST, 2: _WITH_LISTS, 3: _WITH_LISTS + 1, 4: _WITH_LISTS + 1 + _DESK.size}
#: The bits of the marks that are still counted.
_MARKS = {0: Mark.CODED, 1: Mark.SUPPORTED, 4: Mark.POLICE}


def read(data: bytes) -> Fact:
    """The fact of a report in any version; ValueError for anything that none of them wrote."""
    return facts.unpack(data) if len(data) == facts.SIZE else unpack(data)


def unpack(data: bytes) -> Fact:
    """A fact of one of these versions; ValueError for anything else. Bits that no group has are nobody's."""
    if not data or _SIZES.get(data[0]) != len(data):
        raise ValueError("unknown fact version")
    _, months, _, *masks = _ANSWERS.unpack_from(data)
    groups = counted({name: _groups(name, mask) for name, mask in zip(_MASKS, masks, strict=True)})
    groups = {name: told[:1] if name in ONE else told for name, told in groups.items()}
    year, month = year_and_month(months)
    place = data[_FIRST : _FIRST + CODE_BYTES]
    district = "" if place[:1] == b"\0" else place.rstrip(b"\0").decode("ascii")
    try:
        why = data[_WITH_LISTS] if len(data) > _WITH_LISTS else 0
        excluded = tuple(Excluded)[why - 1] if why else None
        own, handled = _handled(data[_WITH_LISTS + 1 :])
    except IndexError as error:
        raise ValueError("unknown fact version") from error
    if own:
        groups["own_operation"] = own
    return Fact(year, month, groups, district, excluded, handled)


def _handled(tail: bytes) -> tuple[tuple[str, ...], Handled]:
    if not tail:
        return (), NOTHING
    scope, own, reply, marks, person, event = _DESK.unpack(tail)
    handled = Handled(
        vocabulary("scope").items[scope - 1].code if scope else "",
        REPLIES[reply - 1] if reply else "",
        frozenset(mark for place, mark in _MARKS.items() if marks >> place & 1),
    )
    linked = with_links(handled, tokens_in(person), tokens_in(event))
    return _groups("own_operation", own), linked


def _groups(name: str, mask: int) -> tuple[str, ...]:
    return tuple(c.code for n, c in enumerate(vocabulary(name).public()) if mask >> n & 1)
