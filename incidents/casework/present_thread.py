"""The case's thread and the consent matrix, as the desk shows them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from incidents.actions.casefile import CaseFile, ReadEntry
from incidents.casework import present_handovers, present_work
from incidents.casework.present import Tag, facts
from incidents.casework.present_bases import act_label, act_words, added, duty_details
from incidents.casework.present_coding import history
from incidents.casework.present_files import file_words
from incidents.casework.present_passing import deed_of
from incidents.casework.words import ANSWERS, CONSENT, DEEDS
from incidents.core import consent
from incidents.core.consent import Question
from incidents.core.entry import Entry, Kind
from incidents.core.handover import order_in
from incidents.core.saying import Saying, saying
from incidents.core.vocabulary import vocabulary
from incidents.web.joints import jointed
from incidents.web.languages import LANGUAGE_NAMES
from incidents.web.locale import gettext, lazy_gettext

Moment = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """An entry of the thread: `deed` says what it is besides a text, `details` what was chosen."""

    kind: str
    who: str
    when: str
    text: str
    language: str
    language_name: str
    sound: bool
    deed: str
    details: tuple[str, ...]
    #: The number of an entry that tells of a file; 0 for all others.
    file: int = 0
    #: The number of the entry, to find its translations.
    number: int = 0
    #: The same answer in Swedish, where it was written in two languages.
    swedish: str = ""
    #: A working note of which nobody has decided yet.
    working: bool = False
    #: Whether the reporter has come back since this answer, in words; from the day after.
    read: Tag | None = None


def thread(file: CaseFile, moment: Moment, today: date) -> list[ThreadItem]:
    """Everything after the report, in order; contact details are not shown here."""
    hidden = (Kind.REPORT, Kind.CONTACT)
    placed = {one.number for found in file.translations.values() for one in found}
    questions = {question.number: question for question in consent.ledger(file.said)}
    coded = {**history(file.codings), **present_work.history(file.works)}
    waiting = {entry.number for entry in file.working}
    found = [
        _coded(read, moment, coded)
        if read.entry.kind in _CHANGES
        else _item(read, moment, questions, _read_tag(file, read.entry, today))
        for read in file.entries
        if read.entry.kind not in hidden and read.entry.number not in placed
    ]
    return [replace(item, working=True) if item.number in waiting else item for item in found]


def _read_tag(file: CaseFile, entry: Entry, today: date) -> Tag | None:
    """On an answer from before today to which nothing has been written yet."""
    if entry.kind is not Kind.ANSWER or file.has_message_after(entry.number):
        return None
    was_read = file.was_read(entry, today)
    if was_read is None:
        return None
    return Tag(gettext("Läst"), "good") if was_read else Tag(gettext("Inte läst än"), "neutral")


_KINDS = {
    Kind.MESSAGE: "reporter",
    Kind.ANSWER: "answer",
    Kind.NOTE: "note",
    Kind.FILE: "reporter",
    Kind.CODING: "note",
    Kind.LOOK: "note",
    Kind.TRANSLATION: "note",
    Kind.WORK: "note",
    Kind.LINK: "note",
    Kind.HANDOVER: "note",
    Kind.HANDED: "note",
}
#: What is told by what it changed.
_CHANGES = {
    Kind.CODING: lazy_gettext("Kodade ärendet"),
    Kind.WORK: lazy_gettext("Skrev in insatser och resultat"),
    # With which case, and how, stands beside the thread: there it is left out for whom that case is closed.
    Kind.LINK: lazy_gettext("Ändrade länkarna till andra ärenden"),
}


def _item(
    read: ReadEntry, moment: Moment, questions: dict[int, Question], tag: Tag | None = None
) -> ThreadItem:
    entry = read.entry
    who = jointed(entry.author_name) or gettext("Den som rapporterat")
    said, is_file = saying(entry), entry.kind is Kind.FILE
    return ThreadItem(
        # An order is told to the reporter too.
        "answer" if order_in(entry) else _KINDS[entry.kind],
        who,
        moment(entry.moment),
        file_words(entry.content) if is_file else str(entry.content["text"]),
        entry.language,
        str(LANGUAGE_NAMES.get(entry.language, entry.language)),
        read.sound,
        _deed(entry, said),
        _details(entry, said, questions),
        entry.number if is_file else 0,
        entry.number,
        str(entry.content.get("swedish") or "") if entry.kind is Kind.ANSWER else "",
        read=tag,
    )


def _deed(entry: Entry, said: Saying) -> str:
    """What the entry does besides its text."""
    if entry.kind is Kind.LOOK:
        agrees = entry.content.get("agrees") is True
        return str(
            gettext("Granskade: höll med") if agrees else gettext("Granskade: höll inte med")
        )
    if entry.kind is Kind.TRANSLATION:  # it stands beside nothing
        return str(gettext("En översättning som inte hör till något i ärendet"))
    if entry.kind in (Kind.HANDOVER, Kind.HANDED):
        return present_handovers.deed(entry)
    return deed_of(entry) or str(DEEDS.get(said, ""))


def _coded(read: ReadEntry, moment: Moment, coded: dict[int, tuple[str, ...]]) -> ThreadItem:
    """A coding or a record of work: what it changed; one that does not verify, or cannot be read, says nothing."""
    item = _item(read, moment, {})
    deed = str(_CHANGES[read.entry.kind])
    return replace(item, text="", deed=deed, details=coded.get(read.entry.number, ()))


def _details(entry: Entry, said: Saying, questions: dict[int, Question]) -> tuple[str, ...]:
    if said is Saying.EVENT:
        return tuple(f"{title}: {', '.join(chosen)}" for title, chosen in facts(entry))
    if said is Saying.FEEDBACK:
        return (gettext(vocabulary("reporter_feedback").label(str(entry.content.get("feedback")))),)
    if said is Saying.DUTY:
        return duty_details(entry)
    staffs = said in (Saying.ASK, Saying.ORAL)
    number = entry.number if staffs else entry.content.get("question")
    question = questions.get(number) if isinstance(number, int) else None
    if question is None or not (staffs or said is Saying.CONSENT):
        return ()
    answer = next((str(ANSWERS[one]) for one in ANSWERS if one == entry.content.get("answer")), "")
    words = question.name if staffs else f"{question.name}: {answer}"
    return (jointed(words), *act_words(question), *added(question))


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One body and one act with its state; `body` stands on the first row of each."""

    body: str
    act: str
    state: Tag
    since: str


def consent_matrix(file: CaseFile, moment: Moment) -> list[ConsentRow]:
    """The latest question about each body and act, body by body."""
    found = sorted(consent.matrix(consent.ledger(file.said)).items(), key=lambda pair: pair[1].name)
    rows: list[ConsentRow] = []
    before = ""
    for (body, act), question in found:
        text, tone = CONSENT[question.state]
        since = moment(question.decided or question.asked)
        name = "" if body == before else jointed(question.name)
        rows.append(ConsentRow(name, act_label(act), Tag(str(text), tone), since))
        before = body
    return rows
