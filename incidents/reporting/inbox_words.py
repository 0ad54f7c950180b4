"""What the inbox says: what happens next, by when, the thread, and the questions of consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date
from markupsafe import Markup

from incidents.actions.inbox import InboxView
from incidents.core import consent
from incidents.core.clock import local_date
from incidents.core.consent import Answer, Question, State
from incidents.core.danger import dangers
from incidents.core.entry import Entry, Kind
from incidents.core.handover import handed_over
from incidents.core.promise import Promised, answers_in, day_of, promise
from incidents.core.referral_entry import Reply, reply_in
from incidents.core.saying import Saying, saying
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import OPEN, Status
from incidents.reporting import present_files
from incidents.reporting.consent_words import BUTTONS, body_words, label, question_details
from incidents.reporting.duty_words import duty_details
from incidents.reporting.pooled_words import pooled_details
from incidents.reporting.present_help import Shown, help_shown
from incidents.reporting.visit import now
from incidents.web.cookies import settings
from incidents.web.joints import jointed
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import day, moment

#: What happens next, in the reporter's words.
_NEXT = {
    Status.QUARANTINE: lazy_gettext(
        "Nu ska en handläggare läsa den. Sedan skriver vi till dig här."
    ),
    Status.NEW: lazy_gettext("Nu ska en handläggare läsa den. Sedan skriver vi till dig här."),
    Status.WAITING_REPORTER: lazy_gettext("Läs vårt senaste meddelande här nedanför, och svara."),
    Status.WAITING_EXTERNAL: lazy_gettext("När vi vet mer skriver vi till dig här."),
    Status.REFERRED: lazy_gettext("Vill du något mer: skriv till oss här."),
    Status.REOPENED: lazy_gettext("Vi har öppnat ärendet igen och skriver till dig här."),
}
_NEXT_OPEN = lazy_gettext("När vi har något att berätta skriver vi till dig här.")
_BY = {
    Promised.ANSWER: lazy_gettext("Svar senast: %(day)s"),
    Promised.READ: lazy_gettext("Vi läser ditt meddelande senast: %(day)s"),
}
_LATE = {
    Promised.ANSWER: lazy_gettext(
        "Vi lovade att svara senast %(day)s. Det har vi inte gjort. Förlåt. Din rapport ligger kvar hos oss."
    ),
    Promised.READ: lazy_gettext(
        "Vi lovade att läsa ditt meddelande senast %(day)s. Väntar du på svar: skriv igen."
    ),
}
_DEEDS = {
    Saying.EVENT: lazy_gettext("Det har hänt igen"),
    Saying.STOP: lazy_gettext("Du bad oss att sluta"),
    Saying.GO_ON: lazy_gettext("Du vill att vi fortsätter"),
    Saying.CONSENT: lazy_gettext("Ditt svar om att dela"),
    Saying.FEEDBACK: lazy_gettext("Så tyckte du att det gick"),
    Saying.ASK: lazy_gettext("Får vi dela det här?"),
    Saying.ORAL: lazy_gettext("Du sa ja till oss"),
    Saying.DUTY: lazy_gettext("Lagen kräver att vi berättar det här"),
    Saying.POOLED: lazy_gettext("Samlad återkoppling från flera personer"),
}


@dataclass(frozen=True, slots=True)
class Expected:
    """By when something may be expected, in words."""

    text: str
    late: bool


def following(view: InboxView) -> str:
    """What happens next."""
    if view.status not in OPEN or consent.stop(view.entries):
        return ""
    if view.status is Status.NEW and _answers(view).get("contact_mode") == ("none",):
        return str(
            gettext("Nu ska en handläggare läsa den. Du ville inte ha svar, så vi skriver inte.")
        )
    return str(_NEXT.get(view.status, _NEXT_OPEN))


def _answers(view: InboxView) -> dict[str, tuple[str, ...]]:
    report = next((entry for entry in view.entries if entry.kind is Kind.REPORT), None)
    return dict(answers_in(report)) if report else {}


def promised(view: InboxView) -> Expected | None:
    """The promised day as a date in the reader's language; once it has passed, that it has."""
    found = promise(view.entries, view.received) if view.status in OPEN else None
    if found is None or consent.stop(view.entries):
        return None
    late = found.late(local_date(now()))
    sentence = (_LATE if late else _BY)[found.what]
    return Expected(str(sentence) % {"day": day(found.day)}, late)


@dataclass(frozen=True, slots=True)
class Stopped:
    """That we were asked to stop, and what becomes of the report."""

    since: str
    kept: str


def stop_words(view: InboxView) -> Stopped | None:
    """What is said while a stop stands."""
    found = consent.stop(view.entries)
    if found is None:
        return None
    return Stopped(moment(found.moment), kept_words(day_of(found.moment)))


def kept_words(closed: date) -> str:
    """Until when the report of a case that is closed then is kept, by the municipality's decision."""
    disposal = settings().disposal
    month = disposal.month(closed)
    if month is None:
        return str(gettext("Kommunen har inte bestämt än när den ska raderas."))
    return str(
        gettext(
            "Den raderas i %(month)s enligt kommunens beslut %(number)s.",
            month=format_date(month, "LLLL y"),
            number=disposal.decision,
        )
    )


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """An entry as the inbox shows it: `deed` says what it is besides a text, `details` what was chosen."""

    kind: str
    who: str
    when: str
    text: str
    language: str
    deed: str = ""
    details: tuple[str | Markup, ...] = ()
    #: The same answer in Swedish, where we wrote it in two languages.
    swedish: str = ""
    #: The number of a yes that was said aloud, while it can be taken back.
    given: int = 0


def urgent_help(view: InboxView) -> Shown | None:
    """Help at once, where the latest new event speaks of danger."""
    events = [entry for entry in view.entries if saying(entry) is Saying.EVENT]
    answers = answers_in(events[-1]) if events else {}
    return help_shown(answers) if dangers(answers) else None


def thread(view: InboxView) -> list[ThreadItem]:
    """Report, messages and answers in order; contact details are not repeated on screen."""
    questions = {question.number: question for question in consent.ledger(view.entries)}
    hidden = (Kind.CONTACT, Kind.HANDOVER)
    return [
        _item(entry, questions)
        for entry in view.entries
        if entry.kind not in hidden
        and reply_in(entry) in _SHOWN
        and saying(entry) is not _ELSEWHERE
    ]


#: Of what a body does, only what it writes to the person stands in the thread; the rest has a page of its own.
_SHOWN = (None, Reply.TALK)
_ELSEWHERE = Saying.TO_BODY


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody outside who was asked to translate; `can` while the link still opens."""

    name: str
    when: str
    can: bool


def translators(view: InboxView, lying: frozenset[int]) -> list[Reader]:
    """Who sees what: everybody to whom something was handed over."""
    today = local_date(now())
    return [
        Reader(
            handed.order.wanted.to,
            moment(day_of(handed.entry.moment).isoformat()),
            handed.number in lying and today <= handed.order.until,
        )
        for handed in handed_over(view.entries)
    ]


def _item(entry: Entry, questions: dict[int, Question]) -> ThreadItem:
    said = saying(entry)
    staff = entry.kind in (Kind.ANSWER, Kind.HANDED)
    return ThreadItem(
        "answer" if staff else "reporter",
        jointed(entry.author_name) if staff else gettext("Du"),
        moment(entry.moment),
        _text(entry),
        entry.language,
        str(_DEEDS.get(said, "")),
        _details(entry, said, questions),
        str(entry.content.get("swedish") or "") if staff else "",
        _given(entry, said, questions),
    )


def _given(entry: Entry, said: Saying, questions: dict[int, Question]) -> int:
    given = said is Saying.ORAL and questions[entry.number].state is State.GIVEN
    return entry.number if given else 0


def _text(entry: Entry) -> str:
    if entry.kind is Kind.FILE:
        return present_files.told(entry.content)
    if saying(entry) is Saying.POOLED:  # said among the details, in the reader's language
        return ""
    return str(entry.content["story" if entry.kind is Kind.REPORT else "text"])


def _details(
    entry: Entry, said: Saying, questions: dict[int, Question]
) -> tuple[str | Markup, ...]:
    if said is Saying.EVENT:
        return tuple(event_labels(entry))
    if said is Saying.FEEDBACK:
        return (label("reporter_feedback", str(entry.content.get("feedback", ""))),)
    if said in _TOLD:
        return _TOLD[said](entry)
    if said in (Saying.ASK, Saying.ORAL):
        return question_details(questions[entry.number])
    number, answer = entry.content.get("question"), entry.content.get("answer")
    question = questions.get(number) if isinstance(number, int) else None
    if said is not Saying.CONSENT or question is None or answer not in list(Answer):
        return ()
    return (body_words(question.body, question.name), str(BUTTONS[Answer(str(answer))]))


#: What we only tell.
_TOLD = {Saying.DUTY: duty_details, Saying.POOLED: pooled_details}


def event_labels(entry: Entry) -> list[str]:
    """What was chosen about a new event."""
    return [
        gettext(vocabulary(name).public_label(group))
        for name, groups in answers_in(entry).items()
        if name in _EVENT
        for group in groups
    ]


_EVENT = ("what_happened", "when_coarse", "place_type", "safety")


def open_questions(view: InboxView, questions: Sequence[Question]) -> int:
    """How many questions wait for an answer."""
    if consent.stop(view.entries):
        return 0
    return sum(question.state is State.ASKED for question in questions)
