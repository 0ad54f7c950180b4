"""A row of the table of reasons: what it looks for in a case and a body, and what it fills in in its sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from incidents.core.help.accepting import Who
from incidents.core.help.directory import Body, Role
from incidents.core.help.regions import EVERYWHERE, covers
from incidents.core.suggestion.fit import MET, Fit, fit, fits, matching
from incidents.core.suggestion.matter import Choices, Matter


@dataclass(frozen=True, slots=True)
class Left:
    """The days that are left until a day, to be written out."""

    until: date


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language, to be named in the reader's."""

    tag: str


Value = Choices | date | Left | Tongue | str
Values = tuple[tuple[str, Value], ...]
Find = Callable[[Matter, Body], Values | None]


class Side(StrEnum):
    """What a reason is."""

    FOR = "for"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table."""

    name: str
    side: Side
    points: int
    find: Find
    says: str


#: Who may go to court for a person (diskrimineringslagen 6 kap. 2 §).
COURT = frozenset({Role.DO, Role.BUREAU, Role.UNION})
#: Whose task begins with the Discrimination Act.
ACT = frozenset({Role.DO, Role.BUREAU, Role.UNIVERSITY_APPEALS})
#: Who is, or answers for, what the person complains of.
CONCERNED = frozenset({Role.THE_BODY, Role.LANDLORD, Role.SCHOOL, Role.COMMITTEE, Role.PERSONNEL})
#: A time limit that is further away than this is said as a date alone.
SOON = timedelta(days=60)
_VIOLENT = ("threat", "violence", "sexual", "stalking", "arson")
#: To whom one turns first (DOMAIN 8): the part of the case, and its codes.
_FIRST = {
    Role.UNION: ("areas", ("work", "recruitment")),
    Role.SCHOOL: ("areas", ("preschool", "school", "adult_education")),
    Role.PATIENT_BOARD: ("areas", ("health_care",)),
    Role.POLICE: ("events", _VIOLENT),
    Role.SAFETY: ("events", ("damage", "graffiti", "symbol")),
}
#: What a wish of the reporter's leads to.
_WISHED = {
    "report": {Role.DO, Role.POLICE},
    "support": {Role.VICTIM_SUPPORT, Role.RFSL, Role.BRIS, Role.WOMEN, Role.SHELTER},
    "information": {Role.BUREAU},
    "redress": {Role.BUREAU, Role.DO, Role.UNION, Role.COMPENSATION},
    "complain": {
        Role.BEO,
        Role.COMMITTEE,
        Role.CONSUMER_BOARD,
        Role.IVO,
        Role.JO,
        Role.LANDLORD,
        Role.PATIENT_BOARD,
        Role.SCHOOL,
        Role.THE_BODY,
    },
    "contact_org": {
        Role.BUREAU,
        Role.COMMUNITY,
        Role.DISABILITY_RIGHTS,
        Role.RFSL,
        Role.SHELTER,
        Role.UNION,
        Role.VICTIM_SUPPORT,
        Role.YOUTH,
    },
}


def when(test: Callable[[Matter, Body], bool]) -> Find:
    """A test with nothing to fill in."""
    return lambda matter, body: () if test(matter, body) else None


def part(name: str, *how: Fit) -> Find:
    """The part of the case is accepted in one of these ways; what of it stands in the sentence."""

    def find(matter: Matter, body: Body) -> Values | None:
        if body.accepts is None or fits(matter, body).get(name) not in how:
            return None
        codes = body.accepts.parts()[name]
        return (("what", matching(getattr(matter, name), codes)),)

    return find


def need(matter: Matter, body: Body) -> Values | None:
    """What is needed that the body can give."""
    met = matching(matter.needs, body.accepts.needs) if body.accepts else ()
    return (("what", met),) if met else None


def wished(matter: Matter, body: Body) -> Values | None:
    """What the person has wished for that leads there."""
    met = tuple(wish for wish in matter.wishes if body.role in _WISHED.get(wish.code, ()))
    return (("what", met),) if met else None


def first(matter: Matter, body: Body) -> bool:
    """Whether one turns to it first in such a case."""
    part, codes = _FIRST.get(body.role, ("areas", ()))
    return fit(getattr(matter, part), codes) in MET


def limit(test: Callable[[date, date, date], bool], *, last: bool = False) -> Find:
    """The span of the law's time limit, for whoever can still do something about it: (early, late, today)."""

    def find(matter: Matter, body: Body) -> Values | None:
        span = matter.span
        if span is None or matter.outside or body.role not in COURT:
            return None
        if not test(span.early, span.late, matter.today):
            return None
        if last:
            return (("day", span.late),)
        if span.early - matter.today > SOON:
            return (("day", span.early),)
        return (("left", Left(span.early)), ("day", span.early))

    return find


def from_18(matter: Matter, body: Body) -> bool:
    """Whether time begins on the 18th birthday: for certain not in working life, nor where nobody knows the area."""
    if matter.young is not True or matter.outside or body.role not in COURT:
        return False
    return matter.span is None and fit(matter.areas, ("work", "recruitment")) is Fit.NO


def works_here(matter: Matter, body: Body) -> Values | None:
    """The region of a body that is not there for the whole country, where it is ours."""
    if EVERYWHERE in body.region or not covers(body.region, matter.region):
        return None
    return (("where", ", ".join(body.region)),)


def elsewhere(matter: Matter, body: Body) -> Values | None:
    """Not of a bureau that the municipality has chosen: it knows better than the directory."""
    away = covers(body.region, matter.region) is False and not body.on_choice
    return (("where", ", ".join(body.region)),) if away else None


def language(matter: Matter, body: Body) -> Values | None:
    """The person's language, where it is not Swedish and the body takes it."""
    spoken = matter.language != "sv" and matter.language in body.languages
    return (("language", Tongue(matter.language)),) if spoken else None


def meant_for(who: Who) -> Find:
    """The body is there for these and nobody else."""
    return when(lambda _, body: who in body.who)
