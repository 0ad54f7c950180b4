"""The accessibility statement as data (lag 2018:1937; what Digg asks for). One that contradicts itself is refused."""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Status(StrEnum):
    """How far the service meets the requirements."""

    FULL = "full"
    PARTLY = "partly"
    NOT = "not"


class Reason(StrEnum):
    """Why something is not accessible."""

    FAULT = "fault"
    BURDEN = "burden"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Something that is not accessible: what, why, and what there is instead."""

    what: str
    why: str
    instead: str
    reason: Reason

    def __post_init__(self) -> None:
        if not all(text.strip() for text in (self.what, self.why, self.instead)):
            msg = "a shortcoming says what, why and what there is instead"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Statement:
    """The whole statement. `tested`: how, one sentence each."""

    status: Status
    assessed: date
    updated: date
    tested: tuple[str, ...]
    shortcomings: tuple[Shortcoming, ...]

    def __post_init__(self) -> None:
        if self.updated < self.assessed or not self.tested:
            msg = "a statement is written after the assessment, and says how it was made"
            raise ValueError(msg)
        if (self.status is Status.FULL) == bool(self.shortcomings):
            msg = "a service is fully accessible when nothing is not, and only then"
            raise ValueError(msg)

    def because(self, reason: str) -> tuple[Shortcoming, ...]:
        """The shortcomings for one kind of reason."""
        return tuple(one for one in self.shortcomings if one.reason == reason)


def statement_in(raw: dict[str, Any]) -> Statement:
    """The statement that a document says."""
    return Statement(
        Status(raw["status"]),
        date.fromisoformat(raw["assessed"]),
        date.fromisoformat(raw["updated"]),
        tuple(raw["tested"]),
        tuple(
            Shortcoming(**{**one, "reason": Reason(one["reason"])}) for one in raw["shortcomings"]
        ),
    )


@cache
def statement() -> Statement:
    """The statement of this version of the product."""
    text = (files("incidents") / "data" / "accessibility.json").read_text(encoding="utf-8")
    return statement_in(json.loads(text))
