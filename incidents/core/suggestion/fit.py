"""Whether a body takes a case: what it accepts beside what is known, part by part."""

from collections.abc import Collection, Iterator
from enum import StrEnum

from incidents.core.help.accepting import Who
from incidents.core.help.directory import Body, Role
from incidents.core.suggestion.matter import INSIDE_AREAS, Choices, Matter

#: Whoever reads the page is the unit itself; the registrar hands out records and takes no cases.
NOBODYS = frozenset({Role.UNIT, Role.REGISTRAR})
#: Forms that need no ground: sexual harassment, punishment for a complaint, and what is done about either.
_GROUNDLESS = frozenset({"sexual_harassment", "reprisal", "failure_to_act", "active_measures"})


class Fit(StrEnum):
    """How a part of a case and what a body accepts go together."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    OPEN = "open"


MET = frozenset({Fit.YES, Fit.MAYBE})


def fit(choices: Choices, accepted: Collection[str]) -> Fit:
    """YES where one choice is accepted whatever it is; MAYBE where that depends; OPEN where nothing is known."""
    if not choices:
        return Fit.OPEN
    wanted = set(accepted)
    if any(set(choice.codes) <= wanted for choice in choices):
        return Fit.YES
    return Fit.NO if all(wanted.isdisjoint(choice.codes) for choice in choices) else Fit.MAYBE


def matching(choices: Choices, accepted: Collection[str]) -> Choices:
    """The choices that are accepted, or may be."""
    return tuple(choice for choice in choices if not set(accepted).isdisjoint(choice.codes))


def fits(matter: Matter, body: Body) -> dict[str, Fit]:
    """Each part that the body makes a difference in; what it can give (`needs`) shuts nobody out."""
    parts = body.accepts.parts() if body.accepts else {}
    found = {name: fit(getattr(matter, name), codes) for name, codes in parts.items()}
    found.pop("needs", None)
    if "grounds" in found and _groundless(matter):
        found["grounds"] = Fit.OPEN
    for name in _must_be_met(body, set(parts.get("areas", ()))):
        if found.get(name) is Fit.OPEN:
            found[name] = Fit.NO
    if for_the_young(body):
        found["who"] = Fit.YES if matter.young else Fit.NO
    return found


def for_the_young(body: Body) -> bool:
    """Whether it is there for people under 18 and nobody else."""
    return Who.UNDER_18 in body.who or body.role is Role.YOUTH


def _must_be_met(body: Body, areas: set[str]) -> Iterator[str]:
    """The parts that have to be known: elsewhere what nobody has said shuts nobody out."""
    yield "events"
    if not areas >= INSIDE_AREAS:
        yield "areas"
    if Who.LGBTQI in body.who:
        yield "grounds"


def takes(matter: Matter, body: Body) -> bool:
    """Whether something speaks for the body and nothing shuts the case out.

    An own body that says nothing of what it takes is left to whoever reads, who knows it.
    """
    if body.role in NOBODYS:
        return False
    found = fits(matter, body)
    if not found:
        return body.local
    return Fit.NO not in found.values() and not MET.isdisjoint(found.values())


def _groundless(matter: Matter) -> bool:
    return any(set(choice.codes) <= _GROUNDLESS for choice in matter.forms)
