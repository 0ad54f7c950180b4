"""The plans of a ledger: each two years have one of their own, chosen before their first release (docs/adr/0057)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidents.core.closing import SPAN, Quarter
from incidents.core.lists import DISTRICT
from incidents.core.statistics import ledger
from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.plan import Plan, renamed
from incidents.core.statistics.release import Known, Published, Rules
from incidents.publishing.archived import plan_for

Job = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """Two years with a plan of their own. No period reaches over their end, and so no sum: see docs/adr/0057."""

    plan: Plan
    calendar: Calendar
    history: Sequence[Job]

    def tables(self) -> list[Published]:
        """What its releases published."""
        found = [one for past in self.history for one in past["tables"]]
        return [ledger.table_in(one, self.plan, self.calendar) for one in found]

    def known(self) -> list[Known]:
        """What is known without any table by its newest release; one from before that was kept has nothing."""
        kept: Sequence[Job] | None = self.history[-1]["known"] if self.history else None
        return [ledger.known_in(one) for one in kept or ()]

    def given(self) -> Mapping[str, int]:
        """The records that a release of it knew; one from before there were any has no list."""
        kept: Mapping[str, int] | None = self.history[-1]["given"] if self.history else None
        return kept or {}


def spans(job: Job, rules: Rules) -> list[Span]:
    """The spans that have releases before this one, and last the one in which it lies."""
    quarter = Quarter(job["first_year"], job["number"])
    found: list[Span] = []
    for number in range(quarter.span + 1):
        history = [one for one in job["history"] if _quarter(job, one).span == number]
        last = quarter.number if number == quarter.span else SPAN * (number + 1)
        if history:
            plan = ledger.plan_in(history[-1]["plan"])
        elif number == quarter.span:
            plan = _chosen_plan(job, rules, [one.plan for one in found])
        else:
            continue
        year = quarter.first_year + number * SPAN // 4
        found.append(Span(plan, Calendar(year, last - SPAN * number, plan.levels()), history))
    return found


def _quarter(job: Job, past: Job) -> Quarter:
    return Quarter(job["first_year"], int(past["release"][1:]))


def _chosen_plan(job: Job, rules: Rules, before: Sequence[Plan]) -> Plan:
    """The plan of a span that begins. Districts that are others than before are a dimension of another name."""
    plan = plan_for(job["yearly"], job["districts"], rules)
    lists = [one.dimensions[DISTRICT].codes for one in before if DISTRICT in one.dimensions]
    same = all(codes == tuple(job["districts"]) for codes in lists)
    return plan if same else renamed(plan, DISTRICT, f"{DISTRICT}{_year(job)}")


def _year(job: Job) -> int:
    quarter = Quarter(job["first_year"], job["number"])
    return quarter.first_year + quarter.before_span // 4
