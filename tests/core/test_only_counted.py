"""Reports that are only to be counted: which they are, and what coding follows from the reporter's own groups."""

import pytest

from incidents.core.coding import Coding
from incidents.core.coding_hints import GROUPED
from incidents.core.deskcard import Flag
from incidents.core.only_counted import COUNTABLE, Finding, counted, only_counted, standing
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import Status

WISH = {"wish": ("register",)}


@pytest.mark.parametrize(
    "beside",
    [Flag(0), Flag.UNDER_18, Flag.MAY_CONCERN_READERS, Flag.NO_ANSWER_WANTED, Flag.GUARDIANS_NO],
)
def test_who_only_wants_to_be_counted_is(beside: Flag) -> None:
    assert only_counted(Flag.REGISTER_ONLY | beside)
    assert not only_counted(beside)


@pytest.mark.parametrize(
    "more",
    [
        Flag.DANGER,
        Flag.CHILD,
        Flag.NEW_MESSAGE,
        Flag.NEW_EVENT,
        Flag.REPLIED,
        Flag.WANTS_STOP,
        Flag.GOES_ON,
    ],
)
def test_whoever_needs_more_leaves_the_track(more: Flag) -> None:
    assert not only_counted(Flag.REGISTER_ONLY | more)


def test_a_case_can_be_counted_where_it_can_be_closed() -> None:
    assert frozenset(Status) - COUNTABLE == {
        Status.CLOSED,
        Status.REOPENED,
        Status.MERGED,
        Status.ARCHIVED,
        Status.PURGED,
        Status.QUARANTINE,
    }


def test_a_group_stands_for_its_code_where_there_is_but_one() -> None:
    answers = {
        "ground": ("ethnicity", "religion", "unknown"),
        "area": ("housing",),
        "actor_type": ("municipality", "unknown"),
        "bias_motive": ("jews",),
        "wish": ("register",),
    }
    assert standing(answers) == {
        "ground": ("religion",),
        "area": ("housing",),
        "actor_type": ("municipal_unit",),
        "bias_motive": ("antisemitic",),
    }


def test_of_several_areas_none_is_the_area() -> None:
    assert standing({"area": ("housing", "work")}) == {}


@pytest.mark.parametrize("finding", Finding)
def test_every_finding_is_a_coding_whatever_was_answered(finding: Finding) -> None:
    answers = {name: tuple(g.code for g in vocabulary(name).groups) for name in GROUPED}
    for area in answers["area"]:
        coding = counted(finding, {**answers, **WISH, "area": (area,)})
        assert isinstance(coding, Coding)
        assert coding.priority == 4
        assert ("bias_motive" in coding.codes) is coding.is_hate_event


def test_what_was_found_stands_in_assessment_and_hate_event() -> None:
    found = {f: counted(f, WISH) for f in Finding}
    assert {f: (c.single("scope"), c.single("hate_event")) for f, c in found.items()} == {
        Finding.DISCRIMINATION: ("dl_likely", "no"),
        Finding.HATE: ("crime_possible", "yes"),
        Finding.BOTH: ("dl_and_crime", "yes"),
        Finding.UNCLEAR: ("insufficient", "unclear"),
        Finding.NEITHER: ("none", "no"),
    }
