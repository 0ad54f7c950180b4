"""Help in return as the pages show it: every sentence in the reader's language, every date in Swedish time."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from flask_babel import format_date
from markupsafe import Markup, escape

from incidents.core.clock import local_date
from incidents.core.danger import Answers
from incidents.core.help.directory import Body, Contact, ContactKind, Number
from incidents.core.help.rules import Rule
from incidents.core.help.spans import Limit
from incidents.core.help.young import TITLE, young_page
from incidents.core.languages import Text
from incidents.core.referral import Help, help_for
from incidents.reporting.visit import now
from incidents.web.cookies import settings
from incidents.web.locale import gettext


@dataclass(frozen=True, slots=True)
class Call:
    """A number to call, with what it is for and, where they are known, its hours."""

    number: str
    name: Markup
    about: Markup


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit in words."""

    about: str
    rule: str
    says: str
    urgent: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who can help: who, why, how to reach them, and what they keep."""

    name: Markup
    why: str
    about: Markup
    contacts: tuple[Markup, ...]
    anonymous: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Help in return, ready to show."""

    urgent: bool
    heading: str
    calls: tuple[Call, ...]
    rights: tuple[str, ...]
    clocks: tuple[Clock, ...]
    cautions: tuple[str, ...]
    helpers: tuple[Helper, ...]
    reprisals: str
    duties: tuple[str, ...]


def help_shown(answers: Answers, answered: date | None = None) -> Shown:
    """What these answers are worth to the person who gave them; none is needed."""
    today = local_date(now())
    found = help_for(answers, today=today, directory=settings().directory, answered=answered)
    return _shown(found)


def _shown(found: Help) -> Shown:
    return Shown(
        found.safety.urgent,
        say(found.safety.heading),
        tuple(_call(number) for number in found.safety.numbers),
        _rules(found.rights),
        tuple(_clock(limit) for limit in found.limits),
        _rules(found.cautions),
        tuple(_helper(helper.body, helper.why) for helper in found.helpers),
        say(found.reprisals.text),
        _rules(found.duties),
    )


def young_shown() -> tuple[str, list[tuple[str, tuple[str, ...], tuple[Call, ...]]]]:
    """The page for ages 12-17: its title, and heading, sentences and numbers of each section."""
    sections = young_page(settings().directory)
    return say(TITLE), [
        (say(section.heading), _rules(section.sentences), tuple(map(_call, section.numbers)))
        for section in sections
    ]


def say(text: Text) -> str:
    """A sentence with its dates."""
    dates = {name: format_date(day, "long") for name, day in text.values}
    return gettext(text.swedish, **dates)


def _rules(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    return tuple(say(rule.text) for rule in rules)


def _clock(limit: Limit) -> Clock:
    return Clock(
        say(limit.about),
        say(limit.rule.text),
        say(limit.says),
        limit.urgent,
        _rules(limit.notes),
    )


def _call(number: Number) -> Call:
    about = words(number.about, swedish=number.own_words)
    hours = f" ({gettext(number.hours)})" if number.hours else ""
    return Call(number.number, words(number.name, swedish=number.own_words), about + hours)


def _helper(body: Body, why: Text) -> Helper:
    anonymous = {
        True: gettext("Du behöver inte säga vad du heter."),
        False: gettext("De behöver veta vem du är."),
        None: "",
    }[body.anonymous]
    return Helper(
        words(body.name, swedish=body.own_words or body.proper),
        say(why),
        words(body.about, swedish=body.own_words),
        tuple(_contact(contact) for contact in body.contacts),
        anonymous,
    )


@cache
def _contact(contact: Contact) -> Markup:
    # No link: following it would tell the network where somebody looks for help.
    if contact.kind is ContactKind.ADDRESS:
        return Markup('<bdi lang="sv">{}</bdi>').format(contact.value)
    return Markup('<bdi dir="ltr" translate="no">{}</bdi>').format(contact.value)


def words(text: str, *, swedish: bool) -> Markup:
    """A name or a sentence: as it stands and marked as Swedish, or translated."""
    if swedish:
        return Markup('<bdi lang="sv">{}</bdi>').format(text)
    return escape(gettext(text)) if text else Markup()
