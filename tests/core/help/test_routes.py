"""Each routing hint (DOMAIN 8): who is named for which answers, and in which order."""

import pytest

from incidents.core.help.directory import Role
from incidents.core.help.routes import ROUTES
from incidents.core.vocabulary import vocabularies
from tests.core.helping import ALL_CONFIRMED, AS_DELIVERED, ASKED, confirming, helped, roles

#: The hint, the answers, and who is named in this order (others may stand between).
HINTS: list[tuple[str, dict[str, str | tuple[str, ...]], list[str]]] = [
    (
        "school with a ground: the huvudman, then DO",
        {"area": "education", "ground": "religion"},
        ["huvudman", "do"],
    ),
    (
        "school without a ground: the huvudman, then BEO",
        {"area": "education", "ground": "other"},
        ["huvudman", "beo"],
    ),
    (
        "school, ground not known: the huvudman, BEO, DO",
        {"area": "education", "ground": "unknown"},
        ["huvudman", "beo", "do"],
    ),
    ("work: the union first, then DO", {"area": "work"}, ["fack", "do"]),
    (
        "work without a ground (parental leave): the union, then DO",
        {"area": "work", "ground": "other"},
        ["fack", "do"],
    ),
    (
        "threat in the street: police, victim support",
        {"area": "outside", "what_happened": "threatened"},
        ["polisen", "boj"],
    ),
    (
        "violence in the street: police, victim support, compensation",
        {"area": "outside", "what_happened": "attacked"},
        ["polisen", "boj", "brom"],
    ),
    (
        "hate online: police, victim support",
        {"area": "outside", "what_happened": "insulted", "place_type": "digital"},
        ["polisen", "boj"],
    ),
    (
        "a neighbour: the landlord, police, victim support",
        {"area": "outside", "actor_type": "person", "place_type": "home"},
        ["hyresvard", "polisen", "boj"],
    ),
    (
        "the municipality as employer: HR, then whistleblowing",
        {"area": "work", "actor_type": "municipality"},
        ["fack", "hr", "vissel", "do"],
    ),
    ("a child at risk: social services", {"safety": "child"}, ["soc"]),
    (
        "health care with a ground: the provider, patientnämnden, IVO, DO",
        {"area": "care", "ground": "disability"},
        ["verksamheten", "patientnamnd", "ivo", "do"],
    ),
    (
        "health care without a ground: the provider, patientnämnden, IVO",
        {"area": "care", "ground": "other"},
        ["verksamheten", "patientnamnd", "ivo"],
    ),
    (
        "housing: the landlord, DO, hyresnämnden",
        {"area": "housing"},
        ["hyresvard", "do", "hyresnamnd"],
    ),
    (
        "a barrier on a public website: its owner, then Digg",
        {"what_happened": "barrier", "place_type": "digital"},
        ["verksamheten", "digg"],
    ),
    (
        "a barrier in premises: the owner, then the building committee",
        {"what_happened": "barrier", "place_type": "shop"},
        ["verksamheten", "byggnadsnamnd"],
    ),
    ("a contractor: who owns the contract", {"actor_type": "contractor"}, ["upphandling"]),
    ("the municipality's own service: the committee", {"actor_type": "municipality"}, ["namnd"]),
    ("an authority: DO, then JO", {"area": "authority"}, ["do", "jo"]),
    ("a shop: the shop, DO, ARN", {"area": "service"}, ["verksamheten", "do", "arn"]),
    (
        "leaflets: police, the safety co-ordinator",
        {"what_happened": "place"},
        ["polisen", "trygghet", "sanering"],
    ),
    (
        "an LGBTQI person and threat: RFSL",
        {"bias_motive": "lgbtqi", "what_happened": "threatened"},
        ["polisen", "rfsl"],
    ),
    ("violence: the women's line", {"what_happened": "attacked"}, ["polisen", "kfl"]),
    (
        "punished for complaining: DO also without a ground",
        {"area": "care", "ground": "other", "what_happened": "ignored"},
        ["do"],
    ),
    (
        "sexual harassment needs no ground: DO, a bureau",
        {"area": "service", "ground": "other", "what_happened": "sexual"},
        ["do", "adb"],
    ),
    ("a decision of a university", {"area": "education", "under18": "no"}, ["do", "onh"]),
    ("working environment", {"area": "work"}, ["fack", "av"]),
    ("nothing answered: DO, a bureau, police, victim support", {}, ["do", "adb", "polisen", "boj"]),
]
ABSENT: list[tuple[str, dict[str, str | tuple[str, ...]], list[str]]] = [
    (
        "outside the Act there is no way to DO",
        {"area": "outside", "ground": "ethnicity"},
        ["do", "adb"],
    ),
    ("school with a ground is not for BEO", {"area": "education", "ground": "sex"}, ["beo"]),
    (
        "school without a ground is not for DO",
        {"area": "education", "ground": "other"},
        ["do", "onh"],
    ),
    ("health care without a ground is not for DO", {"area": "care", "ground": "other"}, ["do"]),
    (
        "a private employer has no municipal HR",
        {"area": "work", "actor_type": "work"},
        ["hr", "vissel"],
    ),
    ("a pupil gets no university board", {"area": "education", "under18": "yes"}, ["onh"]),
    ("an adult gets no children's line", {"under18": "no"}, ["bris"]),
]


@pytest.mark.parametrize(("hint", "answers", "named"), HINTS, ids=[hint for hint, *_ in HINTS])
def test_the_hint_names_them_in_this_order(
    hint: str, answers: dict[str, str | tuple[str, ...]], named: list[str]
) -> None:
    assert [role for role in roles(**answers) if role in named] == named


@pytest.mark.parametrize(("hint", "answers", "absent"), ABSENT, ids=[hint for hint, *_ in ABSENT])
def test_the_hint_does_not_name_them(
    hint: str, answers: dict[str, str | tuple[str, ...]], absent: list[str]
) -> None:
    assert set(roles(ALL_CONFIRMED, **answers)) & set(absent) == set()


@pytest.mark.parametrize(
    ("hint", "answers", "named"),
    [
        ("the union stands first in work cases", {"area": "work"}, "fack"),
        ("the huvudman stands first in school", {"area": "education"}, "huvudman"),
        ("the landlord stands first in housing", {"area": "housing"}, "hyresvard"),
        ("the provider stands first in care", {"area": "care"}, "verksamheten"),
        ("Bris stands first for the young", {"area": "education", "under18": "yes"}, "bris"),
        ("social services stand first for a child", {"area": "work", "safety": "child"}, "soc"),
    ],
)
def test_who_stands_first(hint: str, answers: dict[str, str], named: str) -> None:
    assert roles(**answers)[0] == named


MARKED_ROUTES: list[tuple[tuple[str, ...], dict[str, str | tuple[str, ...]], str]] = [
    (("records.company",), {"area": "housing", "actor_type": "company"}, "registrator"),
    (("mprt",), {"area": "outside"}, "medier"),
    (("jk",), {"area": "outside", "what_happened": "insulted"}, "jk"),
    (("roks",), {"what_happened": "attacked"}, "jourer"),
    (("heder",), {"area": "outside", "what_happened": "threatened"}, "heder"),
    (("lst",), {"actor_type": "municipality", "ground": "other"}, "minoritetssprak"),
    (("frf",), {"ground": "disability"}, "frf"),
]


@pytest.mark.parametrize(("facts", "answers", "named"), MARKED_ROUTES)
def test_a_marked_hint_appears_with_its_confirmation_and_not_before(
    facts: tuple[str, ...], answers: dict[str, str | tuple[str, ...]], named: str
) -> None:
    assert named not in roles(AS_DELIVERED, **answers)
    assert named in roles(confirming(*facts), **answers)


def test_records_of_a_municipal_company_are_asked_for_before_the_case_is_named() -> None:
    named = roles(confirming("records.company"), area="housing", actor_type="company")
    assert named.index("registrator") < named.index("do")
    assert "registrator" not in roles(ALL_CONFIRMED, area="housing", actor_type="business")


def test_every_role_but_the_municipalitys_own_choices_is_reached_by_some_answer() -> None:
    tables = [*(answers for _, answers, _ in HINTS), *(answers for _, answers, _ in MARKED_ROUTES)]
    reached = {role for answers in tables for role in roles(ALL_CONFIRMED, **answers)}
    reached |= set(roles(ALL_CONFIRMED, under18="yes"))
    local_only = {Role.YOUTH.value, Role.COMMUNITY.value}
    assert reached == {role.value for role in Role} - local_only


def test_every_role_has_a_route() -> None:
    assert {route.role for route in ROUTES} == set(Role)


@pytest.mark.parametrize(
    ("name", "group"),
    [(name, choice.code) for name in ASKED for choice in vocabularies()[name].public()],
)
def test_every_answer_leads_to_somebody_who_can_help(name: str, group: str) -> None:
    assert helped(**{name: group}).helpers[-1].body.role is Role.UNIT
