"""Programs of others open every file of a release and find the same numbers in each; hidden is hidden in all."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, URIRef

from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import Dimension, Table
from incidents.core.statistics.release import Published, Rules, Slice
from incidents.publishing import formats, simulate
from tests.publishing import readers
from tests.publishing.readers import Numbers
from tests.statistics.municipalities import HIDES, SHOWS, joined, publish
from tests.statistics.publications import invented, plan_of

KINDS = ("html", "pdf", "docx")
BASE = "https://statistik.example/open/r1/"
#: Every measure, one answer and several, for the same quarter.
PLAN = plan_of(
    Table("T1", "Grund och område", "reports", ("ground", "area"), Level.QUARTER),
    Table("T6", 'Motiv = "varför"', "events", ("motive",), Level.QUARTER),
    Table("T7", "Hänvisningar", "referrals", ("body",), Level.QUARTER),
)


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("single")
    calendar = Calendar(2026, 1, PLAN.levels())
    course = simulate.Course(PLAN)
    simulate.release(course, calendar, invented(400, 1, 3), Rules(most_hidden=1.0), target)
    return target


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("together")
    joined(room / "out", publish(room / "ask", [HIDES]), publish(room / "bo", [SHOWS]))
    return room / "out"


@pytest.fixture(params=["single", "together"])
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


def tables(folder: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    told = json.loads((folder / "publication.json").read_text(encoding="utf-8"))
    for table in told["tables"]:
        yield table, folder / table["csv"]


def plain(path: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> Numbers:
    with path.open(encoding=encoding, newline="") as file:
        _, *rows = csv.reader(file, delimiter=delimiter)
    assert all((status == "x") == (number == "") for *_, number, status in rows)
    return {tuple(codes): int(number) if number else None for *codes, number, _ in rows}


def labels(path: Path) -> dict[str, dict[str, str]]:
    stat = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return {n: stat["dimension"][n]["category"].get("label", {}) for n in stat["id"]}


def test_every_reader_finds_the_same_numbers_in_every_format(folder: Path) -> None:
    hidden = measures = 0
    for table, path in tables(folder):
        numbers = plain(path)
        words = labels(path)
        assert set(numbers) == readers.every_cell(words, table)
        assert readers.csvw(path) == numbers
        assert readers.jsonstat(path.with_suffix(".json")) == numbers
        assert readers.px(path.with_suffix(".px")) == numbers
        assert readers.xlsx(path.parent / "tables.xlsx", table, words) == numbers
        excel = path.with_name(f"{path.stem}_excel.csv")
        assert plain(excel, delimiter=";", encoding="utf-8-sig") == numbers
        hidden += sum(number is None for number in numbers.values())
        measures += 1
    assert hidden > 3
    assert measures == 3


def test_no_file_but_those_that_are_read_here_is_in_a_release(folder: Path) -> None:
    read = {"csv", "json", "px"}
    for release in {path.parent for _, path in tables(folder)}:
        names = {path.name for path in release.iterdir()} - {"check.json"}
        stems = {path.stem for _, path in tables(folder) if path.parent == release}
        expected = {f"{stem}.{kind}" for stem in stems for kind in read}
        expected |= {
            f"{stem}{more}" for stem in stems for more in ("_excel.csv", ".csv-metadata.json")
        }
        own = {"release.json", "t0.csv", "tables.xlsx", "catalogue.jsonld"}
        # Read where they are made: tests/documents, tests/statistics/test_release_report.py.
        reports = {f"report.{lang}.{kind}" for lang in ("sv", "en") for kind in KINDS}
        assert names - reports == expected | own
        assert not names & reports or reports <= names


def test_the_catalogue_is_linked_data_that_leads_to_every_file(folder: Path) -> None:
    for release in {path.parent for _, path in tables(folder)}:
        graph = readers.catalogue(release / "catalogue.jsonld", BASE)
        (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
        (data,) = graph.objects(catalogue, DCAT.dataset)
        assert languages(graph, catalogue) == languages(graph, data) == {"sv", "en"}
        for thing in (catalogue, data):
            (publisher,) = graph.objects(thing, DCTERMS.publisher)
            assert list(graph.objects(publisher, FOAF.name))
        (issued,) = graph.objects(data, DCTERMS.issued)
        assert isinstance(issued, Literal)
        assert issued.datatype == XSD.date
        record = json.loads((release / "release.json").read_text(encoding="utf-8"))
        found = set()
        for one in graph.objects(data, DCAT.distribution):
            (address,) = graph.objects(one, DCAT.accessURL)
            assert list(graph.objects(one, DCTERMS.license)) == [URIRef(record["licence"])]
            assert list(graph.objects(one, DCTERMS["format"]))
            found.add(str(address).removeprefix(BASE))
        described = {n for n in record["files"] if not n.endswith((".jsonld", "metadata.json"))}
        assert found == described


def languages(graph: Graph, thing: Any) -> set[str | None]:
    return {t.language for t in graph.objects(thing, DCTERMS.title) if isinstance(t, Literal)}


def test_signs_that_px_needs_itself_do_not_break_the_file(tmp_path: Path) -> None:
    words = ('Kön; "annat" = ej', "DATA=1\nrad två", "..")
    dim = Dimension("ground", 'Grund; "a" = b', ("a", "b", "c"), words, multiple=True)
    table = Table("T1", "x=y;", "reports", ("ground",), Level.QUARTER)
    calendar = Calendar(2026, 1)
    made = Published(
        Slice(table, calendar.at(Level.QUARTER)[0]),
        "r1",
        {("ALL",): 40, ("a",): None, ("b",): 9, ("c",): None},
    )
    about = {
        "frozen": "2026-04-30",
        "contact": 'Ask = "kommun"; DATA=2',
        "licence": "x",
        "release": "r1",
    }
    path = tmp_path / "T1.px"
    path.write_bytes(formats.px(made, {"ground": dim}, about))
    period = ("2026Q1",)
    assert readers.px(path) == {(*c, *period): n for c, n in made.values.items()}
