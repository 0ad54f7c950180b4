"""Handing over, coming first, what is seen in a series: what stands follows from the notes; the card's spare bits."""

from dataclasses import replace
from datetime import date

import pytest

from incidents.casework.link_words import SEEN
from incidents.core import first, passing, series
from incidents.core.deskcard import (
    LOOK_ONLY,
    DeskCard,
    Flag,
    Mark,
    day_number,
    joined,
    signal_card,
    unpack,
)
from incidents.core.entry import FIRST, Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.passing import Offer, Step
from incidents.core.queueline import ON_TIME, is_open, queue_lines
from incidents.core.second_look import left_of
from incidents.core.series import FLAGS, Seen
from incidents.core.vocabulary import vocabulary

LENA, OMAR, SARA = b"l" * 16, b"o" * 16, b"s" * 16
DAY = date(2026, 11, 24)


def notes(*said: tuple[bytes, dict[str, object]], kind: Kind = Kind.NOTE) -> list[Entry]:
    return [
        Entry(
            b"c" * 16,
            number,
            kind,
            "2026-11-24",
            "sv",
            {"text": "Hon kan språket.", **content},
            FIRST,
            who,
        )
        for number, (who, content) in enumerate(said, 1)
    ]


OFFER = (LENA, passing.said(Step.OFFERED, OMAR))


def answer(
    step: Step, who: bytes = OMAR, to: bytes = b"", about: int = 1
) -> tuple[bytes, dict[str, object]]:
    return who, passing.said(step, to, about)


def test_an_offer_waits_until_its_receiver_answers_it() -> None:
    (offered,) = notes(OFFER)
    assert passing.standing([offered]) == Offer(offered, OMAR, back=False)
    assert passing.standing(notes(OFFER, answer(Step.ACCEPTED))) is None
    back = notes(OFFER, answer(Step.RETURNED, to=LENA))
    assert passing.standing(back) == Offer(back[1], LENA, back=True)
    assert passing.standing(notes(OFFER, answer(Step.RETURNED))) is None
    assert (
        passing.standing(
            notes(OFFER, answer(Step.RETURNED, to=LENA), answer(Step.ACCEPTED, LENA, about=2))
        )
        is None
    )


@pytest.mark.parametrize(
    "foreign",
    [
        answer(Step.ACCEPTED, SARA),
        answer(Step.RETURNED, SARA, LENA),
        answer(Step.ACCEPTED, about=7),
        (OMAR, {"passed": "accepted", "about": "1"}),
        (OMAR, {"passed": "foreign", "about": 1}),
        (OMAR, {"passed": 1, "about": 1}),
    ],
)
def test_what_somebody_else_says_or_what_is_no_answer_leaves_the_offer(
    foreign: tuple[bytes, dict[str, object]],
) -> None:
    offer = passing.standing(notes(OFFER, foreign))
    assert offer is not None
    assert (offer.number, offer.to) == (1, OMAR)


def test_a_newer_offer_and_a_take_over_end_the_older_one() -> None:
    newer = passing.standing(notes(OFFER, (SARA, passing.said(Step.OFFERED, SARA))))
    assert newer is not None
    assert (newer.number, newer.to, newer.sender) == (2, SARA, SARA)
    assert passing.standing(notes(OFFER, (SARA, passing.said(Step.TAKEN, SARA)))) is None
    assert passing.standing(notes(OFFER, kind=Kind.ANSWER)) is None
    broken = passing.standing(notes((LENA, {"passed": "offered", "to": "x"})))
    assert broken is not None
    assert broken.to == b""


def test_a_case_is_first_until_a_later_note_takes_it_down() -> None:
    up, down = (LENA, first.said(first=True)), (OMAR, first.said(first=False))
    (entry,) = notes(up)
    assert first.latest([entry]) == entry
    assert first.latest(notes(up, down)) is None
    assert first.latest(notes(up, (LENA, {"first": "yes"}))) is not None
    assert first.latest(notes(up, kind=Kind.MESSAGE)) is None


def test_what_is_said_of_a_series_is_the_newest_by_its_name() -> None:
    graver = Seen("Flygblad", ("trigger_event", "escalation"))
    entries = notes((LENA, graver.content()), (OMAR, Seen("Klotter", ("repeat_place",)).content()))
    assert {name: seen.flags for name, (_, seen) in series.standing(entries).items()} == {
        "Flygblad": ("escalation", "trigger_event"),
        "Klotter": ("repeat_place",),
    }
    assert series.escalates(entries)
    assert series.newest(entries) == 2
    over = [*entries, replace(notes((LENA, Seen("Flygblad", ()).content()))[0], number=3)]
    assert list(series.standing(over)) == ["Klotter"]
    assert not series.escalates(over)
    assert series.newest(over) == 3


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"seen": "escalation", "series": "A"},
        {"seen": ["escalation"]},
        {"seen": ["repeat_actor"], "series": "A"},
    ],
)
def test_what_says_nothing_of_a_series_is_passed_over(content: dict[str, object]) -> None:
    assert series.seen_in(notes((LENA, content))[0]) is None


def test_no_flag_of_a_series_names_whoever_is_accused() -> None:
    listed = {item.code: item.label for item in vocabulary("systemic_flag").items}
    assert {code: str(SEEN[code]) for code in FLAGS} == {code: listed[code] for code in FLAGS}
    assert "repeat_actor" not in FLAGS
    with pytest.raises(Invalid):
        Seen("Flygblad", ("repeat_actor",))


# ---------------------------------------------------------------- the desk card


CARD = DeskCard(3, Flag.UNDER_18, date(2026, 12, 1), received=DAY)


@pytest.mark.parametrize("level", [1, 2, 3, 4, LOOK_ONLY])
def test_a_card_from_before_there_were_marks_reads_as_one_without(level: int) -> None:
    old = replace(CARD, priority=level).pack()
    assert old[1] == level
    assert unpack(old) == replace(CARD, priority=level)
    marked = replace(CARD, priority=level).marked(Mark.FIRST).marked(Mark.HANDED)
    assert unpack(marked.pack()) == marked
    assert len(marked.pack()) == len(old)


def test_marks_live_through_a_message_and_end_with_the_case() -> None:
    marked = CARD.marked(Mark.FIRST).marked(Mark.ESCALATION).marked(Mark.ELSEWHERE)
    assert joined(marked, signal_card(DAY)).marks == marked.marks
    left = left_of(replace(marked, flags=marked.flags | Flag.SECOND_LOOK))
    assert left is not None
    assert left.marks == Mark(0)


def test_what_is_put_first_stands_before_the_late_ones() -> None:
    late = replace(CARD, priority=1, due=date(2026, 11, 1))
    cards = {
        b"later": CARD,
        b"late": late,
        b"first": replace(CARD, priority=4).marked(Mark.FIRST),
        b"first and late": late.marked(Mark.FIRST),
        b"handed": CARD.marked(Mark.HANDED).marked(Mark.ELSEWHERE),
        b"look": replace(CARD, priority=LOOK_ONLY, due=None),
    }
    packed = [(case_id, card.pack()) for case_id, card in cards.items()]
    lines = sorted(queue_lines(packed, day_number(DAY)))
    order = [b"first and late", b"first", b"late", b"handed", b"later", b"look"]
    assert [line[1] for line in lines] == order
    assert [line[1] for line in lines if not line[0] & ON_TIME] == [b"first and late", b"late"]
    assert [line[1] for line in lines if not is_open(line)] == [b"look"]
    assert [line[1] for line in lines if line[3][1] & Mark.HANDED] == [b"handed"]
