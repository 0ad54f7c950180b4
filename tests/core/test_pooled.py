"""Pooled feedback: which cases may be pooled, and for which receiver."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.coding import Coding
from incidents.core.errors import Invalid
from incidents.core.linking import Link, LinkKind
from incidents.core.pooled import (
    Pool,
    PoolCase,
    areas_of,
    check_pool,
    check_receiver,
    units_of,
)
from incidents.core.pooled_text import LEAST, Receiver

HOUSING = frozenset({"housing"})
FEW, WHOLE, STOPPED = "minst tre ärenden", "läsas helt", "bett oss att sluta"
PERSON, LINKED, PLACE = "från samma person. Minst", "länkade, med varandra", "inte samma område"
SHUT = "inte har öppnat, eller inte kan öppna"
SAME = LinkKind.SAME_PERSON


def case(name: str, *links: Link, **values: object) -> PoolCase:
    given = {"areas": HOUSING, **values}
    return PoolCase(name.encode().ljust(16), links, **given)  # type: ignore[arg-type]


def to(name: str, kind: LinkKind = LinkKind.SAME_EVENT) -> Link:
    return Link(kind, name.encode().ljust(16))


A, B, C = case("a"), case("b"), case("c")
SCHOOL, CARE = frozenset({"gulmara"}), frozenset({"care"})


@pytest.mark.parametrize(
    "cases",
    [
        (A, B, C),
        (A, B, C, case("d")),
        (case("a", areas=HOUSING | CARE), B, C),
        # Of different areas, but about the same part of the municipality.
        (
            case("a", areas=CARE, units=SCHOOL),
            case("b", units=SCHOOL | {"norr"}),
            case("c", areas=frozenset(), units=SCHOOL),
        ),
    ],
)
def test_three_cases_that_have_nothing_to_do_with_each_other(cases: tuple[PoolCase, ...]) -> None:
    check_pool(Pool(cases))


@pytest.mark.parametrize(
    ("cases", "why"),
    [
        ((), FEW),
        ((A, B), FEW),
        ((A, B, B), FEW),
        (tuple(case(str(number)) for number in range(21)), "högst 20"),
        ((A, B, case("c", whole=False)), WHOLE),
        ((A, B, case("c", stopped=True)), STOPPED),
        ((A, B, case("c", told=False)), "fick inte veta om samlad återkoppling"),
        *(
            ((case("a", to("b", kind)), B, C), PERSON if kind is LinkKind.SAME_PERSON else LINKED)
            for kind in LinkKind
        ),
        # The link stands in one of the two alone.
        ((A, case("b", to("a")), C), LINKED),
        # Both are linked with a case that nobody chose.
        ((case("a", to("x")), case("b", to("x")), C), LINKED),
        ((case("a", to("x", SAME)), case("b", to("x", SAME)), C), PERSON),
        ((case("a", to("x", SAME)), case("b", to("x")), C), LINKED),
        ((case("a", to("x")), B, C), SHUT),
        ((A, B, case("c", areas=CARE)), PLACE),
        ((A, B, case("c", areas=frozenset())), PLACE),
        ((case("a", areas=CARE, units=SCHOOL), B, case("c", units=SCHOOL)), PLACE),
    ],
)
def test_anything_else_is_refused_with_its_reason(cases: tuple[PoolCase, ...], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        check_pool(Pool(cases))


A_LINKED = case("a", to("x"))


@pytest.mark.parametrize(
    ("cases", "around", "why"),
    [
        # The link stands in the third case alone.
        ((A_LINKED, B, C), (case("x", to("b")),), LINKED),
        ((case("a", to("x", SAME)), B, C), (case("x", to("b", SAME)),), PERSON),
        # a-x, x-y, y-b.
        ((A_LINKED, case("b", to("y")), C), (case("x", to("y")), case("y")), LINKED),
        (
            (case("a", to("x", SAME)), case("b", to("y", SAME)), C),
            (case("x"), case("y", to("x", SAME))),
            PERSON,
        ),
        ((A_LINKED, B, C), (case("x", to("y")),), SHUT),
        ((A_LINKED, B, C), (case("x", whole=False),), WHOLE),
        ((case("a", to("x", SAME)), B, C), (case("x", stopped=True),), STOPPED),
    ],
)
def test_links_are_followed_through_cases_that_nobody_chose(
    cases: tuple[PoolCase, ...], around: tuple[PoolCase, ...], why: str
) -> None:
    with pytest.raises(Invalid, match=why):
        check_pool(Pool(cases, around))


def test_each_may_be_linked_with_cases_that_are_its_own() -> None:
    # Those need not be of the same area, and only a stop of the same person counts.
    mine = (case("x", to("z"), areas=CARE, stopped=True), case("y"), case("z"))
    check_pool(Pool((A_LINKED, case("b", to("y")), C), mine))


NAMES = st.sampled_from("abcdefxyz")
CASES = st.lists(
    st.builds(
        lambda name, ends, kind, areas, units, stopped, whole: case(
            name,
            *(to(end, kind) for end in ends if end != name),
            areas=areas,
            units=units,
            stopped=stopped,
            whole=whole,
        ),
        st.sampled_from("abcdef"),
        st.lists(NAMES, max_size=2),
        st.sampled_from(LinkKind),
        st.frozensets(st.sampled_from(["housing", "care"]), max_size=2),
        st.frozensets(st.sampled_from(["norr", "soder"]), max_size=2),
        st.sampled_from([False, False, False, False, True]),
        st.sampled_from([True, True, True, True, False]),
    ),
    max_size=5,
    unique_by=lambda one: one.id,
)


AROUND = st.lists(
    st.builds(
        lambda name, ends: case(name, *(to(end) for end in ends)),
        st.sampled_from("xyz"),
        st.lists(NAMES, max_size=2),
    ),
    max_size=3,
    unique_by=lambda one: one.id,
)


@given(CASES, AROUND)
def test_what_is_accepted_never_leads_to_fewer_than_three(
    cases: list[PoolCase], around: list[PoolCase]
) -> None:
    every = [*cases, *around]
    try:
        check_pool(Pool(tuple(cases), tuple(around)))
    except Invalid:
        return
    assert len(cases) >= LEAST
    for one in cases:
        met = reached(one.id, every)
        assert met & {other.id for other in cases} == {one.id}
        assert met <= {other.id for other in every}
    assert all(one.whole and not one.stopped for one in cases)
    areas = set.intersection(*(set(one.areas) for one in cases))
    assert areas or set.intersection(*(set(one.units) for one in cases))


def reached(start: bytes, every: list[PoolCase]) -> set[bytes]:
    """Wherever links lead from here, in either direction."""
    met, ahead = set[bytes](), {start}
    while ahead:
        met |= ahead
        there = {link.case_id for one in every if one.id in ahead for link in one.links}
        here = {one.id for one in every if ahead & {link.case_id for link in one.links}}
        ahead = (there | here) - met
    return met


def test_area_and_unit_come_from_the_coding_or_from_the_person() -> None:
    said = {"area": ("housing",), "unit": ("norr", "unsaid", "other")}
    coded = Coding(
        {"scope": ("dl_unclear",), "hate_event": ("no",), "priority": ("p3",), "area": ("school",)}
    )
    assert areas_of(said, None) == HOUSING
    assert areas_of(said, coded) == {"education"}
    assert areas_of({"area": ("other",)}, None) == areas_of({}, None) == frozenset()
    assert units_of(said) == {"norr"}
    one = case("a", areas=areas_of({}, None), units=units_of(said))
    check_pool(Pool((one, replace(one, id=B.id), replace(one, id=C.id, areas=HOUSING))))


REDERI = Receiver("Rederi  AB", "rederi")


def told_before(*cases: PoolCase, to: Receiver = REDERI) -> tuple[PoolCase, ...]:
    return tuple(replace(one, before=to.keys) for one in cases)


def test_one_or_two_new_cases_are_not_told_after_the_others() -> None:
    before = told_before(A, B, C)
    check_receiver(Pool((A, B, C)), REDERI)
    check_receiver(Pool(before), Receiver("Någon annan", "annan"))
    check_receiver(Pool((*before, case("d"), case("e"), case("f"))), REDERI)
    # The same receiver, by the name or by the code in the directory.
    for again in (Receiver("rederi ab "), Receiver("Rederiet i hamnen", "rederi")):
        for new in ((), (case("d"),), (case("d"), case("e"))):
            with pytest.raises(Invalid, match="måste vara nya"):
                check_receiver(Pool((*before, *new)), again)


def test_another_case_of_a_person_who_was_told_of_is_not_new() -> None:
    (told,) = told_before(case("x"))
    linked = case("d", to("x", SAME))
    with pytest.raises(Invalid, match="måste vara nya"):
        check_receiver(Pool((linked, B, C), (told,)), REDERI)
    # Through a case between them, too.
    far = (replace(told, links=(to("y", SAME),)), case("y"))
    with pytest.raises(Invalid, match="måste vara nya"):
        check_receiver(Pool((case("d", to("y", SAME)), B, C), far), REDERI)
    check_receiver(Pool((linked, A, B, C), (told,)), REDERI)


def test_a_part_of_the_municipality_is_told_of_cases_that_all_name_it() -> None:
    here = tuple(replace(one, units=SCHOOL) for one in (A, B, C))
    school = Receiver("Gulmåraskolan", unit="gulmara")
    check_receiver(Pool(here), school)
    with pytest.raises(Invalid, match="vald i alla ärendena"):
        check_receiver(Pool((*here, case("d"))), school)
    check_receiver(Pool((A, B, C)), Receiver("Hyresvärden"))
