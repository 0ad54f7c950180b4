"""One municipality's directory: the national one, its own additions, and the facts that it has confirmed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from incidents.core.help.directory import (
    Body,
    Contact,
    ContactKind,
    Directory,
    DirectoryError,
    Fact,
    Number,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A directory as it stands in a file. `chosen` names the bodies on choice that a municipality wants shown."""

    bodies: tuple[Body, ...] = ()
    numbers: tuple[Number, ...] = ()
    rules: tuple[Fact, ...] = ()
    chosen: tuple[str, ...] = ()

    def facts(self) -> Iterator[Fact]:
        """Every fact of the file."""
        for body in self.bodies:
            yield body.fact
            yield from (contact.fact for contact in body.contacts)
        yield from (number.fact for number in self.numbers)
        yield from self.rules


NOTHING = Source()


def merged(national: Source, local: Source, confirmed: Mapping[str, date]) -> Directory:
    """The directory of one municipality. `confirmed`: fact id to the day on which the municipality checked it.

    Raises DirectoryError for an id that does not exist: a misspelt confirmation would leave a fact hidden unnoticed.
    """
    known = {fact.id for fact in (*national.facts(), *local.facts())}
    _check_known("CONFIRMED_FACTS", set(confirmed), known)
    offered = _confirmed(_offered(national, local), confirmed)
    facts = tuple(offered.facts())
    numbers = tuple(number for number in offered.numbers if number.fact.verified)
    return Directory(
        tuple(_shown(body, numbers) for body in offered.bodies if body.fact.verified),
        numbers,
        frozenset(rule.id for rule in offered.rules if rule.verified),
        tuple(fact for fact in facts if fact.verified),
        tuple(fact for fact in facts if not fact.verified),
    )


def _offered(national: Source, local: Source) -> Source:
    choosable = {body.fact.id for body in national.bodies if body.on_choice}
    _check_known("chosen", set(local.chosen), choosable)
    called = {name for body in (*local.bodies, *national.bodies) for name in body.numbers}
    _check_known("numbers", called, {n.fact.id for n in (*national.numbers, *local.numbers)})
    return Source(
        (
            *local.bodies,
            *(b for b in national.bodies if not b.on_choice or b.fact.id in local.chosen),
        ),
        (*national.numbers, *local.numbers),
        national.rules,
    )


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

    return Source(
        tuple(
            replace(body, fact=fresh(body.fact), contacts=tuple(map(contact, body.contacts)))
            for body in source.bodies
        ),
        tuple(replace(number, fact=fresh(number.fact)) for number in source.numbers),
        tuple(map(fresh, source.rules)),
    )


def _shown(body: Body, numbers: tuple[Number, ...]) -> Body:
    """The body with its verified contacts; urgent numbers that are its own come first."""
    called = (
        Contact(number.fact, ContactKind.PHONE, number.number)
        for number in numbers
        if number.fact.id in body.numbers
    )
    verified = (contact for contact in body.contacts if contact.fact.verified)
    return replace(body, contacts=(*called, *verified))
