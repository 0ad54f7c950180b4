"""Periods that overlap in time, where no sum says how: a reader knows the calendar, so numbers could be subtracted."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from incidents.checker.numbering import leaves
from incidents.checker.reading import PERIOD, Publication, Table

_CODE = re.compile(r"(\d{4})(?:Q([1-4])|H([12])|-(\d{4}))?", re.ASCII)


def months(code: str) -> range | None:
    """The months of a year, half-year, quarter or span of years; None for a period that is named in another way."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    first = int(found[1]) * 12
    if found[2]:
        return range(first + (int(found[2]) - 1) * 3, first + int(found[2]) * 3)
    if found[3]:
        return range(first + (int(found[3]) - 1) * 6, first + int(found[3]) * 6)
    return range(first, (int(found[4] or found[1]) + 1) * 12)


def overlapping(publication: Publication, tables: Iterable[Table]) -> Iterator[tuple[str, str]]:
    """Pairs of periods of tables that have months in common and no part in common."""
    period = publication.dimensions.get(PERIOD)
    parts: Mapping[str, tuple[str, ...]] = dict(period.sums) if period else {}
    codes = {dict(key).get(PERIOD, "") for table in tables for key in table.values}
    for one, other in combinations(sorted(codes), 2):
        first, second = months(one), months(other)
        common = first and second and first.start < second.stop and second.start < first.stop
        if common and leaves(one, parts).isdisjoint(leaves(other, parts)):
            yield one, other
