"""What everybody may know by records that were given out: so many reports at least in these cells (docs/adr/0058).

The protector and the check are told; it is published nowhere. What a record tells of a quarter that was frozen
before anybody had it counts for the longer periods that are not: frozen tables do not change.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from incidents.core import given_fact
from incidents.core.archive import Block, Kind
from incidents.core.given_fact import Attribute, Given
from incidents.core.statistics.columns import BoolArray, Rows, rows_of
from incidents.core.statistics.packed import folded
from incidents.core.statistics.periods import Calendar, Period
from incidents.core.statistics.plan import Dimension, Plan
from incidents.core.statistics.prepare import families
from incidents.core.statistics.relations import Cell, cell
from incidents.core.statistics.release import Known

#: Of each measure of reports what has to be known for a record to be one of it: of a hate event its motive.
_MEASURES: Mapping[str, frozenset[str]] = {
    "reports": frozenset(),
    "events": frozenset({"motive", "motive_two"}),
}
#: What a record never tells of: how the desk dealt with it, and what stands in facts of their own.
UNTOLD = frozenset({"support", "reply", "body", "outcome", "change"})
#: Of each dimension the codes of a record; only those that are known.
Codes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """Some of what is known of a report, and since when."""

    token: str
    #: Token and codes, as the ledger has them: what was said of a frozen quarter stays what it was.
    name: str
    #: Its quarter, counted from the first of the span; and which quarter was closed next when it became known.
    quarter: int
    since: int
    codes: Codes


def records(
    blocks: Iterable[Block], plan: Plan, calendar: Calendar, before: Mapping[str, int]
) -> list[Record]:
    """The records of the span's closed quarters. `before`: those that an earlier release knew, with its quarter."""
    told: dict[bytes, list[Given]] = {}
    for block in blocks:
        for packed in block.of(Kind.GIVEN).values():
            one = given_fact.unpack(packed)
            told.setdefault(one.token, []).append(one)
    found = (
        record
        for _, many in sorted(told.items())
        for record in _of(many, plan.dimensions, calendar, before)
    )
    return [one for one in found if 0 <= one.quarter < calendar.quarters]


def known_by(
    found: Sequence[Record], rows: Mapping[str, Rows], plan: Plan, calendar: Calendar
) -> list[Known]:
    """For each cell how many such reports lie in it; nothing of a cell that has fewer.

    A report that was coded anew meanwhile lies in another cell: who has the old record knows less than it seems. Such
    knowledge is left out and not cut to what is true, which would say what is true.
    """
    told: list[Known] = []
    for measure, needed in _MEASURES.items():
        reports = {
            (one.token, key)
            for one in found
            if not needed or needed & one.codes.keys()
            for key in _cells(one, measure, plan, calendar)
        }
        counts = Counter(key for _, key in reports)
        for key, count in sorted(counts.items()):
            # Two reports may be of one hate event.
            least = 1 if measure == "events" else count
            if least <= _truly(rows[measure], key, plan, calendar):
                told.append(Known(measure, key, least, None))
    return told


def sources_of(attributes: Iterable[Attribute]) -> frozenset[str]:
    """The answers and codes that are known with them."""
    return frozenset().union(*(one.sources for one in attributes))


def _cells(one: Record, measure: str, plan: Plan, calendar: Calendar) -> set[Cell]:
    period = _period(one, calendar)
    if period is None:
        return set()
    return {
        cell(period.code, codes)
        for family in families(plan, measure)
        for codes in _combinations(one.codes, family)
        if codes
    }


def _of(
    many: Sequence[Given],
    dims: Mapping[str, Dimension],
    calendar: Calendar,
    before: Mapping[str, int],
) -> Iterator[Record]:
    """What each time became known, what all of it together says, and what was known before."""
    token, fact = many[0].token.hex(), many[0].fact
    quarter = ((fact.year - calendar.first_year) * 12 + fact.month - 1) // 3
    told = [
        codes_of(one, dims, calendar)
        for one in sorted(many, key=lambda given: (given.year, given.month, given.pack()))
    ]
    together: dict[str, tuple[str, ...]] = {}
    for codes in told:
        together |= codes
    names = {_name(token, codes) for codes in (*told, together)}
    names |= {name for name in before if name.partition(":")[0] == token}
    for name in sorted(names):
        since = before.get(name, calendar.quarters - 1)
        yield Record(token, name, quarter, since, _codes_in(name))


def codes_of(
    one: Given, dims: Mapping[str, Dimension], calendar: Calendar
) -> dict[str, tuple[str, ...]]:
    """What a record says of each dimension that follows from what became known, and of no other one."""
    known = sources_of(one.attributes)
    told = {n: d for n, d in dims.items() if n not in UNTOLD and d.sources <= known}
    rows = rows_of(folded([one.fact.pack()]), told, calendar.first_year)
    found = {name: _codes(int(rows.values[name][0]), dim) for name, dim in told.items()}
    if "police" in dims and "police" in one.fact.groups.get("reported_to", ()):
        found["police"] = ("told",)
    return found


def _name(token: str, codes: Codes) -> str:
    return f"{token}:{json.dumps(codes, sort_keys=True, separators=(',', ':'))}"


def _codes_in(name: str) -> dict[str, tuple[str, ...]]:
    return {dim: tuple(of) for dim, of in json.loads(name.partition(":")[2]).items()}


def _codes(value: int, dim: Dimension) -> tuple[str, ...]:
    if not dim.multiple:
        return (dim.codes[value],)
    return tuple(code for place, code in enumerate(dim.codes) if value >> place & 1)


def _period(one: Record, calendar: Calendar) -> Period | None:
    """The shortest closed period with it that was not frozen when it became known."""
    fitting = (
        period
        for period in calendar.periods()
        if period.first <= one.quarter <= period.last and period.last >= one.since
    )
    return next(fitting, None)


def _combinations(codes: Codes, family: Sequence[str]) -> Iterable[dict[str, str]]:
    """Each way to say of it some of what is known: the cells above a cell have it too."""
    known = [name for name in family if name in codes]
    for chosen in product(*((None, *codes[name]) for name in known)):
        yield {name: code for name, code in zip(known, chosen, strict=True) if code is not None}


def _truly(rows: Rows, key: Cell, plan: Plan, calendar: Calendar) -> int:
    period = next(one for one in calendar.periods() if one.code == key[0])
    met: BoolArray = (rows.quarter >= period.first) & (rows.quarter <= period.last)
    for name, code in key[1]:
        dim = plan.dimensions[name]
        place, values = dim.codes.index(code), rows.values[name]
        met &= (values >> place & 1).astype(bool) if dim.multiple else values == place
    return int(np.count_nonzero(met))
