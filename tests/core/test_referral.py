"""Help in return as a whole: for every set of answers, with nothing that nobody has verified."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.danger import dangers
from incidents.core.help.directory import Fact, Role
from incidents.core.help.merging import NOTHING, merged
from incidents.core.help.reading import national
from incidents.core.referral import DEPENDS_ON, help_for
from tests.core.helping import (
    ALL_CONFIRMED,
    AS_DELIVERED,
    MARKED,
    TODAY,
    any_answers,
    helped,
    pieces,
)

Given = dict[str, tuple[str, ...]]


@given(any_answers, st.sets(st.sampled_from(MARKED)))
def test_nothing_marked_is_shown_unless_it_is_confirmed(
    answers: Given, confirmed: set[str]
) -> None:
    here = merged(national(), NOTHING, dict.fromkeys(confirmed, TODAY))
    shown = set(pieces(help_for(answers, today=TODAY, directory=here)))
    facts = {piece for piece in shown if isinstance(piece, Fact)}
    assert {fact.id for fact in facts if not fact.verified} == set()
    assert {fact.id for fact in facts} & (set(MARKED) - confirmed) == set()
    assert {fact.id for fact in here.unconfirmed if fact.says in shown} == set()


#: What stands on the information pages instead (tests/web/test_information.py).
ELSEWHERE = ("privacy.", "secrecy.")


@pytest.mark.parametrize("marked", [name for name in MARKED if not name.startswith(ELSEWHERE)])
def test_each_marked_fact_is_shown_for_some_answers_once_all_are_confirmed(marked: str) -> None:
    fact = next(fact for fact in ALL_CONFIRMED.facts if fact.id == marked)
    everything = [
        {"area": (area,), "what_happened": (what,), "actor_type": (actor,), "ground": (ground,)}
        for area in ("work", "housing", "authority", "service", "outside")
        for what in ("attacked", "insulted")
        for actor in ("municipality", "company")
        for ground in ("other", "disability", "sexual_orientation")
    ]
    shown = (
        set(pieces(help_for(answers, today=TODAY, directory=ALL_CONFIRMED)))
        for answers in everything
    )
    # The rule about records is told by the body that it leads to.
    told = (
        "Registratorn hos kommunen eller dess bolag" if marked == "records.company" else fact.says
    )
    assert any(told in strings for strings in shown)


@given(any_answers)
def test_the_help_depends_on_no_other_question_than_it_says(answers: Given) -> None:
    kept = {name: groups for name, groups in answers.items() if name in DEPENDS_ON}
    assert help_for(kept, today=TODAY, directory=ALL_CONFIRMED) == help_for(
        answers, today=TODAY, directory=ALL_CONFIRMED
    )


@given(any_answers)
def test_every_set_of_answers_leads_to_help(answers: Given) -> None:
    found = help_for(answers, today=TODAY, directory=AS_DELIVERED)
    ids = [helper.body.fact.id for helper in found.helpers]
    assert len(set(ids)) == len(ids) > 0
    assert found.helpers[-1].body.role is Role.UNIT
    assert found.safety.numbers[0].number == "112"
    assert len({limit.rule for limit in found.limits}) == len(found.limits)
    assert len(found.rights) == 3


@given(any_answers)
def test_danger_sets_the_priority_and_shows_the_box(answers: Given) -> None:
    found = help_for(answers, today=TODAY, directory=AS_DELIVERED)
    danger = bool(dangers(answers))
    assert (found.priority == 1) is danger
    assert found.safety.urgent is danger


@given(any_answers)
def test_the_young_find_their_own_helpers_first(answers: Given) -> None:
    young = {**answers, "under18": ("yes",)}
    found = help_for(young, today=TODAY, directory=AS_DELIVERED)
    assert found.helpers[0].body.role is Role.BRIS
    assert "116 111" in [number.number for number in found.safety.numbers]
    assert found.young


def test_without_any_answer_the_page_is_a_page() -> None:
    found = helped()
    assert found.priority == 3
    assert not found.safety.urgent
    assert [number.number for number in found.safety.numbers] == ["112"]
    assert [helper.body.role.value for helper in found.helpers] == [
        "do",
        "adb",
        "polisen",
        "boj",
        "enhet",
    ]


@pytest.mark.parametrize(
    "answers",
    [{"foreign": ("x",)}, {"area": ("foreign",)}, {"area": ()}, {"when_coarse": ("foreign",)}],
)
def test_an_answer_that_no_list_has_counts_as_none(answers: Given) -> None:
    found = help_for(answers, today=TODAY, directory=AS_DELIVERED)
    assert (found.rights, found.duties) == (helped().rights, helped().duties)
    assert found.helpers


@pytest.mark.parametrize(
    ("answers", "numbers"),
    [
        ({"safety": "danger", "under18": "no"}, ["112", "1177"]),
        ({"safety": "danger", "under18": "yes"}, ["112", "116 111", "1177"]),
        ({"safety": "child", "under18": "no"}, ["112", "116 111", "1177"]),
        ({"consequence": "suicidal", "under18": "no"}, ["112", "90101", "1177"]),
        ({"consequence": "suicidal", "under18": "yes"}, ["112", "90101", "116 111", "1177"]),
        # Who skipped the question may be young.
        ({"consequence": "suicidal"}, ["112", "90101", "116 111", "1177"]),
        ({"safety": "afraid"}, ["112", "114 14", "116 006"]),
        ({"what_happened": "attacked"}, ["112", "114 14", "116 006", "020-50 50 50"]),
        ({"safety": "safe"}, ["112"]),
        ({"under18": "yes"}, ["112", "116 111"]),
    ],
)
def test_the_box_shows_the_numbers_for_the_danger(
    answers: dict[str, str], numbers: list[str]
) -> None:
    assert [number.number for number in helped(**answers).safety.numbers] == numbers


@pytest.mark.parametrize(
    ("answers", "heading"),
    [
        ({}, "Är du i fara: ring 112"),
        ({"safety": "danger"}, "Är någon i fara nu: ring 112"),
        ({"safety": "child"}, "Är någon i fara nu: ring 112"),
        ({"consequence": "suicidal"}, "Du är inte ensam. Prata med någon nu."),
        ({"consequence": "suicidal", "safety": "danger"}, "Är någon i fara nu: ring 112"),
    ],
)
def test_the_box_says_what_to_do(answers: dict[str, str], heading: str) -> None:
    assert helped(**answers).safety.heading.swedish == heading
