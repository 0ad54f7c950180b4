"""Facts as columns: what is folded from packed facts, and how the plan's dimensions follow from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from incidents.core import facts
from incidents.core.equality import is_voluntary
from incidents.core.handled import REPLY_DAYS, TOKEN_BYTES, TOKENS, Mark
from incidents.core.lists import OWN_LISTS
from incidents.core.statistics.plan import Dimension, definitions, origin
from incidents.core.statistics.together import Bridge, IntArray, Together, joined
from incidents.core.vocabulary import vocabulary

BoolArray = npt.NDArray[np.bool_]
#: A folded fact: the longest form, shorter ones filled up with zeros.
WIDTH = facts.MOST
#: The links by which reports count as one toward the threshold.
_AS_ONE = ("same_person", "same_event")
_ROW = np.dtype(
    [("version", "u1"), ("month", ">u2"), ("vocabulary", ">u2")]
    + [(name, ">u2") for name in facts.DIMENSIONS]
    + [(f"{name}{part}", kind) for name in OWN_LISTS for part, kind in (("", "S8"), ("_version", ">u2"))]
    + [("excluded", "u1"), ("scope", "u1"), ("hate_event", "u1"), ("own_operation", "u1")]
    + [("form", ">u2"), ("event_type", ">u4"), ("reply", "u1"), ("marks", ">u2")]
    + [(kind, "u1", (TOKENS, TOKEN_BYTES)) for kind in ("same_person", "same_event")]
)  # fmt: skip
assert _ROW.itemsize == WIDTH
#: Whose operation it was, by the reporter's own answer to who did it.
_OPERATIONS = (
    (("municipality",), "service"),
    (("company",), "company"),
    (("contractor",), "contracted"),
    (("public", "work", "business", "association", "person"), "no"),
)


def folded(packed: Iterable[bytes]) -> bytes:
    """Packed facts of any version, one after the other in one length; voluntary answers are no reports."""
    return b"".join(one.ljust(WIDTH, b"\0") for one in packed if not is_voluntary(one))


@dataclass(frozen=True, slots=True)
class Rows:
    """Reports (or events, or referrals) as columns: for each dimension the code's place, or a bit for each code.

    `quarter` counts from the first quarter of `first_year`. Rows with one `group` above 0 count as one toward the
    threshold (same person, same event). `excluded`: left out of every table (rule 10), by quarter.
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
    raw = np.frombuffer(data, dtype=_ROW)
    quarter = (raw["month"].astype(np.int64) - (first_year - 2020) * 12) // 3
    as_one = Together(group, ()) if group is not None else _linked(raw, quarter, *_AS_ONE)
    single = raw["excluded"] == 0
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


def hate_events(data: bytes, rows: Rows) -> Rows:
    """The hate events among the reports of folded facts: what the desk holds for a possible crime (I14).

    Of what nobody has coded yet, the reports whose sender named a motive.
    """
    raw = np.frombuffer(data, dtype=_ROW)
    raw = raw[raw["excluded"] == 0]
    scopes = [item.code for item in vocabulary("scope").items]
    crimes = [scopes.index(code) + 1 for code in ("crime_possible", "dl_and_crime")]
    coded = _marked(raw, Mark.CODED)
    hate = np.where(coded, np.isin(raw["scope"], crimes), raw["bias_motive"] != 0)
    return events_of(rows, hate, _linked(raw, rows.quarter, "same_event").label)


@dataclass(frozen=True, slots=True)
class Replies:
    """How soon reports were answered or closed: those in time; by quarter how many were, how many later or not yet."""

    rows: Rows
    in_time: IntArray
    later: IntArray
    waiting: IntArray


def replies(data: bytes, rows: Rows, quarters: int) -> Replies:
    """When the reports of folded facts were first answered or closed. Of so many quarters each has its numbers (T0)."""
    raw = np.frombuffer(data, dtype=_ROW)
    return replied(rows, raw["reply"][raw["excluded"] == 0].astype(np.int64), quarters)


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


def _marked(raw: npt.NDArray[Any], mark: Mark) -> BoolArray:
    found: BoolArray = (raw["marks"] & (1 << list(Mark).index(mark))) != 0
    return found


def _linked(raw: npt.NDArray[Any], quarter: IntArray, *kinds: str) -> Together:
    """Which facts hang together by the tokens of these links."""
    # Few facts are linked: looking for them eight bytes at a time costs a tenth.
    size = TOKENS * TOKEN_BYTES
    wide = [raw[kind].reshape(len(raw), size).view(np.uint64).any(axis=1) for kind in kinds]
    some = np.flatnonzero(np.logical_or.reduce(wide))
    held = np.concatenate([raw[kind][some] for kind in kinds], axis=1)
    rows, tokens = np.nonzero(held.any(axis=2))
    every = [token.tobytes() for token in held[rows, tokens]]
    return joined(quarter, some[rows].tolist(), every)


def select(rows: Rows, wanted: BoolArray) -> Rows:
    """Some of the rows."""
    values = {name: column[wanted] for name, column in rows.values.items()}
    group = rows.group[wanted]
    return Rows(rows.first_year, rows.quarter[wanted], values, group, bridges=rows.bridges)


def events_of(rows: Rows, wanted: BoolArray, event: IntArray) -> Rows:
    """The hate events among reports: those of one `event` above 0 count once, where the first was received.

    What one of them mentions, the event mentions; a report of a later quarter changes nothing that is closed.
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
        values[name] = merged
    quarter, group = chosen.quarter[order][first], chosen.group[order][first]
    return Rows(rows.first_year, quarter, values, group, bridges=rows.bridges)


def _column(raw: npt.NDArray[Any], name: str, dim: Dimension) -> IntArray:
    rule = definitions()[origin(name)]
    otherwise = dim.codes.index(rule["otherwise"])
    if "first" in rule:
        return _first(raw, rule["first"], dim, otherwise)
    if "each" in rule:
        return _each(raw, rule["each"], dim, otherwise)
    source = rule["source"]
    if source in OWN_LISTS:
        return _own_list(raw[source], dim, otherwise)
    masks = _answers(raw, source)
    masks[masks == 0] = 1 << otherwise
    return masks if dim.multiple else _lowest_bit(masks)


def _first(
    raw: npt.NDArray[Any], rules: Sequence[Sequence[Any]], dim: Dimension, otherwise: int
) -> IntArray:
    """The first rule that a fact meets gives its code."""
    found = np.full(len(raw), otherwise, np.int64)
    for code, source, groups in reversed(rules):
        found[(_answers(raw, source) & _mask(source, groups)) != 0] = dim.codes.index(code)
    return found


def _each(
    raw: npt.NDArray[Any], rules: Sequence[Sequence[Any]], dim: Dimension, otherwise: int
) -> IntArray:
    """Every rule that a fact meets sets its code's bit."""
    found = np.zeros(len(raw), np.int64)
    for code, source, groups in rules:
        met = (_answers(raw, source) & _mask(source, groups)) != 0
        found[met] |= 1 << dim.codes.index(code)
    found[found == 0] = 1 << otherwise
    return found


def _answers(raw: npt.NDArray[Any], source: str) -> IntArray:
    """The answers to a question as bits. Whose operation it was follows from who did it, where nobody has coded it."""
    masks: IntArray = raw[source].astype(np.int64)
    if source == "scope":
        return np.where(masks == 0, 0, 1 << np.maximum(masks - 1, 0))  # a place, and no bits
    if source != "own_operation":
        return masks
    return np.where(masks == 0, _operations()[raw["actor_type"]], masks)


@cache
def _operations() -> IntArray:
    """Whose operation it was, as bits, for every possible answer to who did it."""
    told, found = np.arange(1 << 16), np.zeros(1 << 16, np.int64)
    for groups, code in _OPERATIONS:
        found[(told & _mask("actor_type", groups)) != 0] |= _mask("own_operation", (code,))
    return found


def _own_list(column: npt.NDArray[Any], dim: Dimension, otherwise: int) -> IntArray:
    """Codes of the municipality's own list; one that the plan does not have counts as not said."""
    found = np.full(len(column), otherwise, np.int64)
    words = np.ascontiguousarray(column).view(">u8")
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
