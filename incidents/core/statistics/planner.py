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
#: In one of four periods at most a table may turn out to hide too much.
_SELDOM = 0.25
#: So many cells a crossed table hides for each small one, or few more (measured: 1.2 to 1.6).
_CROSS = 1.5


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
            last = rung is ladder.rungs[-1]
            if _allowed(ladder, rung, yearly) and all(
                _told(_shares(table, dims, pilots, rules), rules, last=last)
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


def _told(shares: Sequence[tuple[int, int]], rules: Rules, *, last: bool) -> bool:
    """Whether little is hidden over all, and seldom so much in one period that the table would be left out."""
    small, filled = sum(few for few, _ in shares), sum(some for _, some in shares)
    if last:
        return small <= _LAST_MARGIN * rules.most_hidden * filled
    left_out = sum(few > rules.most_hidden * some for few, some in shares)
    return small <= _MARGIN * rules.most_hidden * filled and left_out <= _SELDOM * len(shares)


def _shares(
    table: Table,
    dims: Mapping[str, Dimension],
    pilots: Sequence[Mapping[str, Rows]],
    rules: Rules,
) -> list[tuple[int, int]]:
    """For each period of each pilot how many cells are small, and how many are not empty."""
    calendar = Calendar(2026, _SPAN)
    places = [n for n, p in enumerate(calendar.periods()) if p.level is table.level]
    sums = len(table.dims) == 1 and not dims[table.dims[0]].multiple
    found = []
    for pilot in pilots:
        counts = tabulate(pilot[table.measure], tuple(dims[d] for d in table.dims), calendar)
        for place in places:
            some = counts.count[place] > 0
            little = int((some & (counts.independent[place] < rules.threshold)).sum())
            # One small part of a sum is not hidden alone, and in a cross one brings others. Of nothing, all is hidden.
            small = (
                2
                if little == 1 and sums
                else round(little * (_CROSS if len(table.dims) > 1 else 1))
            )
            found.append((small, int(some.sum())) if some.any() else (1, 1))
    return found
