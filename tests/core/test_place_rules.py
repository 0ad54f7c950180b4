"""Of which place a place alert may tell, to whom, and in which words; what was told once stays readable."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.bases import THERE
from incidents.core.entry import Kind
from incidents.core.errors import Invalid
from incidents.core.help.directory import Role
from incidents.core.referral_packet.alert import (
    ROLES,
    Place,
    place_in,
    receivers,
)
from incidents.core.referral_packet.choosing import Chosen
from incidents.core.referral_packet.document import Kind as For
from incidents.core.referral_packet.places import PLACES, WHAT
from incidents.core.vocabulary import vocabulary
from tests.core.helping import AS_DELIVERED
from tests.core.test_place_alert import EMPTY, PLAN, made
from tests.packets import (
    DAY,
    PLACE,
    alerted,
    case,
    entry,
)


@pytest.mark.parametrize(
    "change",
    [
        {"what": ()},
        {"what": ("threatened",)},
        {"what": ("place", "damaged")},
        {"place_type": "digital"},
        {"place_type": "home"},
        {"place_type": ""},
        {"where": "  "},
        {"where": "x" * 201},
        {"where": "Torget\nEtt namn"},
        {"where": "Torget, ring 070-123 45 67"},
        {"where": "nn@example.se"},
        {"where": "\u200b\u00ad"},
        {"where": "Torget, ring 070\u00ad-123\u200b 45 67"},
        {"where": "nn\u00ad@exam\u200bple.se"},
        {"where": "Torget, se AD-2026-\u200b7K3QF"},
        {"where": "Torget\u2028Ett namn"},
        {"last": date(2026, 11, 1)},
    ],
)
def test_what_is_no_place_is_refused(change: dict[str, object]) -> None:
    place = replace(PLACE, **change)  # type: ignore[arg-type] # as a form may send it
    with pytest.raises(Invalid):
        replace(PLAN, place=place)
    assert (
        place_in(place.content()) == place
    )  # what was told once is read, whatever the rules are by now


def test_a_place_that_quotes_the_person_is_refused() -> None:
    said = "Det sitter lappar på den norra väggen i gångtunneln under järnvägen."
    quoted = replace(
        PLAN, place=replace(PLACE, where="Norra vä\u00adggen i gångtunneln under järnvägen")
    )
    for opened in (case(story=said), case(entry(30, Kind.MESSAGE, text=said))):
        with pytest.raises(Invalid, match="egna ord"):
            made(opened, quoted)
    assert made(EMPTY, quoted).document.kind is For.ALERT


def test_days_that_are_to_come_are_refused() -> None:
    with pytest.raises(Invalid, match="dagar som har varit"):
        alerted(place=replace(PLACE, last=date(2026, 11, 28)))


def test_what_is_told_stands_at_a_place_where_anybody_can_look() -> None:
    groups = {one.code: one.codes for one in vocabulary("what_happened").public()}
    assert tuple(WHAT) == groups["place"]
    assert set(PLACES) == vocabulary("place_type").public_codes - {"home", "digital"}
    said = " ".join([*WHAT.values(), *PLACES.values()]).lower()
    for word in ("nätet", "meddelanden", "boende", "hem", "hotad", "slagen", "hånad", "sexuell"):
        assert word not in said


SORT = {Role.SCHOOL: "school"}
OWN = {Role.SCHOOL: {"school"}, Role.LANDLORD: {"out", "other"}}


@pytest.mark.parametrize("role", ROLES)
def test_school_and_landlord_hear_of_their_own_sorts_of_place(role: Role) -> None:
    for sort in PLACES:
        plan = replace(PLAN, role=role.value, place=replace(PLACE, place_type=sort))
        if sort in OWN.get(role, PLACES):
            assert made(EMPTY, plan).document.kind is For.ALERT
        else:
            with pytest.raises(Invalid, match="får bara veta om"):
                made(EMPTY, plan)


def test_the_unit_itself_gets_none_and_whoever_takes_graffiti_away_does() -> None:
    assert Role.UNIT not in ROLES
    assert "sanering" in {body.fact.id for body in receivers(AS_DELIVERED)}


@pytest.mark.parametrize("role", Role)
def test_who_answers_for_no_place_gets_none_and_where_it_may_have_happened_no_picture(
    role: Role,
) -> None:
    plan = replace(PLAN, role=role.value, place=replace(PLACE, place_type=SORT.get(role, "out")))
    seen = replace(plan, chosen=Chosen(files=frozenset({7})), unseen=True)
    if role in ROLES:
        assert made(EMPTY, plan).basis is None
    else:
        with pytest.raises(Invalid, match="Välj vem"):
            made(EMPTY, plan)
    if role in ROLES and role not in THERE:
        assert made(case(), seen).document.files
    else:
        with pytest.raises(Invalid):
            made(case(), seen)


@given(st.sets(st.sampled_from(sorted(WHAT)), min_size=1), st.sampled_from(sorted(PLACES)))
def test_a_place_comes_back_from_its_entry(what: set[str], place_type: str) -> None:
    place = Place(tuple(sorted(what)), place_type, "Torget", DAY, DAY)
    assert place_in(place.content()) == place
