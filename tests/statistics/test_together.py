"""What counts as one is found so that nothing that is closed ever changes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.statistics.columns import Rows
from incidents.core.statistics.cube import tabulate
from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.plan import Dimension
from incidents.core.statistics.together import canonical, joined

KIND = Dimension("kind", "", ("x",), ("x",))
FACT = st.tuples(st.integers(0, 19), st.lists(st.sampled_from("abcdef"), max_size=3, unique=True))


def independent(told: list[tuple[int, list[str]]], quarters: int) -> dict[str, int]:
    """How many independent facts each closed period has."""
    quarter = np.array([number for number, _ in told], np.int64)
    pairs = [(place, token.encode()) for place, (_, held) in enumerate(told) for token in held]
    found = joined(quarter, [place for place, _ in pairs], [token for _, token in pairs])
    values = {"kind": np.zeros(len(told), np.int64)}
    rows = Rows(2026, quarter, values, found.label, bridges=found.bridges)
    calendar = Calendar(2026, quarters)
    counts = tabulate(rows, (KIND,), calendar).independent[:, 0].tolist()
    return dict(zip((one.code for one in calendar.periods()), counts, strict=True))


def test_a_later_link_joins_what_comes_from_then_on_and_nothing_before() -> None:
    before = [(0, ["p"]), (0, ["p"]), (0, ["q"]), (0, [])]
    later = [*before, (1, ["p", "q"])]
    assert independent(before, 1) == {"2026Q1": 3}
    found = independent(later, 4)
    assert (found["2026Q1"], found["2026Q2"], found["2026"]) == (3, 1, 2)


def test_a_token_does_not_reach_over_the_end_of_a_span() -> None:
    found = independent([(7, ["p"]), (8, ["p"]), (8, ["p"])], 9)
    assert (found["2027Q4"], found["2028Q1"]) == (1, 1)


@given(st.lists(FACT, max_size=12), st.lists(FACT, max_size=6))
def test_what_comes_later_and_what_was_destroyed_changes_no_closed_period(
    told: list[tuple[int, list[str]]], more: list[tuple[int, list[str]]]
) -> None:
    closed = [(number % 12, held) for number, held in told]
    later = [(12 + number % 4, held) for number, held in more]
    before, after = independent(closed, 12), independent([*closed, *later], 16)
    assert {code: after[code] for code in before} == before
    left = [one for one in [*closed, *later] if one[0] >= 8]
    without = independent(left, 16)
    assert {code: n for code, n in without.items() if code[:4] in ("2028", "2029")} == {
        code: n for code, n in after.items() if code[:4] in ("2028", "2029")
    }


def test_bridges_hold_from_their_quarter_on() -> None:
    bridges = [(1, 1, 2), (3, 2, 3)]
    assert canonical(bridges, 0) == {}
    assert canonical(bridges, 2) == {2: 1}
    assert canonical(bridges, 3) == {2: 1, 3: 1}
