"""Reports whose wish is to be counted and nothing more: which of them are dealt with on one page, and how."""

from enum import StrEnum

from incidents.core.coding import Codes, Coding
from incidents.core.coding_hints import GROUPED
from incidents.core.danger import Answers, priority
from incidents.core.deskcard import Flag
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import OPEN, Status, moves_from

WISH = Flag.REGISTER_ONLY.value
#: Whoever is in danger, has written again, was answered or has changed their mind needs more than a count.
MORE = (
    Flag.NEW_MESSAGE
    | Flag.NEW_EVENT
    | Flag.DANGER
    | Flag.CHILD
    | Flag.REPLIED
    | Flag.WANTS_STOP
    | Flag.GOES_ON
).value
#: On a desk card of this track nothing but `WISH` is set of these.
TRACK = WISH | MORE
#: From these the case can be closed; a new one is taken on the way.
COUNTABLE = frozenset(
    status
    for status in OPEN - {Status.QUARANTINE}
    if status is Status.NEW or any(move.target is Status.CLOSED for move in moves_from(status))
)


def only_counted(flags: int) -> bool:
    """Whether a desk card with these flags is one of them."""
    return flags & TRACK == WISH


def asks_alone(flags: int) -> bool:
    """Whether the cover sheet needs a page of its own: the case may concern somebody who reads reports."""
    return bool(flags & Flag.MAY_CONCERN_READERS)


class Finding(StrEnum):
    """What the report counts as; preliminary, never a finding of guilt."""

    DISCRIMINATION = "discrimination"
    HATE = "hate"
    BOTH = "both"
    UNCLEAR = "unclear"
    NEITHER = "neither"


_CODED = {
    Finding.DISCRIMINATION: ("dl_likely", "no"),
    Finding.HATE: ("crime_possible", "yes"),
    Finding.BOTH: ("dl_and_crime", "yes"),
    Finding.UNCLEAR: ("insufficient", "unclear"),
    Finding.NEITHER: ("none", "no"),
}


def standing(answers: Answers) -> Codes:
    """The codes that the reporter's own groups stand for: those beneath which there is no choice left to make."""
    found = {name: _beneath(answers, name) for name in GROUPED}
    return {name: codes for name, codes in found.items() if codes}


def _beneath(answers: Answers, name: str) -> tuple[str, ...]:
    listed, chosen = vocabulary(name), answers.get(name, ())
    codes = [
        group.codes[0]
        for group in listed.groups
        if group.code in chosen and len(group.codes) == 1 and group.codes[0] != "unknown"
    ]
    return tuple(codes) if listed.multiple or len(chosen) == 1 else ()


def counted(finding: Finding, answers: Answers) -> Coding:
    """The coding: what was found, the priority that the answers set, and what the reporter's groups stand for."""
    scope, hate_event = _CODED[finding]
    codes = {
        **standing(answers),
        "scope": (scope,),
        "hate_event": (hate_event,),
        "priority": (f"p{priority(answers)}",),
    }
    if hate_event == "no":
        codes.pop("bias_motive", None)
    return Coding(codes)
