"""What tables, sheets and lists are called: by what they count, whole words, nothing said twice."""

import re

import pytest

from incidents.core.publication import EVERY, MEASURES
from incidents.core.statistics.periods import Level, Period
from incidents.core.statistics.plan import TOTAL, dimensions, ladders, tables_of
from incidents.core.statistics.release import Published, Slice
from incidents.publishing.stated import stated
from incidents.publishing.wording import heading, label, period, title
from incidents.publishing.workbook import sheet_name

DIMS = dimensions({"centrum": "Centrum"})
SLICES = [
    Slice(table, Period("2026", Level.YEAR, 0, 3))
    for ladder in ladders()
    for rung in ladder.rungs
    for table in tables_of(ladder, rung)
]
ABOUT = {
    "release": "r1", "frozen": "2026-04-30", "rules_version": 1, "plan_version": 1, "threshold": 5, "hidden": "..",
    "licence": "CC0", "contact": "Strandvik", "group_disclosure": [],
    "too_few": ["Stadsdel, 2026–2027: för få för att redovisas", "Stöd, 2026: för få för att redovisas"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("2026Q3", "juli–september 2026"),
        ("2026H2", "juli–december 2026"),
        ("2026-2027", "2026–2027"),
        ("2026", "2026"),
    ],
)
def test_a_period_is_said_by_its_months(code: str, said: str) -> None:
    assert period(code) == said


def test_the_whole_is_called_by_what_the_table_counts() -> None:
    assert EVERY.keys() == MEASURES.keys()
    assert {label(one, DIMS["ground"], TOTAL) for one in SLICES} == set(EVERY.values())


def test_no_heading_says_twice_what_is_counted() -> None:
    for one in SLICES:
        said = heading(one, title(one, DIMS)).casefold()
        assert said.count(MEASURES[one.table.measure].casefold()) == 1 or "rapporterat" in said
    told = {heading(one, title(one, DIMS)) for one in SLICES}
    assert "Vad det blev av avslutade ärenden" in told
    assert "Rapporter: Vad den som rapporterat ville" in told


def test_the_name_of_a_sheet_ends_with_a_whole_word() -> None:
    for one in SLICES:
        name, words = sheet_name(Published(one, "r1", {}), DIMS), title(one, DIMS)
        assert len(name) <= 31
        assert set(re.findall(r"\w+", name)) <= {*re.findall(r"\w+", f"{one.id} {words}")}
        assert not name.endswith((" och", ","))


def test_what_is_left_out_is_listed_once_under_its_heading() -> None:
    listed = dict(stated(ABOUT))["För få för att redovisas"]
    assert listed == "Stadsdel, 2026–2027; Stöd, 2026"
