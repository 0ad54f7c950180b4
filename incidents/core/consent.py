"""Consent per body and act, derived from the case's entries: there is no other place where it stands.

A question is a signed entry of the staff; an answer names the question by its entry's number. A stop takes back every
consent, and going on gives none of them again. Nothing is sent to a body yet; until something is, a yes can be taken
back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from incidents.core.entry import Entry
from incidents.core.saying import Saying, saying
from incidents.core.vocabulary import vocabulary


class Answer(StrEnum):
    """What a reporter says to a question."""

    YES = "yes"
    NO = "no"
    WITHDRAW = "withdraw"


class State(StrEnum):
    """How a question stands."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


#: The answers that a state allows, and what they lead to.
_MOVES: Mapping[State, Mapping[Answer, State]] = {
    State.ASKED: {Answer.YES: State.GIVEN, Answer.NO: State.REFUSED},
    State.GIVEN: {Answer.WITHDRAW: State.WITHDRAWN},
    State.REFUSED: {Answer.YES: State.GIVEN},
    State.WITHDRAWN: {Answer.YES: State.GIVEN},
}


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, by whom, and how it stands; `decided` is the date or moment of the latest change.

    `aloud`: how the person said yes to it, where it was not in the inbox, and `on` which day. Only there it can be
    taken back. `recognisable`: the question says too that they may understand who it is.
    """

    number: int
    asked: str
    by: str
    body: str
    name: str
    acts: tuple[str, ...]
    told: str
    language: str
    state: State = State.ASKED
    decided: str = ""
    aloud: str = ""
    on: str = ""
    recognisable: bool = False

    def answers(self) -> tuple[Answer, ...]:
        """What may be answered now."""
        return tuple(_MOVES[self.state])


def ledger(entries: Iterable[Entry]) -> tuple[Question, ...]:
    """Every question with its state after all entries, in the order in which they were asked."""
    found: dict[int, Question] = {}
    stopped = False
    for entry in entries:
        said = saying(entry)
        if said is Saying.ASK:
            found[entry.number] = _question(entry)
        elif said is Saying.ORAL:
            state = State.WITHDRAWN if stopped else State.GIVEN
            how, on = (str(entry.content.get(name, "")) for name in ("how", "day"))
            found[entry.number] = replace(
                _question(entry), state=state, decided=entry.moment, aloud=how, on=on
            )
        elif said is Saying.CONSENT and not stopped:
            _answer(found, entry)
        elif said in (Saying.STOP, Saying.GO_ON):
            stopped = said is Saying.STOP
            if stopped:
                _withdraw_all(found, entry.moment)
    return tuple(found.values())


def stop(entries: Iterable[Entry]) -> Entry | None:
    """The stop that stands: the reporter asked for it and has not changed their mind since."""
    latest = None
    for entry in entries:
        said = saying(entry)
        if said is Saying.STOP:
            latest = entry
        elif said is Saying.GO_ON:
            latest = None
    return latest


def gives(entry: Entry) -> bool:
    """Whether an entry widens what may be done: one that does not verify must not."""
    said = saying(entry)
    yes = said is Saying.CONSENT and entry.content.get("answer") == Answer.YES
    return yes or said in (Saying.ASK, Saying.ORAL, Saying.DUTY, Saying.GO_ON)


def matrix(questions: Sequence[Question]) -> dict[tuple[str, str], Question]:
    """The latest question about each body and act."""
    return {(question.body, act): question for question in questions for act in question.acts}


def _question(entry: Entry) -> Question:
    content = entry.content
    acts = content.get("acts")
    return Question(
        entry.number,
        entry.moment,
        entry.author_name,
        str(content.get("body", "")),
        str(content.get("name", "")),
        tuple(str(act) for act in acts) if isinstance(acts, list | tuple) else (),
        str(content["text"]),
        entry.language,
        recognisable=content.get("recognisable") is True,
    )


def _answer(found: dict[int, Question], entry: Entry) -> None:
    number, said = entry.content.get("question"), entry.content.get("answer")
    question = found.get(number) if isinstance(number, int) else None
    if question is None or said not in set(question.answers()):
        return
    state = _MOVES[question.state][Answer(str(said))]
    found[question.number] = replace(question, state=state, decided=entry.moment)


def _withdraw_all(found: dict[int, Question], moment: str) -> None:
    for number, question in found.items():
        if question.state in (State.ASKED, State.GIVEN):
            found[number] = replace(question, state=State.WITHDRAWN, decided=moment)


def check_acts(acts: Sequence[str]) -> bool:
    """Whether these are acts of the vocabulary, at least one, each once."""
    known = {item.code for item in vocabulary("consent_act").items}
    return bool(acts) and set(acts) <= known and len(set(acts)) == len(acts)
