"""Invented reports in the shape of real ones, to see what a number of reports a year allows to publish."""

from collections.abc import Sequence

import numpy as np

from incidents.core import facts
from incidents.core.statistics.columns import Rows, by_quarter, events_of, replied, rows_of
from incidents.core.statistics.packed import Packed, folded
from incidents.core.statistics.plan import Dimension
from incidents.core.statistics.together import IntArray
from incidents.core.vocabulary import vocabulary
from incidents.publishing.making import T0, Figures

#: Shares as Swedish authorities and the bureaus tell them, roughly; what is not listed shares the rest.
_SHARES = {
    "ground": (30, 9, 20, 12, 3, 6, 8, 8, 4),
    "area": (20, 19, 10, 11, 12, 10, 4, 10, 4),
    "actor_type": (28, 5, 5, 9, 14, 14, 4, 15, 6),
    "bias_motive": (17, 9, 6, 4, 2, 30, 12, 8, 12),
    "what_happened": (40, 10, 22, 4, 7, 3, 5, 5, 4),
    "wish": (45, 15, 12, 10, 6, 4, 4, 2, 2),
    "place_type": (18, 14, 16, 14, 9, 9, 6, 8, 6),
    "reported_to": (40, 15, 4, 8, 3, 4, 5, 11, 10),
}
_SEVERAL = {"ground": 0.25, "actor_type": 0.1, "bias_motive": 0.15, "what_happened": 0.3}
_HATE = 0.3
#: Told to the police, or not as far as anybody knows: a good quarter of hate events, by the national surveys.
_POLICE = (28, 72)
_DOUBLE = 0.01
_SAME_EVENT = 0.04
#: None, within one day, five, ten, later.
_REPLY = (3, 35, 40, 15, 7)
_SUPPORT = (40, 15, 45)
_MATTER = (60, 40)
_REFERRED = 0.3
_BODY = (30, 20, 25, 10, 10, 5)
#: Of a hundred referrals so many are answered, and so taken on or turned down.
_ANSWERED, _OUTCOME = 0.75, (80, 20)
_CLOSED, _CHANGED = 0.85, 0.25


class Synthetic(Figures):
    """The figures of invented reports."""


def packed_facts(
    reports: int, quarters: int, seed: int, districts: Sequence[str], first_year: int
) -> tuple[list[bytes], IntArray]:
    """Packed facts in the order of receipt, and the month of each, counted from the first."""
    rng = np.random.default_rng(seed)
    months = np.sort(rng.integers(0, quarters * 3, reports))
    answers = {name: _told(rng, reports, name) for name in _SHARES}
    answers["bias_motive"][rng.random(reports) > _HATE] = 0
    answers["area"] = 1 << _choose(rng, reports, _SHARES["area"])
    place = rng.integers(0, len(districts), reports)
    double = rng.random(reports) < _DOUBLE
    told = {name: answers[name] for name in facts.SEVERAL if name in answers}
    told |= {name: np.log2(answers[name]).astype(np.int64) + 1 for name in facts.ONE}
    low = np.sum([column << facts.FIELDS[name][0] for name, column in told.items()], axis=0)
    high = _operations(answers["actor_type"])
    packed = [
        facts.Fact(
            first_year + int(months[n]) // 12,
            int(months[n]) % 12 + 1,
            {},
            districts[int(place[n])],
            facts.Excluded.DOUBLE if double[n] else None,
        ).pack()
        for n in range(reports)
    ]
    return [_filled(one, int(high[n]) << 64 | int(low[n])) for n, one in enumerate(packed)], months


def synthetic(
    reports: int, quarters: int, seed: int, dims: dict[str, Dimension], first_year: int = 2026
) -> Synthetic:
    """All measures: reports, hate events, referrals, their answers, cases that were closed."""
    codes = dims["district"].codes
    packed, months = packed_facts(reports, quarters, seed, codes, first_year)
    rng = np.random.default_rng([seed, 1])
    event = np.where(rng.random(reports) < _SAME_EVENT, months + 1, 0)
    outside = {
        "support": _choose(rng, reports, _SUPPORT),
        "matter": _choose(rng, reports, _MATTER),
        "police": _choose(np.random.default_rng([seed, 2]), reports, _POLICE),
    }
    data = folded(packed)
    rows = rows_of(data, dims, first_year, event, outside)
    counted = Packed.of(data).counts
    hate = rows.values["motive"] != 1 << dims["motive"].codes.index("unspecified")
    referrals, answers = _referrals(rng, rows)
    closings = _closings(rng, rows)
    met = replied(rows, _choose(rng, len(rows), _REPLY), quarters)
    return Synthetic(
        {
            "reports": rows,
            "replies": met.rows,
            "events": events_of(rows, hate, event[counted]),
            "referrals": referrals,
            "answers": answers,
            "closings": closings,
        },
        T0(
            np.bincount(months, minlength=quarters * 3).astype(np.int64),
            np.array([rows.excluded.get(n, 0) for n in range(quarters)], np.int64),
            met.in_time,
            met.later,
            met.waiting,
            by_quarter(closings.quarter, quarters),
        ),
    )


def _referrals(rng: np.random.Generator, rows: Rows) -> tuple[Rows, Rows]:
    """Those that were made, and the answers to some of them, in the same quarter."""
    made = rows.quarter[rng.random(len(rows)) < _REFERRED]
    answered = made[rng.random(len(made)) < _ANSWERED]
    body, outcome = _choose(rng, len(made), _BODY), _choose(rng, len(answered), _OUTCOME)
    return (
        Rows(rows.first_year, made, {"body": body}, np.zeros(len(made), np.int64)),
        Rows(rows.first_year, answered, {"outcome": outcome}, np.zeros(len(answered), np.int64)),
    )


def _closings(rng: np.random.Generator, rows: Rows) -> Rows:
    """Some in the quarter in which the report came, some in the next."""
    closed = np.flatnonzero(rng.random(len(rows)) < _CLOSED)
    quarter = rows.quarter[closed] + rng.integers(0, 2, len(closed))
    change = (rng.random(len(closed)) >= _CHANGED).astype(np.int64)
    return Rows(rows.first_year, quarter, {"change": change}, rows.group[closed])


def _told(rng: np.random.Generator, size: int, name: str) -> IntArray:
    masks: IntArray = 1 << _choose(rng, size, _SHARES[name])
    more = rng.random(size) < _SEVERAL.get(name, 0)
    masks[more] |= 1 << _choose(rng, int(more.sum()), _SHARES[name])
    return masks


def _choose(rng: np.random.Generator, size: int, shares: Sequence[int]) -> IntArray:
    weights = np.array(shares) / sum(shares)
    found: IntArray = rng.choice(len(shares), size, p=weights).astype(np.int64)
    return found


def _operations(actors: IntArray) -> IntArray:
    """Whose operation it was, by who did it; both as bits."""
    found = np.zeros(len(actors), np.int64)
    for groups, code in facts.OPERATIONS:
        told = sum(1 << vocabulary("actor_type").index(group) for group in groups)
        found[(actors & told) != 0] |= 1 << vocabulary("own_operation").index(code)
    return found


def _filled(packed: bytes, answers: int) -> bytes:
    """A packed fact with these answers besides (`facts.FIELDS`)."""
    fields = int.from_bytes(packed[3:13]) | answers
    return packed[:3] + fields.to_bytes(10) + packed[13:]
