"""The bodies to which a case could be referred, the nearest first, each with its reasons."""

from dataclasses import dataclass

from incidents.core.help.directory import Body, Directory, Role
from incidents.core.languages import sentence
from incidents.core.suggestion.finding import Side, Values
from incidents.core.suggestion.fit import takes
from incidents.core.suggestion.matter import Matter
from incidents.core.suggestion.rules import RULES

#: Who can be asked where nothing leads anywhere: nobody is turned away.
_ALWAYS = frozenset({Role.BUREAU, Role.VICTIM_SUPPORT})
_GENERAL = sentence("Kan ge råd också när det är oklart vad det gäller.")


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of the table with what stands in it."""

    says: str
    values: Values = ()


@dataclass(frozen=True, slots=True)
class Suggested:
    """A body, and what speaks for and against it."""

    body: Body
    speaks_for: tuple[Reason, ...]
    against: tuple[Reason, ...]
    points: int


def suggest(matter: Matter, directory: Directory) -> tuple[Suggested, ...]:
    """Never empty as long as there is a bureau or victim support; bodies with equal points as in the directory."""
    here = directory.here()
    found = [_weighed(matter, body) for body in here if takes(matter, body)]
    if matter.silent or not found:
        there = {one.body.fact.id for one in found}
        advisers = (b for b in here if b.role in _ALWAYS and b.fact.id not in there)
        found += [_weighed(matter, body, Reason(_GENERAL)) for body in advisers]
    return tuple(sorted(found, key=lambda one: -one.points))


def _weighed(matter: Matter, body: Body, *because: Reason) -> Suggested:
    reasons: dict[Side, list[Reason]] = {Side.FOR: [*because], Side.AGAINST: []}
    points = 0
    for rule in RULES:
        values = rule.find(matter, body)
        if values is not None:
            reasons[rule.side].append(Reason(rule.says, values))
            points += rule.points
    return Suggested(body, tuple(reasons[Side.FOR]), tuple(reasons[Side.AGAINST]), points)
