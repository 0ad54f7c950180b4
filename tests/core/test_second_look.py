"""The second look: what asks for it, who cannot do it, what is left on a desk card, and how often two agree."""

from dataclasses import replace
from datetime import date

import pytest

from incidents.core.coding import Coding
from incidents.core.deskcard import LOOK_ONLY, DeskCard, Flag, joined, signal_card, unpack
from incidents.core.entry import Entry, Kind
from incidents.core.second_look import (
    FEWEST,
    Asked,
    Quarter,
    Rate,
    Why,
    carded,
    left_of,
    quarter_of,
    rate,
    second_look,
)

LENA, OMAR, KARIN = b"lena", b"omar", b"karin"
DAY = date(2026, 11, 24)


def entries(*said: tuple[Kind, bytes, dict[str, object]]) -> list[Entry]:
    return [
        Entry(b"case", number, kind, "2026-11-24", "sv", content, b"", author)
        for number, (kind, author, content) in enumerate(said, 1)
    ]


def report(wish: str = "support") -> tuple[Kind, bytes, dict[str, object]]:
    return Kind.REPORT, b"", {"story": "Det hände.", "answers": {"wish": [wish]}}


def coded(author: bytes, scope: str) -> tuple[Kind, bytes, dict[str, object]]:
    codes = {"scope": (scope,), "hate_event": ("no",), "priority": ("p3",)}
    return Kind.CODING, author, {"text": "", **Coding(codes).document()}


def closed(
    author: bytes, reason: str, *, sampled: bool = False
) -> tuple[Kind, bytes, dict[str, object]]:
    return Kind.NOTE, author, {"text": "", "closing_reason": reason, "sampled": sampled}


def looked(author: bytes, *, agrees: bool = True) -> tuple[Kind, bytes, dict[str, object]]:
    return Kind.LOOK, author, {"text": "", "agrees": agrees}


CRIME = coded(LENA, "crime_possible")


@pytest.mark.parametrize("scope", ["crime_possible", "dl_and_crime"])
def test_a_possible_crime_asks_for_a_look_by_somebody_else(scope: str) -> None:
    asked = second_look(entries(report(), coded(LENA, scope))).asked
    assert asked == Asked(Why.CRIME, 2, frozenset({LENA}))


@pytest.mark.parametrize("reason", ["outside", "insufficient", "abuse"])
def test_a_closing_after_which_nobody_would_look_asks_for_one(reason: str) -> None:
    found = second_look(entries(report(), coded(LENA, "none"), closed(OMAR, reason)))
    assert found.asked == Asked(Why.REASON, 3, frozenset({OMAR}))


@pytest.mark.parametrize(
    ("said", "authors"),
    [
        ([coded(LENA, "none"), closed(OMAR, "completed", sampled=True)], {LENA}),
        ([closed(OMAR, "completed", sampled=True)], {OMAR}),
    ],
)
def test_the_sample_asks_of_whoever_coded_or_else_closed(
    said: list[tuple[Kind, bytes, dict[str, object]]], authors: set[bytes]
) -> None:
    asked = second_look(entries(report(), *said)).asked
    assert asked is not None
    assert (asked.why, asked.authors) == (Why.SAMPLE, frozenset(authors))


@pytest.mark.parametrize(
    "said",
    [
        [coded(LENA, "dl_likely")],
        [closed(LENA, "completed")],
        [CRIME, coded(OMAR, "none")],
        [CRIME, looked(OMAR)],
        [CRIME, looked(OMAR), coded(LENA, "dl_and_crime")],
        # From before there were looks: the note does not say whether the case was drawn.
        [(Kind.NOTE, LENA, {"text": "", "closing_reason": "abuse"})],
        [(Kind.NOTE, LENA, {"text": "", "closing_reason": "abuse", "sampled": "yes"})],
        [(Kind.CODING, LENA, {"text": "", "codes": "nonsense", "vocabulary": 1})],
    ],
)
def test_nothing_else_asks_for_a_look(said: list[tuple[Kind, bytes, dict[str, object]]]) -> None:
    assert second_look(entries(report(), *said)).asked is None


def test_nobody_looks_at_their_own_work_also_where_two_have_coded() -> None:
    both = [report(), CRIME, coded(OMAR, "dl_and_crime")]
    for author in (LENA, OMAR):
        assert second_look(entries(*both, looked(author))).asked is not None
    found = second_look(entries(*both, looked(KARIN, agrees=False)))
    assert found.asked is None
    assert found.latest is not None
    assert (found.latest.entry.author_id, found.latest.agrees) == (KARIN, False)


def test_what_was_only_to_be_counted_is_sampled_and_not_asked_for_one_by_one() -> None:
    for sampled, why in ((False, None), (True, Why.SAMPLE)):
        end = closed(LENA, "statistics_only", sampled=sampled)
        asked = second_look(entries(report("register"), CRIME, end)).asked
        assert (asked.why if asked else None) is why
        asked = second_look(entries(report("support"), CRIME, end)).asked
        assert asked is not None
        assert asked.why is Why.CRIME


def test_a_closed_case_keeps_a_card_only_as_long_as_somebody_waits() -> None:
    flags = Flag.MAY_CONCERN_READERS | Flag.REPLIED | Flag.DANGER
    card = DeskCard(2, flags, DAY, DAY, DAY, received=DAY, language="so")
    assert left_of(carded(card, waits=False, received=DAY)) is None
    left = left_of(carded(card, waits=True, received=DAY))
    said = Flag.MAY_CONCERN_READERS | Flag.SECOND_LOOK
    assert left == DeskCard(LOOK_ONLY, said, None, received=DAY, language="so")
    assert left is not None
    assert unpack(left.pack()) == left
    assert carded(left, waits=True, received=DAY) == left
    assert carded(left, waits=False, received=DAY) is None
    assert carded(None, waits=False, received=DAY) is None
    assert carded(None, waits=True, received=DAY) == replace(
        left, flags=Flag.SECOND_LOOK, language=""
    )


def test_a_message_to_a_closed_case_makes_its_card_an_ordinary_one() -> None:
    waiting = DeskCard(LOOK_ONLY, Flag.SECOND_LOOK, None, received=DAY)
    card = joined(waiting, signal_card(DAY))
    assert card.priority == 4
    assert Flag.SECOND_LOOK | Flag.NEW_MESSAGE in card.flags
    assert left_of(card.read()) == waiting


@pytest.mark.parametrize(
    ("day", "quarter", "year_before"),
    [
        (date(2026, 1, 1), Quarter(2026, 1), date(2025, 4, 1)),
        (date(2026, 3, 31), Quarter(2026, 1), date(2025, 4, 1)),
        (date(2026, 12, 31), Quarter(2026, 4), date(2026, 1, 1)),
    ],
)
def test_a_year_is_the_running_quarter_and_the_three_before(
    day: date, quarter: Quarter, year_before: date
) -> None:
    assert quarter_of(day) == quarter
    assert quarter.before(3).first == year_before


def test_too_few_looks_make_no_rate() -> None:
    assert rate([True] * (FEWEST - 1)) is None
    found = rate([True] * 5 + [False])
    assert found == Rate(6, 5)
    assert found is not None
    assert found.percent == 83
