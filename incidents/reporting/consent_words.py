"""Consent in the reporter's words: what was asked, how it stands, and what can be answered."""

from dataclasses import dataclass

from markupsafe import Markup

from incidents.actions.inbox import InboxView
from incidents.core import consent
from incidents.core.consent import Answer, Question, State
from incidents.core.vocabulary import vocabulary
from incidents.reporting.present_help import words
from incidents.web.directory import directory
from incidents.web.joints import jointed
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import moment

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


def body_words(question: Question) -> Markup:
    """The body's name: translated where it is the directory's, as it was asked where that has changed."""
    found = (body for body in directory().bodies if body.fact.id == question.body)
    body = next(found, None)
    if body is None or body.name != question.name:
        return jointed(words(question.name, swedish=True))
    return jointed(words(body.name, swedish=body.own_words or body.proper))


def asked(view: InboxView) -> list[Asked]:
    """Every question, the newest first; while we are to stop, none can be answered."""
    stopped = consent.stop(view.entries) is not None
    return [
        _asked(question, stopped=stopped) for question in reversed(consent.ledger(view.entries))
    ]


def _asked(question: Question, *, stopped: bool) -> Asked:
    buttons = () if stopped else question.answers()
    return Asked(
        question.number,
        body_words(question),
        act_words(question),
        question.told,
        question.language,
        question.by,
        moment(question.asked),
        str(STATES[question.state]),
        _TONES[question.state],
        moment(question.decided) if question.decided else "",
        tuple((answer.value, str(BUTTONS[answer])) for answer in buttons),
    )
