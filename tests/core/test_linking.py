"""Links: what stands follows from the entries; and the hint, which can reach five things and no more."""

import inspect
from dataclasses import fields
from datetime import date
from typing import get_type_hints

import pytest

from incidents.core.entry import FIRST, Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.likeness import Likeness, Trait, alike, likeness
from incidents.core.linking import Change, Link, LinkKind, change_in, links_in, missing
from incidents.core.vocabulary import vocabulary

A, B = b"a" * 16, b"b" * 16
DAY = date(2026, 11, 24)
SAID = {"what_happened": ("threatened",), "place_type": ("out",), "district": ("norr",)}


def entry(content: dict[str, object], kind: Kind = Kind.LINK) -> Entry:
    return Entry(b"c" * 16, 2, kind, "2026-11-24T12:00:00+00:00", "sv", content, FIRST)


def test_the_kinds_are_those_of_the_vocabulary() -> None:
    assert [kind.value for kind in LinkKind] == [i.code for i in vocabulary("link_kind").items]


def test_a_link_stands_until_it_is_removed_and_kinds_are_told_apart() -> None:
    made = Change(LinkKind.SERIES, (A, B), name="Flygblad i centrum")
    other = Change(LinkKind.SAME_EVENT, (A,))
    gone = Change(LinkKind.SERIES, (A,), made=False)
    entries = [entry(change.content()) for change in (made, other)]
    assert links_in(entries) == (
        Link(LinkKind.SERIES, A, "Flygblad i centrum"),
        Link(LinkKind.SERIES, B, "Flygblad i centrum"),
        Link(LinkKind.SAME_EVENT, A),
    )
    after = links_in([*entries, entry(gone.content())])
    assert [(one.kind, one.case_id) for one in after] == [
        (LinkKind.SERIES, B),
        (LinkKind.SAME_EVENT, A),
    ]
    assert missing(after, made) == (A,)
    assert missing(after, other) == ()


@pytest.mark.parametrize(
    "content",
    [
        {"text": ""},
        {"text": "", "link": "foreign", "made": True, "cases": [A.hex()], "leading": ""},
        {"text": "", "link": "series", "made": 1, "cases": [A.hex()], "leading": ""},
        {"text": "", "link": "series", "made": True, "cases": [], "leading": ""},
        {"text": "", "link": "series", "made": True, "cases": ["zz"], "leading": ""},
        {"text": "", "link": "series", "made": True, "cases": 7, "leading": ""},
    ],
)
def test_what_is_no_link_is_passed_over(content: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".*"):
        change_in(content)
    assert links_in([entry(content)]) == ()


def test_a_note_that_looks_like_a_link_is_none() -> None:
    assert links_in([entry(Change(LinkKind.SERIES, (A,)).content(), Kind.NOTE)]) == ()


@pytest.mark.parametrize(
    "broken",
    [
        {"cases": ()},
        {"cases": (b"short",)},
        {"cases": (A,) * 20},
        {"cases": (A,), "name": "x" * 61},
        {"cases": (A,), "leading": A},
    ],
)
def test_what_cannot_be_linked_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        Change(LinkKind.SERIES, **broken)  # type: ignore[arg-type]


def test_the_matcher_can_reach_exactly_these_fields() -> None:
    assert [field.name for field in fields(Likeness)] == [
        "event_types",
        "place_type",
        "district",
        "unit",
        "month",
    ]
    given = {name: kind for name, kind in get_type_hints(alike).items() if name != "return"}
    assert given == {"one": Likeness, "other": Likeness}
    assert list(inspect.signature(alike).parameters) == ["one", "other"]


def test_no_other_answer_changes_what_is_compared() -> None:
    sensitive = {
        "ground": ("religion",),
        "bias_motive": ("other",),
        "area": ("work",),
        "actor_type": ("unknown",),
        "reporter_role": ("self",),
        "under18": ("yes",),
        "consequence": ("fear",),
    }
    assert likeness({**SAID, **sensitive}, DAY) == likeness(SAID, DAY)
    assert likeness(SAID, DAY) == likeness(SAID, date(2026, 11, 1))


@pytest.mark.parametrize(
    ("changed", "traits"),
    [
        ({}, (Trait.EVENT_TYPE, Trait.PLACE_TYPE, Trait.DISTRICT, Trait.MONTH)),
        ({"district": ()}, (Trait.EVENT_TYPE, Trait.PLACE_TYPE, Trait.MONTH)),
        ({"district": ("unsaid",)}, (Trait.EVENT_TYPE, Trait.PLACE_TYPE, Trait.MONTH)),
        ({"district": ("soder",)}, ()),
        ({"what_happened": ("insulted",)}, ()),
        ({"what_happened": ()}, ()),
        ({"place_type": (), "district": ()}, ()),
    ],
)
def test_two_reports_are_alike(
    changed: dict[str, tuple[str, ...]], traits: tuple[Trait, ...]
) -> None:
    mine, other = likeness(SAID, DAY), likeness({**SAID, **changed}, date(2026, 12, 1))
    assert alike(mine, other) == traits
    assert alike(other, mine) == traits


def test_reports_two_months_apart_are_not_alike() -> None:
    assert alike(likeness(SAID, DAY), likeness(SAID, date(2027, 1, 1))) == ()
