"""What is not told is said in words: tables of a release, and those that the two years have none of (rule 9)."""

from dataclasses import replace
from datetime import date

from incidents.core.statistics.periods import Calendar
from incidents.core.statistics.plan import Plan, default_plan, ladders
from incidents.core.statistics.release import Release, Rules
from incidents.publishing.making import about_release, left_out, planned
from tests.statistics.publications import DIMS

NOTHING = Release("r9", (), (), {}, ())


def without(plan: Plan, *ids: str) -> Plan:
    return replace(plan, tables=tuple(t for t in plan.tables if t.id not in ids))


def test_a_table_that_no_rung_was_coarse_enough_for_is_named_with_its_two_years() -> None:
    whole = default_plan(DIMS)
    assert left_out(NOTHING, whole, Calendar(2026, 9)) == []
    few = without(whole, "T7", "T11")
    titles = {one.id: one.title for one in ladders()}
    assert left_out(NOTHING, few, Calendar(2026, 9)) == [
        {"table": "T7", "title": titles["T7"], "period": "2028-2029"},
        {"table": "T11", "title": titles["T11"], "period": "2028-2029"},
    ]
    about = about_release(NOTHING, few, Calendar(2026, 8), Rules(), date(2028, 1, 30), "X")
    assert [text.partition(",")[0] for text in about["too_few"]] == [titles["T7"], titles["T11"]]
    assert all("2026–2027" in text for text in about["too_few"])


def test_which_tables_the_two_years_have_is_told_with_the_length_of_their_periods() -> None:
    told = planned(default_plan(DIMS), Calendar(2026, 9))
    assert told is not None
    assert told["span"] == "2028-2029"
    assert {"table": "T5", "measure": "reports", "dims": ["support"], "level": "year"} in told[
        "tables"
    ]


def test_an_older_plan_does_not_tell_its_tables() -> None:
    assert planned(replace(default_plan(DIMS), version=2), Calendar(2026, 8)) is None


def test_an_older_plan_says_nothing_of_tables_that_came_later() -> None:
    old = replace(without(default_plan(DIMS), "T13"), version=2)
    assert left_out(NOTHING, old, Calendar(2026, 8)) == []
