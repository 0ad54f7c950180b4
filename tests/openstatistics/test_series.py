"""Periods beside each other: what was published of each, a hidden or missing one hidden, the same bytes each time."""

import csv
import dataclasses
import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from incidents.core.publication import Dimension, Publication, Table
from incidents.openstatistics.charts import number
from incidents.openstatistics.series import MOST, as_csv, series
from incidents.published.reading import read
from tests.openstatistics.showing import app_on, tables_in, text
from tests.openstatistics.test_pages import TREND


@pytest.fixture(scope="module")
def publication(published: Path) -> Publication:
    found = read(published)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def client(published: Path, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return app_on(published, tmp_path_factory.mktemp("data")).test_client()


def dimension(*codes: str) -> Dimension:
    labels = {"ALL": "Alla", **{code: code for code in codes}}
    return Dimension("reply", "Tid", labels, "ALL", multiple=False)


def table(period: str, *counts: int | None, codes: tuple[str, ...] = ("d1", "none")) -> Table:
    cells: list[tuple[str, ...]] = [(code,) for code in ("ALL", *codes)]
    values = dict(zip(cells, counts, strict=True))
    return Table(f"T4@{period}", "r1", "reports", "Tid", period, (dimension(*codes),), values)


def over(publication: Publication, *tables: Table) -> Publication:
    return dataclasses.replace(publication, tables=tables)


def test_one_period_is_no_series(publication: Publication) -> None:
    assert series(over(publication, table("2026Q1", 9, 5, 4)), "T4") is None
    assert series(publication, "T99") is None


def test_a_period_that_was_left_out_stands_between_its_neighbours_and_is_hidden(
    publication: Publication,
) -> None:
    found = series(
        over(publication, table("2025Q4", 40, 30, 10), table("2026Q2", 12, None, None)), "T4"
    )
    assert found is not None
    assert found.periods == ("2025Q4", "2026Q1", "2026Q2")
    assert found.along(found.newest.dims[0], "ALL") == [40, None, 12]
    assert found.along(found.newest.dims[0], "d1") == [30, None, None]


@pytest.mark.parametrize(
    ("first", "last", "between"),
    [
        ("2026H1", "2027H1", ("2026H1", "2026H2", "2027H1")),
        ("2024", "2026", ("2024", "2025", "2026")),
        ("2024-2025", "2026-2027", ("2024-2025", "2026-2027")),
    ],
)
def test_periods_of_every_length_follow_each_other(
    publication: Publication, first: str, last: str, between: tuple[str, ...]
) -> None:
    found = series(over(publication, table(first, 9, 5, 4), table(last, 9, 5, 4)), "T4")
    assert found is not None and found.periods == between


def test_what_is_divided_in_another_way_is_not_beside_the_newest(publication: Publication) -> None:
    other = table("2026Q1", 9, 5, 4, codes=("d1", "later"))
    longer = table("2025", 9, 5, 4)
    kept = (table("2026Q2", 9, 5, 4), table("2026Q3", 8, 8, 0))
    found = series(over(publication, longer, other, *kept), "T4")
    assert found is not None and found.tables == kept


def test_the_page_has_every_number_of_every_period(
    client: FlaskClient, publication: Publication
) -> None:
    kinds = [kind for kind in {one.kind for one in publication.tables} if series(publication, kind)]
    assert kinds
    for kind in kinds:
        found = series(publication, kind)
        assert found is not None
        page = text(client, f"/sv/statistics/series/{kind}")
        assert TREND in page
        drawn = iter(tables_in(page))
        for dim in found.newest.dims:
            newest = next(drawn)
            told = [count for code in dim.labels for count in found.along(dim, code)[-MOST:]]
            shown = [None if cell.startswith("..") else cell for cell in newest.numbers]
            assert shown == [None if n is None else number(n) for n in told]
            if len(found.periods) > MOST:
                next(drawn)
        assert f'href="/statistics/series/{kind}.csv"' in page
        assert f'href="/sv/statistics/series/{kind}"' in text(client, "/sv/statistics")


def test_older_periods_are_folded_away(published: Path, tmp_path: Path) -> None:
    from incidents.openstatistics import series_page
    from incidents.openstatistics.series import Series

    found = read(published)
    assert found is not None
    many = [table(f"{2018 + n // 4}Q{n % 4 + 1}", n + 9, n + 5, 4) for n in range(10)]
    with app_on(published, tmp_path).test_request_context("/sv/statistics"):
        line = Series(tuple(many), tuple(one.period for one in many))
        division = series_page._division(line, many[0].dims[0])
    assert division.older is not None
    assert [len(division.older.columns), len(division.grid.columns)] == [2, MOST]
    assert division.older.rows[0].cells == ("9", "10")
    assert division.grid.rows[0].cells[-1] == "18"


def test_the_file_has_the_published_numbers_and_the_same_bytes(
    client: FlaskClient, publication: Publication
) -> None:
    kind = next(k for k in ("T4", "T1", "T2") if series(publication, k))
    found = series(publication, kind)
    assert found is not None
    answer = client.get(f"/statistics/series/{kind}.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.data == as_csv(found) == client.get(f"/statistics/series/{kind}.csv").data
    rows = list(csv.DictReader(io.StringIO(answer.data.decode())))
    told = [count for one in found.tables for count in one.values.values()]
    assert [int(row["antal"]) if row["antal"] else None for row in rows] == told
    assert {row["status"] for row in rows if not row["antal"]} <= {"x"}
    tagged = client.get(
        f"/statistics/series/{kind}.csv", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert tagged.status_code == 304
    assert client.get("/statistics/series/T99.csv").status_code == 404
