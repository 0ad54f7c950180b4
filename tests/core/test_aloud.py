"""What somebody said yes to aloud: on a day that can be, and not after she changed her mind in the inbox."""

from datetime import date
from typing import Any

import pytest

from incidents.core.aloud import Heard, How, check_day
from incidents.core.consent import Question, State, ledger
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.promise import Promised, promise

RECEIVED, TODAY = date(2026, 11, 2), date(2026, 11, 20)


def heard(**changes: Any) -> Heard:
    stated = {"body": "do", "name": "DO", "acts": ("talk",), "told": "Vad.", "how": How.PHONE}
    return Heard(**{**stated, "day": date(2026, 11, 10), **changes})


def said(number: int, kind: Kind, day: int, /, **content: object) -> Entry:
    moment = f"2026-11-{day:02}"
    return Entry(bytes(16), number, kind, moment, "sv", {"text": "", **content}, b"", b"", "Lena")


def ask(number: int, body: str = "do") -> Entry:
    return said(number, Kind.ANSWER, 3, act="ask", body=body, name="B", acts=["talk"], text="Vad.")


def reply(number: int, question: int, answer: str, day: int) -> Entry:
    return said(number, Kind.MESSAGE, day, act="consent", question=question, answer=answer)


def fits(one: Heard, *entries: Entry) -> bool:
    try:
        check_day(one, entries, RECEIVED, TODAY)
    except Invalid:
        return False
    return True


def test_it_becomes_a_given_consent_with_how_and_when() -> None:
    entry = said(1, Kind.ANSWER, 12, **heard().content())
    (question,) = ledger([entry])
    assert question == Question(
        1,
        "2026-11-12",
        "Lena",
        "do",
        "DO",
        ("talk",),
        "Vad.",
        "sv",
        State.GIVEN,
        "2026-11-12",
        "phone",
        "2026-11-10",
    )


@pytest.mark.parametrize("wrong", [{"body": ""}, {"acts": ()}, {"acts": ("everything",)}])
def test_it_says_to_whom_and_what(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        heard(**wrong)


@pytest.mark.parametrize(("day", "can_be"), [(1, False), (2, True), (20, True), (21, False)])
def test_it_was_said_since_the_report_came_and_not_later_than_today(
    day: int, *, can_be: bool
) -> None:
    assert fits(heard(day=date(2026, 11, day))) is can_be


@pytest.mark.parametrize(
    ("changed", "before", "same", "after"),
    [
        ([ask(1), reply(2, 1, "no", 10)], True, False, False),
        ([ask(1), reply(2, 1, "yes", 4), reply(3, 1, "withdraw", 10)], True, False, False),
        ([said(2, Kind.MESSAGE, 10, act="stop")], True, False, False),
        (
            [said(2, Kind.MESSAGE, 3, act="stop"), said(3, Kind.MESSAGE, 10, act="go_on")],
            True,
            False,
            False,
        ),
        ([ask(1), reply(2, 1, "yes", 10)], True, True, True),
        ([ask(1, "rfsl"), reply(2, 1, "no", 10)], True, True, True),
        ([said(2, Kind.MESSAGE, 10)], True, True, True),
    ],
)
def test_what_the_person_said_later_in_the_inbox_counts(
    changed: list[Entry], *, before: bool, same: bool, after: bool
) -> None:
    """Said the day after the change, the same day, the day before."""
    days = (11, 10, 9)
    found = [fits(heard(day=date(2026, 11, day)), *changed) for day in days]
    assert found == [before, same, after]


@pytest.mark.parametrize("act", ["oral", "duty"])
def test_what_staff_only_write_down_keeps_no_promise(act: str) -> None:
    report = said(1, Kind.REPORT, 2, story="Det hände.", answers={"contact_mode": ["code"]})
    record = said(2, Kind.ANSWER, 3, act=act)
    waits = promise([report, record], RECEIVED)
    assert waits is not None and waits.what is Promised.ANSWER
    assert promise([report, record, said(3, Kind.ANSWER, 4)], RECEIVED) is None
