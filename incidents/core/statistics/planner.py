"""What a volume of reports allows to publish: each table on the first rung on which little enough would be hidden.

The choice is made once for a span, from a pilot (an earlier span, or invented reports), and never from the figures that
are published: so it tells nothing of them.
"""

from collections.abc import Iterable, Mapping, Sequence

from incidents.core.statistics.columns import Rows
from incidents.core.statistics.cube import tabulate
from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.plan import Dimension, Ladder, Rung, Table, ladders, tables_of
from incidents.core.statistics.release import Rules

_SPAN = 8
#: Complementary cells come on top of small ones, and no year is like the other. On the last rung a table is tried all
#: the same: a release leaves it out if too much of it is hidden.
_MARGIN, _LAST_MARGIN = 0.75, 1.2


def choose(
    dims: Mapping[str, Dimension],
    pilots: Sequence[Mapping[str, Rows]],
    yearly: float,
    rules: Rules,
) -> dict[str, Rung]:
    """The rung of each ladder, by its id; a ladder that is missing stays unpublished: too few to tell."""
    found: dict[str, Rung] = {}
    for ladder in ladders():
        for rung in ladder.rungs:
            if not _agrees(rung, found.values(), dims):
                continue
            margin = _LAST_MARGIN if rung is ladder.rungs[-1] else _MARGIN
            if _allowed(ladder, rung, yearly) and all(
                _share(table, dims, pilots, rules) <= margin * rules.most_hidden
                for table in tables_of(ladder, rung)
            ):
                found[ladder.id] = rung
                break
    return found


def _allowed(ladder: Ladder, rung: Rung, yearly: float) -> bool:
    """Below its least volume a table is not crossed with another division."""
    return yearly >= ladder.least or all(len(dims) == 1 for dims in rung.dims)


def _agrees(rung: Rung, others: Iterable[Rung], dims: Mapping[str, Dimension]) -> bool:
    """Whether no answer is divided in two ways: merged groups stand beside others of their own only."""
    divided: dict[str, str] = {}
    for name in {n for one in (rung, *others) for family in one.dims for n in family}:
        for source in dims[name].sources:
            if divided.setdefault(source, name) != name:
                return False
    return True


def _share(
    table: Table,
    dims: Mapping[str, Dimension],
    pilots: Sequence[Mapping[str, Rows]],
    rules: Rules,
) -> float:
    """The share of small cells among those that are not empty, in the middle of the pilots."""
    calendar = Calendar(2026, _SPAN)
    places = [n for n, p in enumerate(calendar.periods()) if p.level is table.level]
    sums = len(table.dims) == 1 and not dims[table.dims[0]].multiple
    small = filled = 0
    for pilot in pilots:
        counts = tabulate(pilot[table.measure], tuple(dims[d] for d in table.dims), calendar)
        for place in places:
            some = counts.count[place] > 0
            filled += int(some.sum())
            little = int((some & (counts.independent[place] < rules.threshold)).sum())
            # One small part of a sum cannot be hidden alone.
            small += 2 if little == 1 and sums else little
    return small / filled if filled else 1.0
