"""A coding: codes, not groups; what contradicts itself is refused, what merely looks odd is said."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.coding import (
    FIELDS,
    HATE_PART,
    NEEDED,
    Codes,
    Coding,
    changed,
    coding_in,
    problems,
)
from incidents.core.coding_hints import beneath, hate_event_likely, hints, warnings
from incidents.core.deskcard import DeskCard, Flag
from incidents.core.errors import Invalid
from incidents.core.urgency import prioritised
from incidents.core.vocabulary import VERSION, vocabulary

BASE = {"scope": ("dl_unclear",), "hate_event": ("unclear",), "priority": ("p3",)}
DAY = date(2026, 11, 24)


def coded(**codes: tuple[str, ...]) -> Coding:
    return Coding({**BASE, **codes})


def names(codes: Codes) -> set[str]:
    return {problem.name for problem in problems(codes)}


def _codes(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    known = [item.code for item in vocabulary(name).items]
    most = len(known) if vocabulary(name).multiple else 1
    return st.lists(st.sampled_from(known), min_size=1, max_size=most, unique=True).map(tuple)


ANY = st.fixed_dictionaries(
    {name: _codes(name) for name in NEEDED},
    optional={name: _codes(name) for name in FIELDS if name not in NEEDED},
)


# ---------------------------------------------------------------- what is refused


def test_three_decisions_are_all_that_is_needed() -> None:
    assert Coding(BASE).codes == BASE
    assert set(BASE) == set(NEEDED)
    for name in BASE:
        assert names({key: codes for key, codes in BASE.items() if key != name}) == {name}


@pytest.mark.parametrize(
    ("codes", "name"),
    [
        ({"ground": ("retired",)}, "ground"),
        ({"ground": ()}, "ground"),
        ({"ground": ("age", "age")}, "ground"),
        ({"area": ("work", "school")}, "area"),
        ({"story": ("text",)}, "story"),
        ({"ground": ("unknown", "age")}, "ground"),
        ({"event_type": ("none", "threat")}, "event_type"),
        ({"actor_type": ("municipality",)}, "actor_type"),
    ],
)
def test_what_is_no_code_of_its_list_is_refused(codes: Codes, name: str) -> None:
    assert names({**BASE, **codes}) == {name}
    with pytest.raises(Invalid):
        Coding({**BASE, **codes})


def test_inaccessibility_needs_the_ground_disability_and_is_not_about_housing() -> None:
    lacking = {**BASE, "form": ("inaccessibility",)}
    assert names(lacking) == names({**lacking, "ground": ("age",)}) == {"ground"}
    assert names({**lacking, "ground": ("age", "disability")}) == set()
    assert names({**lacking, "ground": ("disability",), "area": ("housing",)}) == {"form"}


def test_sexual_harassment_needs_no_ground_and_may_have_one() -> None:
    assert warnings(coded(form=("sexual_harassment",), scope=("dl_likely",)), {}) == ()
    assert names({**BASE, "form": ("sexual_harassment",), "ground": ("sex",)}) == set()


def test_age_alone_is_not_covered_in_defence() -> None:
    case = {**BASE, "area": ("defence",), "ground": ("age",)}
    assert names(case) == set()
    assert names({**case, "scope": ("dl_likely",)}) == {"scope"}
    assert names({**case, "scope": ("dl_likely",), "ground": ("age", "sex")}) == set()


def test_how_the_ground_applied_needs_a_ground() -> None:
    assert names({**BASE, "ground_basis": ("perceived",)}) == {"ground_basis"}


@pytest.mark.parametrize("name", HATE_PART)
def test_what_is_no_hate_event_is_not_coded_as_one(name: str) -> None:
    code = (vocabulary(name).items[0].code,)
    assert names({**BASE, name: code}) == set()
    assert names({**BASE, "hate_event": ("no",), name: code}) == {"hate_event"}


# ---------------------------------------------------------------- what is stored


@given(ANY)
def test_a_coding_that_is_accepted_comes_back_and_any_other_raises(codes: Codes) -> None:
    if problems(codes):
        with pytest.raises(Invalid):
            Coding(codes)
        return
    coding = Coding(codes)
    back = coding_in(json.loads(json.dumps(coding.document())))
    assert changed(coding, back) == ()
    assert back.document() == coding.document()
    assert 1 <= back.priority <= 4
    assert all(isinstance(one, str) for one in (*warnings(back, {}), *hints({}, back)))
    assert (coding.bra_groups() == ()) == ("bias_motive" not in codes)


def test_the_order_of_ticking_is_not_kept() -> None:
    one, other = coded(ground=("age", "sex")), coded(ground=("sex", "age"))
    assert one.document() == other.document()
    assert one.document()["vocabulary"] == VERSION


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"codes": None, "vocabulary": 1},
        {"codes": {}, "vocabulary": 1},
        {"codes": BASE, "vocabulary": "1"},
        {"codes": {**BASE, "ground": None}, "vocabulary": 1},
        {"codes": {**BASE, "ground": [{}]}, "vocabulary": 1},
    ],
)
def test_what_is_no_coding_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="coding"):
        coding_in(content)


def test_what_changed_is_told_list_by_list() -> None:
    first = coded(ground=("age",))
    assert changed(None, first) == ("scope", "hate_event", "priority", "ground")
    assert changed(first, coded(ground=("sex",), area=("work",))) == ("area", "ground")
    assert changed(first, coded()) == ("ground",)


# ---------------------------------------------------------------- what follows from it


def test_the_groups_of_others_are_derived_from_the_motives_and_events() -> None:
    coding = coded(
        bias_motive=("islamophobic", "antiziganist", "ableist"),
        event_type=("symbol", "threat", "violence"),
    )
    assert coding.bra_groups() == ("racist", "religious", "outside Brå")
    assert coding.odihr_categories() == ("anti-Roma", "anti-Muslim", "disability")
    assert coding.offence_groups() == ("olaga hot", "våldsbrott", "hets mot folkgrupp / none")


def test_every_motive_counts_in_a_group_and_a_category() -> None:
    for item in vocabulary("bias_motive").items:
        coding = coded(bias_motive=(item.code,))
        assert len(coding.bra_groups()) == len(coding.odihr_categories()) == 1


# ---------------------------------------------------------------- hints and warnings


def test_beneath_the_reporters_groups_lie_their_codes_and_nothing_for_an_ungrouped_list() -> None:
    answers = {"ground": ("ethnicity", "age"), "safety": ("danger",)}
    assert beneath(answers, "ground") == ("ethnicity", "national_minority", "age")
    assert beneath(answers, "area") == beneath(answers, "safety") == ()


@pytest.mark.parametrize(
    ("codes", "answers", "said"),
    [
        ({"scope": ("dl_likely",), "area": ("street",), "ground": ("age",)}, {}, "området"),
        ({"scope": ("dl_likely",), "ground": ("language",)}, {}, "skyddad grund"),
        ({"form": ("direct",)}, {}, "Formen bygger på en grund"),
        ({"form": ("degrading_school",), "ground": ("age",)}, {}, "i skolan"),
        ({"form": ("hate_crime",), "hate_event": ("no",)}, {}, "hathändelse är nej"),
        ({"form": ("hate_crime",)}, {}, "Formen säger brott"),
        ({"hate_event": ("yes",)}, {}, "motiv eller tecken saknas"),
        ({"actor_type": ("municipal_unit",), "own_operation": ("no",)}, {}, "egen verksamhet"),
        ({"ground": ("age",)}, {"ground": ("religion",)}, "Båda svaren finns kvar"),
        ({}, {"safety": ("danger",)}, "inte akut"),
    ],
)
def test_what_does_not_fit_together_is_said_and_accepted(
    codes: Codes, answers: Codes, said: str
) -> None:
    found = warnings(Coding({**BASE, **codes}), answers)
    assert len([one for one in found if said in one]) == 1
    assert warnings(coded(), {}) == ()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"safety": ("child",)}, "handla genast"),
        ({"area": ("education",), "ground": ("religion",)}, "med grund"),
        ({"area": ("education",)}, "utan grund"),
        ({"area": ("work",)}, "facket först"),
        ({"area": ("outside",), "what_happened": ("threatened",)}, "polisen"),
        ({"area": ("care",)}, "IVO"),
        ({"area": ("housing",)}, "hyresnämnden"),
        ({"what_happened": ("barrier",)}, "Digg"),
        ({"what_happened": ("sexual",)}, "kräver ingen grund"),
        ({"area": ("outside",)}, "utanför diskrimineringslagen"),
    ],
)
def test_a_hint_follows_from_the_reporters_answers(answers: Codes, said: str) -> None:
    assert [one for one in hints(answers) if said in one] != []
    assert hints({}) == ()


def test_a_hint_follows_the_coding_where_there_is_one() -> None:
    answers = {"area": ("work",)}
    assert hints(answers, coded(area=("membership",))) == ()
    employer = hints({}, coded(own_operation=("employer",)))
    assert [one for one in employer if "HR" in one] != []


@pytest.mark.parametrize("group", [c.code for c in vocabulary("what_happened").public()])
def test_the_hate_event_is_unfolded_after_insult_threat_violence_and_propaganda(group: str) -> None:
    likely = group in {"insulted", "threatened", "attacked", "place"}
    assert hate_event_likely({"what_happened": (group,)}) is likely


# ---------------------------------------------------------------- priority on the desk card


CARD = DeskCard(3, Flag(0), date(2026, 12, 1), received=DAY)


def test_a_higher_priority_is_due_earlier_from_the_day_on_which_it_is_set() -> None:
    raised = prioritised(CARD, 1, date(2026, 11, 25))
    assert (raised.priority, raised.due) == (1, date(2026, 11, 25))
    assert prioritised(CARD, 1, date(2026, 12, 3)).due == CARD.due


def test_a_lower_priority_is_due_as_from_the_start_unless_something_new_waits() -> None:
    lowered = prioritised(CARD, 4, date(2026, 11, 25))
    assert (lowered.priority, lowered.due) == (4, date(2026, 12, 8))
    waiting = CARD.with_message(DAY)
    assert prioritised(waiting, 4, DAY).due == waiting.due


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_a_priority_alone_makes_nothing_due_and_moves_no_follow_up(level: int) -> None:
    answered = CARD.answered(DAY)
    for card in (answered, DeskCard(3, Flag(0), None)):
        assert prioritised(card, level, DAY) == replace(card, priority=level)
