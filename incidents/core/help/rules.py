"""A sentence about the law, and where it stands."""

from dataclasses import dataclass

from incidents.core.languages import Text


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds, in plain Swedish. `source` cites the law or the page in Swedish and is not translated."""

    text: Text
    source: str


def rule(swedish: str, source: str) -> Rule:
    """A rule without placeholders; the sentence is marked where it is written (`sentence`)."""
    return Rule(Text(swedish), source)
