"""The agenda: from cards alone, in four parts, red only when it is certain; and the calendar file."""

from datetime import UTC, date, datetime, timedelta

import pytest

from incidents.core.agenda import Item, When, agenda, items_of, urgent, when
from incidents.core.calendar import Event, calendar
from incidents.core.deskcard import DeskCard, Duty, Flag
from incidents.core.help.spans import Span

TODAY = date(2026, 11, 25)  # a Wednesday
CASE = b"1" * 16


def day(distance: int) -> date:
    return TODAY + timedelta(days=distance)


@pytest.mark.parametrize(
    ("distance", "part"),
    [
        (-1, When.PASSED),
        (0, When.THIS_WEEK),
        (4, When.THIS_WEEK),  # Sunday
        (5, When.NEXT_WEEK),
        (11, When.NEXT_WEEK),
        (12, When.LATER),
        (700, When.LATER),
    ],
)
def test_a_week_begins_on_its_monday(distance: int, part: When) -> None:
    assert when(day(distance), TODAY) is part


def test_a_card_has_at_most_what_is_due_and_the_laws_limit() -> None:
    card = DeskCard(3, Flag.REPLIED, day(3), day(40), day(50))
    assert list(items_of(CASE, card, TODAY)) == [
        Item(CASE, Duty.FOLLOW_UP, day(3)),
        Item(CASE, None, day(40), Span(day(40), day(50))),
    ]
    assert list(items_of(CASE, DeskCard(3, Flag(0), None), TODAY)) == []


@pytest.mark.parametrize(("early", "late", "shown"), [(0, 9, 0), (-1, 9, 9), (-9, -1, -1)])
def test_a_span_stands_on_its_first_day_that_has_not_passed(
    early: int, late: int, shown: int
) -> None:
    card = DeskCard(3, Flag(0), None, day(early), day(late))
    (item,) = items_of(CASE, card, TODAY)
    assert item.day == day(shown)


@pytest.mark.parametrize(("left", "red"), [(14, False), (13, True), (0, True), (-1, False)])
def test_a_limit_is_red_only_when_its_late_end_is_less_than_a_fortnight_away(
    left: int, *, red: bool
) -> None:
    span = Span(day(left - 200), day(left))
    assert urgent(span, TODAY) is red
    assert Item(CASE, None, day(left), span).pressing(TODAY) is red


def test_a_duty_is_red_the_day_after() -> None:
    assert not Item(CASE, Duty.FIRST_REPLY, TODAY).pressing(TODAY)
    assert Item(CASE, Duty.FIRST_REPLY, day(-1)).pressing(TODAY)


def test_the_next_day_stands_first_and_of_what_has_passed_the_latest() -> None:
    cards = [(bytes([n]) * 16, DeskCard(3, Flag(0), day(n))) for n in (9, 5, 7)]
    past = [(bytes([n]) * 16, DeskCard(3, Flag(0), day(-n))) for n in (9, 5, 7)]
    found = agenda([*cards, *past], TODAY)
    assert list(found) == [When.PASSED, When.THIS_WEEK, When.NEXT_WEEK, When.LATER]
    assert [item.day for item in found[When.NEXT_WEEK]] == [day(5), day(7), day(9)]
    assert [item.day for item in found[When.PASSED]] == [day(-5), day(-7), day(-9)]


def test_a_calendar_has_one_whole_day_for_each_event_and_escapes_what_is_not_text() -> None:
    moment = datetime(2026, 11, 25, 12, 0, 1, tzinfo=UTC)
    assert calendar([Event("AD-1-limit", day(5), "AD;1: a, b")], moment).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//-//-",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:AD-1-limit",
        "DTSTAMP:20261125T120001Z",
        "DTSTART;VALUE=DATE:20261130",
        "SUMMARY:AD\\;1: a\\, b",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
