"""What several municipalities can show together, from nothing but what each of them has published.

A number of all of them is the sum of numbers that each one shows; where one is hidden, the sum is. So whoever reads
the shared tables knows nothing that the municipalities' own tables did not say (docs/adr/0049).
"""

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from incidents.core.languages import sentence
from incidents.core.lists import OWN_LISTS
from incidents.core.statistics.periods import Level, Period
from incidents.core.statistics.plan import TOTAL, Dimension, Table, origin
from incidents.core.statistics.release import Published, Slice
from incidents.publishing.members import PERIOD, Family, Key, Member, NotJoinable, Sums, added
from incidents.publishing.wording import period as in_words

MUNICIPALITY = "municipality"
RELEASE = "joint"
_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:(?P<kind>[QH])(?P<number>[1-4])|-(?P<last>\d{4}))?", re.ASCII
)


def shared_dimensions(members: Sequence[Member]) -> dict[str, Dimension]:
    """The municipality, and each division that all have, with the codes that all have.

    A municipality's own list is nobody else's: the same code is another district.
    """
    first, *others = members
    names = tuple(one.name for one in members)
    codes = tuple(one.code for one in members)
    found = {MUNICIPALITY: Dimension(MUNICIPALITY, sentence("Kommun"), codes, names)}
    for name, dim in first.dimensions.items():
        if origin(name) in OWN_LISTS or any(name not in one.dimensions for one in others):
            continue
        common = [c for c in dim.codes if all(c in one.dimensions[name].codes for one in others)]
        if common:
            labels = tuple(dim.label(code) for code in common)
            found[name] = Dimension(name, dim.title, tuple(common), labels, dim.multiple)
    return found


def shared_tables(members: Sequence[Member], sums: Sums) -> list[Published]:
    """Every table that all can fill; the widest division for each period.

    By `sums` a municipality may fill a year from its quarters, where another one has published that year.
    """
    dims = shared_dimensions(members)
    found: list[tuple[str, tuple[str, ...], str]] = []
    for measure in sorted({m for one in members for m in one.figures}):
        if all(measure in one.figures for one in members):
            for period in _periods(members, measure):
                fillable = [
                    names
                    for names in _divisions(members, measure, dims)
                    if _starts(members, measure, names, period)
                    and _fills(members, measure, _keys(names, period, dims), sums)
                ]
                wide = [n for n in fillable if not any(set(n) < set(o) for o in fillable)]
                found += [(measure, names, period) for names in wide]
    ids = {kind: f"J{n}" for n, kind in enumerate(dict.fromkeys(f[:2] for f in found), start=1)}
    return [
        _published(members, (ids[measure, names], measure, names, period), dims, sums)
        for measure, names, period in found
    ]


def left_out(members: Sequence[Member], tables: Sequence[Published]) -> list[str]:
    """What some have published and all together cannot show, in words."""
    dims = shared_dimensions(members)
    made = {
        (t.slice.table.measure, t.slice.period.code, frozenset(t.slice.table.dims) - {MUNICIPALITY})
        for t in tables
    }
    found: dict[str, None] = {}
    for one in members:
        for name, dim in one.dimensions.items():
            if origin(name) in OWN_LISTS:
                found[f"{dim.title}: varje kommun har sin egen lista."] = None
            elif name in dims:
                for code in dim.codes:
                    if code not in dims[name].codes:
                        found[f"{dim.title}, {dim.label(code)}: finns inte hos alla."] = None
        for table in one.tables:
            if not any(
                (measure, period) == (table.measure, table.period) and table.family <= family
                for measure, period, family in made
            ):
                titles = ", ".join(d.title for n, d in one.dimensions.items() if n in table.family)
                found[f"{titles}, {in_words(table.period)}: redovisas inte av alla."] = None
    return list(found)


def period_in(code: str) -> Period:
    """The period that a code names; its quarters are counted from the year 2000."""
    match = _PERIOD.fullmatch(code)
    if match is None:
        raise NotJoinable(f"{code} is no period")
    start = (int(match["year"]) - 2000) * 4
    number = int(match["number"] or 1) - 1
    if match["kind"] == "Q":
        return Period(code, Level.QUARTER, start + number, start + number)
    if match["kind"] == "H":
        return Period(code, Level.HALF, start + number * 2, start + number * 2 + 1)
    level = Level.SPAN if match["last"] else Level.YEAR
    return Period(code, level, start, start + level.quarters - 1)


def _published(
    members: Sequence[Member],
    what: tuple[str, str, tuple[str, ...], str],
    dims: Mapping[str, Dimension],
    sums: Sums,
) -> Published:
    name, measure, names, period = what
    title = ", ".join(dims[n].title for n in (MUNICIPALITY, *names))
    when = period_in(period)
    table = Table(name, title, measure, (MUNICIPALITY, *names), when.level)
    values: dict[tuple[str, ...], int | None] = {}
    for codes, key in _keys(names, period, dims).items():
        numbers = [one.number(measure, key, sums) for one in members]
        values |= {(m.code, *codes): n for m, n in zip(members, numbers, strict=True)}
        values[TOTAL, *codes] = added(numbers)
    slice_ = Slice(table, when)
    return Published(slice_, RELEASE, {codes: values[codes] for codes in slice_.cells(dims)})


def _divisions(
    members: Sequence[Member], measure: str, dims: Mapping[str, Dimension]
) -> list[tuple[str, ...]]:
    """What a division of each has in common with one of every other, in the order of the dimensions."""
    common: set[Family] = {frozenset(dims)}
    for one in members:
        common = {a & b for a in common for b in one.families(measure)}
    ordered = (tuple(n for n in dims if n in family) for family in common)
    return sorted(names for names in ordered if names)


def _keys(
    names: Sequence[str], period: str, dims: Mapping[str, Dimension]
) -> dict[tuple[str, ...], Key]:
    every = product(*((TOTAL, *dims[name].codes) for name in names))
    return {
        codes: frozenset((n, c) for n, c in zip(names, codes, strict=True) if c != TOTAL)
        | {(PERIOD, period)}
        for codes in every
    }


def _fills(members: Sequence[Member], measure: str, keys: Mapping[Any, Key], sums: Sums) -> bool:
    try:
        for one in members:
            for key in keys.values():
                one.number(measure, key, sums)
    except KeyError:
        return False
    return True


def _starts(members: Sequence[Member], measure: str, names: Sequence[str], period: str) -> bool:
    """Whether somebody has published this division of the period itself."""
    return any(
        (one.measure, one.period) == (measure, period) and one.family >= set(names)
        for member in members
        for one in member.tables
    )


def _periods(members: Sequence[Member], measure: str) -> list[str]:
    return sorted({t.period for one in members for t in one.tables if t.measure == measure})
