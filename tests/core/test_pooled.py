"""Pooled feedback: which cases may be pooled, what may be written, and that the document tells of none of them."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.coding import Coding
from incidents.core.errors import Invalid
from incidents.core.linking import Link, LinkKind
from incidents.core.pooled import (
    LEAST,
    QUOTED,
    TEXT_MOST,
    Feedback,
    PoolCase,
    areas_of,
    check_name,
    check_new,
    check_pool,
    check_text,
    same_name,
    units_of,
)
from incidents.core.referral_packet.document import Sender

HOUSING = frozenset({"housing"})
SENDER = Sender("Strandvik", "Enheten mot diskriminering", "0480-45 00 00")
STORY = "Hon sa att lägenheten redan var uthyrd men dagen efter låg den ute igen."
FEW, WHOLE, STOPPED = "minst tre ärenden", "läsas helt", "bett oss att sluta"
PERSON, LINKED, PLACE = "samma person", "länkade", "inte samma område"


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
        # Each may be linked with cases that are its own.
        (case("a", to("x")), case("b", to("y")), C),
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
    check_pool(cases)


@pytest.mark.parametrize(
    ("cases", "why"),
    [
        ((), FEW),
        ((A, B), FEW),
        ((A, B, B), FEW),
        (tuple(case(str(number)) for number in range(21)), "högst 20"),
        ((A, B, case("c", whole=False)), WHOLE),
        ((A, B, case("c", stopped=True)), STOPPED),
        *(
            ((case("a", to("b", kind)), B, C), PERSON if kind is LinkKind.SAME_PERSON else LINKED)
            for kind in LinkKind
        ),
        # The link stands in one of the two alone.
        ((A, case("b", to("a")), C), LINKED),
        # Both are linked with a case that nobody chose.
        ((case("a", to("x")), case("b", to("x")), C), LINKED),
        ((case("a", to("x", LinkKind.SAME_PERSON)), case("b", to("x")), C), PERSON),
        ((A, B, case("c", areas=CARE)), PLACE),
        ((A, B, case("c", areas=frozenset())), PLACE),
        ((case("a", areas=CARE, units=SCHOOL), B, case("c", units=SCHOOL)), PLACE),
    ],
)
def test_anything_else_is_refused_with_its_reason(cases: tuple[PoolCase, ...], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        check_pool(cases)


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


@given(CASES)
def test_what_is_accepted_never_leads_to_fewer_than_three(cases: list[PoolCase]) -> None:
    try:
        check_pool(cases)
    except Invalid:
        return
    assert len(groups(cases)) == len(cases) >= LEAST
    assert all(one.whole and not one.stopped for one in cases)
    areas = set.intersection(*(set(one.areas) for one in cases))
    assert areas or set.intersection(*(set(one.units) for one in cases))


def groups(cases: list[PoolCase]) -> list[set[bytes]]:
    """The cases, those together that any known way of links leads from one to another."""
    found: list[set[bytes]] = []
    for one in cases:
        ends = {one.id, *(link.case_id for link in one.links)}
        touching = [group for group in found if group & ends]
        found = [group for group in found if not group & ends]
        found.append(ends.union(*touching))
    return found


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
    check_pool([one, replace(one, id=B.id), replace(one, id=C.id, areas=HOUSING)])


def test_one_or_two_new_cases_are_not_told_after_the_others() -> None:
    told = frozenset({same_name("Rederi  AB")})
    before = [replace(one, before=told) for one in (A, B, C)]
    check_new([A, B, C], "Rederi AB")
    check_new(before, "Någon annan")
    check_new([*before, case("d"), case("e"), case("f")], "Rederi AB")
    for new in ((), (case("d"),), (case("d"), case("e"))):
        with pytest.raises(Invalid, match="måste vara nya"):
            check_new([*before, *new], "rederi ab ")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Skriv vad"),
        (" \n", "Skriv vad"),
        ("x" * (TEXT_MOST + 1), "för lång"),
        ("Se AD-2026-7K3QF.", "ärendenummer"),
        ("se ad-2026-7k3qf", "ärendenummer"),
        (f"Någon skrev: »{STORY}«", "citerar"),
        ("Någon sa att LÄGENHETEN, redan var - uthyrd, men sedan.", "citerar"),
    ],
)
def test_words_that_lead_to_a_case_are_refused(text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        check_text(text, [STORY])


def test_own_words_about_the_same_are_not_a_quotation() -> None:
    check_text("Flera har fått höra att en lägenhet var uthyrd fast den låg ute.", [STORY, ""])
    check_text("x" * TEXT_MOST, [STORY])


@given(st.lists(st.from_regex(r"[a-zåäö]{1,8}", fullmatch=True), min_size=QUOTED), st.data())
def test_no_six_words_in_a_row_come_through(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - QUOTED))
    between = data.draw(st.sampled_from([" ", ", ", "\n", " – "]))
    quoted = between.join(words[start : start + QUOTED]).upper()
    with pytest.raises(Invalid, match="citerar"):
        check_text(f"1 2 3 {quoted} 4 5 6", [" ".join(words)])


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "Rederi\nAB"])
def test_a_receiver_has_a_name(name: str) -> None:
    with pytest.raises(Invalid):
        check_name(name)


def test_the_document_is_the_text_and_says_nothing_of_the_cases() -> None:
    feedback = Feedback(date(2026, 11, 27), SENDER, "Rederi AB", "Det första.\n\nDet andra.")
    said = feedback.pack().decode()
    for part in ("Strandvik", "Rederi AB", "Det första.", "Det andra.", "minst tre", "2026-11-27"):
        assert part in said
    assert not re.search(r"[A-Z]{2}-\d{4}-", said)
    assert feedback.digest == replace(feedback).digest
    assert feedback.digest != replace(feedback, text="Det tredje.").digest
    with pytest.raises(Invalid):
        replace(feedback, text="AD-2026-7K3QF")
