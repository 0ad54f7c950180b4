"""Rights in three sentences, reprisals, and what the municipality must do."""

import re

import pytest

from incidents.core.vocabulary import vocabulary
from tests.core.helping import helped

AREAS = [choice.code for choice in vocabulary("area").public()]


def sources(**answers: str | tuple[str, ...]) -> list[str]:
    return [right.source for right in helped(**answers).rights]


def duties(**answers: str | tuple[str, ...]) -> list[str]:
    return [duty.text.swedish for duty in helped(**answers).duties]


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("happened", [c.code for c in vocabulary("what_happened").public()])
@pytest.mark.parametrize("ground", ["religion", "disability", "other", "unknown"])
def test_rights_are_three_different_sentences_each_with_its_source(
    area: str, happened: str, ground: str
) -> None:
    rights = helped(area=area, what_happened=happened, ground=ground).rights
    assert len({right.text for right in rights}) == 3
    assert [len(re.findall(r"[.!?](?:\s|$)", right.text.swedish)) for right in rights] == [1, 1, 1]
    assert [right for right in rights if not right.source or len(right.text.swedish) > 180] == []


@pytest.mark.parametrize(
    ("area", "paragraph"),
    [
        ("work", "2 kap. 1 §"),
        ("education", "2 kap. 5 §"),
        ("housing", "2 kap. 12 §"),
        ("care", "2 kap. 13 §"),
        ("authority", "2 kap. 17 §"),
        ("service", "2 kap. 12 §"),
        ("leisure", "2 kap. 12 och 17 §§"),
        ("other", "1 kap. 4–5 §§ och 2 kap."),
    ],
)
def test_the_first_sentence_says_what_the_act_forbids_in_that_area(
    area: str, paragraph: str
) -> None:
    assert sources(area=area)[0] == f"diskrimineringslagen {paragraph}"


@pytest.mark.parametrize(
    ("answers", "paragraph"),
    [
        ({}, "6 kap. 3 §"),
        ({"area": "education"}, "2 kap. 7 §"),
        ({"area": "work"}, "2 kap. 3 §"),
        ({"area": "work", "what_happened": "sexual"}, "1 kap. 4 § 5"),
        ({"area": "leisure", "what_happened": "sexual", "ground": "other"}, "1 kap. 4 § 5"),
        ({"area": "service", "what_happened": "barrier", "ground": "disability"}, "1 kap. 4 § 3"),
        # Not without a disability, and not in housing.
        ({"area": "service", "what_happened": "barrier", "ground": "age"}, "6 kap. 3 §"),
        ({"area": "housing", "what_happened": "barrier", "ground": "disability"}, "6 kap. 3 §"),
    ],
)
def test_the_second_sentence_follows_from_what_happened(
    answers: dict[str, str], paragraph: str
) -> None:
    assert sources(**answers)[1] == f"diskrimineringslagen {paragraph}"


@pytest.mark.parametrize("happened", ["threatened", "attacked", "place"])
def test_who_may_have_met_a_hate_crime_need_not_know_that_it_is_one(happened: str) -> None:
    assert "hatbrott" in helped(area="service", what_happened=happened).rights[1].text.swedish


def test_among_neighbours_and_strangers_the_act_does_not_apply_and_support_is_due() -> None:
    first, second, third = sources(area="outside", what_happened="threatened")
    assert first.startswith("do.se")
    assert second.startswith("brottsoffermyndigheten.se")
    assert third.startswith("socialtjänstlagen")


def test_school_without_a_ground_is_about_degrading_treatment() -> None:
    assert sources(area="education", ground="other") == [
        "skollagen 6 kap. 9 §",
        "skollagen 6 kap. 10 §",
        "do.se, vanliga frågor",
    ]


def test_elsewhere_without_a_ground_nobody_is_told_that_the_act_protects_them() -> None:
    assert "diskrimineringslagen 5 kap. 1 §" not in sources(area="service", ground="other")
    assert "diskrimineringslagen 5 kap. 1 §" in sources(area="service", ground=("other", "age"))
    assert "diskrimineringslagen 5 kap. 1 §" in sources(area="service", ground=("other", "unknown"))


@pytest.mark.parametrize("area", AREAS)
def test_every_reporter_is_told_that_reprisals_are_forbidden(area: str) -> None:
    reprisals = helped(area=area).reprisals
    assert "straffa dig" in reprisals.text.swedish
    assert reprisals.source.startswith("diskrimineringslagen 2 kap. ")


@pytest.mark.parametrize(
    ("area", "paragraph"),
    [("work", "18 §"), ("care", "19 §"), ("other", "18–19 §§"), ("outside", "18–19 §§")],
)
def test_reprisals_are_forbidden_by_the_paragraph_of_the_area(area: str, paragraph: str) -> None:
    assert helped(area=area).reprisals.source == f"diskrimineringslagen 2 kap. {paragraph}"


CHILD = "Om vi tror att ett barn far illa måste vi berätta det för socialtjänsten."
SCHOOL = "Gäller det en kommunal skola måste skolan utreda."
EMPLOYER = "Gäller det kommunen som arbetsgivare måste arbetsgivaren utreda trakasserier."
WHO = "Vi berättar vad som hänt, inte vem du är, om du inte har sagt ja."


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, [CHILD, SCHOOL, WHO]),
        ({"under18": "yes", "area": "service"}, [CHILD, WHO]),
        ({"under18": "no", "area": "service"}, []),
        ({"under18": "no"}, [SCHOOL, WHO]),
        ({"under18": "no", "area": "service", "safety": "child"}, [CHILD, WHO]),
        ({"under18": "no", "area": "service", "reporter_role": "child"}, [CHILD, WHO]),
        ({"area": "education", "actor_type": "municipality"}, [CHILD, SCHOOL, WHO]),
        ({"area": "education", "actor_type": "contractor"}, [CHILD, WHO]),
        ({"area": "education", "actor_type": ("contractor", "person")}, [CHILD, SCHOOL, WHO]),
        ({"under18": "no", "area": "work", "actor_type": "municipality"}, [EMPLOYER, WHO]),
        ({"under18": "no", "area": "work", "actor_type": "work"}, []),
    ],
)
def test_what_the_municipality_must_do_is_said_wherever_it_is_not_ruled_out(
    answers: dict[str, str | tuple[str, ...]], said: list[str]
) -> None:
    assert duties(**answers) == said
