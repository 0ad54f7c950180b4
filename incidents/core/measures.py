"""The measures register: what the municipality changes, under which commitment, who does it and by when. No case data.

A measure tells what was seen, never in which case: its cause is one of the flags, and nothing that leads to somebody
may be typed (`core.cells`). The trigger says nothing of the unit that acts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incidents.core.cells import choice, day, text
from incidents.core.commitments import COMMITMENTS, ORDER
from incidents.core.languages import sentence
from incidents.core.register import Register, Wrong
from incidents.core.vocabulary import vocabulary

_NOT_COME = sentence("Dagen har inte kommit än.")
_DONE_DAY = sentence("Skriv vilken dag den blev klar.")
_NOT_DONE = sentence("Bara en åtgärd som är klar har en dag när den blev klar.")
_TOO_EARLY = sentence("Den blev klar innan den föreslogs.")


class Status(StrEnum):
    """How far a measure has come. Codes never change meaning."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    DONE = "done"
    DROPPED = "dropped"


class Track(StrEnum):
    """The four tracks of the toolkit."""

    INFORMATION = "information"
    AWARENESS = "awareness"
    IMPLEMENTATION = "implementation"
    DATA = "data"


#: How they are written in the table. A word that has been used stays.
STATUS_WORDS = {
    Status.PLANNED: "planerad",
    Status.ONGOING: "pågår",
    Status.DONE: "klar",
    Status.DROPPED: "avbruten",
}
TRACK_WORDS = {
    Track.INFORMATION: "information",
    Track.AWARENESS: "medvetenhet",
    Track.IMPLEMENTATION: "genomförande",
    Track.DATA: "data",
}
OPEN = frozenset({Status.PLANNED, Status.ONGOING})


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `trigger` is a systemic flag or empty; `answer` is what the unit says; `done` when it was done."""

    id: str
    text: str
    commitment: int
    track: Track
    unit: str
    contact: str
    proposed: date
    due: date
    status: Status
    done: date | None
    trigger: str
    answer: str

    def late(self, today: date) -> bool:
        """Whether it should have been done by now."""
        return self.status in OPEN and self.due < today


def flags() -> tuple[str, ...]:
    """What may have triggered a measure: the flags of the closed list."""
    return tuple(item.code for item in vocabulary("systemic_flag").items)


def _check(measure: Measure, today: date) -> None:
    if measure.proposed > today:
        raise Wrong("proposed", _NOT_COME)
    if measure.status is Status.DONE and measure.done is None:
        raise Wrong("done", _DONE_DAY)
    if measure.status is not Status.DONE and measure.done is not None:
        raise Wrong("done", _NOT_DONE)
    if measure.done and measure.done > today:
        raise Wrong("done", _NOT_COME)
    if measure.done and measure.done < measure.proposed:
        raise Wrong("done", _TOO_EARLY)


MEASURES = Register(
    "measures",
    {
        "text": text("åtgärd", 300, long=True),
        "commitment": choice("åtagande", {number: str(number) for number in COMMITMENTS}),
        "track": choice("spår", TRACK_WORDS),
        "unit": text("enhet", 100),
        "contact": text("kontaktperson", 200, needed=False, addresses=True),
        "proposed": day("föreslagen"),
        "due": day("senast"),
        "status": choice("status", STATUS_WORDS),
        "done": day("klar den", needed=False),
        "trigger": choice("utlöst av", {code: code for code in flags()}, needed=False),
        "answer": text("svar", 1_000, needed=False, long=True),
    },
    Measure,
    _check,
    lambda measure: measure.id,
)


def late_first(measures: Iterable[Measure], today: date) -> list[Measure]:
    """As the list shows them: late ones, then what is next, then what is over with the newest first."""

    def place(one: Measure) -> tuple[int, int, str]:
        if one.status in OPEN:
            return 0 if one.late(today) else 1, one.due.toordinal(), one.text
        return 2, -(one.done or one.due).toordinal(), one.text

    return sorted(measures, key=place)


def overdue(measures: Iterable[Measure], today: date) -> int:
    """How many are late."""
    return sum(one.late(today) for one in measures)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the measures of one commitment have come; the late ones are among the planned and the ongoing."""

    commitment: int
    planned: int
    ongoing: int
    done: int
    dropped: int
    late: int
    measures: tuple[Measure, ...]


def overview(measures: Iterable[Measure], today: date) -> tuple[Standing, ...]:
    """Each commitment that has measures, support and hate crime first."""
    by_number: dict[int, list[Measure]] = {}
    for one in late_first(measures, today):
        by_number.setdefault(one.commitment, []).append(one)
    return tuple(
        _standing(number, by_number[number], today) for number in ORDER if number in by_number
    )


def _standing(number: int, measures: list[Measure], today: date) -> Standing:
    count = {status: sum(one.status is status for one in measures) for status in Status}
    return Standing(
        number,
        count[Status.PLANNED],
        count[Status.ONGOING],
        count[Status.DONE],
        count[Status.DROPPED],
        overdue(measures, today),
        tuple(measures),
    )
