"""What somebody said yes to aloud, to one of the staff: how, when, to what exactly. It stands in the inbox too.

Whoever wrote it down signs it with her name; the person reads it and takes it back there (`core.consent`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incidents.core.consent import Answer, check_acts, ledger
from incidents.core.entry import Entry
from incidents.core.errors import Invalid
from incidents.core.promise import day_of
from incidents.core.saying import Saying, saying


class How(StrEnum):
    """How it was said."""

    PHONE = "phone"
    VISIT = "visit"
    INTERPRETER = "interpreter"


@dataclass(frozen=True, slots=True)
class Heard:
    """What the person said yes to: which body, which acts, what she was told would be shared, how and on which day."""

    body: str
    name: str
    acts: tuple[str, ...]
    told: str
    how: How
    day: date
    #: She was told too that they may understand who it is (`core.bases.recognisable`).
    recognisable: bool = False

    def __post_init__(self) -> None:
        if not self.body or not check_acts(self.acts):
            raise Invalid("Välj vem det gäller och vad de får göra.")

    def content(self) -> dict[str, object]:
        """What the entry says; its text is what the person was told."""
        told = {"recognisable": True} if self.recognisable else {}
        return {
            "act": Saying.ORAL.value,
            "text": self.told,
            "body": self.body,
            "name": self.name,
            "acts": list(self.acts),
            "how": self.how.value,
            "day": self.day.isoformat(),
            **told,
        }


def check_day(heard: Heard, entries: Sequence[Entry], received: date, today: date) -> None:
    """Raises `Invalid` for a day that cannot be, and for a yes that the person has thought better of since.

    What is said in the inbox has a date and no time: on the same day the inbox counts.
    """
    if not received <= heard.day <= today:
        raise Invalid("Skriv dagen då personen sa ja: från den dag rapporten kom till i dag.")
    if any(heard.day <= day for day in _changes(entries, heard.body)):
        raise Invalid(
            "Personen har ändrat sig i inkorgen samma dag eller senare. Ställ frågan där i stället."
        )


def _changes(entries: Sequence[Entry], body: str) -> Iterable[date]:
    """The days on which the person said no about this body, took a yes back, asked us to stop or to go on."""
    asked = {question.number for question in ledger(entries) if question.body == body}
    return (day_of(entry.moment) for entry in entries if _changed(entry, asked))


def _changed(entry: Entry, asked: Collection[int]) -> bool:
    said, content = saying(entry), entry.content
    if said is Saying.CONSENT:
        return content.get("question") in asked and content.get("answer") != Answer.YES
    return said in (Saying.STOP, Saying.GO_ON)
