"""What a decision on disposal must be, and what may be removed under it."""

from dataclasses import replace
from datetime import date

import pytest

from incidents.core.checkpoints import Checkpoint, Cut, Decision, PurgeError, kept_over, points_over

TODAY = date(2026, 11, 27)
DECISION = Decision("SN 2026/114", date(2026, 3, 2), 60)
POINT = Checkpoint(
    "case:00",
    4,
    b"d" * 32,
    "2021-03-04T09:30:00+00:00",
    b"k" * 32,
    1,
    2,
    date(2021, 11, 26),
    "SN 2026/114",
    date(2026, 3, 2),
    60,
    b"a" * 16,
    "2026-11-27T10:00:00+00:00",
)


@pytest.mark.parametrize(
    ("reference", "months"), [("", 60), (" ", 60), ("x" * 61, 60), ("SN\n1", 60), ("SN 1", 23)]
)
def test_without_a_number_or_for_less_than_two_years_it_is_no_decision(
    reference: str, months: int
) -> None:
    with pytest.raises(PurgeError):
        Decision(reference, date(2026, 3, 2), months)


@pytest.mark.parametrize(
    ("day", "allowed"),
    [(date(2021, 11, 26), True), (date(2021, 11, 27), False), (date(2026, 11, 26), False)],
)
def test_a_row_goes_once_it_is_as_old_as_the_decision_says(day: date, *, allowed: bool) -> None:
    """What was done on the evening of the 27th is not five years old on the morning of the 27th."""
    cut = Cut(day, DECISION)
    if allowed:
        cut.check(TODAY)
        return
    with pytest.raises(PurgeError, match="younger"):
        cut.check(TODAY)


def test_a_decision_that_lies_ahead_is_none_yet() -> None:
    with pytest.raises(PurgeError, match="not come"):
        Cut(date(2020, 1, 1), replace(DECISION, decided=date(2026, 11, 28))).check(TODAY)


@pytest.mark.parametrize(
    "change",
    [
        {"day": date(2021, 11, 27)},
        {"months": 12},
        {"decision": ""},
        {"decided": date(2026, 12, 1)},
        {"signed": "2025-11-27T10:00:00+00:00"},
        {"signed": "in the morning"},
        {"at": "2021-11-26T23:00:00+00:00"},
    ],
    ids=str,
)
def test_a_checkpoint_that_no_purge_could_have_made_is_not_allowed(
    change: dict[str, object],
) -> None:
    assert POINT.allowed()
    assert not replace(POINT, **change).allowed()  # type: ignore[arg-type]


def test_each_part_of_a_checkpoint_is_signed() -> None:
    """The bytes are what stored signatures are over: they never change."""
    assert POINT.statement() == (
        b'{"actor":"61616161616161616161616161616161","answers":2,"at":"2021-03-04T09:30:00+00:00",'
        b'"chain":"case:00","closings":1,"day":"2021-11-26","decided":"2026-03-02",'
        b'"decision":"SN 2026/114","digest":"' + b"64" * 32 + b'","kept":"' + b"6b" * 32 + b'",'
        b'"months":60,"number":4,"signed":"2026-11-27T10:00:00+00:00",'
        b'"what":"incidents/v1/audit-checkpoint"}'
    )


def test_the_digests_over_what_is_kept_see_order_and_every_part() -> None:
    one, other = (1, b"a" * 32), (2, b"b" * 32)
    assert (
        len({kept_over(rows) for rows in ((), (one,), (other,), (one, other), (other, one))}) == 5
    )
    points = [("a", 1, b"s"), ("b", 1, b"s")]
    assert points_over(points) == points_over(reversed(points))
    assert len({points_over(some) for some in ((), points[:1], points[1:], points)}) == 4
