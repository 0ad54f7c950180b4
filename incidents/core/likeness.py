"""The hint that two reports may be of the same event. It links nothing: a person decides.

What is compared stands in `Likeness`, and nothing else can be: the kind of event and of place, district, unit and
month. Never a ground, a motive, a language, a text or a person: that would select people by what is sensitive
about them (lag 2018:218, 3 kap. 3 §).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incidents.core.lists import DISTRICT, UNIT

#: Answers that say that it is not known, or none of the others.
_SAYS_NOTHING = frozenset({"other", "outside", "unsaid"})


class Trait(StrEnum):
    """In what two reports are alike."""

    EVENT_TYPE = "event_type"
    PLACE_TYPE = "place_type"
    DISTRICT = "district"
    UNIT = "unit"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Likeness:
    """All that the matcher knows of a report: public groups, codes of the municipality's own lists, and a month.

    Empty where the question was not answered. `month` counts months, and is the one in which the report came in.
    """

    event_types: frozenset[str]
    place_type: str
    district: str
    unit: str
    month: int


def likeness(answers: Mapping[str, tuple[str, ...]], received: date) -> Likeness:
    """What of a report may be compared."""
    events, *places = (
        frozenset(answers.get(name, ())) - _SAYS_NOTHING
        for name in ("what_happened", "place_type", DISTRICT, UNIT)
    )
    place, district, unit = (next(iter(found), "") for found in places)
    return Likeness(events, place, district, unit, received.year * 12 + received.month)


def alike(one: Likeness, other: Likeness) -> tuple[Trait, ...]:
    """In what two reports are alike; nothing where that is too little for a hint, or something speaks against it.

    Needed are the same kind of event, the same or the next month, and a place that is the same: its kind together with
    the district where both are known, or the unit. What only one of the two answered says nothing either way.
    """
    places = (
        (Trait.PLACE_TYPE, one.place_type, other.place_type),
        (Trait.DISTRICT, one.district, other.district),
        (Trait.UNIT, one.unit, other.unit),
    )
    known = [(trait, mine == theirs) for trait, mine, theirs in places if mine and theirs]
    same_event = bool(one.event_types & other.event_types)
    if not same_event or abs(one.month - other.month) > 1:
        return ()
    if not known or not all(same for _, same in known):
        return ()
    return (Trait.EVENT_TYPE, *(trait for trait, _ in known), Trait.MONTH)
