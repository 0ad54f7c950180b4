"""Periods that overlap in time, where no sum says how: a reader knows the calendar, so numbers could be subtracted."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from incidents.checker.months import months
from incidents.checker.numbering import leaves
from incidents.checker.reading import PERIOD, Publication, Table


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
