"""It happened again: a new event under the same code, with its own answers and its own coded fact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from incidents.core.facts import Fact
from incidents.core.report import Readers, Report
from incidents.core.saying import Saying
from incidents.core.vocabulary import VERSION

QUESTIONS = ("what_happened", "when_coarse", "place_type", "safety")
#: What the report said of the person and not of the event: it holds for the new event too.
_OF_THE_PERSON = ("reporter_role", "under18")


@dataclass(frozen=True, slots=True)
class Event:
    """What happened this time; the answers are public groups, by vocabulary."""

    text: str
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        Report(self.text, "sv", Readers.UNSURE, self.answers)  # the same limits as for a report

    def content(self) -> dict[str, object]:
        """The form that is sealed, beside the text."""
        return {
            "act": Saying.EVENT.value,
            "answers": {name: list(groups) for name, groups in self.answers.items()},
            "vocabulary": VERSION,
        }

    @classmethod
    def told_in(cls, content: Mapping[str, Any]) -> "Event":
        """The event that a sealed entry tells of: `content` beside its text."""
        answers = {name: tuple(groups) for name, groups in content["answers"].items()}
        return cls(content["text"], answers)

    def fact(self, report: Mapping[str, tuple[str, ...]], told: date) -> Fact:
        """The event as statistics see it: its own answers, and of the report's only what is about the person."""
        person = {name: report[name] for name in _OF_THE_PERSON if name in report}
        return Fact(told.year, told.month, VERSION, {**person, **self.answers})
