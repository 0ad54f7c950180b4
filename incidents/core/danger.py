"""Answers that mean danger: they show help at once and put the case first. They never keep anybody from sending."""

from collections.abc import Mapping
from enum import StrEnum

#: The public answers by question: vocabulary name to the groups that were chosen.
Answers = Mapping[str, tuple[str, ...]]


class Danger(StrEnum):
    """What a dangerous answer says."""

    NOW = "danger"
    CHILD = "child"
    SUICIDAL = "suicidal"


#: Question and answer that mean each danger (notes of the vocabularies `safety` and `consequence`).
_SIGNS = {
    Danger.NOW: ("safety", "danger"),
    Danger.CHILD: ("safety", "child"),
    Danger.SUICIDAL: ("consequence", "suicidal"),
}


def dangers(answers: Answers) -> tuple[Danger, ...]:
    """Every danger that the answers speak of, the most urgent first."""
    return tuple(
        danger for danger, (name, group) in _SIGNS.items() if group in answers.get(name, ())
    )


def priority(answers: Answers) -> int:
    """Vocabulary `priority`: 1 at danger, 4 for registration only, 2 when afraid that it happens again, otherwise 3."""
    if dangers(answers):
        return 1
    if answers.get("wish") == ("register",):
        return 4
    return 2 if "afraid" in answers.get("safety", ()) else 3
