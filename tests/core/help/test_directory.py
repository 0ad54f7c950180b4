"""The national directory: hidden until confirmed, old after 180 days; the manual says what waits."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from incidents.core.help.directory import (
    LOCAL_ROLES,
    ContactKind,
    Fact,
    Role,
    Situation,
)
from incidents.core.help.merging import NOTHING, merged
from incidents.core.help.reading import local, national
from incidents.core.help.strict import DirectoryError
from tests.core.helping import AS_DELIVERED, MARKED, TODAY, confirming

#: What DOMAIN marks as not verified.
UNVERIFIED = {
    "adb.stockholm_syd",
    "adb.stockholm_syd.region",
    "adb.vast.region",
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
    "privacy.basis",
    "privacy.crime",
    "privacy.sensitive",
    "records.company",
    "rfsl.phone",
    "ro",
    "roks",
    "roks.web",
    "sametinget",
    "secrecy.address",
    "secrecy.health",
    "unizon",
    "unizon.web",
}


def test_the_national_directory_marks_what_nobody_has_verified() -> None:
    assert {fact.id for fact in national().facts() if not fact.verified} == UNVERIFIED
    of_bureaus = {"adb.stockholm_syd", "adb.stockholm_syd.region", "adb.vast.region"}
    assert set(MARKED) == UNVERIFIED - of_bureaus


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


# ------------------------------------------------------------------ the manual

MANUAL = (Path(__file__).resolve().parents[3] / "docs" / "operating.md").read_text("utf-8")


def test_the_manual_names_every_fact_that_waits_for_its_confirmation() -> None:
    table = MANUAL.partition("**Not verified: not shown.**")[2].partition("Example:")[0]
    named = set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)*)`", table))
    assert named == UNVERIFIED


def test_the_example_of_the_manual_is_a_directory_and_names_every_role() -> None:
    example = re.search(r"```json\n(.*?)```(.*)## When passphrases", MANUAL, re.DOTALL)
    assert example
    here = merged(national(), local(example[1]), {})
    assert here.bodies_for(Role.SCHOOL)[0].own_words
    roles_line = example[2].partition("`role`:")[2].partition("Your body")[0]
    assert set(re.findall(r"`([a-z]+)`", roles_line)) == {role.value for role in LOCAL_ROLES}
