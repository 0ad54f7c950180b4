"""A suggested body in words: its reasons, how it is reached, and how fresh each fact about it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from incidents.casework.present import days_left
from incidents.core.help.directory import Body, ContactKind, Directory, Fact
from incidents.core.self_referral import can_be_reached
from incidents.core.suggestion.finding import Left, Tongue, Value
from incidents.core.suggestion.matter import Choice, Matter
from incidents.core.suggestion.ranking import Reason, Suggested
from incidents.core.vocabulary import vocabulary
from incidents.web.joints import jointed
from incidents.web.languages import LANGUAGE_NAMES
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import day

_KINDS = {
    ContactKind.PHONE: lazy_gettext("Telefon"),
    ContactKind.EMAIL: lazy_gettext("E-post"),
    ContactKind.WEB: lazy_gettext("Webb"),
    ContactKind.ADDRESS: lazy_gettext("Adress"),
}


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact about a body: what it is, what it says, when it was checked, and whether that is too long ago."""

    label: str
    value: str
    checked: str
    old: bool


@dataclass(frozen=True, slots=True)
class ShownBody:
    """A body as the page shows it. `swedish_name`, `swedish_about`: words that are Swedish on every page."""

    id: str
    name: str
    swedish_name: bool
    about: str
    swedish_about: bool
    speaks_for: tuple[str, ...]
    against: tuple[str, ...]
    time_limit: str
    facts: tuple[FactLine, ...]
    reachable: bool


def shown(suggested: Suggested, matter: Matter, directory: Directory) -> ShownBody:
    """The body in the reader's language."""
    body, today = suggested.body, matter.today
    own_name = body.own_words or body.proper
    return ShownBody(
        body.fact.id,
        body.name if own_name else jointed(gettext(body.name)),
        own_name,
        body.about if body.own_words else gettext(body.about),
        body.own_words,
        tuple(_words(reason, today) for reason in suggested.speaks_for),
        tuple(_words(reason, today) for reason in suggested.against),
        _time_limit(body, directory),
        tuple(_facts(body, today)),
        can_be_reached(body),
    )


def _words(reason: Reason, today: date) -> str:
    filled = {name: _value(value, today) for name, value in reason.values}
    return gettext(reason.says, **filled)


def _value(value: Value, today: date) -> str:
    match value:
        case Left(until):
            return days_left(until, today)
        case Tongue(tag):
            return str(LANGUAGE_NAMES.get(tag, tag))
        case date():
            return day(value)
        case tuple():
            return "; ".join(map(_label, value))
    return value


def _label(choice: Choice) -> str:
    listed = vocabulary(choice.name)
    label = listed.label(choice.code) if choice.coded else listed.public_label(choice.code)
    return jointed(gettext(label))


def _time_limit(body: Body, directory: Directory) -> str:
    """The body's own time limit, where the municipality knows that it holds."""
    if not directory.knows(body.time_limit):
        return ""
    return gettext(next(fact.says for fact in directory.facts if fact.id == body.time_limit))


def _facts(body: Body, today: date) -> Iterator[FactLine]:
    for contact in body.contacts:
        yield _line(str(_KINDS[contact.kind]), contact.value, contact.fact, today)
    yield _line(gettext("Det som står ovan"), "", body.fact, today)
    if body.standing:
        said = gettext("Om de tar emot nya ärenden, och för vem de arbetar")
        yield _line(said, "", body.standing.fact, today)


def _line(label: str, value: str, fact: Fact, today: date) -> FactLine:
    return FactLine(label, value, day(fact.checked), fact.stale(today))
