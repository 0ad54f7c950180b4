"""Consent is what the entries say, in their order; a stop takes all of it back."""

import pytest

from incidents.core.consent import Answer, State, gives, ledger, matrix, stop
from incidents.core.entry import Entry, Kind
from incidents.core.saying import Saying, saying

CASE = bytes(16)


def said(number: int, kind: Kind, **content: object) -> Entry:
    day = f"2026-11-{number:02}"
    return Entry(CASE, number, kind, day, "sv", {"text": "", **content}, b"", author_name="Lena")


def ask(number: int, body: str = "do", acts: tuple[str, ...] = ("contact",)) -> Entry:
    content = {"act": "ask", "body": body, "name": "DO", "acts": list(acts), "text": "Vad."}
    return said(number, Kind.ANSWER, **content)


def reply(number: int, question: object, answer: str) -> Entry:
    return said(number, Kind.MESSAGE, act="consent", question=question, answer=answer)


def states(*entries: Entry) -> list[State]:
    return [question.state for question in ledger(entries)]


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ((), State.ASKED),
        (("yes",), State.GIVEN),
        (("no",), State.REFUSED),
        (("yes", "withdraw"), State.WITHDRAWN),
        (("yes", "withdraw", "yes"), State.GIVEN),
        (("no", "yes"), State.GIVEN),
        (("withdraw",), State.ASKED),
        (("yes", "no"), State.GIVEN),
        (("yes", "perhaps"), State.GIVEN),
    ],
)
def test_a_question_stands_as_it_was_last_answered(answers: tuple[str, ...], state: State) -> None:
    replies = [reply(number, 1, answer) for number, answer in enumerate(answers, start=2)]
    assert states(ask(1), *replies) == [state]


@pytest.mark.parametrize("question", [2, "1", None, 1.5, True, [1]])
def test_an_answer_to_no_question_changes_nothing(question: object) -> None:
    assert states(ask(3), reply(4, question, "yes")) == [State.ASKED]


def test_an_answer_before_its_question_does_not_count() -> None:
    assert states(reply(1, 2, "yes"), ask(2)) == [State.ASKED]


def test_a_stop_takes_back_what_was_given_and_what_was_asked_and_going_on_gives_nothing() -> None:
    entries = [
        ask(1),
        ask(2, "rfsl"),
        ask(3, "bris"),
        reply(4, 1, "yes"),
        reply(5, 2, "no"),
        said(6, Kind.MESSAGE, act="stop"),
        reply(7, 1, "yes"),
    ]
    stopped = [State.WITHDRAWN, State.REFUSED, State.WITHDRAWN]
    assert states(*entries) == stopped
    assert states(*entries, said(8, Kind.MESSAGE, act="go_on")) == stopped
    again = [*entries, said(8, Kind.MESSAGE, act="go_on"), reply(9, 1, "yes")]
    assert states(*again) == [State.GIVEN, State.REFUSED, State.WITHDRAWN]


def test_a_stop_stands_until_it_is_taken_back() -> None:
    first, end = said(1, Kind.MESSAGE, act="stop"), said(2, Kind.MESSAGE, act="go_on")
    second = said(3, Kind.MESSAGE, act="stop")
    assert [stop([]), stop([first]), stop([first, end])] == [None, first, None]
    assert stop([first, end, second]) is second


def test_only_staff_ask_and_only_the_reporter_answers_and_stops() -> None:
    asked = {"act": "ask", "body": "do", "name": "DO", "acts": ["contact"]}
    assert ledger([said(1, Kind.MESSAGE, **asked)]) == ()
    assert ledger([said(1, Kind.NOTE, **asked)]) == ()
    forged = said(2, Kind.ANSWER, act="consent", question=1, answer="yes")
    assert states(ask(1), forged) == [State.ASKED]
    assert stop([said(1, Kind.ANSWER, act="stop"), said(2, Kind.NOTE, act="stop")]) is None


@pytest.mark.parametrize("act", ["ask", "unknown", "", None, 7, ["stop"]])
def test_an_unknown_act_is_a_plain_message(act: object) -> None:
    assert saying(said(1, Kind.MESSAGE, act=act)) is Saying.MESSAGE


def test_what_widens_is_told_from_what_narrows() -> None:
    widening = [ask(1), reply(2, 1, "yes"), said(3, Kind.MESSAGE, act="go_on")]
    narrowing = [
        reply(2, 1, "no"),
        reply(2, 1, "withdraw"),
        said(3, Kind.MESSAGE, act="stop"),
        said(4, Kind.MESSAGE),
    ]
    assert [gives(entry) for entry in widening] == [True] * 3
    assert [gives(entry) for entry in narrowing] == [False] * 4


def test_the_matrix_shows_the_latest_question_about_each_body_and_act() -> None:
    found = ledger(
        [
            ask(1, acts=("contact", "talk")),
            reply(2, 1, "yes"),
            ask(3, acts=("contact",)),
            ask(4, "rfsl"),
        ]
    )
    assert {key: (one.number, one.state) for key, one in matrix(found).items()} == {
        ("do", "contact"): (3, State.ASKED),
        ("do", "talk"): (1, State.GIVEN),
        ("rfsl", "contact"): (4, State.ASKED),
    }
    assert found[0].answers() == (Answer.WITHDRAW,)
    assert found[1].answers() == (Answer.YES, Answer.NO)
