"""What a volume of reports allows, tried on invented years: never on the figures that are published."""

from collections.abc import Mapping

from incidents.core.statistics.plan import Dimension, Plan, plan_on
from incidents.core.statistics.planner import choose
from incidents.core.statistics.release import Rules
from incidents.publishing.synthetic import synthetic

#: Many reports are alike from one invented span to the next; of few, several spans are needed.
_SPANS, _REPORTS, _SEED, _QUARTERS = 5, 1000, 7_000_001, 8


def plan_of(yearly: float, dims: Mapping[str, Dimension], rules: Rules) -> Plan:
    """The plan that the planner chooses for so many reports a year."""
    size = max(1, round(yearly * 2))
    pilots = [
        synthetic(size, _QUARTERS, _SEED + number, dict(dims)).rows
        for number in range(min(_SPANS, max(1, _REPORTS // size)))
    ]
    return plan_on(choose(dims, pilots, yearly, rules), dims)
