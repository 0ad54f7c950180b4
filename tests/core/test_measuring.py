"""Indicators from released tables: found by what they count, summed from shown numbers only, or why there is none."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from incidents.core.commitments import COMMITMENTS
from incidents.core.figures import Figure, Kind
from incidents.core.indicators import REPORTED, indicators, under
from incidents.core.measuring import Measured, measured
from incidents.core.publication import CameIn, Publication, Table
from incidents.core.released import Number, Released, Why, before, parts, years
from tests.handmade import publication, table

QUARTERS = {f"{year}Q{number}": 10 for year in (2025, 2026) for number in range(1, 5)}


def base(kind: Kind, year: int, value: int) -> Figure:
    return Figure(f"{kind}{year}", kind, year, "", Decimal(value), "", "", "", date(2027, 1, 2))


BASES = tuple(
    base(kind, year, value)
    for kind, value in ((Kind.POPULATION, 40_000), (Kind.PUPILS, 5_000), (Kind.EMPLOYEES, 4_000))
    for year in (2025, 2026)
)


def one(published: Publication | None, name: str, period: str = "2025-2026") -> Measured:
    (found,) = measured(published, BASES, period, [name])
    return found


def test_every_indicator_has_its_words_in_both_languages_and_stands_under_commitments() -> None:
    assert list(indicators()) == [f"I{number:02}" for number in range(1, 25)]
    for found in indicators().values():
        assert set(found.said) == {"sv", "en"}
        assert set(found.commitments) <= set(COMMITMENTS)
        assert all(each.name and each.definition and each.numerator for each in found.said.values())
        assert len({bool(each.not_measured) for each in found.said.values()}) == 1
    assert sorted(each.id for number in COMMITMENTS for each in under(number)) == sorted(REPORTED)


def test_what_has_no_way_to_be_worked_out_says_so_in_words_and_the_other_way_round() -> None:
    silent = {found.id for found in indicators().values() if not found.measured}
    not_worked_out = {
        each.id
        for each in measured(None, (), "2026", indicators())
        if each.lines[0].why is Why.NOT_MEASURED
    }
    assert silent == not_worked_out


def test_where_nothing_is_published_no_indicator_has_a_number() -> None:
    for found in measured(None, BASES, "2025-2026", indicators()):
        assert all(line.ratio is None and line.why for line in found.lines)


def test_reports_are_divided_by_the_residents_of_each_year() -> None:
    (line,) = one(publication(came_in=QUARTERS), "I01").lines
    assert (line.numerator, line.denominator) == (Number(80), Number(80_000))
    assert line.ratio == 1
    (line,) = measured(publication(came_in=QUARTERS), BASES[:1], "2025-2026", ["I01"])[0].lines
    assert (line.numerator.value, line.ratio, line.why) == (80, None, Why.NO_BASE)
    half = {code: count for code, count in QUARTERS.items() if code != "2026Q4"}
    assert one(publication(came_in=half), "I01").lines[0].why is Why.NO_TABLE


def test_reports_that_no_table_counts_are_not_among_those_received() -> None:
    told = publication(came_in=QUARTERS)
    told = replace(
        told, came_in=(*told.came_in[:-1], CameIn("2026Q4", 10, 3), CameIn("2026-12", 4, None))
    )
    (line,) = one(told, "I01").lines
    assert (line.numerator, line.denominator) == (Number(77), Number(80_000))
    for said in indicators()["I01"].said.values():
        assert "skräp" in said.numerator or "spam" in said.numerator


def test_a_sum_over_periods_is_made_of_shown_numbers_and_hidden_with_a_hidden_part() -> None:
    def year(code: str, **grounds: int) -> Table:
        shown: dict[tuple[str, ...], int] = {
            (name,): count for name, count in {"ALL": 40, **grounds}.items()
        }
        return table("reports", ["ground"], code, shown)

    told = publication(
        year("2025", ethnicity=20, sex=0),
        year("2026", ethnicity=22, age=6),
    )
    found = one(told, "I02")
    assert [(line.code, line.numerator, line.ratio) for line in found.lines] == [
        ("ethnicity", Number(42), Fraction(4200, 80)),
        ("sex", Number(why=Why.HIDDEN), None),
        ("age", Number(why=Why.HIDDEN), None),
    ]
    assert one(told, "I03").lines[0].why is Why.HIDDEN
    assert one(told, "I02", "2026").lines[2].numerator == Number(6)
    assert one(told, "I02", "2023-2024").lines[0].why is Why.NO_TABLE


def test_the_same_number_is_found_in_whichever_table_shows_it() -> None:
    told = publication(
        table("reports", ["ground", "area"], "2025-2026", {("ALL", "ALL"): 80}),
        table("reports", ["own", "area"], "2025-2026", {("ALL", "housing"): 16}),
    )
    (line,) = one(told, "I19").lines
    assert (line.numerator, line.ratio) == (Number(16), Fraction(20))


def test_each_share_is_of_what_its_definition_says() -> None:
    span = "2025-2026"
    told = publication(
        table(
            "reports",
            ["support"],
            span,
            {("ALL",): 80, ("supported",): 15, ("waiting",): 10, ("register",): 25},
        ),
        table("closings", ["change"], span, {("ALL",): 50, ("changed",): 10, ("unchanged",): 40}),
        table("referrals", ["body"], span, {("ALL",): 20}),
        table("answers", ["outcome"], span, {("ALL",): 15, ("accepted",): 10}),
        table(
            "reports",
            ["own", "area"],
            span,
            {("ALL", "ALL"): 80, ("yes", "ALL"): 20, ("yes", "work"): 8, ("ALL", "education"): 10},
        ),
        table("replies", ["reply"], span, {("ALL",): 60, ("d1",): 20, ("d5",): 20}),
        table("events", ["motive"], span, {("ALL",): 16, ("racist",): 12}),
        table("events", ["police"], span, {("ALL",): 16, ("told",): 4, ("other",): 12}),
        came_in=QUARTERS,
    )
    expected = {
        "I05": [25],
        "I06": [25, 50, 75],
        "I07": [60],
        "I08": [50],
        "I10": [20],
        "I14": [Fraction(1, 5), 75, None],
        "I15": [75, None],
        "I16": [25],
        "I20": [1],
        "I21": [1],
    }
    for name, ratios in expected.items():
        assert (name, [line.ratio for line in one(told, name).lines]) == (name, ratios)


def test_of_events_with_each_motive_it_is_told_how_many_the_police_know_where_a_table_has_both() -> (
    None
):
    shown: dict[tuple[str, ...], int] = {
        ("ALL", "ALL"): 40, ("ALL", "told"): 10, ("ALL", "other"): 30,
        ("racist", "ALL"): 20, ("racist", "told"): 5, ("racist", "other"): 15,
    }  # fmt: skip
    found = one(publication(table("events", ["motive", "police"], "2026", shown)), "I16", "2026")
    assert found.dim is not None and found.dim.name == "motive"
    assert [(line.code, line.ratio) for line in found.lines] == [
        ("", 25),
        ("racist", 25),
        ("religious", None),
    ]
    alone = one(publication(table("events", ["motive"], "2026", {("ALL",): 40})), "I16", "2026")
    assert [(line.code, line.why) for line in alone.lines] == [("", Why.NO_TABLE)]
    assert alone.dim is None


@pytest.mark.parametrize(
    ("period", "shorter", "earlier", "in_years"),
    [
        ("2025-2026", ("2025", "2026"), "2023-2024", (2025, 2026)),
        ("2026", ("2026H1", "2026H2"), "2025", (2026,)),
        ("2026H2", ("2026Q3", "2026Q4"), "2025", (2026,)),
        ("2026Q1", (), "2025", (2026,)),
    ],
)
def test_periods_know_their_parts_and_what_was_before(
    period: str, shorter: tuple[str, ...], earlier: str, in_years: tuple[int, ...]
) -> None:
    assert (parts(period), before(period), years(period)) == (shorter, earlier, in_years)


def test_a_code_that_no_table_has_is_no_zero() -> None:
    told = Released(publication(table("reports", ["own"], "2026", {("ALL",): 80, ("yes",): 0})))
    assert told.count("reports", {"own": "yes"}, "2026") == Number(0)
    assert told.count("reports", {"own": "unknown"}, "2026") == Number(why=Why.NO_TABLE)
    assert told.count("reports", {"ground": "sex"}, "2026") == Number(why=Why.NO_TABLE)
