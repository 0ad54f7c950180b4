"""Which sentences there are: with nothing published, with few reports, and with thousands."""

import dataclasses
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from incidents.answers.claims import Cells, Known
from incidents.answers.telling import Answer, Kind, Question, Source, answers, next_figures
from incidents.core.live import counted
from incidents.core.publication import Dimension, Plan, Planned, Publication, Table
from tests.answering import TODAY, claims_of, findings, known_of, publication_in
from tests.published import publish

YEAR, SPAN = 4, 8


def of(said: tuple[Answer, ...], question: Question) -> list[Answer]:
    return [one for one in said if one.question is question]


def kinds(answer: Answer) -> list[Kind]:
    return [sentence.kind for sentence in answer.sentences]


def test_with_nothing_published_there_is_t0_and_the_day_of_the_next_figures() -> None:
    said = answers(known_of(None), TODAY)
    (many,) = of(said, Question.MANY)
    assert kinds(many) == [Kind.SO_FAR, Kind.YEAR, Kind.TREND]
    (handled,) = of(said, Question.IN_TIME)
    assert kinds(handled) == [Kind.IN_TIME, Kind.IN_TIME, Kind.LATER, Kind.WAITING]
    for question in (Question.ABOUT, Question.DID, Question.HATE, Question.REFERRED):
        (answer,) = of(said, question)
        assert (answer.source, answer.sentences, answer.day) == (
            Source.NONE,
            (),
            date(2028, 4, 30),
        )
    assert [one.question for one in said] == list(Question)


def test_without_a_report_nobody_was_late_and_no_year_is_compared() -> None:
    said = answers(Known(None, counted([], TODAY), {}), TODAY)
    assert kinds(of(said, Question.MANY)[0]) == [Kind.SO_FAR]
    assert of(said, Question.IN_TIME)[0].source is Source.NONE
    assert kinds(of(said, Question.MEASURES)[0]) == [Kind.PROPOSED]


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 11, 27), date(2027, 1, 30)),
        (date(2026, 10, 30), date(2026, 10, 30)),
        (date(2026, 10, 31), date(2027, 1, 30)),
        (date(2027, 4, 1), date(2027, 4, 30)),
    ],
)
def test_the_next_figures_come_thirty_days_after_a_quarter(today: date, due: date) -> None:
    assert next_figures(None, today) == due


def test_a_quarter_that_is_published_already_is_not_promised_again(published: Path) -> None:
    publication = publication_in(published)
    assert next_figures(publication, date(2028, 1, 30)) == date(2028, 4, 30)


def with_plan(publication: Publication, *tables: Planned, span: str = "2026-2027") -> Publication:
    """The publication without a table; its newest release says that these are to come."""
    newest = dataclasses.replace(publication.newest, plan=Plan(span, tables))
    releases = {**publication.releases, newest.id: newest}
    return dataclasses.replace(publication, tables=(), releases=releases)


def until(publication: Publication, quarter: str) -> Publication:
    """As if the quarters after this one were not published yet."""
    came_in = tuple(one for one in publication.came_in if one.period <= quarter)
    return dataclasses.replace(publication, came_in=came_in)


def answer_to(question: Question, publication: Publication, today: date) -> Answer:
    (answer,) = of(answers(known_of(publication), today), question)
    return answer


@pytest.mark.parametrize(
    ("closed", "length", "due"),
    [
        ("2026Q1", 1, date(2026, 7, 30)),
        ("2026Q1", 2, date(2026, 7, 30)),
        ("2026Q2", 2, date(2027, 1, 30)),
        ("2026Q1", YEAR, date(2027, 1, 30)),
        ("2026Q4", YEAR, date(2028, 1, 30)),
        ("2026Q4", SPAN, date(2028, 1, 30)),
        # The next two years may have another plan; until it is published, periods are as long as before.
        ("2027Q4", 1, date(2028, 4, 30)),
        ("2027Q4", SPAN, date(2030, 1, 30)),
    ],
)
def test_what_is_not_there_comes_when_a_period_of_its_table_ends(
    published: Path, closed: str, length: int, due: date
) -> None:
    publication = until(publication_in(published), closed)
    planned = with_plan(publication, Planned("T7", "referrals", ("body",), length))
    year, quarter = int(closed[:4]), int(closed[-1])
    today = date(year + quarter // 4, quarter % 4 * 3 + 2, 1)
    answer = answer_to(Question.REFERRED, planned, today)
    assert (answer.source, answer.sentences, answer.day) == (Source.NONE, (), due)


def test_the_table_that_comes_first_is_promised(published: Path) -> None:
    tables = (
        Planned("T6", "events", ("motive",), SPAN),
        Planned("T11", "events", ("place",), YEAR),
    )
    publication = with_plan(until(publication_in(published), "2026Q1"), *tables)
    answer = answer_to(Question.HATE, publication, date(2026, 5, 1))
    assert answer.day == date(2027, 1, 30)


def test_a_year_that_is_late_comes_with_the_next_quarter(published: Path) -> None:
    year = Planned("T5", "reports", ("support",), YEAR)
    publication = with_plan(until(publication_in(published), "2026Q3"), year)
    assert answer_to(Question.DID, publication, date(2027, 2, 2)).day == date(2027, 4, 30)


def test_what_these_two_years_have_no_table_of_is_said_without_a_day(published: Path) -> None:
    year = Planned("T5", "reports", ("support",), YEAR)
    publication = with_plan(until(publication_in(published), "2026Q1"), year)
    answer = answer_to(Question.HATE, publication, date(2026, 5, 1))
    assert (kinds(answer), answer.source) == ([Kind.NOT_TOLD], Source.RELEASE)
    assert answer.sentences[0].period == "2026-2027"
    assert (answer.day, answer.release) == (publication.newest.frozen, "r8")


def test_how_reports_were_met_is_told_each_quarter_whatever_the_tables_are(
    published: Path,
) -> None:
    publication = with_plan(until(publication_in(published), "2026Q1"))
    known = Known(publication, counted([], date(2026, 5, 1)), {})
    (answer,) = of(answers(known, date(2026, 5, 1)), Question.IN_TIME)
    assert (answer.source, answer.day) == (Source.NONE, date(2026, 7, 30))


def test_a_release_that_does_not_say_which_tables_come_is_followed_by_the_next_quarter(
    published: Path,
) -> None:
    publication = until(publication_in(published), "2026Q1")
    newest = dataclasses.replace(publication.newest, plan=None)
    releases = {**publication.releases, newest.id: newest}
    old = dataclasses.replace(publication, tables=(), releases=releases)
    answer = answer_to(Question.REFERRED, old, date(2026, 5, 1))
    assert (answer.source, answer.day) == (Source.NONE, date(2026, 7, 30))


def test_forty_reports_a_year_are_not_promised_each_quarter(tmp_path: Path) -> None:
    publish(tmp_path / "few", 20, 2)
    publication = publication_in(tmp_path / "few")
    today = date(2026, 8, 1)
    about = answer_to(Question.ABOUT, publication, today)
    assert (about.source, about.day) == (Source.NONE, date(2027, 1, 30))
    assert kinds(answer_to(Question.REFERRED, publication, today)) == [Kind.NOT_TOLD]


def test_a_comparison_of_years_never_stands_without_its_sentence(published: Path) -> None:
    for answer in answers(known_of(publication_in(published)), TODAY):
        years = [one for one in kinds(answer) if one in (Kind.SO_FAR, Kind.YEAR)]
        assert (len(years) > 1) is (Kind.TREND in kinds(answer))


def test_each_division_is_answered_once_and_says_what_it_hides(published: Path) -> None:
    said = answers(known_of(publication_in(published)), TODAY)
    headed = [
        (one.table.measure, one.dim.name)
        for answer in said
        for one in answer.sentences
        if one.kind is Kind.HEAD and one.table and one.dim
    ]
    assert len(set(headed)) == len(headed)
    assert {("reports", "ground"), ("reports", "area"), ("reports", "support")} <= set(headed)
    assert any(Kind.HIDDEN in kinds(answer) for answer in said)
    for answer in said:
        for one in answer.sentences:
            if one.kind is Kind.HIDDEN:
                counted_codes = {two.codes for two in answer.sentences if two.kind is Kind.COUNT}
                assert one.codes and not counted_codes & {(code,) for code in one.codes}


def with_table(
    publication: Publication, measure: str, dims: tuple[Dimension, ...], **counts: int | None
) -> Publication:
    """The publication with one table alone; what is not among `counts` is hidden."""
    cells = product(*(dim.labels for dim in dims))
    values = {cell: counts.get("_".join(cell)) for cell in cells}
    table = Table("T7@2027", "r8", measure, "Titel", "2027", dims, values)
    return dataclasses.replace(publication, tables=(table,))


def dimension(name: str, *codes: str) -> Dimension:
    labels = {code: code for code in ("ALL", *codes)}
    return Dimension(name, "Titel", labels, "ALL", multiple=False)


@pytest.mark.parametrize(("first", "second"), [(24, 16), (24, None), (None, None)])
def test_a_number_is_told_where_a_table_shows_it_and_the_rest_is_not_subtracted(
    published: Path, first: int | None, second: int | None
) -> None:
    dims = (dimension("matter", "discrimination", "other"),)
    counts = {"ALL": 40, "discrimination": first, "other": second}
    publication = with_table(publication_in(published), "reports", dims, **counts)
    (about,) = of(answers(known_of(publication), TODAY), Question.ABOUT)
    shown = [count for count in (first, second) if count is not None]
    claimed = [claim.value for one in about.sentences for claim in one.claims]
    assert claimed == ([40, *shown] if shown else [])
    assert (about.source is Source.NONE) is not bool(shown)


def without(publication: Publication, measure: str) -> Publication:
    tables = tuple(one for one in publication.tables if one.measure != measure)
    return dataclasses.replace(publication, tables=tables)


@pytest.mark.parametrize("measure", ["reports", "events"])
def test_any_table_may_be_missing(published: Path, measure: str) -> None:
    said = answers(known_of(without(publication_in(published), measure)), TODAY)
    question = Question.ABOUT if measure == "reports" else Question.HATE
    assert of(said, question)[0].source is Source.NONE


@pytest.mark.parametrize(
    ("reports", "quarters"),
    [(80, 8), pytest.param(6000, 4, marks=pytest.mark.slow)],
)
def test_few_reports_and_thousands_are_answered_and_the_check_agrees(
    tmp_path: Path, reports: int, quarters: int
) -> None:
    folder = tmp_path / "published"
    publish(folder, reports, quarters)
    known = known_of(publication_in(folder))
    assert [one for one in claims_of(known) if isinstance(one.basis, Cells)]
    assert findings(folder, claims_of(known), tmp_path / "copy") == []
