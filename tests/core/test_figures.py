"""Figures of others, without a page: what may be entered, and that nothing is counted together."""

import ast
import inspect
from datetime import date
from decimal import Decimal

import pytest

from incidents.core import figures
from incidents.core.figures import FIGURES, Figure, Kind, denominator, missing, newest_first
from incidents.core.register import Wrong, put
from incidents.core.sheet import TableError

TODAY = date(2026, 11, 27)
CELLS = {
    "kind": "brå",
    "year": "2024",
    "what": "Anmälda hatbrott, rasistiskt motiv",
    "value": "1 234,5",
    "unit": "anmälningar",
    "source": "Brå, kommuntabell 2025",
    "method": "Polisanmälningar, alla motiv räknas",
    "checked": "2026-10-01",
}


def figure(id_: str = "abc23", **cells: str) -> Figure:
    return FIGURES.item(id_, {**CELLS, **cells}, TODAY)


def residents(year: str, value: str = "42000", id_: str = "pop22") -> Figure:
    return figure(id_, kind="folkmängd", what="", year=year, value=value, unit="personer")


def test_a_figure_is_written_as_a_table_and_read_again() -> None:
    both = (figure(), residents("2025"))
    assert both[0].value == Decimal("1234.5")
    text = FIGURES.written(both)
    assert ";1234,5;" in text
    assert FIGURES.read(text) == both


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("kind", "annat", "i listan"),
        ("year", "26", "fyra siffror"),
        ("year", "1776", "fyra siffror"),
        ("year", "2027", "inte kommit"),
        ("value", "12.5", "högst två decimaler"),
        ("value", "-3", "högst två decimaler"),
        ("value", "5-10", "högst två decimaler"),
        ("value", "", "högst två decimaler"),
        ("what", "", "vad talet räknar"),
        ("unit", "", "Fyll i"),
        ("source", "", "Fyll i"),
        ("source", "Ärendet AD-2026-7K3QF", "ärendenummer"),
        ("method", "", "Fyll i"),
        ("checked", "2026-11-28", "inte kommit"),
    ],
)
def test_what_may_not_stand_there_is_said_of_its_column(column: str, cell: str, why: str) -> None:
    with pytest.raises(Wrong, match=why) as refused:
        figure(**{column: cell})
    assert refused.value.column == column


@pytest.mark.parametrize("value", ["0", "41999,5"])
def test_what_our_numbers_are_divided_by_is_a_whole_number(value: str) -> None:
    with pytest.raises(Wrong, match="helt tal"):
        residents("2025", value)


def test_a_year_has_one_number_of_residents() -> None:
    both = (residents("2024"), residents("2025", "42100", "pop33"))
    assert denominator(both, Kind.POPULATION, 2025) == 42_100
    with pytest.raises(Wrong, match="två gånger"):
        put(both, residents("2025", "1", "pop44"), FIGURES.key)
    text = FIGURES.written((*both, residents("2025", "1", "pop44")))
    with pytest.raises(TableError, match="Rad 4: Samma sak"):
        FIGURES.read(text)


def test_a_year_that_nobody_entered_is_missing_and_never_guessed_from_another() -> None:
    entered = (residents("2024"),)
    assert denominator(entered, Kind.POPULATION, 2025) is None
    assert denominator(entered, Kind.PUPILS, 2024) is None
    assert missing(entered, (2025, 2024)) == (
        (Kind.POPULATION, 2025),
        (Kind.PUPILS, 2025),
        (Kind.EMPLOYEES, 2025),
        (Kind.PUPILS, 2024),
        (Kind.EMPLOYEES, 2024),
    )


def test_the_newest_year_of_a_kind_stands_first() -> None:
    every = (figure(year="2020"), figure("def45", year="2024"), residents("2025"))
    assert [one.year for one in newest_first(every, Kind.BRA)] == [2024, 2020]


def test_nothing_in_the_module_adds_figures() -> None:
    tree = ast.parse(inspect.getsource(figures))
    sums = [one for one in ast.walk(tree) if isinstance(one, ast.BinOp | ast.AugAssign)]
    assert [one for one in sums if isinstance(one.op, ast.Add | ast.Sub)] == []
    called = {
        one.func.id
        for one in ast.walk(tree)
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
    }
    assert called.isdisjoint({"sum", "fsum", "mean", "reduce"})
