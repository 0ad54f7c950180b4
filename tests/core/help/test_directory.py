"""The directory: read strictly, merged with the municipality's own, hidden until confirmed, old after 180 days."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from incidents.core.help.directory import (
    LOCAL_ROLES,
    ContactKind,
    DirectoryError,
    Fact,
    Role,
    Situation,
)
from incidents.core.help.merging import NOTHING, merged
from incidents.core.help.reading import local, national
from tests.core.helping import AS_DELIVERED, MARKED, TODAY, confirming, pieces, roles

#: What DOMAIN marks as not verified.
UNVERIFIED = {
    "adb.stockholm_syd",
    "frf",
    "heder",
    "heder.phone",
    "hyresnamnd.web",
    "jk",
    "jk.web",
    "limit.arn",
    "limit.crime",
    "limit.dismissal_damages",
    "limit.dismissal_month",
    "limit.jo",
    "limit.work",
    "lst",
    "mo",
    "mprt",
    "records.company",
    "rfsl.phone",
    "ro",
    "roks",
    "roks.web",
    "sametinget",
    "unizon",
    "unizon.web",
}


def test_the_national_directory_marks_what_nobody_has_verified() -> None:
    assert {fact.id for fact in national().facts() if not fact.verified} == UNVERIFIED
    assert set(MARKED) == UNVERIFIED - {"adb.stockholm_syd"}


def test_the_urgent_numbers_ship_verified_each_with_its_source() -> None:
    assert [(n.number, n.fact.verified, bool(n.fact.source)) for n in national().numbers] == [
        (number, True, True)
        for number in ("112", "90101", "116 111", "1177", "114 14", "116 006", "020-50 50 50")
    ]


def test_every_fact_says_where_it_was_read_and_no_date_has_yet_to_come() -> None:
    facts = list(national().facts())
    assert [fact.id for fact in facts if fact.checked > TODAY] == []
    # Nothing that has no source at all is shown.
    assert [f.id for f in facts if f.verified and f.source == "källa saknas"] == []


def test_every_role_that_is_not_the_municipalitys_own_choice_has_a_national_body() -> None:
    named = {body.role for body in national().bodies}
    assert set(Role) - named == {Role.COMMUNITY, Role.YOUTH}


def test_a_body_is_reached_on_its_urgent_number_first() -> None:
    (police,) = AS_DELIVERED.bodies_for(Role.POLICE)
    assert [contact.value for contact in police.contacts] == ["112", "114 14", "polisen.se"]


def test_an_unverified_contact_is_left_out_and_a_confirmed_one_is_not() -> None:
    def phones(*confirmed: str) -> list[str]:
        (rfsl,) = confirming(*confirmed).bodies_for(Role.RFSL)
        return [c.value for c in rfsl.contacts if c.kind is ContactKind.PHONE]

    assert (phones(), phones("rfsl.phone")) == ([], ["020-34 13 16"])


def test_confirming_a_contact_does_not_confirm_its_body() -> None:
    assert confirming("jk.web").bodies_for(Role.JK) == ()
    (jk,) = confirming("jk").bodies_for(Role.JK)
    assert jk.contacts == ()


def test_a_confirmation_of_something_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DirectoryError, match=r"rfsl\.fax"):
        confirming("rfsl.phone", "rfsl.fax")


def test_a_confirmation_renews_the_date_and_an_older_one_does_not() -> None:
    def checked(day: date) -> date:
        found = merged(national(), NOTHING, {"number.bris": day})
        return next(n.fact.checked for n in found.numbers if n.number == "116 111")

    assert checked(TODAY) == TODAY
    assert checked(date(2019, 1, 1)) == date(2025, 8, 20)


@pytest.mark.parametrize(("age", "old"), [(0, False), (179, False), (180, False), (181, True)])
def test_a_fact_is_old_when_it_was_checked_more_than_180_days_ago(age: int, *, old: bool) -> None:
    fact = Fact("x", "x", "x", TODAY - timedelta(days=age), verified=True)
    assert fact.stale(TODAY) is old


def test_the_staff_are_warned_of_what_is_shown_and_old_and_of_nothing_else() -> None:
    as_delivered = {fact.id for fact in AS_DELIVERED.stale(TODAY)}
    assert {n.fact.id for n in AS_DELIVERED.numbers} <= as_delivered
    assert "law.discrimination" in as_delivered
    # Neither hidden facts nor bureaus that the municipality has not chosen.
    assert as_delivered & (UNVERIFIED | {"adb.halland"}) == set()
    renewed = merged(national(), NOTHING, dict.fromkeys(as_delivered, TODAY))
    assert renewed.stale(TODAY + timedelta(days=180)) != ()
    assert renewed.stale(TODAY) == ()


def test_an_unknown_situation_has_no_number() -> None:
    assert AS_DELIVERED.numbers_for(frozenset()) == ()
    assert [n.number for n in AS_DELIVERED.numbers_for(frozenset({Situation.ALWAYS}))] == ["112"]


# ------------------------------------------------------------------ the municipality's own

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


# ------------------------------------------------------------------ the manual

MANUAL = (Path(__file__).resolve().parents[3] / "docs" / "operating.md").read_text("utf-8")


def test_the_manual_names_every_fact_that_waits_for_its_confirmation() -> None:
    table = MANUAL.partition("**Not verified: not shown.**")[2].partition("Example:")[0]
    named = set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)?)`", table))
    assert named == UNVERIFIED


def test_the_example_of_the_manual_is_a_directory_and_names_every_role() -> None:
    example = re.search(r"```json\n(.*?)```(.*)## When passphrases", MANUAL, re.DOTALL)
    assert example
    here = merged(national(), local(example[1]), {})
    assert here.bodies_for(Role.SCHOOL)[0].own_words
    roles_line = example[2].partition("`role`:")[2].partition("Your body")[0]
    assert set(re.findall(r"`([a-z]+)`", roles_line)) == {role.value for role in LOCAL_ROLES}
