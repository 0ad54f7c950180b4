"""The coded fact of a report: month, public groups, and what the desk made of it; sealed to the statistics keyring.

No case id, no day, no free text, and nothing that no table and no indicator counts (STATISTICS.md, "Encrypted facts";
docs/adr/0053). Version 5, big-endian:

    version u8 | month u16 (months since 2020-01) | fields u80 | district, 8 bytes filled up with zeros | three tokens

`FIELDS` says which bits of the 80 are whose. Of `SEVERAL` bit n is the n-th public group, of `ONE` and the scope the
place in the list from 1; 0 is not said. A list whose groups stand in another order needs another version. Version 6 is
the same of what the reporter told later under the same code, which is counted apart. Versions 1 to 4: `older_facts`.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from incidents.core import handled as desk
from incidents.core.handled import NOTHING, SLOTS, TOKEN_BYTES, Handled
from incidents.core.lists import CODE_BYTES, DISTRICT
from incidents.core.report import Report
from incidents.core.vocabulary import vocabulary

VERSION, LATER = 5, 6
SEVERAL = ("ground", "bias_motive", "what_happened", "wish", "reported_to", "own_operation")
ONE = ("area", "place_type")
DIMENSIONS = (*SEVERAL, *ONE)
#: First bit and number of bits.
FIELDS = {
    "ground": (0, 9),
    "bias_motive": (9, 9),
    "what_happened": (18, 9),
    "wish": (27, 9),
    "reported_to": (36, 9),
    "area": (45, 4),
    "place_type": (49, 4),
    "scope": (53, 4),
    "reply": (57, 3),
    "excluded": (60, 2),
    "own_operation": (64, 7),
    "marks": (71, 3),
    "more_links": (74, 1),
    # How many of the tokens are of same persons, and how many of same events; those of persons stand first.
    "persons": (75, 2),
    "events": (77, 2),
}
_FIELD_BYTES = 10
_USED = sum((1 << width) - 1 << first for first, width in FIELDS.values())
_CUTS = tuple((name, first, (1 << width) - 1) for name, (first, width) in FIELDS.items())
_LAYOUT = struct.Struct(f">BH{_FIELD_BYTES}s{CODE_BYTES}s{SLOTS * TOKEN_BYTES}s")
SIZE = _LAYOUT.size
#: What is sealed like the fact of a report and is none: voluntary answers, steps of referrals, closed cases.
OTHER_SIZE = 55
#: Whose operation it was, by the answer to who did it.
OPERATIONS = (
    (("municipality",), "service"),
    (("company",), "company"),
    (("contractor",), "contracted"),
    (("public", "work", "business", "association", "person"), "no"),
)


class Excluded(StrEnum):
    """Why a report counts in no table; in this order for good."""

    #: The same report was sent more than once, and another fact counts it.
    DOUBLE = "double"
    #: Junk, or sent to harm somebody.
    ABUSE = "abuse"


_EXCLUDED = tuple(Excluded)


@dataclass(frozen=True, slots=True)
class Fact:
    """A report as statistics see it; `later`: an event that its reporter told later under the same code."""

    year: int
    month: int
    #: Public groups, by `DIMENSIONS`; what was not answered is not in it.
    groups: Mapping[str, tuple[str, ...]]
    district: str = ""
    excluded: Excluded | None = None
    handled: Handled = NOTHING
    later: bool = False

    def pack(self) -> bytes:
        """The fixed-size form that is sealed. Raises ValueError for an answer that no fact holds."""
        if not self.groups.keys() <= set(DIMENSIONS):
            raise ValueError("a fact holds no such answer")
        values = {name: _bits(name, self.groups.get(name, ())) for name in SEVERAL}
        values |= {name: _place(name, self.groups.get(name, ())) for name in ONE}
        values["excluded"] = _EXCLUDED.index(self.excluded) + 1 if self.excluded else 0
        values |= self.handled.values()
        return _LAYOUT.pack(
            LATER if self.later else VERSION,
            months_of(self.year, self.month),
            sum(value << FIELDS[name][0] for name, value in values.items()).to_bytes(_FIELD_BYTES),
            self.district.encode("ascii"),
            self.handled.tokens(),
        )


def unpack(data: bytes) -> Fact:
    """Inverse of `pack`; ValueError for anything else. Facts of earlier versions: `older_facts.read`."""
    if len(data) != SIZE or data[0] not in (VERSION, LATER):
        raise ValueError("unknown fact version")
    version, months, packed, district, tokens = _LAYOUT.unpack(data)
    fields = int.from_bytes(packed)
    values = {name: fields >> first & ones for name, first, ones in _CUTS}
    if fields & ~_USED:
        raise ValueError("unknown fact version")
    try:
        found = {name: _groups(name, values[name]) for name in SEVERAL if values[name]}
        found |= {name: _one(name, values[name]) for name in ONE if values[name]}
        return Fact(
            *year_and_month(months),
            found,
            district.rstrip(b"\0").decode("ascii"),
            _EXCLUDED[values["excluded"] - 1] if values["excluded"] else None,
            desk.handled_in(values, tokens),
            version == LATER,
        )
    except IndexError as error:
        raise ValueError("unknown fact version") from error


def is_later(data: bytes) -> bool:
    """Whether an opened row of facts is of an event that was told later."""
    return data[:1] == bytes([LATER])


def fact_of(report: Report, received: date) -> Fact:
    """The reporter's own answers as a fact."""
    (district,) = report.answers.get(DISTRICT, ("",))
    return Fact(received.year, received.month, counted(report.answers), district)


def counted(answers: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Of answers by public groups those that a fact holds. Whose operation it was follows from who did it."""
    found = {name: answers[name] for name in DIMENSIONS if answers.get(name)}
    own = operations(answers.get("actor_type", ()))
    return {"own_operation": own, **found} if own else found


def operations(actors: Iterable[str]) -> tuple[str, ...]:
    """Whose operation it was, by who did it."""
    told = set(actors)
    return tuple(code for groups, code in OPERATIONS if not told.isdisjoint(groups))


def months_of(year: int, month: int) -> int:
    """Months since 2020-01."""
    return (year - 2020) * 12 + month - 1


def year_and_month(months: int) -> tuple[int, int]:
    """Inverse of `months_of`."""
    return 2020 + months // 12, months % 12 + 1


def _bits(name: str, groups: tuple[str, ...]) -> int:
    return sum(1 << vocabulary(name).index(group) for group in set(groups))


@cache
def _groups(name: str, bits: int) -> tuple[str, ...]:
    public = vocabulary(name).public()
    if bits >> len(public):
        raise ValueError("unknown fact version")
    return tuple(choice.code for n, choice in enumerate(public) if bits >> n & 1)


def _place(name: str, groups: tuple[str, ...]) -> int:
    """Of several the first of the list."""
    return min((vocabulary(name).index(group) + 1 for group in groups), default=0)


@cache
def _one(name: str, place: int) -> tuple[str, ...]:
    return (vocabulary(name).public()[place - 1].code,)
