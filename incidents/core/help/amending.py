"""What is done with a municipality's own version of the directory: each deed gives a new version, the old one stays."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum

from incidents.core.errors import Invalid, NotFound
from incidents.core.help.directory import Body, Fact, Number, Role, Standing
from incidents.core.help.merging import NOTHING, Source, directory_of, whole
from incidents.core.help.strict import DirectoryError
from incidents.core.languages import sentence

#: Without these a list of helpers could be empty.
_ALWAYS = (Role.BUREAU, Role.VICTIM_SUPPORT)
RULE_FIXED = sentence("En regels text kan inte ändras här, bara bekräftas eller inte.")


class Change(StrEnum):
    """What a version changed. Codes never change meaning."""

    ADDED = "added"
    EDITED = "edited"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    DOUBTED = "doubted"
    RETIRED = "retired"
    RESTORED = "restored"
    FOLLOWED = "followed"
    CHOSEN = "chosen"
    UNCHOSEN = "unchosen"
    TABLE = "table"
    TAKEN_BACK = "taken_back"


def body_in(everything: Source, name: str) -> Body:
    """The body with this id; raises `NotFound`."""
    found = next((body for body in everything.bodies if body.fact.id == name), None)
    if found is None:
        raise NotFound("Den finns inte i katalogen.")
    return found


def number_in(everything: Source, name: str) -> Number:
    """The urgent number with this id; raises `NotFound`."""
    found = next((number for number in everything.numbers if number.fact.id == name), None)
    if found is None:
        raise NotFound("Den finns inte i katalogen.")
    return found


def standing_in(everything: Source, name: str) -> Standing | None:
    """What is known of a body today."""
    return next((one for one in everything.known if one.body == name), None)


def facts_about(everything: Source, name: str) -> tuple[Fact, ...]:
    """What is said of a body, a number or a rule; raises `NotFound`."""
    alone = (*(number.fact for number in everything.numbers), *everything.rules)
    found = tuple(fact for fact in alone if fact.id == name)
    if found:
        return found
    body, standing = body_in(everything, name), standing_in(everything, name)
    return (*body.facts(), *((standing.fact,) if standing else ()))


def checked(national: Source, own: Source, name: str, today: date) -> Source:
    """Everything that is shown of it was checked today and holds. What waits to be confirmed goes on waiting."""
    found = facts_about(whole(national, own), name)
    return _noted(own, (replace(fact, checked=today) for fact in found if fact.verified))


def judged(national: Source, own: Source, name: str, *, holds: bool, today: date) -> Source:
    """One fact was looked up today: it holds and is shown, or it does not and is hidden. Raises `NotFound`."""
    fact = next((fact for fact in whole(national, own).facts() if fact.id == name), None)
    if fact is None:
        raise NotFound("Den finns inte i katalogen.")
    return _noted(own, [replace(fact, verified=holds, checked=today)])


def told(national: Source, own: Source, body: Body, standing: Standing | None) -> Source:
    """The municipality says this of a body, and this of how it stands today."""
    everything = whole(national, own)
    before = next((one for one in everything.bodies if one.fact.id == body.fact.id), None)
    about = {f"{body.fact.id}.known"}
    bodies = own.bodies
    if before is None or not _same(before, body):
        about |= {fact.id for one in (before, body) if one for fact in one.facts()}
        bodies = _with(own.bodies, body)
    known = tuple(one for one in own.known if one.body != body.fact.id)
    return replace(
        own,
        bodies=bodies,
        known=(*known, standing) if standing else known,
        checks=tuple(check for check in own.checks if check.id not in about),
    )


def numbered(national: Source, own: Source, number: Number) -> Source:
    """The municipality says this of an urgent number."""
    return _number(own, whole(national, own), number)


def shown(national: Source, own: Source, name: str, *, yes: bool) -> Source:
    """A body is shown, or not. Raises `NotFound`."""
    body_in(whole(national, own), name)
    rest = tuple(one for one in own.retired if one != name)
    return replace(own, retired=rest if yes else (*rest, name))


def followed(national: Source, own: Source, name: str) -> Source:
    """A national body or number is said as the national directory says it again. Raises `NotFound`."""
    known = {body.fact.id for body in national.bodies} | {n.fact.id for n in national.numbers}
    if name not in known:
        raise NotFound("Den finns inte i katalogen.")
    bodies = tuple(one for one in own.bodies if one.fact.id != name)
    numbers = tuple(one for one in own.numbers if one.fact.id != name)
    return replace(own, bodies=bodies, numbers=numbers)


def chosen(national: Source, own: Source, name: str, *, yes: bool) -> Source:
    """A body on choice is shown here wherever it works, or only where it works here. Raises `NotFound`."""
    if not body_in(whole(national, own), name).on_choice:
        raise NotFound("Den finns inte i katalogen.")
    rest = tuple(one for one in own.chosen if one != name)
    return replace(own, chosen=(*rest, name) if yes else rest)


def taken_in(national: Source, own: Source, table: Source) -> Source:
    """A whole table takes the place of what holds. A body that is left out is not shown; nothing is thrown away.

    What the table says as it stands goes on following the national directory. Raises `Invalid` for a changed rule.
    """
    everything = whole(national, own)
    standings = {one.body: one for one in table.known}
    found = own
    for body in table.bodies:
        found = told(national, found, body, standings.get(body.fact.id))
    for number in table.numbers:
        found = _number(found, everything, number)
    for rule in table.rules:
        found = _rule(found, everything, rule)
    left_out = {body.fact.id for body in everything.bodies} - {b.fact.id for b in table.bodies}
    return replace(
        found,
        chosen=table.chosen,
        known=table.known,
        retired=tuple(b.fact.id for b in everything.bodies if b.fact.id in left_out),
    )


def check_sound(national: Source, own: Source, region: tuple[str, ...], today: date) -> None:
    """Raises `Invalid` for a version that may not hold: people in distress would find nobody, or a day lies ahead."""
    try:
        directory = directory_of(national, own, region)
    except DirectoryError as error:
        raise Invalid("Något i katalogen nämner något som inte finns.") from error
    days = (fact.checked for fact in (*own.facts(), *own.checks))
    if any(day > today for day in days):
        raise Invalid("En dag för kontroll har inte kommit än.")
    delivered = directory_of(national, NOTHING, region)
    needed = {when for number in delivered.numbers for when in number.when}
    if needed - {when for number in directory.numbers for when in number.when}:
        raise Invalid("Då visas inget nummer för någon som är i fara. Rätta numret i stället.")
    if not all(directory.bodies_for(role) for role in _ALWAYS):
        raise Invalid("Minst en byrå och en brottsofferjour måste visas.")


def export(national: Source, own: Source) -> Source:
    """The whole as it is shown, for a table: `taken_in` gives the same version back."""
    everything = whole(national, own)
    kept = tuple(body for body in everything.bodies if body.fact.id not in own.retired)
    return replace(everything, bodies=kept, retired=())


def _noted(own: Source, facts: Iterable[Fact]) -> Source:
    found = {check.id: check for check in own.checks} | {fact.id: fact for fact in facts}
    return replace(own, checks=tuple(found.values()))


def _same(before: Body, body: Body) -> bool:
    """Whether a table says of a body what holds: which facts wait, and not since when, stands in a table."""
    bare = [replace(one, own_words=False, waiting=()) for one in (before, body)]
    return bare[0] == bare[1] and before.unverified() == body.unverified()


def _with(bodies: tuple[Body, ...], body: Body) -> tuple[Body, ...]:
    if any(one.fact.id == body.fact.id for one in bodies):
        return tuple(body if one.fact.id == body.fact.id else one for one in bodies)
    return (*bodies, body)


def _number(own: Source, everything: Source, number: Number) -> Source:
    before = next((one for one in everything.numbers if one.fact.id == number.fact.id), None)
    if before and replace(before, own_words=number.own_words) == number:
        return own
    kept = tuple(one for one in own.numbers if one.fact.id != number.fact.id)
    checks = tuple(check for check in own.checks if check.id != number.fact.id)
    return replace(own, numbers=(*kept, number), checks=checks)


def _rule(own: Source, everything: Source, rule: Fact) -> Source:
    before = next((one for one in everything.rules if one.id == rule.id), None)
    if before is None or before.says != rule.says:
        raise Invalid(RULE_FIXED)
    return own if before == rule else _noted(own, [rule])
