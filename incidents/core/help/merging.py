"""One municipality's directory: the national one, and what the municipality says on top of it.

On top stand its own bodies and numbers, national ones that it says otherwise, facts that it has checked, and bodies
that it does not show. Everything else follows the national directory, also when a later version corrects it.
"""

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

    `known`: what it knows of bodies today. `checks`: facts as it found them, each with what it said at the time: a
    fact that says something else by now is not covered. `retired`: bodies that it does not show.
    """

    bodies: tuple[Body, ...] = ()
    numbers: tuple[Number, ...] = ()
    rules: tuple[Fact, ...] = ()
    chosen: tuple[str, ...] = ()
    known: tuple[Standing, ...] = ()
    checks: tuple[Fact, ...] = ()
    retired: tuple[str, ...] = ()

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
    return directory_of(national, begun(national, local, confirmed), region)


def begun(national: Source, local: Source, confirmed: Mapping[str, date]) -> Source:
    """What the files of an installation say on top of the national directory. Raises DirectoryError as `merged`."""
    known = {fact.id: fact for fact in (*national.facts(), *local.facts())}
    _check_known("CONFIRMED_FACTS", set(confirmed), set(known))
    choosable = {body.fact.id for body in national.bodies if body.on_choice}
    _check_known("chosen", set(local.chosen), choosable)
    everybody = {body.fact.id for body in (*national.bodies, *local.bodies)}
    _check_known("known", {one.body for one in local.known}, everybody)
    checks = (replace(known[name], verified=True, checked=day) for name, day in confirmed.items())
    return replace(local, checks=tuple(checks))


def whole(national: Source, own: Source) -> Source:
    """Everything as one: bodies in their order, also those that are not shown, each fact as it was last checked."""
    checks = {check.id: check for check in own.checks}
    theirs = {body.fact.id: body for body in national.bodies}
    said = {body.fact.id: body for body in own.bodies}
    mine = [replace(b, own_words=True) for b in own.bodies if b.fact.id not in theirs]
    bodies = [*mine, *(_over(body, said.get(body.fact.id)) for body in national.bodies)]
    corrected = {number.fact.id: number for number in own.numbers}
    numbers = [_over_number(one, corrected.pop(one.fact.id, one)) for one in national.numbers]
    return Source(
        tuple(_checked(body, checks) for body in bodies),
        tuple(
            replace(number, fact=_fresh(number.fact, checks))
            for number in (*numbers, *corrected.values())
        ),
        tuple(_fresh(rule, checks) for rule in national.rules),
        own.chosen,
        tuple(replace(one, fact=_fresh(one.fact, checks)) for one in own.known),
        retired=own.retired,
    )


def directory_of(national: Source, own: Source, region: tuple[str, ...] = ()) -> Directory:
    """What is shown. Raises DirectoryError where something names what does not exist."""
    offered = _offered(whole(national, own), region)
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


def _offered(everything: Source, region: tuple[str, ...]) -> Source:
    called = {name for body in everything.bodies for name in body.numbers}
    _check_known("numbers", called, {number.fact.id for number in everything.numbers})
    limits = {body.time_limit for body in everything.bodies if body.time_limit}
    _check_known("time_limit", limits, {rule.id for rule in everything.rules})
    standing = {one.body: one for one in everything.known}
    usual = _usual(everything)

    def completed(body: Body) -> Body:
        accepts = body.accepts or (None if _waits(body, "accepts") else usual.get(body.role))
        return replace(body, accepts=accepts, standing=standing.get(body.fact.id))

    def offer(body: Body) -> bool:
        if body.fact.id in everything.retired:
            return False
        near = covers(_settled(body).region, region)
        return not body.on_choice or body.fact.id in everything.chosen or bool(near)

    bodies = tuple(completed(body) for body in everything.bodies if offer(body))
    return Source(bodies, everything.numbers, everything.rules)


def _over(national: Body, said: Body | None) -> Body:
    """The body as the municipality says it; its sentences are translated as long as they are the national ones."""
    if said is None:
        return national
    same = (said.name, said.about) == (national.name, national.about)
    return replace(
        said,
        own_words=not same,
        role=national.role,
        on_choice=national.on_choice,
        proper=national.proper,
    )


def _over_number(national: Number, said: Number) -> Number:
    words = (said.name, said.about, said.hours)
    return replace(
        said, own_words=words != (national.name, national.about, national.hours), when=national.when
    )


def _usual(everything: Source) -> dict[Role, Accepts]:
    """What a body of a role accepts where it says nothing itself: what the general one does."""
    found: dict[Role, Accepts] = {}
    for body in everything.bodies:
        if body.accepts is not None and not body.on_choice and not body.local:
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


def _fresh(fact: Fact, checks: Mapping[str, Fact]) -> Fact:
    check = checks.get(fact.id)
    if check is None or check.says != fact.says:
        return fact
    # An older check says nothing about a fact that was checked later.
    return replace(fact, verified=check.verified, checked=max(check.checked, fact.checked))


def _checked(body: Body, checks: Mapping[str, Fact]) -> Body:
    def contact(one: Contact) -> Contact:
        return replace(one, fact=_fresh(one.fact, checks))

    waiting = tuple(_fresh(fact, checks) for fact in body.waiting)
    contacts = tuple(map(contact, body.contacts))
    return replace(body, fact=_fresh(body.fact, checks), contacts=contacts, waiting=waiting)


def _shown(body: Body, numbers: tuple[Number, ...]) -> Body:
    """The body with its verified contacts and details; urgent numbers that are its own come first."""
    called = (
        Contact(number.fact, ContactKind.PHONE, number.number)
        for number in numbers
        if number.fact.id in body.numbers
    )
    verified = (contact for contact in body.contacts if contact.fact.verified)
    return replace(_settled(body), contacts=(*called, *verified))
