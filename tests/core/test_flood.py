"""What a flood asks for, and where a report goes then."""

import itertools

import pytest

from incidents.core.flood import (
    ABOVE,
    FRESH,
    LEAST_BITS,
    LONGEST_WAIT,
    MOST_BITS,
    PATIENT,
    PROVED,
    SHORTEST_WAIT,
    Decision,
    Demand,
    Lane,
    Signals,
    decide,
    demand,
    reports,
)

NAMES = ("waited", "proved", "fresh", "room", "at_once")
EVERY = [Signals(*values) for values in itertools.product((False, True), repeat=5)]


def signals(*given: str) -> Signals:
    return Signals(*(name in given for name in NAMES))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("", Decision(Lane.WAIT)),
        ("fresh room", Decision(Lane.WAIT)),
        ("at_once", Decision(Lane.QUARANTINE)),
        ("at_once fresh room", Decision(Lane.QUARANTINE)),
        ("waited", Decision(Lane.QUARANTINE)),
        ("waited fresh", Decision(Lane.QUEUE, FRESH)),
        ("waited fresh room", Decision(Lane.QUEUE, FRESH)),
        ("waited room", Decision(Lane.QUEUE, PATIENT)),
        ("proved", Decision(Lane.QUEUE, PROVED)),
        ("proved waited fresh room at_once", Decision(Lane.QUEUE, PROVED)),
    ],
)
def test_a_proof_or_a_wait_leads_to_the_queue(given: str, found: Decision) -> None:
    assert decide(signals(*given.split())) == found


@pytest.mark.parametrize("given", EVERY)
def test_nobody_is_refused_and_nobody_is_asked_to_wait_twice(given: Signals) -> None:
    found = decide(given)
    assert (found.lane is Lane.WAIT) is not (given.waited or given.proved or given.at_once)
    assert (found.raises is not None) is (found.lane is Lane.QUEUE)


def test_the_wait_grows_with_the_flood_and_is_never_more_than_a_minute() -> None:
    waits = [demand(above, 0).seconds for above in range(ABOVE * 3)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1], max(waits)) == (SHORTEST_WAIT, LONGEST_WAIT, 60)


def test_the_proof_grows_with_the_proofs_that_came_in_and_stays_solvable() -> None:
    bits = [demand(1, level).bits for level in range(int(PROVED.most) + 1)]
    assert bits == sorted(bits)
    assert (bits[0], bits[-1]) == (LEAST_BITS, MOST_BITS)
    assert demand(ABOVE, PROVED.most) == Demand(LONGEST_WAIT, MOST_BITS)


def test_a_gauge_rises_by_one_sinks_with_time_and_stops_at_its_ends() -> None:
    gauge = reports(80)
    level = 0.0
    for _ in range(500):
        level = gauge.raised(level)
    assert level == 80 + ABOVE
    assert gauge.sunk(level, 3600) == 80
    assert gauge.sunk(level, 10**9) == 0
    assert gauge.sunk(level, -5) == level, "a clock that was set back lets nothing sink"


def test_what_a_wait_lets_into_the_queue_in_ten_minutes_is_bounded() -> None:
    for gauge, most in ((FRESH, 560), (PATIENT, 40)):
        level, admitted = 0.0, 0
        for _ in range(6_000):  # ten a second for ten minutes
            level = gauge.sunk(level, 0.1)
            if level < gauge.most - 1:
                level, admitted = gauge.raised(level), admitted + 1
        assert admitted <= most
