"""What counts of a case: the desk's codes before the reporter's groups, and what was done and came of it."""

from datetime import date

import pytest

from incidents.core.case_fact import Known, case_fact, later_fact
from incidents.core.coding import Coding
from incidents.core.event import Event
from incidents.core.facts import Excluded, Fact
from incidents.core.handled import Handled, Mark
from incidents.core.linking import Link, LinkKind
from incidents.core.report import Readers, Report
from incidents.core.vocabulary import vocabulary
from incidents.core.work import Work

#: A Tuesday.
DAY = date(2026, 11, 24)
NEEDED = {"scope": ("dl_unclear",), "hate_event": ("no",), "priority": ("p3",)}


def fact(known: Known, **answers: tuple[str, ...]) -> Fact:
    return case_fact(Report("Något hände.", "sv", Readers.NO, answers), DAY, known)


def coded(**codes: tuple[str, ...]) -> Known:
    return Known(Coding({**NEEDED, **codes}))


def marks(known: Known, **answers: tuple[str, ...]) -> frozenset[Mark]:
    return fact(known, **answers).handled.marks


def test_the_desks_codes_count_as_the_groups_that_they_belong_to() -> None:
    found = fact(
        coded(ground=("national_minority", "religion"), area=("school",)),
        ground=("sex",),
        area=("work",),
        actor_type=("person",),
    )
    assert found.groups == {
        "ground": ("ethnicity", "religion"),
        "area": ("education",),
        "own_operation": ("no",),
    }


def test_where_the_desk_says_nothing_the_reporters_own_answer_counts() -> None:
    answers = {"ground": ("sex",), "bias_motive": ("roma",)}
    assert fact(Known(), **answers).groups == answers
    # Sexual harassment needs no ground, and its code belongs to no group.
    assert fact(coded(ground=("sexual_nature",)), ground=("sex",)).groups["ground"] == ("sex",)


def test_what_the_desk_calls_an_event_counts_as_the_group_that_it_belongs_to() -> None:
    hate = {"hate_event": ("yes",), "bias_motive": ("antiziganist",)}
    both = coded(**hate, event_type=("violence", "graffiti"))
    assert fact(both, what_happened=("insulted",)).groups["what_happened"] == ("attacked", "place")
    none = coded(**hate, event_type=("none",))
    assert fact(none, what_happened=("insulted",)).groups["what_happened"] == ("insulted",)
    public = vocabulary("what_happened").public_codes
    for one in vocabulary("event_type").items:
        found = fact(coded(**hate, event_type=(one.code,))).groups.get("what_happened", ())
        assert set(found) <= public
        assert bool(found) is (one.code != "none"), one.code


def test_whose_operation_it_was_is_the_desks_or_follows_from_its_or_the_reporters_actor() -> None:
    told = {"actor_type": ("company",)}
    assert fact(Known(), **told).groups["own_operation"] == ("company",)
    by_actor = coded(actor_type=("neighbour",))
    assert fact(by_actor, **told).groups["own_operation"] == ("no",)
    known = coded(actor_type=("neighbour",), own_operation=("employer",))
    assert fact(known, **told).groups["own_operation"] == ("employer",)


def test_what_is_told_later_has_its_own_answers_the_cases_motive_and_what_the_desk_holds_it_for() -> (
    None
):
    event = Event("Igen.", {"what_happened": ("threatened",), "safety": ("danger",)})
    links = (Link(LinkKind.SAME_PERSON, bytes(16), token=b"person"),)
    coding = Coding({"scope": ("crime_possible",), "hate_event": ("yes",), "priority": ("p3",)})
    known = Known(coding, Work({"measure": ("counsel_talk",)}), links, DAY)
    answers = {"bias_motive": ("roma",), "place_type": ("home",), "area": ("housing",)}
    case = fact(known, **answers)
    found = later_fact(event, date(2027, 1, 4), case)
    assert found == Fact(
        2027,
        1,
        {"bias_motive": ("roma",), "what_happened": ("threatened",)},
        handled=Handled("crime_possible", marks=frozenset({Mark.CODED})),
        later=True,
    )
    junk = later_fact(event, DAY, fact(Known(reason="abuse"), **answers))
    assert junk.excluded is Excluded.ABUSE


def test_what_the_desk_holds_for_no_hate_event_has_no_motive() -> None:
    assert "bias_motive" not in fact(coded(), bias_motive=("roma",)).groups
    yes = coded(hate_event=("yes",), bias_motive=("antiziganist",), event_type=("threat",))
    assert fact(yes, bias_motive=("jews",)).groups["bias_motive"] == ("roma",)


@pytest.mark.parametrize(
    ("replied", "reply"),
    [
        (None, ""),
        (date(2026, 11, 24), "d1"),
        (date(2026, 11, 25), "d1"),
        (date(2026, 11, 26), "d5"),
        (date(2026, 12, 1), "d5"),
        (date(2026, 12, 8), "d10"),
        (date(2026, 12, 9), "later"),
    ],
)
def test_the_time_to_the_first_reply_is_counted_in_working_days(
    replied: date | None, reply: str
) -> None:
    assert fact(Known(replied=replied)).handled.reply == reply


@pytest.mark.parametrize(
    ("known", "answers", "found"),
    [
        (Known(), {}, set()),
        (coded(), {}, {Mark.CODED}),
        (Known(work=Work({"measure": ("first_reply",)})), {}, set()),
        (Known(work=Work({"measure": ("first_reply", "counsel_talk")})), {}, {Mark.SUPPORTED}),
        (
            Known(work=Work({"measure": ("deadline_info",)})),
            {},
            {Mark.SUPPORTED},
        ),
        (
            Known(work=Work({"outcome": ("apology", "do_complaint")})),
            {},
            set(),
        ),
        (Known(work=Work({"outcome": ("no_change",)}), reason="completed"), {}, set()),
        (Known(work=Work({"outcome": ("police_complaint",)})), {}, {Mark.POLICE}),
        (Known(), {"reported_to": ("police",)}, {Mark.POLICE}),
        (Known(), {"reported_to": ("nobody",)}, set()),
    ],
)
def test_each_mark_stands_for_what_an_indicator_counts(
    known: Known, answers: dict[str, tuple[str, ...]], found: set[Mark]
) -> None:
    assert marks(known, **answers) == found


@pytest.mark.parametrize(
    ("reason", "excluded"),
    [
        ("", None),
        ("completed", None),
        ("duplicate", Excluded.DOUBLE),
        ("abuse", Excluded.ABUSE),
    ],
)
def test_doubles_and_abuse_are_left_out(reason: str, excluded: Excluded | None) -> None:
    assert fact(Known(reason=reason)).excluded is excluded


def test_tokens_are_those_of_links_that_count_as_one() -> None:
    case = bytes(16)
    links = (
        Link(LinkKind.SAME_EVENT, case, token=b"event2"),
        Link(LinkKind.SAME_EVENT, case, token=b"event1"),
        Link(LinkKind.SAME_EVENT, case, token=b"event1"),
        Link(LinkKind.SAME_PERSON, case, token=b"person"),
        Link(LinkKind.SERIES, case),
        Link(LinkKind.SAME_EVENT, case),
    )
    handled = fact(Known(links=links)).handled
    assert (handled.same_event, handled.same_person) == ((b"event1", b"event2"), (b"person",))
