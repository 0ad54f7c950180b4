"""The day that a reporter is promised is the day that the desk works towards."""

from datetime import date, timedelta

import pytest

from incidents.core import deskcard
from incidents.core.deskcard import DeskCard, Flag, event_card, merge, signal_card
from incidents.core.entry import Entry, Kind
from incidents.core.promise import Promise, Promised, day_of, promise
from incidents.core.report import Readers, Report
from incidents.core.reportcard import card_of
from incidents.core.retention import Disposal

TUESDAY = date(2026, 11, 24)


def entry(kind: Kind, day: date = TUESDAY, **content: object) -> Entry:
    return Entry(bytes(16), 1, kind, day.isoformat(), "sv", content, b"")


def reported(**answers: list[str]) -> Entry:
    return entry(Kind.REPORT, story="x", answers={"contact_mode": ["code"], **answers})


def message(days: int = 0, **content: object) -> Entry:
    return entry(Kind.MESSAGE, TUESDAY + timedelta(days=days), text="x", **content)


ANSWER = Entry(bytes(16), 2, Kind.ANSWER, "2026-11-26T10:00:00+00:00", "sv", {"text": "x"}, b"")


@pytest.mark.parametrize(
    ("answers", "day"),
    [
        ({}, date(2026, 12, 1)),
        ({"safety": ["danger"]}, TUESDAY),
        ({"safety": ["afraid"]}, date(2026, 11, 25)),
        ({"wish": ["register"]}, date(2026, 12, 8)),
    ],
)
def test_the_first_promise_is_the_desk_cards_own_day(
    answers: dict[str, list[str]], day: date
) -> None:
    groups = {name: tuple(codes) for name, codes in answers.items()}
    card = card_of(Report("x", "sv", Readers.NO, {"contact_mode": ("code",), **groups}), TUESDAY)
    assert card.due == day
    assert promise([reported(**answers)], TUESDAY) == Promise(Promised.ANSWER, day)


def test_nothing_is_promised_to_somebody_who_wants_no_answer_until_they_write() -> None:
    report = entry(Kind.REPORT, story="x", answers={"contact_mode": ["none"]})
    assert promise([report], TUESDAY) is None
    assert promise([report, message()], TUESDAY) == Promise(Promised.READ, date(2026, 11, 27))


def test_an_answer_keeps_the_promise_and_a_later_message_makes_a_new_one() -> None:
    assert promise([reported(), ANSWER], TUESDAY) is None
    later = promise([reported(), ANSWER, message(3)], TUESDAY)  # Friday: Wednesday after it
    assert later == Promise(Promised.READ, date(2026, 12, 2))
    assert promise([reported(), message()], TUESDAY) == Promise(Promised.ANSWER, date(2026, 11, 27))


@pytest.mark.parametrize(
    ("answers", "day"),
    [
        ({"safety": ["danger"]}, date(2026, 11, 27)),
        ({"safety": ["afraid"]}, date(2026, 11, 30)),
        ({}, date(2026, 12, 2)),
        ("not answers", date(2026, 12, 2)),
    ],
)
def test_a_new_event_is_read_by_its_own_danger(answers: object, day: date) -> None:
    event = message(3, act="event", answers=answers)
    assert promise([reported(), ANSWER, event], TUESDAY) == Promise(Promised.READ, day)


def test_a_promise_is_late_the_day_after() -> None:
    promised = Promise(Promised.ANSWER, TUESDAY)
    assert [promised.late(TUESDAY), promised.late(TUESDAY + timedelta(days=1))] == [False, True]


def test_the_day_of_a_moment_is_the_swedish_one() -> None:
    assert day_of("2026-11-24") == TUESDAY
    assert day_of("2026-11-23T23:30:00+00:00") == TUESDAY


def test_danger_in_a_new_event_raises_the_case_and_calm_never_lowers_it() -> None:
    card = DeskCard(3, Flag(0), date(2026, 12, 1), received=TUESDAY)
    raised = merge([card, event_card(TUESDAY, {"safety": ("child",)})])
    assert raised is not None
    flags = Flag.NEW_MESSAGE | Flag.NEW_EVENT | Flag.DANGER | Flag.CHILD
    assert (raised.priority, raised.flags, raised.due) == (1, flags, TUESDAY)
    calm = merge([DeskCard(1, Flag.DANGER, TUESDAY), event_card(TUESDAY, {"safety": ("safe",)})])
    assert calm is not None
    assert (calm.priority, calm.due) == (1, TUESDAY)
    assert Flag.DANGER in calm.flags
    only_counted = merge([DeskCard(4, Flag(0), None), event_card(TUESDAY, {})])
    assert only_counted is not None and only_counted.priority == 4


def test_reading_ends_the_new_event_and_not_its_danger() -> None:
    card = event_card(TUESDAY, {"safety": ("danger",)})
    left = Flag.DANGER | Flag.SIGNAL
    assert (card.read().flags, card.answered(TUESDAY).flags) == (left, left | Flag.REPLIED)
    assert deskcard.unpack(card.pack()) == card


@pytest.mark.parametrize("order", [1, -1])
def test_a_stop_and_its_end_in_any_order_are_settled_by_the_entries(order: int) -> None:
    signals = [signal_card(TUESDAY, Flag.WANTS_STOP), signal_card(TUESDAY, Flag.GOES_ON)][::order]
    merged = merge([DeskCard(3, Flag.UNDER_18, None), *signals])
    assert merged is not None
    assert merged.flags & (Flag.WANTS_STOP | Flag.GOES_ON) == Flag.WANTS_STOP | Flag.GOES_ON
    rest = Flag.UNDER_18 | Flag.NEW_MESSAGE
    assert merged.settled(wants_stop=False).flags == rest
    assert merged.settled(wants_stop=True).flags == rest | Flag.WANTS_STOP


def test_what_a_decision_keeps_is_deleted_in_the_month_after() -> None:
    assert Disposal("KS 2026/12", 24).month(TUESDAY) == date(2028, 12, 1)
    assert Disposal("KS 2026/12", 1).month(date(2026, 1, 31)) == date(2026, 3, 1)
    assert Disposal("", 24).month(TUESDAY) is None
