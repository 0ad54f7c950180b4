"""Whole cases: who comes first, who is left out, and that nobody is turned away."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.core.coding import Coding
from incidents.core.help.directory import Directory
from incidents.core.help.merging import NOTHING, merged
from incidents.core.help.reading import local, national
from incidents.core.help.spans import Kind, Span, Window
from incidents.core.suggestion.matter import Matter, Person, matter_of
from incidents.core.suggestion.ranking import Suggested, suggest
from incidents.core.vocabulary import vocabulary
from tests.core.helping import ALL_CONFIRMED, AS_DELIVERED, ASKED, TODAY

HERE = merged(national(), NOTHING, {}, ("Kalmar län", "Strandviks kommun"))
BASE = {"scope": ("dl_unclear",), "hate_event": ("no",), "priority": ("p3",)}
ANONYMOUS = Person("sv", anonymous=True)


def coded(**codes: str | tuple[str, ...]) -> Coding:
    said = {name: (one,) if isinstance(one, str) else one for name, one in codes.items()}
    return Coding({**BASE, **said})


def matter(coding: Coding | None = None, /, **answers: str | tuple[str, ...]) -> Matter:
    said = {name: (one,) if isinstance(one, str) else one for name, one in answers.items()}
    return matter_of(
        said, coding, person=ANONYMOUS, happened=(None, None), region=HERE.region, today=TODAY
    )


def ranked(about: Matter, directory: Directory = HERE) -> list[str]:
    return [one.body.fact.id for one in suggest(about, directory)]


def one_of(about: Matter, body: str, directory: Directory = HERE) -> Suggested:
    return next(one for one in suggest(about, directory) if one.body.fact.id == body)


@pytest.mark.parametrize(
    ("about", "order", "never"),
    [
        # The hints of DOMAIN 8, with codes and before there are any; the first one named comes first of all.
        (matter(area="education", ground="religion"), ["huvudman", "adb.sydost", "do"], {"beo"}),
        (matter(coded(area="school", ground="appearance")), ["huvudman", "beo"], {"do"}),
        (matter(area="work", ground="age"), ["fack", "adb.sydost", "do"], {"polisen", "hr"}),
        (matter(coded(area="recruitment", ground="age")), ["fack", "do"], {"polisen", "av"}),
        (
            matter(area="outside", what_happened="threatened"),
            ["polisen", "boj"],
            {"do", "adb.sydost", "rfsl"},
        ),
        (
            matter(coded(area="street", event_type="violence", hate_event="yes")),
            ["polisen", "boj", "soc"],
            {"do", "adb.sydost"},
        ),
        (matter(area="care", ground="disability"), ["patientnamnd", "adb.sydost", "ivo"], {"arn"}),
        (matter(coded(area="health_care")), ["patientnamnd", "ivo", "verksamheten"], {"arn"}),
        (
            matter(area="housing", ground="ethnicity"),
            ["adb.sydost", "do", "hyresnamnd", "hyresvard"],
            {"polisen", "ivo"},
        ),
        (
            matter(coded(area="media", scope="dl_outside")),
            ["boj", "polisen"],
            {"do", "adb.sydost", "onh"},
        ),
        (matter(under18="yes", area="education"), ["huvudman", "bris"], {"polisen"}),
        (matter(under18="no", area="service"), ["adb.sydost", "arn"], {"bris"}),
        (
            matter(coded(own_operation="employer", area="work")),
            ["fack", "vissel", "hr"],
            {"upphandling", "namnd"},
        ),
        (
            matter(coded(own_operation="no", area="housing")),
            ["adb.sydost"],
            {"namnd", "hr", "upphandling"},
        ),
        (
            matter(what_happened="place"),
            ["trygghet", "boj", "polisen", "sanering"],
            {"rfsl", "fack"},
        ),
        (
            matter(bias_motive="lgbtqi", what_happened="attacked", area="outside"),
            ["polisen", "rfsl", "boj"],
            {"do"},
        ),
        (
            matter(coded(form="inaccessibility", ground="disability")),
            ["adb.sydost", "do", "digg", "byggnadsnamnd"],
            {"beo", "onh"},
        ),
    ],
)
def test_who_comes_first_and_who_is_left_out(
    about: Matter, order: list[str], never: set[str]
) -> None:
    found = ranked(about)
    assert [name for name in found if name in order] == order
    assert found[0] == order[0]
    assert never.isdisjoint(found)


def test_where_nothing_is_known_a_bureau_and_victim_support_can_be_asked() -> None:
    assert ranked(matter()) == ["adb.sydost", "boj"]
    assert ranked(matter(), AS_DELIVERED) == ["boj", "adb"]
    assert ranked(matter(under18="yes")) == ["bris", "adb.sydost", "boj"]


def test_outside_the_act_it_is_led_elsewhere_and_whoever_goes_by_the_act_comes_last() -> None:
    about = matter(coded(area="goods_services", ground="language", scope="dl_outside"))
    assert about.outside
    found = ranked(about)
    assert (
        found.index("verksamheten") < found.index("adb.sydost") if "adb.sydost" in found else True
    )
    assert ranked(matter(area="outside", place_type="home"))[:2] == ["boj", "polisen"]
    assert "hyresvard" in ranked(matter(area="outside"))


def test_the_staffs_codes_come_before_the_reporters_answers() -> None:
    said = {"area": "work", "ground": "age", "what_happened": "attacked", "actor_type": "company"}
    here = {"area": "school", "ground": "religion", "own_operation": "service"}
    codes = coded(**here, event_type="none", hate_event="unclear")
    assert "fack" in ranked(matter(**said))
    both = ranked(matter(codes, **said))
    assert {"huvudman", "do", "namnd"} <= set(both)
    assert {"fack", "polisen", "boj"}.isdisjoint(both)


def test_the_time_limit_follows_the_coded_area_and_the_known_day() -> None:
    def span(coding: Coding | None, kind: Kind | None = None) -> Span | None:
        on = Window.on(date(2026, 11, 1))
        said = {"area": ("service",)}
        return matter_of(
            said, coding, person=ANONYMOUS, happened=(on, kind), region=(), today=TODAY
        ).span

    assert span(None) == Span(date(2028, 11, 1), date(2028, 11, 1))
    assert span(coded(area="work")) == Span(date(2026, 11, 15), date(2027, 3, 1))
    assert span(coded(area="work"), Kind.WORK) == Span(date(2027, 3, 1), date(2027, 3, 1))
    assert span(coded(area="neighbour")) is None


def test_a_body_that_says_nothing_of_what_it_takes_is_left_to_whoever_reads() -> None:
    fact = {"source": "x", "checked": "2026-11-01", "verified": True}
    mosque: dict[str, Any] = {"id": "local.m", "role": "community", "name": "M", "about": "M"}
    club: dict[str, Any] = {"id": "local.k", "role": "community", "name": "K", "about": "K"}
    youth: dict[str, Any] = {"id": "local.y", "role": "unga", "name": "Y", "about": "Y"}
    unit: dict[str, Any] = {"id": "local.u", "role": "enhet", "name": "U", "about": "U"}
    text = {
        "version": 1,
        "numbers": [],
        "bodies": [
            {**mosque, "contacts": [], "accepts": {"grounds": ["religion"]}, **fact},
            {**club, "contacts": [], **fact},
            {**youth, "contacts": [], **fact},
            {**unit, "contacts": [], **fact},
        ],
    }
    here = merged(national(), local(json.dumps(text)), {})
    assert {"local.m", "local.k"} <= set(ranked(matter(ground="religion"), here))
    found = ranked(matter(ground="age"), here)
    assert "local.m" not in found
    assert found[-1] == "local.k"
    assert {"local.u", "local.y"}.isdisjoint(found)
    assert "local.y" in ranked(matter(ground="age", under18="yes"), here)


def test_an_own_bureau_that_says_nothing_yet_stands_there_once() -> None:
    fact = {"source": "x", "checked": "2026-11-01", "verified": True}
    waits = {"accepts": {"areas": ["work"]}, "unverified": ["accepts"], "contacts": []}
    bureau = {"id": "local.b", "role": "adb", "name": "B", "about": "B", **waits, **fact}
    text = json.dumps({"version": 1, "numbers": [], "bodies": [bureau]})
    assert ranked(matter(), merged(national(), local(text), {})) == ["boj", "local.b"]


_GROUPS = {name: [c.code for c in vocabulary(name).public()] for name in ASKED}
_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from(groups), min_size=1, max_size=3, unique=True).map(tuple)
        for name, groups in _GROUPS.items()
    },
)
_CODES = st.fixed_dictionaries(
    {name: st.sampled_from([i.code for i in vocabulary(name).items]) for name in ("scope", "area")},
    optional={
        name: st.sampled_from([i.code for i in vocabulary(name).items])
        for name in ("own_operation", "event_type", "need")
    },
)


@settings(max_examples=150, deadline=None)
@given(_ANSWERS, st.none() | _CODES, st.sampled_from([AS_DELIVERED, ALL_CONFIRMED, HERE]))
def test_nobody_is_ever_turned_away_and_each_body_stands_there_once(
    answers: dict[str, tuple[str, ...]], codes: dict[str, str] | None, directory: Directory
) -> None:
    coding = None
    if codes is not None:
        hate = "yes" if "event_type" in codes else "no"
        coding = coded(**{**codes, "hate_event": hate})
    about = matter(coding, **answers)
    found = suggest(about, directory)
    names = [one.body.fact.id for one in found]
    assert names
    assert len(set(names)) == len(names)
    assert {"enhet", "registrator"}.isdisjoint(names)
    assert all(one.speaks_for or one.body.own_words for one in found)
    assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)
    # What only whoever reads can know is never a reason to hide a body: it stands beside it.
    assert all(one.body in directory.bodies for one in found)
