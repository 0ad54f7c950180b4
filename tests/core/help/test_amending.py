"""A municipality's own version of the directory: what it says on top holds, all else follows the national one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from incidents.core.errors import Invalid, NotFound
from incidents.core.help.accepting import Who
from incidents.core.help.amending import (
    body_in,
    check_sound,
    checked,
    chosen,
    export,
    facts_about,
    followed,
    judged,
    shown,
    standing_in,
    taken_in,
    told,
)
from incidents.core.help.directory import Body, Contact, ContactKind, Directory, Fact, Role
from incidents.core.help.merging import NOTHING, Source, begun, directory_of, merged, whole
from incidents.core.help.reading import national
from incidents.core.help.standing import standing_of
from incidents.core.help.table import read, written
from tests.core.helping import AS_DELIVERED, TODAY

LATER = TODAY + timedelta(days=30)
HERE = ("Kalmar län", "Strandviks kommun")
IDS = {fact.id for fact in national().facts()}


def here(own: Source, region: tuple[str, ...] = ()) -> Directory:
    return directory_of(national(), own, region)


def body(name: str, own: Source = NOTHING) -> Body:
    return body_in(whole(national(), own), name)


def ours() -> Body:
    fact = Fact("local.jouren", "Strandviks jour", "telefon", TODAY, verified=True)
    phone = replace(fact, id="local.jouren.phone", says="0123-456 78")
    return Body(
        fact,
        Role.SHELTER,
        "Strandviks jour",
        "Ring; vi lyssnar.\nHela natten.",
        (Contact(phone, ContactKind.PHONE, "0123-456 78"),),
        own_words=True,
        who=(Who.WOMEN,),
        region=("Strandviks kommun",),
    )


def everything_at_once() -> Source:
    """A version with one of each thing that it can say."""
    polisen = replace(body("polisen"), about="Ring 112 när det är bråttom.")
    known = standing_of("adb.malmo", takes=False, by_us=True, source="telefon", checked=TODAY)
    own = told(national(), NOTHING, ours(), None)
    own = told(national(), own, polisen, None)
    own = told(national(), own, body("adb.malmo"), known)
    own = judged(national(), own, "jk", holds=True, today=TODAY)
    own = judged(national(), own, "do.phone", holds=False, today=TODAY)
    own = checked(national(), own, "number.bris", TODAY)
    own = chosen(national(), own, "adb.malmo", yes=True)
    return shown(national(), own, "onh", yes=False)


def stored(own: Source) -> Source:
    return read(written(own), local=True, both=True, beside=national())


def table(own: Source, change: tuple[str, str] = ("", "")) -> Source:
    text = written(export(national(), own)).replace(*change)
    return read(text, local=True, both=True, beside=whole(national(), own), known=IDS)


def test_a_version_that_says_nothing_is_the_directory_as_delivered() -> None:
    assert here(NOTHING) == AS_DELIVERED
    assert begun(national(), NOTHING, {}) == NOTHING


def test_a_version_is_stored_and_read_without_loss() -> None:
    own = everything_at_once()
    assert whole(national(), stored(own)) == whole(national(), own)
    assert written(stored(own)) == written(own)
    assert here(stored(own)) == here(own)


def test_what_is_checked_gets_the_day_and_what_waits_goes_on_waiting() -> None:
    own = checked(national(), NOTHING, "rfsl", TODAY)
    found = body("rfsl", own)
    assert [
        (fact.checked, fact.verified) for fact in facts_about(whole(national(), own), "rfsl")
    ] == [
        (TODAY, True),
        (TODAY, True),
        (date(2026, 11, 23), False),
    ]
    assert [one.value for one in found.contacts] == ["rfsl.se/verksamhet/stod", "020-34 13 16"]
    (rfsl,) = here(own).bodies_for(Role.RFSL)
    assert [one.value for one in rfsl.contacts] == ["rfsl.se/verksamhet/stod"]


def test_a_fact_that_is_confirmed_is_shown_and_one_that_does_not_hold_is_hidden() -> None:
    own = judged(national(), NOTHING, "rfsl.phone", holds=True, today=TODAY)
    (rfsl,) = here(own).bodies_for(Role.RFSL)
    assert [one.value for one in rfsl.contacts] == ["rfsl.se/verksamhet/stod", "020-34 13 16"]
    own = judged(national(), own, "rfsl.phone", holds=False, today=LATER)
    assert (
        here(own).bodies_for(Role.RFSL)[0].contacts
        == AS_DELIVERED.bodies_for(Role.RFSL)[0].contacts
    )
    assert {fact.id for fact in here(own).unconfirmed} == {f.id for f in AS_DELIVERED.unconfirmed}


def test_a_check_does_not_cover_what_says_something_else_by_now() -> None:
    own = judged(national(), NOTHING, "rfsl.phone", holds=True, today=TODAY)
    number = "020-99 99 99"
    phone = replace(body("rfsl").contacts[1], value=number)
    phone = replace(phone, fact=replace(phone.fact, says=number))
    moved = replace(body("rfsl"), contacts=(body("rfsl").contacts[0], phone))
    later = replace(
        national(),
        bodies=tuple(moved if one.fact.id == "rfsl" else one for one in national().bodies),
    )
    (rfsl,) = directory_of(later, own).bodies_for(Role.RFSL)
    assert [one.value for one in rfsl.contacts] == ["rfsl.se/verksamhet/stod"]


def test_only_what_the_municipality_says_otherwise_stops_following_the_national_directory() -> None:
    own = everything_at_once()
    assert {one.fact.id for one in own.bodies} == {"local.jouren", "polisen"}
    corrected = tuple(replace(one, about="Nytt.") for one in national().bodies)
    later = directory_of(replace(national(), bodies=corrected), own)
    assert later.bodies_for(Role.DO)[0].about == "Nytt."
    assert later.bodies_for(Role.POLICE)[0].about == "Ring 112 när det är bråttom."


def test_the_municipalitys_words_on_a_national_body_are_its_own_and_the_role_stays() -> None:
    said = replace(body("polisen"), about="Ring 114 14.", role=Role.UNIT, on_choice=True)
    own = stored(told(national(), NOTHING, said, None))
    (police,) = here(own).bodies_for(Role.POLICE)
    assert (police.about, police.own_words, police.on_choice) == ("Ring 114 14.", True, False)
    assert [one.value for one in police.contacts] == ["112", "114 14", "polisen.se"]
    longer = replace(body("polisen"), languages=("sv",))
    (police,) = here(told(national(), NOTHING, longer, None)).bodies_for(Role.POLICE)
    assert (police.languages, police.own_words) == (("sv",), False)


def test_an_own_body_takes_the_place_of_the_general_one_and_a_changed_general_one_does_not() -> (
    None
):
    own = told(national(), NOTHING, ours(), None)
    assert [one.name for one in here(own).bodies_for(Role.SHELTER)] == ["Strandviks jour"]
    said = replace(body("adb"), about="En byrå.")
    own = told(national(), NOTHING, said, None)
    assert [one.fact.id for one in here(own, HERE).bodies_for(Role.BUREAU)] == ["adb.sydost"]


def test_what_is_known_today_stands_at_its_body_and_can_be_taken_away() -> None:
    known = standing_of("polisen", takes=True, by_us=None, source="telefon", checked=TODAY)
    own = told(national(), NOTHING, body("polisen"), known)
    assert here(own).bodies_for(Role.POLICE)[0].standing == known
    own = checked(national(), own, "polisen", LATER)
    found = standing_in(whole(national(), own), "polisen")
    assert found is not None and found.fact.checked == LATER
    own = told(national(), own, body("polisen", own), None)
    assert here(own).bodies_for(Role.POLICE)[0].standing is None


def test_a_body_that_is_not_shown_is_kept_and_shown_again() -> None:
    own = shown(national(), NOTHING, "onh", yes=False)
    assert here(own).bodies_for(Role.UNIVERSITY_APPEALS) == ()
    assert here(shown(national(), own, "onh", yes=True)) == AS_DELIVERED
    left_out = replace(export(national(), NOTHING), bodies=())
    found = taken_in(national(), told(national(), NOTHING, ours(), None), left_out)
    assert "local.jouren" in found.retired
    assert body("local.jouren", found) == ours()


def test_a_national_body_can_follow_the_national_directory_again() -> None:
    own = followed(national(), everything_at_once(), "polisen")
    assert {one.fact.id for one in own.bodies} == {"local.jouren"}
    assert here(own).bodies_for(Role.POLICE) == AS_DELIVERED.bodies_for(Role.POLICE)
    with pytest.raises(NotFound):
        followed(national(), own, "local.jouren")


@pytest.mark.parametrize("name", ["", "no.such", "do.phone"])
def test_what_is_not_in_the_directory_is_not_found(name: str) -> None:
    deeds = (
        lambda: shown(national(), NOTHING, name, yes=False),
        lambda: chosen(national(), NOTHING, name, yes=True),
        lambda: checked(national(), NOTHING, name, TODAY),
    )
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()
    with pytest.raises(NotFound):
        chosen(national(), NOTHING, "do", yes=True)


def refused(own: Source, today: date = TODAY) -> str:
    try:
        check_sound(national(), own, (), today)
    except Invalid as error:
        return error.sentence
    return ""


def test_a_version_in_which_somebody_in_danger_finds_no_number_may_not_hold() -> None:
    hidden = {
        number.fact.id: judged(national(), NOTHING, number.fact.id, holds=False, today=TODAY)
        for number in national().numbers
    }
    wrong = {name for name, own in hidden.items() if "inget nummer" in refused(own)}
    assert wrong == {"number.112", "number.1177", "number.bris"}
    assert {refused(own) for name, own in hidden.items() if name not in wrong} == {""}


def test_a_bureau_and_victim_support_are_always_there() -> None:
    for name in ("adb", "boj"):
        own = shown(national(), NOTHING, name, yes=False)
        assert "Minst en byrå" in refused(own)
        check_sound(
            national(),
            chosen(national(), told(national(), own, jour(), None), "adb.malmo", yes=True),
            (),
            TODAY,
        )


def jour() -> Body:
    return replace(ours(), role=Role.VICTIM_SUPPORT)


def test_a_day_that_has_not_come_may_not_stand_in_a_version() -> None:
    assert "inte kommit" in refused(checked(national(), NOTHING, "do", LATER))
    assert refused(checked(national(), NOTHING, "do", LATER), LATER) == ""
    later = replace(body("do"), fact=replace(body("do").fact, checked=LATER))
    assert "inte kommit" in refused(told(national(), NOTHING, later, None))


def test_the_files_of_an_installation_are_its_first_version() -> None:
    own = begun(national(), NOTHING, {"jk": TODAY, "number.bris": TODAY})
    assert here(own, HERE) == merged(national(), NOTHING, {"jk": TODAY, "number.bris": TODAY}, HERE)
    assert here(stored(own), HERE) == here(own, HERE)


#: Versions of municipalities name these: an id of a number or a rule is never taken back.
ONCE = (
    "number.112 number.sjalvmord number.bris number.1177 number.11414 number.boj number.kfl limit.work "
    "limit.dismissal_month limit.dismissal_damages limit.crime limit.jo limit.arn limit.compensation limit.ivo"
)


def test_no_number_and_no_limit_that_a_version_may_name_has_gone() -> None:
    assert set(ONCE.split()) <= IDS
