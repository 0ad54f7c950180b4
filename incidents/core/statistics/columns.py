"""Facts as columns: how the plan's dimensions follow from packed facts, and which of them are hate events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from incidents.core.facts import ONE
from incidents.core.handled import REPLY_DAYS, Mark
from incidents.core.lists import DISTRICT
from incidents.core.statistics.packed import Packed
from incidents.core.statistics.plan import Dimension, definitions, origin
from incidents.core.statistics.together import DEPENDENT, Bridge, IntArray, Together
from incidents.core.vocabulary import vocabulary

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Reports (or events, or referrals) as columns: for each dimension the code's place, or a bit for each code.

    `quarter` counts from the first quarter of `first_year`. Rows with one `group` above 0 count as one toward the
    threshold (same person, same event), those with `DEPENDENT` not at all. `excluded`: left out of every table (rule
    10), by quarter.
    """

    first_year: int
    quarter: IntArray
    values: Mapping[str, IntArray]
    group: IntArray
    excluded: Mapping[int, int] = field(default_factory=dict)
    #: Which groups are one from a later quarter on (`together`).
    bridges: tuple[Bridge, ...] = ()

    def __len__(self) -> int:
        return len(self.quarter)


def rows_of(
    data: bytes,
    dims: Mapping[str, Dimension],
    first_year: int,
    group: IntArray | None = None,
    outside: Mapping[str, IntArray] | None = None,
) -> Rows:
    """The reports in folded facts, and which of them count as one by the links that the desk made.

    `group` and `outside` say instead which count as one, and what columns hold, in the facts' order.
    """
    raw = Packed.of(data)
    quarter = (raw.months - (first_year - 2020) * 12) // 3
    as_one = Together(group, ()) if group is not None else raw.linked(quarter)
    single = raw.counts
    numbers, counts = np.unique(quarter[~single], return_counts=True)
    excluded = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
    values = {}
    for name, dim in dims.items():
        if outside and name in outside:
            values[name] = outside[name][single]
        elif not definitions()[origin(name)].get("outside"):
            values[name] = _column(raw, name, dim)[single]
    labels = as_one.label[single]
    return Rows(first_year, quarter[single], values, labels, excluded, as_one.bridges)


def hate_events(data: bytes, rows: Rows, later: bytes = b"", told: Rows | None = None) -> Rows:
    """The hate events among the reports of folded facts, and among what was told `later` (facts and rows of it).

    What is told later is an event of its own and of the same person: it counts, and never as independent. There are no
    more hate events than reports in a quarter: everybody may reckon with that, so it is kept to.
    """
    reports = Packed.of(data)
    reports = reports.of_these(reports.counts)
    found = events_of(rows, _hate(reports), reports.same_events(rows.quarter))
    if told is None or not len(told):
        return found
    more = Packed.of(later)
    return _with_later(found, select(told, _hate(more.of_these(more.counts))), rows)


def _hate(raw: Packed) -> BoolArray:
    """What the desk holds for a possible crime (I14); of what nobody has coded yet, where a motive was named."""
    scopes = [item.code for item in vocabulary("scope").items]
    crimes = [scopes.index(code) + 1 for code in ("crime_possible", "dl_and_crime")]
    coded = raw.marked(Mark.CODED)
    return np.where(coded, np.isin(raw.field("scope"), crimes), raw.field("bias_motive") != 0)


def _with_later(events: Rows, later: Rows, reports: Rows) -> Rows:
    """In each quarter as many of what was told later as there are reports left; the order is that of the codes."""
    names = sorted(events.values)
    order = np.lexsort([*(later.values[name] for name in names), later.quarter])
    quarter = later.quarter[order]
    place = np.arange(len(order)) - np.searchsorted(quarter, quarter)  # in its quarter, from 0
    room = [int((reports.quarter == q).sum() - (events.quarter == q).sum()) for q in quarter]
    kept = order[place < np.array(room, np.int64)]
    return Rows(
        events.first_year,
        np.concatenate([events.quarter, later.quarter[kept]]),
        {name: np.concatenate([events.values[name], later.values[name][kept]]) for name in names},
        np.concatenate([events.group, np.full(len(kept), DEPENDENT, np.int64)]),
        bridges=events.bridges,
    )


@dataclass(frozen=True, slots=True)
class Replies:
    """How soon reports were answered or closed: those in time; by quarter how many were, how many later or not yet."""

    rows: Rows
    in_time: IntArray
    later: IntArray
    waiting: IntArray


def replies(data: bytes, rows: Rows, quarters: int) -> Replies:
    """When the reports of folded facts were first answered or closed. Of so many quarters each has its numbers (T0)."""
    raw = Packed.of(data)
    return replied(rows, raw.field("reply")[raw.counts], quarters)


def replied(rows: Rows, place: IntArray, quarters: int) -> Replies:
    """The same of any rows, with the place of each in `handled.REPLIES` from 1; anything else is none."""
    late = len(REPLY_DAYS) + 1
    met = (place > 0) & (place < late)
    values, group = {"reply": place[met] - 1}, rows.group[met]
    few = Rows(rows.first_year, rows.quarter[met], values, group, bridges=rows.bridges)
    return Replies(
        few,
        by_quarter(few.quarter, quarters),
        by_quarter(rows.quarter[place == late], quarters),
        by_quarter(rows.quarter[(place == 0) | (place > late)], quarters),
    )


def by_quarter(quarter: IntArray, quarters: int) -> IntArray:
    """How many there are of each of so many quarters."""
    told = quarter[(quarter >= 0) & (quarter < quarters)]
    return np.bincount(told, minlength=quarters).astype(np.int64)


def select(rows: Rows, wanted: BoolArray) -> Rows:
    """Some of the rows."""
    values = {name: column[wanted] for name, column in rows.values.items()}
    group = rows.group[wanted]
    return Rows(rows.first_year, rows.quarter[wanted], values, group, bridges=rows.bridges)


def events_of(rows: Rows, wanted: BoolArray, event: IntArray) -> Rows:
    """The hate events among reports: those of one `event` above 0 count once, where the first was received.

    What one of them mentions, the event mentions; where it can have one code only, the first that one of them has. So
    it does not depend on the order of facts. A report of a later quarter changes nothing that is closed.
    """
    chosen, numbers = select(rows, wanted), event[wanted]
    order = np.argsort(chosen.quarter, kind="stable")
    alone = numbers[order] == 0
    keys = np.where(alone, -np.arange(1, len(order) + 1), numbers[order])
    _, first, member = np.unique(keys, return_index=True, return_inverse=True)
    at_once = chosen.quarter[order] == chosen.quarter[order][first][member]
    values = {}
    for name, column in chosen.values.items():
        merged = column[order][first]
        if definitions()[origin(name)].get("multiple"):
            np.bitwise_or.at(merged, member[at_once], column[order][at_once])
        else:
            np.minimum.at(merged, member[at_once], column[order][at_once])
        values[name] = merged
    quarter, group = chosen.quarter[order][first], chosen.group[order][first]
    np.minimum.at(group, member[at_once], chosen.group[order][at_once])
    return Rows(rows.first_year, quarter, values, group, bridges=rows.bridges)


def _column(raw: Packed, name: str, dim: Dimension) -> IntArray:
    rule = definitions()[origin(name)]
    otherwise = dim.codes.index(rule["otherwise"])
    if "first" in rule:
        return _first(raw, rule["first"], dim, otherwise)
    if "each" in rule:
        return _each(raw, rule["each"], dim, otherwise)
    source = rule["source"]
    if source == DISTRICT:
        return _own_list(raw.districts, dim, otherwise)
    masks = _answers(raw, source)
    masks[masks == 0] = 1 << otherwise
    return masks if dim.multiple else _lowest_bit(masks)


def _first(raw: Packed, rules: Sequence[Sequence[Any]], dim: Dimension, otherwise: int) -> IntArray:
    """The first rule that a fact meets gives its code."""
    found = np.full(len(raw), otherwise, np.int64)
    for code, source, groups in reversed(rules):
        found[(_answers(raw, source) & _mask(source, groups)) != 0] = dim.codes.index(code)
    return found


def _each(raw: Packed, rules: Sequence[Sequence[Any]], dim: Dimension, otherwise: int) -> IntArray:
    """Every rule that a fact meets sets its code's bit."""
    found = np.zeros(len(raw), np.int64)
    for code, source, groups in rules:
        met = (_answers(raw, source) & _mask(source, groups)) != 0
        found[met] |= 1 << dim.codes.index(code)
    found[found == 0] = 1 << otherwise
    return found


def _answers(raw: Packed, source: str) -> IntArray:
    """The answers to a question as bits."""
    found = raw.field(source)
    if source not in (*ONE, "scope"):
        return found
    return np.where(found == 0, 0, 1 << np.maximum(found - 1, 0))  # a place, and no bits


def _own_list(words: IntArray, dim: Dimension, otherwise: int) -> IntArray:
    """Codes of the municipality's own list; one that the plan does not have counts as not said."""
    found = np.full(len(words), otherwise, np.int64)
    for place, code in enumerate(dim.codes):
        found[words == int.from_bytes(code.encode("ascii").ljust(8, b"\0"))] = place
    return found


def _mask(source: str, groups: Sequence[str]) -> int:
    if source == "marks":
        return sum(1 << list(Mark).index(Mark(group)) for group in groups)
    return sum(1 << vocabulary(source).index(group) for group in groups)


def _lowest_bit(masks: IntArray) -> IntArray:
    lowest: IntArray = np.log2(masks & -masks).astype(np.int64)
    return lowest
