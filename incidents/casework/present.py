"""What the desk's pages show: labels, dates, the next step. Swedish; nothing here decides anything."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from flask_babel import ngettext

from incidents.actions.casefile import CaseFile
from incidents.actions.queue import QueueItem
from incidents.casework.addresses import case_url
from incidents.casework.words import FLAGS, GUARDIANS, MARKS, PRIORITY, TITLES, TONES
from incidents.core.case import NextStep, Situation, next_step
from incidents.core.deskcard import DeskCard, Flag, Mark
from incidents.core.entry import Entry, Kind
from incidents.core.lists import DISTRICT, OWN_LISTS, UNIT
from incidents.core.report import Contact
from incidents.core.saying import RECORDS, saying
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import OPEN, WITH_OWN_ACT, Status, moves_from
from incidents.store.models import Case
from incidents.web.cookies import settings
from incidents.web.joints import jointed
from incidents.web.languages import LANGUAGE_NAMES
from incidents.web.locale import gettext, tag
from incidents.web.trailwords import status_words


@dataclass(frozen=True, slots=True)
class Tag:
    """A short word with a tone."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the queue, ready to show."""

    url: str
    reference: str
    received: str
    status: Tag
    priority: str
    assignee: str
    due: str
    late: bool
    unread: bool
    tags: tuple[Tag, ...]


def row(
    item: QueueItem, names: dict[bytes, str], today: date, covered: frozenset[bytes] = frozenset()
) -> Row:
    """A queue item in words; `covered`: for whom the reader covers."""
    card = item.card
    return Row(
        case_url(item.reference, "case"),
        item.reference,
        day(item.received),
        status_tag(item.status),
        str(PRIORITY.get(card.priority, "")) if card else "",
        names.get(item.assignee_id or b"", gettext("Ingen")),
        due_text(card, today),
        bool(card and card.late(today)),
        bool(card and Flag.NEW_MESSAGE in card.flags),
        (*(tags(card, item.assignee_id) if card else ()), *_cover_tag(item, covered)),
    )


def _cover_tag(item: QueueItem, covered: frozenset[bytes]) -> tuple[Tag, ...]:
    return (Tag(gettext("Du täcker"), "neutral"),) if item.assignee_id in covered else ()


def tags(card: DeskCard, handler: bytes | None) -> tuple[Tag, ...]:
    """What staff have set on the card, and its flags, in words. Without a handler nobody has to answer."""
    marks = card.marks if handler else card.marks & ~Mark.HANDED
    return (
        *(Tag(str(text), tone) for mark, text, tone in MARKS if mark in marks),
        *(Tag(str(text), tone) for flag, text, tone in FLAGS if flag in card.flags),
    )


def status_tag(status: Status) -> Tag:
    """The status in words."""
    return Tag(status_words(status), TONES.get(status, "good"))


def day(value: date | None) -> str:
    """A date, medium length, that no line break tears apart, in the reader's language."""
    return _day(value, tag()) if value else ""


# A page of the queue shows a hundred of them.
@lru_cache(maxsize=4096)
def _day(value: date, language: str) -> str:
    return format_date(value, "d\u00a0MMM\u00a0y", locale=language)


def due_text(card: DeskCard | None, today: date) -> str:
    """When something is due, in words that also say whether it is late."""
    return days_left(card.due, today) if card and card.due else ""


def days_left(due: date, today: date) -> str:
    """How many days are left, or how many it is late."""
    days = (due - today).days
    if days < 0:
        late = ngettext("%(num)d dag sen", "%(num)d dagar sen", -days)
        return str(late)
    if days == 0:
        return str(gettext("i dag"))
    return str(ngettext("om %(num)d dag", "om %(num)d dagar", days))


def facts(entry: Entry) -> list[tuple[str, list[str]]]:
    """The reporter's own answers, question by question; a retired question shows its code rather than nothing."""
    given = entry.content.get("answers")
    answers = given if isinstance(given, dict) else {}
    shown = []
    for name in sorted(answers, key=_place):
        groups = answers[name]
        if name in OWN_LISTS:
            own = {DISTRICT: settings().districts, UNIT: settings().units}[name]
            shown.append((str(TITLES[name]), [own.label(code, "sv") for code in groups]))
            continue
        try:
            words = vocabulary(name)
        except KeyError:
            shown.append((name, list(groups)))
            continue
        title = str(TITLES[name]) if name in TITLES else gettext(words.question or name)
        shown.append((title, [jointed(gettext(words.public_label(group))) for group in groups]))
    return shown


def _place(name: str) -> int:
    """Where an answer stands in the side column: in the order of the titles, unknown ones last."""
    return list(TITLES).index(name) if name in TITLES else len(TITLES)


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """What the handler sees before the story: nothing of its text."""

    received: str
    language: str
    track: str
    due: str
    tags: tuple[Tag, ...]
    may_concern_readers: bool
    guardians: str


def cover(case: Case, card: DeskCard | None, today: date) -> CoverSheet:
    """The cover sheet from the desk card."""
    flags = card.flags if card else Flag(0)
    only = Flag.REGISTER_ONLY in flags
    language = card.language if card else ""
    return CoverSheet(
        day(case.received),
        str(LANGUAGE_NAMES.get(language, language)),
        gettext("Bara registrering") if only else gettext("Vill ha hjälp eller svar"),
        due_text(card, today),
        tags(card, case.assignee_id) if card else (),
        Flag.MAY_CONCERN_READERS in flags,
        next((str(text) for flag, text in GUARDIANS if flag in flags), ""),
    )


def contact_rows(contact: Contact) -> list[tuple[str, str]]:
    """Contact details as rows."""
    mode = gettext(vocabulary("contact_mode").label(contact.mode))
    rows = [(mode, contact.value), (gettext("Säkra tider"), contact.safe_times)]
    return [row for row in rows if row[1]]


def step_of(case: Case, file: CaseFile, staff_id: bytes, *, asked: bool = False) -> NextStep:
    """The next right step; `asked`: the case was handed to this person, who has not answered."""
    card, report = file.card, file.report
    answered = any(
        read.entry.kind is Kind.ANSWER and saying(read.entry) not in RECORDS
        for read in file.entries
    )
    flags = card.flags if card else Flag(0)
    answers = report.content.get("answers") if report else None
    wish = answers.get("wish") if isinstance(answers, dict) else None
    situation = Situation(
        case.status,
        case.assignee_id == staff_id,
        Flag.NEW_MESSAGE in flags,
        answered,
        wish == ["register"],
        Flag.NO_ANSWER_WANTED not in flags,
        file.stop is not None,
        bool(file.codings),
        others=case.assignee_id not in (None, staff_id),
        asked=asked,
    )
    return next_step(situation)


def buttons(case: Case) -> list[tuple[str, str]]:
    """The plain moves out of the case's status: (target, label)."""
    return [
        (move.target.value, gettext(move.label))
        for move in moves_from(case.status)
        if move.target not in WITH_OWN_ACT
    ]


def can_close(case: Case) -> bool:
    """Whether the table has a move to closed."""
    closable = any(move.target is Status.CLOSED for move in moves_from(case.status))
    return closable and case.status is not Status.QUARANTINE


def may_ask(case: Case, card: DeskCard | None) -> bool:
    """Whether the reporter can be asked for something: the case is open and an answer wanted."""
    return case.status in OPEN and not (card and Flag.NO_ANSWER_WANTED in card.flags)
