"""The day by which a reporter may expect something from us: the desk's own rules, from what the reporter may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from incidents.core.clock import STOCKHOLM
from incidents.core.danger import Answers, priority
from incidents.core.deadlines import service_due
from incidents.core.deskcard import event_card, signal_card
from incidents.core.entry import Entry, Kind
from incidents.core.saying import RECORDS, Saying, saying


class Promised(StrEnum):
    """What is promised: a first answer to the report, or that what was written later is read."""

    ANSWER = "answer"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Promise:
    """What, and by which day. It is kept late from the day after."""

    what: Promised
    day: date

    def late(self, today: date) -> bool:
        """Whether the day has passed."""
        return self.day < today


def promise(entries: Iterable[Entry], received: date) -> Promise | None:
    """What is promised after these entries; None when everything is answered, or no answer is wanted."""
    found = None
    for entry in entries:
        if entry.kind is Kind.REPORT:
            found = _first(answers_in(entry), received)
        elif entry.kind is Kind.ANSWER and saying(entry) not in RECORDS:
            found = None
        elif entry.kind is Kind.MESSAGE and saying(entry) is not Saying.TO_BODY:
            due = _due(entry)
            if found is None or due < found.day:
                found = Promise(found.what if found else Promised.READ, due)
    return found


def _first(answers: Answers, received: date) -> Promise | None:
    if answers.get("contact_mode") == ("none",):
        return None
    return Promise(Promised.ANSWER, service_due(received, priority(answers)))


def _due(entry: Entry) -> date:
    on = day_of(entry.moment)
    event = saying(entry) is Saying.EVENT
    card = event_card(on, answers_in(entry)) if event else signal_card(on)
    assert card.due is not None
    return card.due


def answers_in(entry: Entry) -> Answers:
    """The public answers that an entry holds; none where it holds something else."""
    given = entry.content.get("answers")
    if not isinstance(given, dict):
        return {}
    return {
        str(name): tuple(str(group) for group in groups)
        for name, groups in given.items()
        if isinstance(groups, list)
    }


def day_of(moment: str) -> date:
    """The Swedish calendar date of an entry's moment."""
    found = datetime.fromisoformat(moment)
    return found.date() if "T" not in moment else found.astimezone(STOCKHOLM).date()
