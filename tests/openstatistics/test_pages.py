"""The pages of the published statistics: what the files say, in every language, and nothing of who reads."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from incidents.core.languages import languages
from incidents.core.publication import Publication, Table
from incidents.core.statistics.plan import dimensions, ladders
from incidents.openstatistics.charts import number
from incidents.openstatistics.series import series
from incidents.published.reading import read
from incidents.web import locale
from incidents.web.published import shelf
from tests.openstatistics.showing import app_on, tables_in, text
from tests.published import publish

TREND = (
    "Fler rapporter betyder inte att diskrimineringen ökar; det kan betyda att fler vågar berätta."
)


@pytest.fixture(scope="module")
def app(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return app_on(published, tmp_path_factory.mktemp("data"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def publication(published: Path) -> Publication:
    found = read(published)
    assert found is not None
    return found


def addresses(publication: Publication) -> Iterator[str]:
    """Every page there is, without its language."""
    yield from ("statistics", "statistics/about")
    yield from (f"statistics/releases/{name}" for name in publication.releases)
    yield from (f"statistics/embed/{table.name}" for table in publication.tables)
    kinds = {table.kind for table in publication.tables}
    yield from (f"statistics/series/{one}" for one in sorted(kinds) if series(publication, one))


def in_rows(table: Table) -> list[int | None]:
    """Its numbers as a page has them: the dimension with fewest codes, the last of such, stands across."""
    counts = list(table.values.values())
    if len(table.dims) == 2 and len(table.dims[0].labels) < len(table.dims[1].labels):
        width = len(table.dims[1].labels)
        return [count for place in range(width) for count in counts[place::width]]
    return counts


@pytest.mark.parametrize("lang", list(languages()))
def test_every_number_on_every_page_is_the_one_that_was_published(
    client: FlaskClient, publication: Publication, lang: str
) -> None:
    pages = {f"/{lang}/statistics": publication.latest()}
    for name in publication.releases:
        released = tuple(table for table in publication.tables if table.release == name)
        pages[f"/{lang}/statistics/releases/{name}"] = released
    pages |= {f"/{lang}/statistics/embed/{one.name}": (one,) for one in publication.tables}
    for path, tables in pages.items():
        html = text(client, path)
        drawn = tables_in(html)[-len(tables) :] if tables else []
        if path.endswith("/statistics"):
            assert len(tables_in(html)) == len(tables) + 3
        for one, table in zip(drawn, tables, strict=True):
            shown = [None if cell.startswith("..") else cell for cell in one.numbers]
            told = [None if n is None else number(n) for n in in_rows(table)]
            assert shown == told, (path, table.id)


def test_what_came_in_stands_by_quarter_and_month(
    client: FlaskClient, publication: Publication
) -> None:
    quarters, handled, months = (one.rows for one in tables_in(text(client, "/sv/statistics"))[:3])
    told = [one for one in publication.came_in if one.excluded is not None]
    assert [row[1:] for row in quarters[1:]] == [
        [str(one.count), str(one.excluded)] for one in reversed(told)
    ]
    handling = [one.handling for one in reversed(told) if one.handling]
    assert len(handling) == len(told)
    assert [row[1:] for row in handled[1:]] == [
        [str(number) for number in astuple(one)] for one in handling
    ]
    assert quarters[1][0] == "oktober–december 2027"
    assert [months[1][0], months[-1][0], len(months)] == ["december 2027", "januari 2026", 25]


def test_a_trend_never_stands_without_its_sentence(client: FlaskClient) -> None:
    assert TREND in text(client, "/sv/statistics")


def test_the_page_says_what_was_left_out_of_few_reports(tmp_path: Path) -> None:
    publish(tmp_path / "few", 40, 4, seed=2)
    few = app_on(tmp_path / "few", tmp_path).test_client()
    page = text(few, "/sv/statistics/releases/r4")
    assert "För få för att redovisas" in page
    assert "<li>Stöd, så långt när kvartalet stängdes, 2026</li>" in page


@pytest.mark.parametrize("releases", [4, 5])
def test_what_was_left_out_is_said_as_long_as_nothing_later_of_its_kind_is_shown(
    tmp_path: Path, releases: int
) -> None:
    publish(tmp_path / "few", 25, 5, seed=2, releases=releases)
    few = app_on(tmp_path / "few", tmp_path).test_client()
    page = text(few, "/sv/statistics")
    assert page.count("<li>Vad det gäller, enligt kommunens bedömning, 2026</li>") == 1
    assert page.count("<li>Hänvisningar, 2026–2027</li>") == 1


def test_the_page_says_that_it_is_an_exercise(client: FlaskClient) -> None:
    for path in ("statistics", "statistics/about", "statistics/releases/r1", "statistics/embed/T2"):
        assert "Övning: påhittade rapporter" in text(client, f"/sv/{path}")


def test_a_hidden_number_is_two_dots_and_words(
    client: FlaskClient, publication: Publication
) -> None:
    hiding = next(table for table in publication.latest() if table.hides)
    page = text(client, f"/sv/statistics/embed/{hiding.kind}")
    hidden = '<span aria-hidden="true">..</span><span class="visually-hidden">visas inte</span>'
    assert hidden in page
    assert "Det är litet (1–\u20604), eller så skulle det avslöja ett litet tal." in page


def test_each_table_leads_to_its_files_its_past_and_the_line_to_copy(
    client: FlaskClient, publication: Publication
) -> None:
    page = text(client, "/sv/statistics")
    for name in publication.newest.files:
        if name != "catalogue.jsonld":
            assert f'href="/statistics/files/r8/{name}"' in page
    assert 'href="/sv/statistics/releases/r4#T2_2026">2026</a>' in page
    assert (
        "&lt;iframe src=&#34;" not in page
        and '&lt;iframe src="https://beratta.strandvik.example/sv/statistics/embed/T2" ' in page
    )


def test_without_a_public_address_there_is_no_line_to_copy(published: Path, tmp_path: Path) -> None:
    client = app_on(published, tmp_path, public_address="").test_client()
    assert "&lt;iframe" not in text(client, "/sv/statistics")


def test_no_page_sets_a_cookie_or_loads_anything_from_elsewhere(
    client: FlaskClient, publication: Publication
) -> None:
    for path in addresses(publication):
        answer = client.get(f"/sv/{path}")
        html = answer.get_data(as_text=True)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "<script" not in html
        assert re.findall(r'<(?:img|link|iframe)[^>]* (?:src|href)="((?!/)[^"]*)"', html) == []


def test_only_the_embedded_table_may_be_framed(
    client: FlaskClient, publication: Publication
) -> None:
    for path in addresses(publication):
        policy = client.get(f"/sv/{path}").headers["Content-Security-Policy"]
        assert ("frame-ancestors *" in policy) is ("/embed/" in path)
        assert "script-src" not in policy or "/embed/" not in path


@pytest.mark.parametrize(
    "path", ["releases/r99", "releases/..", "embed/T99", "embed/r1", "series/T99"]
)
def test_what_was_never_published_is_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(f"/sv/statistics/{path}").status_code == 404


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_no_word_of_the_plan_is_left_in_swedish(
    client: FlaskClient, publication: Publication, lang: str
) -> None:
    plan = dimensions({})
    words = {d.title for d in plan.values()} | {one.title for one in ladders()}
    words |= {label for d in plan.values() for label in d.labels}
    catalogue = locale.catalogue(lang)
    said = {word for word in words if word not in catalogue.gettext(word)}
    for path in addresses(publication):
        page = text(client, f"/{lang}/{path}")
        cells = [cell for one in tables_in(page) for row in one.rows for cell in row]
        shown = " ".join([*cells, *(one.caption for one in tables_in(page))])
        assert {word for word in said if re.search(rf"\b{re.escape(word)}\b", shown)} == set()


def test_a_correction_stands_with_its_day(published: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(published, tmp_path / "copy"))
    assert "Det finns inga rättelser." in text(
        app_on(folder, tmp_path).test_client(), "/sv/statistics/about"
    )
    client = app_on(folder, tmp_path).test_client()
    assert "Fel rubrik" not in text(client, "/sv/statistics")
    told = [
        {"release": "r4", "table": "T2@2026", "text": "Fel rubrik <b>.", "english": "Wrong."},
        {"release": "r8", "table": "", "text": "Hela är fel.", "english": ""},
        {"release": "r6", "table": "", "text": "Dubbletter är med.", "english": ""},
    ]
    errata = {"errata": [{**one, "date": "2028-02-01"} for one in told]}
    (folder / "errata.json").write_text(json.dumps(errata), encoding="utf-8")
    at_table = '1 februari 2028: <bdi lang="sv">Fel rubrik &lt;b&gt;.</bdi>'
    whole = '1 februari 2028: <bdi lang="sv">Hela är fel.</bdi>'
    for path, stands in {
        "/about": (1, 1),
        "/releases/r4": (1, 0),
        "/releases/r8": (0, 1),
        "/releases/r1": (0, 0),
        "/embed/T2_2026": (1, 0),
        "/embed/T2_2027": (0, 1),
        "": (0, 1),
    }.items():
        page = text(client, f"/sv/statistics{path}")
        assert (path, page.count(at_table), page.count(whole)) == (path, *stands)
        before = 'Publicering r6. 1 februari 2028: <bdi lang="sv">Dubbletter är med.</bdi>' in page
        assert (path, before) == (path, path == "")
    assert '<bdi lang="en">Wrong.</bdi>' in text(client, "/en/statistics/about")
    package = ZipFile(io.BytesIO(client.get("/statistics/package.zip").get_data()))
    assert package.read("statistik/errata.json") == (folder / "errata.json").read_bytes()
    (folder / "errata.json").write_text("{", encoding="utf-8")
    assert "En del siffror saknas just nu" in text(client, "/sv/statistics")


def test_an_empty_or_missing_folder_is_a_calm_page(tmp_path: Path) -> None:
    client = app_on(tmp_path / "nothing", tmp_path).test_client()
    assert "Inga siffror är publicerade än" in text(client, "/sv/statistics")
    assert "Det tar högst 30 dagar." in text(client, "/sv/statistics")
    assert "Det här lovar vi" in text(client, "/sv/statistics/about")
    assert client.get("/sv/statistics/embed/T1").status_code == 404


def test_a_new_release_is_on_the_next_page_and_the_folder_is_read_once(
    published: Path, tmp_path: Path
) -> None:
    app = app_on(tmp_path / "later", tmp_path)
    client = app.test_client()
    assert "Inga siffror" in text(client, "/sv/statistics")
    shutil.copytree(published, tmp_path / "later")
    assert "oktober–december 2027" in text(client, "/sv/statistics")
    with app.app_context():
        assert shelf().publication() is shelf().publication()
