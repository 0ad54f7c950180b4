"""The table of reasons, row by row: where each one holds, what it fills in, and where it does not hold."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from incidents.core.help.accepting import Accepts, Who
from incidents.core.help.directory import Body, Fact, Role, Standing
from incidents.core.help.regions import EVERYWHERE
from incidents.core.help.spans import Span
from incidents.core.suggestion.finding import Left, Side, Tongue, Values
from incidents.core.suggestion.matter import Choice, Matter
from incidents.core.suggestion.rules import RULES

TODAY = date(2026, 11, 24)
IN_12_DAYS = TODAY + timedelta(days=12)
LATER = TODAY + timedelta(days=200)
GONE = TODAY - timedelta(days=1)
TABLE = {rule.name: rule for rule in RULES}

SHOP = Choice("area", "goods_services", ("goods_services",), coded=True)
OUTSIDE = Choice("area", "outside", ("street", "neighbour", "online", "media", "private"))
WORK = Choice("area", "work", ("work", "recruitment", "labour_market", "membership"))
FAITH = Choice("ground", "religion", ("religion",))
OTHER = Choice("ground", "other", ("language", "parental_leave"))
BARRIER = Choice("what_happened", "barrier", ("inaccessibility",))
THREAT = Choice("what_happened", "threatened", ("threat", "stalking"))
EMPLOYER = Choice("own_operation", "employer", ("employer",), coded=True)
COMFORT = Choice("need", "emotional", ("emotional",), coded=True)
REPORT, TALK = Choice("wish", "report", ()), Choice("wish", "support", ())

NOTHING = Matter(TODAY)
HERE = replace(NOTHING, region=("Kalmar län", "Strandviks kommun"))


def body(role: Role = Role.COMMUNITY, **says: Any) -> Body:
    made = Body(Fact("local.x", "X", "källa", TODAY, verified=True), role, "X", "Om X.")
    return replace(made, **says)


def accepting(role: Role = Role.COMMUNITY, **codes: tuple[str, ...]) -> Body:
    return body(role, accepts=Accepts(**codes))


def standing(**says: bool) -> Body:
    return body(standing=Standing(Fact("k", "k", "k", TODAY, verified=True), "local.x", **says))


def case(**says: Any) -> Matter:
    return replace(NOTHING, **says)


def spanning(early: date, late: date) -> Matter:
    return case(span=Span(early, late))


def found(name: str, matter: Matter, somebody: Body) -> Values | None:
    return TABLE[name].find(matter, somebody)


HOLDS: list[tuple[str, Matter, Body, Values]] = [
    ("first", case(areas=(WORK,)), body(Role.UNION), ()),
    ("first", case(events=(THREAT,)), body(Role.POLICE), ()),
    ("wished", case(wishes=(TALK, REPORT)), body(Role.DO), (("what", (REPORT,)),)),
    ("area", case(areas=(SHOP,)), accepting(areas=("goods_services",)), (("what", (SHOP,)),)),
    ("area_maybe", case(areas=(WORK,)), accepting(areas=("work",)), (("what", (WORK,)),)),
    (
        "ground",
        case(grounds=(OTHER, FAITH)),
        accepting(grounds=("religion", "age")),
        (("what", (FAITH,)),),
    ),
    (
        "ground_maybe",
        case(grounds=(OTHER,)),
        accepting(grounds=("parental_leave",)),
        (("what", (OTHER,)),),
    ),
    (
        "form",
        case(forms=(BARRIER,)),
        accepting(forms=("inaccessibility",)),
        (("what", (BARRIER,)),),
    ),
    ("event", case(events=(THREAT,)), accepting(events=("threat",)), (("what", (THREAT,)),)),
    (
        "operation",
        case(operations=(EMPLOYER,)),
        accepting(operations=("employer",)),
        (("what", (EMPLOYER,)),),
    ),
    ("under_18", NOTHING, body(who=(Who.UNDER_18,)), ()),
    ("under_18", NOTHING, body(Role.YOUTH), ()),
    ("need", case(needs=(COMFORT,)), accepting(needs=("emotional",)), (("what", (COMFORT,)),)),
    (
        "limit",
        spanning(IN_12_DAYS, IN_12_DAYS),
        body(Role.BUREAU),
        (("left", Left(IN_12_DAYS)), ("day", IN_12_DAYS)),
    ),
    ("limit", spanning(TODAY, TODAY), body(Role.DO), (("left", Left(TODAY)), ("day", TODAY))),
    (
        "limit_span",
        spanning(IN_12_DAYS, LATER),
        body(Role.UNION),
        (("left", Left(IN_12_DAYS)), ("day", IN_12_DAYS)),
    ),
    ("limit_far", spanning(LATER, LATER), body(Role.DO), (("day", LATER),)),
    ("from_18", case(young=True, areas=(SHOP,)), body(Role.BUREAU), ()),
    (
        "here",
        HERE,
        body(region=("Kalmar län", "Blekinge län")),
        (("where", "Kalmar län, Blekinge län"),),
    ),
    ("anonymous", NOTHING, body(anonymous=True), ()),
    ("language", case(language="ar"), body(languages=("sv", "ar")), (("language", Tongue("ar")),)),
    ("commissioned", NOTHING, standing(commissioned=True), ()),
    ("takes_new", NOTHING, standing(takes_new=True), ()),
    ("no_record", NOTHING, body(public_record=False), ()),
    ("free", NOTHING, body(free=True), ()),
    ("full", NOTHING, standing(takes_new=False), ()),
    ("elsewhere", HERE, body(region=("Hallands län",)), (("where", "Hallands län"),)),
    ("outside", case(areas=(OUTSIDE,)), body(Role.DO), ()),
    ("outside", case(areas=(SHOP,), scope="dl_outside"), body(Role.BUREAU), ()),
    ("needs_name", NOTHING, body(anonymous=False), ()),
    ("concerned", NOTHING, body(Role.LANDLORD), ()),
    ("passed", spanning(GONE, GONE), body(Role.DO), (("day", GONE),)),
    ("perhaps_passed", spanning(GONE, LATER), body(Role.DO), (("day", LATER),)),
    ("public_record", NOTHING, body(public_record=True), ()),
    ("no_stop", NOTHING, body(Role.DO), ()),
    ("members", NOTHING, body(who=(Who.MEMBERS,)), ()),
    ("women", NOTHING, body(who=(Who.WOMEN,)), ()),
    ("lgbtqi", NOTHING, body(who=(Who.LGBTQI,)), ()),
    ("employees", NOTHING, body(who=(Who.EMPLOYEES,)), ()),
    ("silent", NOTHING, body(), ()),
]

DOES_NOT_HOLD = [
    ("first", case(areas=(SHOP,)), body(Role.UNION)),
    ("first", NOTHING, body(Role.POLICE)),
    ("wished", case(wishes=(TALK,)), body(Role.DO)),
    ("area", case(areas=(WORK,)), accepting(areas=("work",))),
    ("area", NOTHING, accepting(areas=("work",))),
    ("area", case(areas=(SHOP,)), body()),
    ("area_maybe", case(areas=(SHOP,)), accepting(areas=("goods_services",))),
    ("ground", case(grounds=(OTHER,)), accepting(grounds=("religion",))),
    # Some forms need no ground: what it was then says nothing for the body.
    (
        "ground",
        case(grounds=(FAITH,), forms=(Choice("form", "reprisal", ("reprisal",)),)),
        accepting(grounds=("religion",)),
    ),
    ("ground_maybe", case(grounds=(FAITH,)), accepting(grounds=("religion",))),
    ("form", case(forms=(BARRIER,)), accepting(forms=("direct",))),
    ("event", NOTHING, accepting(events=("threat",))),
    ("operation", case(operations=(EMPLOYER,)), accepting(operations=("service",))),
    ("under_18", case(young=True), body()),
    ("need", case(needs=(COMFORT,)), accepting(needs=("justice",))),
    ("need", case(needs=(COMFORT,)), body()),
    ("limit", spanning(IN_12_DAYS, LATER), body(Role.BUREAU)),
    ("limit", spanning(GONE, GONE), body(Role.BUREAU)),
    ("limit", spanning(IN_12_DAYS, IN_12_DAYS), body(Role.VICTIM_SUPPORT)),
    ("limit", NOTHING, body(Role.BUREAU)),
    ("limit_span", spanning(IN_12_DAYS, IN_12_DAYS), body(Role.BUREAU)),
    ("limit_span", spanning(GONE, LATER), body(Role.BUREAU)),
    ("limit", spanning(LATER, LATER), body(Role.BUREAU)),
    ("limit_span", spanning(LATER, LATER + timedelta(days=1)), body(Role.BUREAU)),
    ("limit_far", spanning(IN_12_DAYS, LATER), body(Role.BUREAU)),
    ("limit_span", replace(spanning(IN_12_DAYS, LATER), scope="dl_outside"), body(Role.BUREAU)),
    ("from_18", case(areas=(SHOP,)), body(Role.BUREAU)),
    # In working life the limits are the same for everybody.
    ("from_18", case(young=True, areas=(WORK,)), body(Role.BUREAU)),
    ("from_18", case(young=True), body(Role.BUREAU)),
    ("from_18", replace(spanning(GONE, LATER), young=True, areas=(SHOP,)), body(Role.BUREAU)),
    ("here", HERE, body(region=(EVERYWHERE,))),
    ("here", NOTHING, body(region=("Kalmar län",))),
    ("anonymous", case(anonymous=False), body(anonymous=True)),
    ("anonymous", NOTHING, body()),
    ("language", NOTHING, body(languages=("sv",))),
    ("language", case(language="ar"), body(languages=("sv", "fi"))),
    ("commissioned", NOTHING, standing(commissioned=False)),
    ("commissioned", NOTHING, body()),
    ("takes_new", NOTHING, standing(commissioned=True)),
    ("no_record", NOTHING, body()),
    ("free", NOTHING, body(free=False)),
    ("full", NOTHING, standing(commissioned=True)),
    ("elsewhere", NOTHING, body(region=("Hallands län",))),
    ("elsewhere", HERE, body()),
    # The municipality has chosen it and knows better than the directory.
    ("elsewhere", HERE, body(region=("Hallands län",), on_choice=True)),
    ("outside", case(areas=(SHOP,)), body(Role.DO)),
    ("outside", case(areas=(OUTSIDE,), scope="dl_unclear"), body(Role.DO)),
    ("outside", case(areas=(OUTSIDE,)), body(Role.POLICE)),
    ("needs_name", case(anonymous=False), body(anonymous=False)),
    ("needs_name", NOTHING, body()),
    ("concerned", NOTHING, body(Role.POLICE)),
    ("passed", spanning(GONE, TODAY), body(Role.DO)),
    ("perhaps_passed", spanning(TODAY, LATER), body(Role.DO)),
    ("perhaps_passed", spanning(GONE, GONE), body(Role.DO)),
    ("public_record", NOTHING, body()),
    ("no_stop", case(areas=(OUTSIDE,)), body(Role.DO)),
    ("no_stop", NOTHING, body(Role.BUREAU)),
    ("members", NOTHING, body(who=(Who.WOMEN,))),
    ("women", NOTHING, body()),
    ("lgbtqi", NOTHING, body()),
    ("employees", NOTHING, body()),
    ("silent", NOTHING, accepting(areas=("work",))),
    ("silent", NOTHING, body(who=(Who.WOMEN,))),
    ("silent", NOTHING, body(Role.YOUTH)),
]


@pytest.mark.parametrize(("name", "matter", "somebody", "filled"), HOLDS)
def test_a_reason_holds_and_fills_its_sentence(
    name: str, matter: Matter, somebody: Body, filled: Values
) -> None:
    assert found(name, matter, somebody) == filled
    assert all(f"%({place})s" in TABLE[name].says for place, _ in filled)
    assert TABLE[name].says.count("%(") == len(filled)


@pytest.mark.parametrize(("name", "matter", "somebody"), DOES_NOT_HOLD)
def test_a_reason_does_not_hold(name: str, matter: Matter, somebody: Body) -> None:
    assert found(name, matter, somebody) is None


def test_every_row_of_the_table_is_tried_both_ways_and_named_once() -> None:
    assert len(TABLE) == len(RULES)
    assert {name for name, *_ in HOLDS} == set(TABLE)
    assert {name for name, *_ in DOES_NOT_HOLD} == set(TABLE)


def test_what_speaks_for_a_body_lifts_it_and_what_speaks_against_never_does() -> None:
    assert [rule.name for rule in RULES if rule.side is Side.FOR and rule.points <= 0] == []
    assert [rule.name for rule in RULES if rule.side is Side.AGAINST and rule.points > 0] == []
