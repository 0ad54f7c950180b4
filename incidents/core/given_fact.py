"""A record that was given out after a request, as statistics see it: what of it became known, as long as a fact.

Whoever has it knows that such a report exists; the protection of small numbers has to know that too (STATISTICS.md,
"Must hold"; docs/adr/0058). What did not become known is not in it. Version 132: version u8, month in which it was
given out u16 (months since 2020-01), month of receipt u16, attributes u16 (bits in the order of `Attribute`), a token
of 8 bytes, then a u16 mask of public groups for each dimension in `_MASKED`, own operation u8, scope u8 (place in its
list from 1), the district's code in 8 bytes, then zeros up to the size of a fact. The token is the same whenever the
same report is given out again; it is computed from the secret id of the report's fact and leads nowhere from here.
"""

import hashlib
import struct
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum

from incidents.core import facts
from incidents.core.facts import Fact
from incidents.core.handled import Handled
from incidents.core.lists import DISTRICT
from incidents.core.vocabulary import vocabulary

VERSION = 132
TOKEN_BYTES = 8
_MASKED = (
    "area", "actor_type", "ground", "bias_motive",
    "what_happened", "place_type", "wish", "reported_to",
)  # fmt: skip
_LAYOUT = struct.Struct(f">BHHH{TOKEN_BYTES}s{len(_MASKED)}HBB8s")
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
        told, desk = self.fact, self.fact.handled or Handled()
        masks = (
            sum(1 << vocabulary(name).index(one) for one in told.groups.get(name, ()))
            for name in _MASKED
        )
        own = [item.code for item in vocabulary("own_operation").items]
        scopes = [item.code for item in vocabulary("scope").items]
        return _LAYOUT.pack(
            VERSION,
            _months(self.year, self.month),
            _months(told.year, told.month),
            sum(1 << _ATTRIBUTES.index(one) for one in self.attributes),
            self.token,
            *masks,
            sum(1 << own.index(one) for one in desk.own_operation),
            scopes.index(desk.scope) + 1 if desk.scope else 0,
            told.lists.get(DISTRICT, ("", 0))[0].encode("ascii"),
        ).ljust(facts.SIZE, b"\0")


def is_given(data: bytes) -> bool:
    """Whether an opened row of facts is of a record that was given out."""
    return data[:1] == bytes([VERSION])


def unpack(data: bytes) -> Given:
    """Inverse of `Given.pack`; ValueError for anything else."""
    if not is_given(data) or len(data) != facts.SIZE or any(data[_LAYOUT.size :]):
        raise ValueError("no record that was given out")
    _, month, received, bits, token, *masks, own, scope, district = _LAYOUT.unpack_from(data)
    scopes = vocabulary("scope").items
    if bits >> len(_ATTRIBUTES) or scope > len(scopes):
        raise ValueError("no record that was given out")
    groups = {
        name: tuple(c.code for n, c in enumerate(vocabulary(name).public()) if mask >> n & 1)
        for name, mask in zip(_MASKED, masks, strict=True)
        if mask
    }
    owned = tuple(i.code for n, i in enumerate(vocabulary("own_operation").items) if own >> n & 1)
    handled = Handled(scopes[scope - 1].code if scope else "", own_operation=owned)
    place = district.rstrip(b"\0").decode("ascii")
    fact = Fact(
        2020 + received // 12, received % 12 + 1, facts.VERSION, groups,
        {DISTRICT: (place, 0)} if place else {},
        handled=None if handled == Handled() else handled,
    )  # fmt: skip
    attributes = frozenset(one for n, one in enumerate(_ATTRIBUTES) if bits >> n & 1)
    return Given(2020 + month // 12, month % 12 + 1, token, attributes, fact)


def given(
    fact: Fact, fact_id: bytes, attributes: Collection[Attribute], year: int, month: int
) -> Given:
    """What becomes known of a report, given out in a month; the rest of the fact is left behind."""
    known = frozenset().union(*(one.sources for one in attributes))
    desk = fact.handled or Handled()
    kept = Handled(
        desk.scope if "scope" in known else "",
        own_operation=desk.own_operation if "own_operation" in known else (),
    )
    told = replace(
        fact,
        vocabulary_version=facts.VERSION,
        groups={
            name: codes for name, codes in fact.groups.items() if name in known and name in _MASKED
        },
        lists={name: (code, 0) for name, (code, _) in fact.lists.items() if name in known},
        excluded=None,
        handled=None if kept == Handled() else kept,
    )
    token = hashlib.sha256(_LABEL + fact_id).digest()[:TOKEN_BYTES]
    return Given(year, month, token, frozenset(attributes), told)


def _months(year: int, month: int) -> int:
    return (year - 2020) * 12 + month - 1
