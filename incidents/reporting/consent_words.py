"""Consent in the reporter's words: what was asked, how it stands, and what can be answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from incidents.actions.inbox import InboxView
from incidents.core import consent
from incidents.core.aloud import How
from incidents.core.bases import BasisKind
from incidents.core.consent import Answer, Question, State
from incidents.core.promise import day_of
from incidents.core.referral_ledger import Referred, referred, sent_on
from incidents.core.vocabulary import vocabulary
from incidents.reporting.present_help import words
from incidents.web.basiswords import RECOGNISED
from incidents.web.directory import directory
from incidents.web.joints import jointed
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import day, moment

STATES = {
    State.ASKED: lazy_gettext("Du har inte svarat än"),
    State.GIVEN: lazy_gettext("Du har sagt ja"),
    State.REFUSED: lazy_gettext("Du har sagt nej"),
    State.WITHDRAWN: lazy_gettext("Du har tagit tillbaka ditt ja"),
}
BUTTONS = {
    Answer.YES: lazy_gettext("Ja, det får ni"),
    Answer.NO: lazy_gettext("Nej"),
    Answer.WITHDRAW: lazy_gettext("Ta tillbaka mitt ja"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of consent with its buttons."""

    number: int
    body: Markup
    acts: tuple[str, ...]
    told: str
    language: str
    who: str
    when: str
    state: str
    tone: str
    since: str
    #: How and when the person said yes, where it was aloud.
    aloud: str
    #: The question says too that they may understand who it is.
    recognised: str
    #: On which day, and as which entry, something left that rests on this yes.
    left: tuple[tuple[int, str], ...]
    buttons: tuple[tuple[str, str], ...]


_TONES = {
    State.ASKED: "warn",
    State.GIVEN: "good",
    State.REFUSED: "neutral",
    State.WITHDRAWN: "neutral",
}


def label(name: str, code: str) -> str:
    """A code of a closed list in the reader's language."""
    return str(gettext(vocabulary(name).label(code)))


def act_words(question: Question) -> tuple[str, ...]:
    """What a question is about."""
    return tuple(label("consent_act", act) for act in question.acts)


def body_words(code: str, name: str) -> Markup:
    """The body's name: translated where it is the directory's, as it was written where that is another."""
    found = (body for body in directory().bodies if body.fact.id == code)
    body = next(found, None)
    if body is None or body.name != name:
        return jointed(words(name, swedish=True))
    return jointed(words(body.name, swedish=body.own_words or body.proper))


#: A yes that was said aloud, when and to whom.
_ALOUD = {
    How.PHONE: lazy_gettext("Du sa ja på telefon den %(day)s, till %(who)s."),
    How.VISIT: lazy_gettext("Du sa ja när du var hos oss den %(day)s, till %(who)s."),
    How.INTERPRETER: lazy_gettext("Du sa ja genom en tolk den %(day)s, till %(who)s."),
}


def aloud_words(question: Question) -> str:
    """How and when the person said yes; empty where it was asked in the inbox."""
    if not question.aloud:
        return ""
    said = next((words for how, words in _ALOUD.items() if how == question.aloud), None)
    try:
        on = day(date.fromisoformat(question.on))
    except ValueError:
        on = day(day_of(question.asked))
    said = said or lazy_gettext("Du sa ja den %(day)s, till %(who)s.")
    return str(said) % {"day": on, "who": question.by}


def question_details(question: Question) -> tuple[str | Markup, ...]:
    """What a question says in the thread, besides what would be told."""
    added = (str(RECOGNISED),) if question.recognisable else ()
    aloud = tuple(filter(None, [aloud_words(question)]))
    return (*aloud, body_words(question.body, question.name), *act_words(question), *added)


def asked(view: InboxView) -> list[Asked]:
    """Every question, the newest first; while we are to stop, none can be answered."""
    stopped, left = consent.stop(view.entries) is not None, referred(view.entries)
    return [
        _asked(question, left, stopped=stopped)
        for question in reversed(consent.ledger(view.entries))
    ]


def _asked(question: Question, left: Sequence[Referred], *, stopped: bool) -> Asked:
    buttons = () if stopped else question.answers()
    return Asked(
        question.number,
        body_words(question.body, question.name),
        act_words(question),
        question.told,
        question.language,
        question.by,
        moment(question.asked),
        str(STATES[question.state]),
        _TONES[question.state],
        moment(question.decided) if question.decided else "",
        aloud_words(question),
        str(RECOGNISED) if question.recognisable else "",
        tuple((one.number, day(sent_on(one))) for one in left if _rests(one, question)),
        tuple((answer.value, str(BUTTONS[answer])) for answer in buttons),
    )


def _rests(one: Referred, question: Question) -> bool:
    basis = one.referral.basis
    return basis is not None and (basis.kind, basis.number) == (BasisKind.CONSENT, question.number)
