"""The municipality's own directory: read strictly, in the place of the general one, in its own words."""

import json
from typing import Any

import pytest

from incidents.core.help.directory import (
    LOCAL_ROLES,
    Role,
    Situation,
)
from incidents.core.help.merging import merged
from incidents.core.help.reading import local, national
from incidents.core.help.strict import DirectoryError
from tests.core.helping import AS_DELIVERED, TODAY, pieces, roles

FACT = {"source": "kommunens webbplats", "checked": "2026-11-01", "verified": True}
SCHOOL: dict[str, Any] = {
    "id": "local.skola",
    "role": "huvudman",
    "name": "Barn- och utbildningsförvaltningen",
    "about": "Driver kommunens skolor.",
    "contacts": [
        {"id": "local.skola.phone", "kind": "phone", "value": "0123-456 78", **FACT},
        {"id": "local.skola.web", "kind": "web", "value": "strandvik.se/skola", **FACT},
    ],
    **FACT,
}
NUMBER: dict[str, Any] = {
    "id": "local.socialjour",
    "number": "0123-456 00",
    "name": "Socialjouren",
    "about": "Kvällar och helger.",
    "when": ["child"],
    **FACT,
}


def own(**changes: Any) -> str:
    return json.dumps({"version": 1, "bodies": [SCHOOL], "numbers": [NUMBER], **changes})


def with_school(**changes: Any) -> str:
    return own(bodies=[{**SCHOOL, **changes}])


def test_the_municipalitys_own_body_takes_the_place_of_the_general_one_in_its_own_words() -> None:
    here = merged(national(), local(own()), {})
    (school,) = here.bodies_for(Role.SCHOOL)
    assert (school.name, school.own_words) == ("Barn- och utbildningsförvaltningen", True)
    assert [contact.value for contact in school.contacts] == ["0123-456 78", "strandvik.se/skola"]
    (before,) = AS_DELIVERED.bodies_for(Role.SCHOOL)
    assert not before.own_words


def test_the_municipalitys_own_number_comes_after_the_national_ones() -> None:
    here = merged(national(), local(own()), {})
    child = here.numbers_for(frozenset({Situation.ALWAYS, Situation.CHILD}))
    assert [number.number for number in child] == ["112", "116 111", "1177", "0123-456 00"]
    assert child[-1].own_words


def test_a_chosen_bureau_takes_the_place_of_the_general_one() -> None:
    here = merged(national(), local(own(chosen=["adb.malmo", "adb.norra_skane"])), {})
    assert [body.name for body in here.bodies_for(Role.BUREAU)] == [
        "Antidiskrimineringsbyrån Norra Skåne",
        "Malmö mot Diskriminering",
    ]
    assert [body.name for body in AS_DELIVERED.bodies_for(Role.BUREAU)] == [
        "En antidiskrimineringsbyrå"
    ]


def test_a_chosen_bureau_that_nobody_has_verified_waits_for_its_confirmation() -> None:
    chosen = local(own(chosen=["adb.stockholm_syd"]))
    (general,) = merged(national(), chosen, {}).bodies_for(Role.BUREAU)
    assert not general.on_choice
    (bureau,) = merged(national(), chosen, {"adb.stockholm_syd": TODAY}).bodies_for(Role.BUREAU)
    assert bureau.on_choice


def test_the_municipalitys_own_fact_is_hidden_until_it_is_verified_too() -> None:
    hidden = local(with_school(verified=False))
    assert not merged(national(), hidden, {}).bodies_for(Role.SCHOOL)[0].own_words
    assert merged(national(), hidden, {"local.skola": TODAY}).bodies_for(Role.SCHOOL)[0].own_words


def test_several_bodies_of_one_role_are_all_named_in_the_order_of_the_file() -> None:
    def association(name: str) -> dict[str, Any]:
        return {**SCHOOL, "id": f"local.{name}", "role": "community", "name": name, "contacts": []}

    text = own(bodies=[association("b"), association("a")])
    here = merged(national(), local(text), {})
    assert [body.name for body in here.bodies_for(Role.COMMUNITY)] == ["b", "a"]
    assert roles(here, ground="religion").count("community") == 2
    assert "community" not in roles(here, ground="other")


def test_the_young_find_the_municipalitys_own_after_the_childrens_line() -> None:
    youth = {**SCHOOL, "role": "unga", "contacts": []}
    here = merged(national(), local(own(bodies=[youth])), {})
    assert roles(here, under18="yes", area="education")[:3] == ["bris", "unga", "huvudman"]


@pytest.mark.parametrize("role", sorted(set(Role) - LOCAL_ROLES))
def test_a_national_authority_cannot_be_replaced(role: Role) -> None:
    with pytest.raises(DirectoryError, match=role.value):
        local(with_school(role=role.value))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1"),
        ("{", "line 1"),
        ("[]", "object"),
        ("null", "object"),
        (own(version=2), "version"),
        (own(extra=1), "unknown: extra"),
        (own(rules=[]), "unknown: rules"),
        (own(bodies={}), "bodies: a list"),
        (own(bodies=[1]), "bodies: an object"),
        (own(numbers=None), "numbers: a list"),
        ('{"version": 1, "bodies": []}', "missing: numbers"),
        ('{"version": 1, "version": 1, "bodies": [], "numbers": []}', "given twice"),
        (own(chosen=["adb.malmo", ""]), "chosen"),
        (own(chosen="adb.malmo"), "chosen: a list"),
        (with_school(extra=1), "local.skola: unknown: extra"),
        (with_school(on_choice=True), "unknown: on_choice"),
        (with_school(proper=True), "unknown: proper"),
        (with_school(id="skola"), "begin with local."),
        (with_school(id="local.Skola"), "other characters"),
        (with_school(id="local..skola"), "other characters"),
        (with_school(id="local.skola.phone"), "given twice"),
        (with_school(role="skola"), "none of"),
        (with_school(name=""), "local.skola"),
        (with_school(name=" "), "a text"),
        (with_school(about="x" * 301), "a text"),
        (with_school(about=1), "a text"),
        (with_school(source=None), "a text"),
        (with_school(verified="yes"), "neither true nor false"),
        (with_school(verified=None), "true or false"),
        (with_school(anonymous=1), "neither true nor false"),
        (with_school(checked="2026-13-01"), "date"),
        (with_school(checked="20261101"), "date"),
        (with_school(checked="2026-W45-1"), "date"),
        (with_school(checked="2026-11-01T00:00"), "date"),
        (with_school(checked=20261101), "date"),
        (with_school(checked=None), "date"),
        (with_school(contacts=[{**SCHOOL["contacts"][0], "kind": "fax"}]), "none of"),
        (with_school(contacts=[{**SCHOOL["contacts"][0], "value": "ring oss"}]), "is no phone"),
        (with_school(contacts=[{**SCHOOL["contacts"][1], "value": "https://a.se"}]), "is no web"),
        (with_school(contacts=[{**SCHOOL["contacts"][1], "value": "javascript:x"}]), "is no web"),
        (with_school(contacts=[{**SCHOOL["contacts"][1], "value": 'a.se/"x'}]), "is no web"),
        (with_school(contacts=[{**SCHOOL["contacts"][1], "kind": "email"}]), "is no email"),
        (own(numbers=[{**NUMBER, "number": "ring"}]), "no phone number"),
        (own(numbers=[{**NUMBER, "when": []}]), "never be shown"),
        (own(numbers=[{**NUMBER, "when": ["always!"]}]), "none of"),
        (own(numbers=[{**NUMBER, "hours": ""}]), "a text"),
    ],
)
def test_a_file_that_is_not_quite_right_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(DirectoryError) as refused:
        local(text)
    assert said in str(refused.value)


@pytest.mark.parametrize("chosen", ["adb", "do", "local.skola", "adb.nowhere"])
def test_only_a_body_on_choice_can_be_chosen(chosen: str) -> None:
    with pytest.raises(DirectoryError, match=chosen):
        merged(national(), local(own(chosen=[chosen])), {})


def test_a_body_cannot_have_a_number_that_does_not_exist() -> None:
    with pytest.raises(DirectoryError, match=r"local\.nowhere"):
        merged(national(), local(with_school(numbers=["local.nowhere"])), {})


def test_an_empty_own_directory_changes_nothing() -> None:
    empty = local('{"version": 1, "bodies": [], "numbers": []}')
    assert list(pieces(merged(national(), empty, {}))) == list(pieces(AS_DELIVERED))
