"""When somebody of the staff is away: whole days, an end that comes by itself."""

from dataclasses import dataclass
from datetime import date, timedelta

from incidents.core.errors import Invalid

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Away:
    """From the first day to the last, both of them included; somebody else covers."""

    first: date
    last: date

    def check(self, today: date) -> None:
        """Raises `Invalid` for an end before the beginning, one that has been, and one that never comes."""
        if self.last < max(self.first, today):
            raise Invalid("Sista dagen är i dag eller senare, och inte före den första.")
        if self.last - today > LONGEST:
            raise Invalid("Sista dagen är högst ett år bort.")
