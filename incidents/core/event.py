"""It happened again: a new event under the same code, with its own answers. Its coded fact: `case_fact.later_fact`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from incidents.core.report import Readers, Report
from incidents.core.saying import Saying
from incidents.core.vocabulary import VERSION

QUESTIONS = ("what_happened", "when_coarse", "place_type", "safety")


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
