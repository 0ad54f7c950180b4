"""One municipality's directory: the national one, its own additions, and the facts that it has confirmed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from incidents.core.help.accepting import Accepts
from incidents.core.help.directory import (
    Body,
    Contact,
    ContactKind,
    Directory,
    Fact,
    Number,
    Role,
    Standing,
)
from incidents.core.help.regions import covers
from incidents.core.help.strict import DirectoryError

#: What a body may say besides, and how it reads where nobody has said or confirmed it.
DETAILS: Mapping[str, Any] = {
    "accepts": None,
    "region": (),
    "languages": (),
    "time_limit": "",
    "free": None,
}


@dataclass(frozen=True, slots=True)
class Source:
    """A directory as it stands in a file. `chosen` names the bodies on choice that a municipality wants shown.

    `known`: what it knows of bodies today.
    """

    bodies: tuple[Body, ...] = ()
    numbers: tuple[Number, ...] = ()
    rules: tuple[Fact, ...] = ()
    chosen: tuple[str, ...] = ()
    known: tuple[Standing, ...] = ()

    def facts(self) -> Iterator[Fact]:
        """Every fact of the file."""
        for body in self.bodies:
            yield from body.facts()
        yield from (number.fact for number in self.numbers)
        yield from self.rules
        yield from (standing.fact for standing in self.known)


NOTHING = Source()


def merged(
    national: Source,
    local: Source,
    confirmed: Mapping[str, date],
    region: tuple[str, ...] = (),
) -> Directory:
    """The directory of one municipality. `confirmed`: fact id to the day on which the municipality checked it.

    Raises DirectoryError for an id that does not exist: a misspelt confirmation would leave a fact hidden unnoticed.
    """
    known = {fact.id for fact in (*national.facts(), *local.facts())}
    _check_known("CONFIRMED_FACTS", set(confirmed), known)
    offered = _offered(_confirmed(national, confirmed), _confirmed(local, confirmed), region)
    facts = tuple(offered.facts())
    numbers = tuple(number for number in offered.numbers if number.fact.verified)
    rules = frozenset(rule.id for rule in offered.rules if rule.verified)
    return Directory(
        tuple(_shown(body, numbers) for body in offered.bodies if body.fact.verified),
        numbers,
        rules,
        tuple(fact for fact in facts if fact.verified),
        tuple(fact for fact in facts if not fact.verified),
        region,
    )


def _offered(national: Source, local: Source, region: tuple[str, ...]) -> Source:
    choosable = {body.fact.id for body in national.bodies if body.on_choice}
    _check_known("chosen", set(local.chosen), choosable)
    everybody = (*local.bodies, *national.bodies)
    called = {name for body in everybody for name in body.numbers}
    _check_known("numbers", called, {n.fact.id for n in (*national.numbers, *local.numbers)})
    limits = {body.time_limit for body in everybody if body.time_limit}
    _check_known("time_limit", limits, {rule.id for rule in national.rules})
    standing = {one.body: one for one in local.known}
    _check_known("known", set(standing), {body.fact.id for body in everybody})
    usual = _usual(national)

    def completed(body: Body) -> Body:
        accepts = body.accepts or (None if _waits(body, "accepts") else usual.get(body.role))
        return replace(body, accepts=accepts, standing=standing.get(body.fact.id))

    def offer(body: Body) -> bool:
        near = covers(_settled(body).region, region)
        return not body.on_choice or body.fact.id in local.chosen or bool(near)

    return Source(
        tuple(completed(body) for body in everybody if offer(body)),
        (*national.numbers, *local.numbers),
        national.rules,
    )


def _usual(national: Source) -> dict[Role, Accepts]:
    """What a body of a role accepts where it says nothing itself: what the general one does."""
    found: dict[Role, Accepts] = {}
    for body in national.bodies:
        if body.accepts is not None and not body.on_choice:
            found.setdefault(body.role, body.accepts)
    return found


def _waits(body: Body, detail: str) -> bool:
    return any(fact.id.endswith(f".{detail}") and not fact.verified for fact in body.waiting)


def _settled(body: Body) -> Body:
    """The body without the details that nobody has confirmed."""
    unsure = {name: empty for name, empty in DETAILS.items() if _waits(body, name)}
    return replace(body, **unsure) if unsure else body


def _check_known(where: str, given: set[str], known: set[str]) -> None:
    if unknown := sorted(given - known):
        raise DirectoryError(f"{where}: there is no {', '.join(unknown)}")


def _confirmed(source: Source, dates: Mapping[str, date]) -> Source:
    def fresh(fact: Fact) -> Fact:
        day = dates.get(fact.id)
        # An older confirmation says nothing about a fact that was checked later.
        return replace(fact, verified=True, checked=max(day, fact.checked)) if day else fact

    def contact(one: Contact) -> Contact:
        return replace(one, fact=fresh(one.fact))

    def body(one: Body) -> Body:
        contacts, waiting = tuple(map(contact, one.contacts)), tuple(map(fresh, one.waiting))
        return replace(one, fact=fresh(one.fact), contacts=contacts, waiting=waiting)

    return replace(
        source,
        bodies=tuple(map(body, source.bodies)),
        numbers=tuple(replace(number, fact=fresh(number.fact)) for number in source.numbers),
        rules=tuple(map(fresh, source.rules)),
        known=tuple(replace(one, fact=fresh(one.fact)) for one in source.known),
    )


def _shown(body: Body, numbers: tuple[Number, ...]) -> Body:
    """The body with its verified contacts and details; urgent numbers that are its own come first."""
    called = (
        Contact(number.fact, ContactKind.PHONE, number.number)
        for number in numbers
        if number.fact.id in body.numbers
    )
    verified = (contact for contact in body.contacts if contact.fact.verified)
    return replace(_settled(body), contacts=(*called, *verified))
