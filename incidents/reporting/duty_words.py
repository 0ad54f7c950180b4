"""What the law makes us tell, in the reporter's words: to whom, which law, exactly what, and from when. No question."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from incidents.actions.inbox import InboxView
from incidents.core.bases import Duty, duty_in
from incidents.core.clock import local_date
from incidents.core.entry import Entry
from incidents.core.promise import day_of
from incidents.reporting.consent_words import body_words
from incidents.reporting.visit import now
from incidents.web.basiswords import LAWS
from incidents.web.locale import gettext
from incidents.web.moments import day, moment


@dataclass(frozen=True, slots=True)
class Told:
    """A duty as the inbox shows it."""

    number: int
    body: Markup
    law: str
    asks: str
    when: str
    told: str
    language: str
    translated: str
    translated_to: str
    decided_by: str
    announced: str


def duties(view: InboxView) -> list[Told]:
    """Every duty that was announced, the newest first. A stop ends none of them."""
    today = local_date(now())
    found = ((entry, duty_in(entry)) for entry in reversed(view.entries))
    return [_told(entry, duty, today) for entry, duty in found if duty is not None]


def _told(entry: Entry, duty: Duty, today: date) -> Told:
    law, asks = LAWS[duty.provision]
    return Told(
        entry.number,
        body_words(duty.body, duty.name),
        str(law),
        str(asks),
        _when(duty, duty.first_day(day_of(entry.moment)), today),
        duty.told,
        entry.language,
        str(entry.content.get("translated") or ""),
        str(entry.content.get("translated_to") or ""),
        duty.decided_by,
        moment(entry.moment),
    )


def _when(duty: Duty, first: date, today: date) -> str:
    if duty.at_once:
        return gettext("Genast, för ett barn kan vara i fara.")
    if first > today:
        return gettext("Tidigast den %(day)s.", day=day(first))
    return gettext("Vi får berätta det sedan den %(day)s.", day=day(first))


def duty_details(entry: Entry) -> tuple[str | Markup, ...]:
    """What a duty says in the thread, besides its words."""
    duty = duty_in(entry)
    return () if duty is None else (body_words(duty.body, duty.name), str(LAWS[duty.provision][0]))
