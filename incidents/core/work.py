"""What was done in a case, what came of it, and when to follow it up. Each record is whole, and the newest holds.

Codes never change meaning and the lists' version is kept, so that an old record stays readable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from incidents.core.errors import Invalid
from incidents.core.vocabulary import VERSION, vocabulary

#: The lists, in the order in which they are shown.
LISTS = ("measure", "outcome")
_NOTHING_DONE = "none"
#: Nobody plans further ahead than this.
_FURTHEST = timedelta(days=2 * 366)

Codes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Work:
    """Codes by list, the day of the follow-up, and the version of the lists. Raises `Invalid`."""

    codes: Codes = field(default_factory=dict)
    follow_up: date | None = None
    vocabulary_version: int = VERSION

    def __post_init__(self) -> None:
        for name, codes in self.codes.items():
            if name not in LISTS or not set(codes) <= {i.code for i in vocabulary(name).items}:
                raise Invalid("Välj ett av svaren i listan.")
        done = self.codes.get("measure", ())
        if _NOTHING_DONE in done and len(done) > 1:
            raise Invalid("”Ingen” går inte att välja tillsammans med andra insatser.")

    def document(self) -> dict[str, object]:
        """The form that is sealed; codes in the lists' order."""
        ordered = {
            name: [i.code for i in vocabulary(name).items if i.code in self.codes[name]]
            for name in LISTS
            if self.codes.get(name)
        }
        day = self.follow_up.isoformat() if self.follow_up else ""
        return {"codes": ordered, "follow_up": day, "vocabulary": self.vocabulary_version}

    def with_outcomes(self, outcomes: tuple[str, ...]) -> "Work":
        """The same with what came of it, as it is known at closing; what was to be followed up is over."""
        return Work({**self.codes, "outcome": outcomes}, None)


def work_in(content: Mapping[str, Any]) -> Work:
    """The record that a sealed document says (`Work.document`); ValueError for anything else."""
    try:
        codes = {str(name): tuple(chosen) for name, chosen in content["codes"].items()}
        day = date.fromisoformat(content["follow_up"]) if content["follow_up"] else None
        return Work(codes, day, int(content["vocabulary"]))
    except (AttributeError, Invalid, KeyError, TypeError) as error:
        raise ValueError("not a record of work") from error


def check_follow_up(day: date, today: date) -> None:
    """Raises `Invalid` for a day on which nobody can follow anything up."""
    if not today <= day <= today + _FURTHEST:
        raise Invalid("Välj en dag som kommer, högst två år bort.")


def changed(before: Work | None, after: Work) -> tuple[str, ...]:
    """The lists in which a record says something else than the one before; `follow_up` where the day does."""
    earlier = before or Work()
    names = [n for n in LISTS if set(earlier.codes.get(n, ())) != set(after.codes.get(n, ()))]
    return (*names, *(["follow_up"] if earlier.follow_up != after.follow_up else []))
