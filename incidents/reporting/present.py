"""What the public pages show of a draft, a receipt and an inbox: labels in the reader's language."""

from dataclasses import dataclass

from babel.lists import format_list
from flask_babel import get_locale, gettext, lazy_gettext

from incidents.actions.inbox import InboxView
from incidents.core.box import Draft
from incidents.core.entry import Entry, Kind
from incidents.core.report import Contact, Readers, Report
from incidents.core.selfid import Identifier, identifiers
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import OPEN, Status
from incidents.web.moments import moment

CONTACT_MODES = ("phone", "email", "post")
IDENTIFIERS = {
    Identifier.EMAIL: lazy_gettext("en e-postadress"),
    Identifier.PERSONAL_NUMBER: lazy_gettext("ett personnummer"),
    Identifier.PHONE: lazy_gettext("ett telefonnummer"),
}
#: The answers to whether the report concerns somebody who reads the reports.
READERS = {
    Readers.YES: lazy_gettext("Ja"),
    Readers.NO: lazy_gettext("Nej"),
    Readers.UNSURE: lazy_gettext("Vet inte"),
}
#: What a reporter is told of the status: plain words, no internal code.
STATUS = {
    Status.NEW: lazy_gettext("Vi har tagit emot din rapport. Ingen har börjat läsa den än."),
    Status.WAITING_REPORTER: lazy_gettext("Vi väntar på svar från dig."),
    Status.WAITING_EXTERNAL: lazy_gettext("Vi väntar på svar från någon annan."),
    Status.REFERRED: lazy_gettext("Vi har hänvisat dig vidare, som vi kom överens om."),
}
_WORKING = lazy_gettext("Vi arbetar med din rapport.")
_CLOSED = lazy_gettext("Ärendet är avslutat. Du kan fortfarande skriva till oss här.")


def labels(name: str, groups: tuple[str, ...]) -> list[str]:
    """The labels of an answer."""
    return [gettext(vocabulary(name).public_label(group)) for group in groups]


def report_of(draft: Draft, language: str) -> Report:
    """The report that a draft amounts to. Skipped questions mean: help, answered by code."""
    mode = (draft.answers.get("contact_mode") or ("code",))[0]
    answers = {**draft.answers, "contact_mode": (mode,)}
    contact = Contact(mode, draft.contact, draft.safe_times) if mode in CONTACT_MODES else None
    return Report(draft.story, language, Readers(draft.readers), answers, contact)


def self_identification(story: str) -> str:
    """What in the story may identify its writer, in words; nothing where there is nothing."""
    found = [str(IDENTIFIERS[kind]) for kind in identifiers(story)]
    return str(format_list(found, locale=get_locale()))


def readers_answer(readers: str) -> str:
    """Whether the report concerns its readers, as the visitor answered."""
    return str(READERS[Readers(readers)])


def status_text(status: Status) -> str:
    """The status in the reporter's words."""
    if status not in OPEN:
        return str(_CLOSED)
    return str(STATUS.get(status, _WORKING))


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """An entry as the inbox shows it."""

    kind: str
    who: str
    when: str
    text: str
    language: str


def thread(view: InboxView) -> list[ThreadItem]:
    """Report, messages and answers in order; contact details are not repeated on screen."""
    return [_item(entry) for entry in view.entries if entry.kind is not Kind.CONTACT]


def _item(entry: Entry) -> ThreadItem:
    text = str(entry.content["story" if entry.kind is Kind.REPORT else "text"])
    if entry.kind is Kind.ANSWER:
        return ThreadItem("answer", entry.author_name, moment(entry.moment), text, entry.language)
    return ThreadItem("reporter", gettext("Du"), moment(entry.moment), text, entry.language)
