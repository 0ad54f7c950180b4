"""When a case's texts are disposed of: by the municipality's decision, never before there is one."""

from dataclasses import dataclass
from datetime import date

from incidents.core.clock import add_months


@dataclass(frozen=True, slots=True)
class Disposal:
    """The decision's number and how many months after closing a case is kept."""

    decision: str
    months: int

    def month(self, closed: date) -> date | None:
        """The first day of the month in which a case that is closed then is deleted; None without a decision."""
        if not self.decision:
            return None
        return add_months(closed.replace(day=1), self.months + 1)
