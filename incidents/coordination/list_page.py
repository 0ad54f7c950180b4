"""Everybody in the directory: what has not been checked for the longest time comes first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from flask import request, url_for

from incidents.actions.directory_versions import cut_off
from incidents.coordination.forms import DeedForm
from incidents.coordination.visit import Page, held, now, place, secret, show
from incidents.coordination.words import SAVED, name_of, says
from incidents.core.clock import local_date
from incidents.core.help.amending import Change, facts_about
from incidents.core.help.directory import LOCAL, Body, Fact, Number
from incidents.core.help.merging import Source, directory_of, whole
from incidents.store.database import reading
from incidents.web.access import Access, access
from incidents.web.forms import token_of
from incidents.web.locale import gettext
from incidents.web.moments import day


@dataclass(frozen=True, slots=True)
class Age:
    """How fresh what is shown is: the day of its oldest part, and how many facts wait to be confirmed."""

    oldest: date
    checked: str
    old: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class Line:
    """Something in the directory. `swedish`: its name is Swedish on every page. `own`: the municipality's."""

    id: str
    name: str
    url: str
    age: Age
    hidden: bool
    swedish: bool = False
    own: bool = False


@access(Access.COORDINATION)
def show_bodies() -> Page:
    """The list."""
    return listed(saved=request.args.get("saved", ""))


def listed(*, problem: str = "", saved: str = "") -> str:
    """The page; with the sentence why a press came to nothing, or what was done."""
    current, today, here = held(), local_date(now()), place()
    everything = whole(here.national, current.own)
    directory = directory_of(here.national, current.own, here.region)
    shown = {body.fact.id for body in directory.bodies}
    bodies = [_body(body, everything, shown, today) for body in everything.bodies]
    with reading() as session:
        taken_away = cut_off(session, current.seen)
    return show(
        "coordination/bodies.html",
        problem=problem,
        saved=str(SAVED[Change(saved)]) if saved in SAVED else "",
        broken=current.unsound or taken_away,
        region=", ".join(here.region),
        stale=len(directory.stale(today)),
        bodies=_oldest_first(line for line in bodies if line.id in shown),
        others=[line for line in bodies if line.id not in shown],
        numbers=_oldest_first(_number(one, today) for one in everything.numbers),
        rules=_oldest_first(_alone(one, says(one), today) for one in everything.rules),
        seen=current.seen,
        token=token_of(DeedForm, secret()),
    )


def _oldest_first(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.age.oldest)


def _body(body: Body, everything: Source, shown: set[str], today: date) -> Line:
    return Line(
        body.fact.id,
        name_of(body),
        url_for("coordination.body", body=body.fact.id),
        age(facts_about(everything, body.fact.id), today),
        hidden=body.fact.id not in shown,
        swedish=body.own_words or body.proper,
        own=body.local,
    )


def _number(number: Number, today: date) -> Line:
    name = number.name if number.own_words else gettext(number.name)
    said = f"{name}: {number.number}"
    line = _alone(number.fact, said, today)
    url = url_for("coordination.number", call=number.fact.id)
    own = number.fact.id.startswith(LOCAL)
    return replace(line, url=url, swedish=number.own_words, own=own)


def _alone(fact: Fact, said: str, today: date) -> Line:
    fresh = age((fact,), today)
    return Line(fact.id, said, "", fresh, hidden=not fact.verified)


def age(facts: Collection[Fact], today: date) -> Age:
    """How fresh these facts are; of what is not shown at all, when it was last looked at."""
    shown = [fact for fact in facts if fact.verified]
    oldest = min(fact.checked for fact in (shown or facts))
    old = any(fact.stale(today) for fact in shown)
    return Age(oldest, day(oldest), old, len(facts) - len(shown))
