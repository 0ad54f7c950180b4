"""A record that was given out after a request, as statistics see it: what of it became known.

Whoever has it knows that such a report exists; the protection of small numbers has to know that too (STATISTICS.md,
"Must hold"; docs/adr/0058). Version 132: version u8, month in which it was given out u16 (months since 2020-01),
attributes u16 (bits in the order of `Attribute`), a token of 8 bytes, then a fact (`core.facts`) with the month of
receipt and what became known and nothing else, then zeros. The token is the same whenever the same report is given out
again; it is computed from what stands sealed in the case alone, so that it leads neither to the case nor to its fact.
"""

import hashlib
import struct
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from incidents.core import facts
from incidents.core.facts import Fact, months_of, year_and_month
from incidents.core.handled import Handled
from incidents.core.lists import DISTRICT

VERSION = 132
TOKEN_BYTES = 8
_LAYOUT = struct.Struct(f">BHH{TOKEN_BYTES}s{facts.SIZE}s")
_LABEL = b"incidents/v1/given-record|"


class Attribute(StrEnum):
    """What can become known of a report; in this order for good."""

    GROUND = "ground"
    AREA = "area"
    DISTRICT = "district"
    OWN = "own"
    MOTIVE = "motive"
    HAPPENED = "happened"
    PLACE = "place"
    WISH = "wish"
    TOLD = "told"
    MATTER = "matter"

    @property
    def sources(self) -> frozenset[str]:
        """The answers and codes that are known with it, as the plan's dimensions name them."""
        return _SOURCES[self]


_ATTRIBUTES = tuple(Attribute)
_SOURCES = {
    Attribute.GROUND: frozenset({"ground"}),
    Attribute.AREA: frozenset({"area"}),
    Attribute.DISTRICT: frozenset({DISTRICT}),
    Attribute.OWN: frozenset({"own_operation", "actor_type"}),
    Attribute.MOTIVE: frozenset({"bias_motive"}),
    Attribute.HAPPENED: frozenset({"what_happened"}),
    Attribute.PLACE: frozenset({"place_type"}),
    Attribute.WISH: frozenset({"wish"}),
    Attribute.TOLD: frozenset({"reported_to"}),
    Attribute.MATTER: frozenset({"scope"}),
}


@dataclass(frozen=True, slots=True)
class Given:
    """What became known. `fact`: month of receipt and those answers and codes that did, and nothing else."""

    year: int
    month: int
    token: bytes
    attributes: frozenset[Attribute]
    fact: Fact = field(repr=False)

    def pack(self) -> bytes:
        """The fixed-size form that is sealed."""
        return _LAYOUT.pack(
            VERSION,
            months_of(self.year, self.month),
            sum(1 << _ATTRIBUTES.index(one) for one in self.attributes),
            self.token,
            self.fact.pack(),
        ).ljust(facts.OTHER_SIZE, b"\0")


def is_given(data: bytes) -> bool:
    """Whether an opened row of facts is of a record that was given out."""
    return data[:1] == bytes([VERSION])


def unpack(data: bytes) -> Given:
    """Inverse of `Given.pack`; ValueError for anything else."""
    if not is_given(data) or len(data) != facts.OTHER_SIZE or any(data[_LAYOUT.size :]):
        raise ValueError("no record that was given out")
    _, months, bits, token, packed = _LAYOUT.unpack_from(data)
    if bits >> len(_ATTRIBUTES):
        raise ValueError("no record that was given out")
    attributes = frozenset(one for n, one in enumerate(_ATTRIBUTES) if bits >> n & 1)
    return Given(*year_and_month(months), token, attributes, facts.unpack(packed))


def given(
    fact: Fact, secret: bytes, attributes: Collection[Attribute], year: int, month: int
) -> Given:
    """What becomes known of a report, given out in a month; the rest of the fact is left behind.

    `secret`: the same each time for one report, and known to nobody who cannot open the case.
    """
    known = frozenset().union(*(one.sources for one in attributes))
    told = Fact(
        fact.year,
        fact.month,
        {name: codes for name, codes in fact.groups.items() if name in known},
        fact.district if DISTRICT in known else "",
        handled=Handled(fact.handled.scope if "scope" in known else ""),
    )
    token = hashlib.sha256(_LABEL + secret).digest()[:TOKEN_BYTES]
    return Given(year, month, token, frozenset(attributes), told)
