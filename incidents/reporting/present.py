"""What the public pages show of a draft, a receipt and an inbox: labels in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from babel.lists import format_list
from flask_babel import get_locale

from incidents.core.box import Draft
from incidents.core.languages import sentence
from incidents.core.lists import DISTRICT, OWN_LISTS, UNIT
from incidents.core.report import Readers, Report
from incidents.core.selfid import Identifier, identifiers
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import OPEN, Status
from incidents.web import own_lists
from incidents.web.amounting import READERS
from incidents.web.locale import gettext, lazy_gettext

IDENTIFIERS = {
    Identifier.EMAIL: lazy_gettext("en e-postadress"),
    Identifier.PERSONAL_NUMBER: lazy_gettext("ett personnummer"),
    Identifier.PHONE: lazy_gettext("ett telefonnummer"),
}
#: What a reporter is told of the status: plain words, no internal code.
STATUS = {
    Status.NEW: lazy_gettext("Vi har tagit emot din rapport. Ingen har börjat läsa den än."),
    Status.QUARANTINE: lazy_gettext("Vi har tagit emot din rapport. Ingen har börjat läsa den än."),
    Status.WAITING_REPORTER: lazy_gettext("Vi väntar på svar från dig."),
    Status.WAITING_EXTERNAL: lazy_gettext("Vi väntar på svar från någon annan."),
    Status.REFERRED: lazy_gettext("Vi har hänvisat dig vidare, som vi kom överens om."),
}
_WORKING = lazy_gettext("Vi arbetar med din rapport.")
_CLOSED = lazy_gettext("Ärendet är avslutat. Du kan fortfarande skriva till oss här.")


def labels(name: str, groups: tuple[str, ...]) -> list[str]:
    """The labels of an answer."""
    if name in OWN_LISTS:
        return [own_lists.label(name, code) for code in groups]
    return [gettext(vocabulary(name).public_label(group)) for group in groups]


#: The questions as *check* lists them, and the screen where each can be changed.
_SUMMARY = (
    ("what_happened", sentence("Vad som hände"), "about"),
    ("when_coarse", sentence("När"), "about"),
    ("frequency", sentence("Hur ofta"), "about"),
    ("area", sentence("Var i samhället"), "about"),
    ("actor_type", sentence("Vem som gjorde det"), "about"),
    ("ground", sentence("Vad det handlade om"), "grounds"),
    ("bias_motive", sentence("Grupp som det riktades mot"), "grounds"),
    ("place_type", sentence("Sorts plats"), "grounds"),
    (DISTRICT, sentence("Område"), "grounds"),
    (UNIT, sentence("Del av kommunen"), "grounds"),
    ("reporter_role", sentence("Vem det hände"), "you"),
    ("under18", sentence("Under 18 år"), "you"),
    ("guardians", sentence("Kontakt med vårdnadshavare"), "guardians"),
    ("safety", sentence("Läget nu"), "you"),
    ("consequence", sentence("Hur det har påverkat"), "you"),
    ("wish", sentence("Vad du vill"), "you"),
    ("contact_mode", sentence("Så får vi svara"), "you"),
    ("interpreter_need", sentence("Tolk"), "you"),
)
_SCREENS = {
    "about": sentence("Om det som hände"),
    "grounds": sentence("Vad det handlade om"),
    "you": sentence("Du och vi"),
    "guardians": sentence("Dina vårdnadshavare"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A screen's answers on *check*: what was answered, what was not, and where to change it."""

    heading: str
    rows: list[tuple[str, object]]
    unanswered: list[str]
    change: str


def summary(draft: Draft, report: Report, change: Mapping[str, str]) -> list[Section]:
    """Everything that will be sent, screen by screen; questions that are not asked are not in it."""
    readers = gettext("Gäller det någon som läser rapporterna")
    answer = str(READERS[Readers(draft.readers)])
    asked = own_lists.asked(report.answers)
    sections = [_section(screen, report, asked, change[screen]) for screen in _SCREENS]
    return [
        Section(gettext("Vad hände"), [("", draft.story)], [], change["story"]),
        *(section for section in sections if section.rows or section.unanswered),
        Section(gettext("Vem läser"), [(readers, answer), *_heard(report)], [], change["before"]),
    ]


def _heard(report: Report) -> list[tuple[str, object]]:
    """How the reporter found the service, where a poster or they themselves have said it."""
    heard = report.answers.get("source_heard", ())
    return [(gettext("Hur du hittade hit"), labels("source_heard", heard))] if heard else []


def _section(screen: str, report: Report, asked: frozenset[str], change: str) -> Section:
    rows: list[tuple[str, object]] = []
    unanswered = []
    for name, label, place in _SUMMARY:
        if place != screen or name not in asked:
            continue
        if name in report.answers:
            chosen = labels(name, report.answers[name])
            rows.append((gettext(label), chosen[0] if len(chosen) == 1 else chosen))
        else:
            unanswered.append(gettext(label))
    if screen == "you" and report.contact:
        reach = [part for part in (report.contact.value, report.contact.safe_times) if part]
        rows.append((gettext("Så når vi dig"), reach))
    return Section(gettext(_SCREENS[screen]), rows, unanswered, change)


def self_identification(story: str) -> str:
    """What in the story may identify its writer, in words; nothing where there is nothing."""
    found = [str(IDENTIFIERS[kind]) for kind in identifiers(story)]
    return str(format_list(found, locale=get_locale())) if found else ""


def status_text(status: Status) -> str:
    """The status in the reporter's words."""
    if status not in OPEN:
        return str(_CLOSED)
    return str(STATUS.get(status, _WORKING))
