"""The law's time limits as the desk shows them: one span, or one day once it is known, and all that may apply."""

from dataclasses import dataclass
from datetime import date

from incidents.actions.casefile import CaseFile
from incidents.casework.day_form import happened_words
from incidents.casework.present import day
from incidents.core.agenda import urgent
from incidents.core.help.answers import Situated
from incidents.core.help.limits import limits_for
from incidents.core.help.spans import Limit, Span
from incidents.core.promise import answers_in
from incidents.core.reportcard import days_of
from incidents.web.directory import directory
from incidents.web.locale import gettext
from incidents.web.moments import say


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit in words; `urgent` when it runs out for certain within a fortnight."""

    about: str
    says: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the case page says of the law's time limits."""

    card: Clock | None
    known: str
    all: tuple[Clock, ...]


def clocks(file: CaseFile, today: date) -> Clocks | None:
    """None where the report cannot be opened, or nobody can be told."""
    if file.report is None or file.card is None or file.card.tells_nobody:
        return None
    answers, known = answers_in(file.report), file.happened
    days = days_of(answers, file.case.received, known)
    found = limits_for(Situated(answers), directory(), days, today)
    span = file.card.limit
    return Clocks(
        Clock("", span_words(span, today), urgent(span, today)) if span else None,
        happened_words(known) if known else "",
        tuple(_clock(limit) for limit in found),
    )


def span_words(span: Span, today: date) -> str:
    """When the limit runs out."""
    if span.late < today:
        return gettext("Har troligen gått ut, senast %(late)s", late=day(span.late))
    if span.early == span.late:
        return gettext("Räkna med %(late)s", late=day(span.late))
    if span.early < today:
        return gettext("Kan ha gått ut. Senast %(late)s", late=day(span.late))
    return gettext("Mellan %(early)s och %(late)s", early=day(span.early), late=day(span.late))


def _clock(limit: Limit) -> Clock:
    return Clock(say(limit.about), f"{say(limit.rule.text)} {say(limit.says)}", limit.urgent)
