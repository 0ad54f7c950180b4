"""Help in return as the pages show it: every sentence in the reader's language, every date in Swedish time."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from babel.support import NullTranslations
from markupsafe import Markup, escape

from incidents.core.clock import local_date
from incidents.core.danger import Answers
from incidents.core.help.directory import Body, Contact, ContactKind, Number
from incidents.core.help.rules import Rule
from incidents.core.help.spans import Limit
from incidents.core.help.young import TITLE, young_page
from incidents.core.languages import Text
from incidents.core.referral import Help, first_help, help_for
from incidents.reporting.visit import now
from incidents.web.directory import directory
from incidents.web.locale import gettext, sentences
from incidents.web.moments import say
from incidents.web.templates import part


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


class Shown:
    """Help in return, ready to show. A page that shows a part of it has only that part found and put into words."""

    def __init__(self, answers: Answers, answered: date | None) -> None:
        self._answers, self._answered = answers, answered
        self._first = first_help(answers, directory=directory())
        self.urgent = self._first.safety.urgent

    @cached_property
    def _found(self) -> Help:
        return help_for(
            self._answers,
            today=local_date(now()),
            directory=directory(),
            answered=self._answered,
        )

    @cached_property
    def heading(self) -> str:
        """What stands over the numbers."""
        return say(self._first.safety.heading)

    @cached_property
    def calls(self) -> tuple[Markup, ...]:
        """Numbers to call, as lines of a list."""
        spoken = sentences()
        return tuple(_call(number, spoken) for number in self._first.safety.numbers)

    @cached_property
    def rights(self) -> tuple[str, ...]:
        """What the law says, in three sentences."""
        return _rules(self._found.rights)

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        """Time limits."""
        return tuple(_clock(limit) for limit in self._found.limits)

    @cached_property
    def cautions(self) -> tuple[str, ...]:
        """What no report stops."""
        return _rules(self._found.cautions)

    @cached_property
    def helpers(self) -> tuple[Markup, ...]:
        """Who can help, as lines of a list."""
        spoken = sentences()
        return tuple(_helper(helper.body, helper.why, spoken) for helper in self._found.helpers)

    @cached_property
    def reprisals(self) -> str:
        """That nobody may punish the person for it."""
        return say(self._found.reprisals.text)

    @cached_property
    def duties(self) -> tuple[str, ...]:
        """What the municipality must do."""
        return _rules(self._first.duties)


def help_shown(answers: Answers, answered: date | None = None) -> Shown:
    """What these answers are worth to the person who gave them; none is needed."""
    return Shown(answers, answered)


def young_shown() -> tuple[str, list[tuple[str, tuple[str, ...], tuple[Markup, ...]]]]:
    """The page for ages 12-17: its title, and heading, sentences and numbers of each section."""
    sections, spoken = young_page(directory()), sentences()
    return say(TITLE), [
        (
            say(section.heading),
            _rules(section.sentences),
            tuple(_call(number, spoken) for number in section.numbers),
        )
        for section in sections
    ]


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


# What the directory says of a body is the same for everybody; it is drawn once for each language.
@lru_cache(maxsize=1024)
def _call(number: Number, _spoken: NullTranslations) -> Markup:
    about = words(number.about, swedish=number.own_words)
    hours = f" ({gettext(number.hours)})" if number.hours else ""
    call = Call(number.number, words(number.name, swedish=number.own_words), about + hours)
    return part("reporting/parts/call.html", call=call)


@lru_cache(maxsize=1024)
def _helper(body: Body, why: Text, _spoken: NullTranslations) -> Markup:
    anonymous = {
        True: gettext("Du behöver inte säga vad du heter."),
        False: gettext("De behöver veta vem du är."),
        None: "",
    }[body.anonymous]
    helper = Helper(
        words(body.name, swedish=body.own_words or body.proper),
        say(why),
        words(body.about, swedish=body.own_words),
        tuple(_contact(contact) for contact in body.contacts),
        anonymous,
    )
    return part("reporting/parts/helper.html", helper=helper)


@lru_cache(maxsize=1024)
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
