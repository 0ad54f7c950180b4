"""The files: exactly the frozen bytes, under addresses that stay, and nothing that no release names."""

import base64
import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import DCAT, FOAF, RDF, Graph
from rdflib.compare import isomorphic

from incidents import create_app
from incidents.openstatistics.catalogue import as_xml, whole
from tests.openstatistics.showing import app_on
from tests.publishing import profile
from tests.publishing.readers import csvw, csvw_rows, its_own_warnings
from tests.support import settings_for

MEDIA = {
    "t0.csv": "text/csv; charset=utf-8; header=present",
    "T2_2027.csv": "text/csv; charset=utf-8; header=present",
    "T2_2027_excel.csv": "text/csv; charset=utf-8; header=present",
    "T2_2027.csv-metadata.json": "application/csvm+json",
    "T2_2027_excel.csv-metadata.json": "application/csvm+json",
    "t0.csv-metadata.json": "application/csvm+json",
    "T2_2027.json": "application/json",
    "T2_2027.px": "text/plain; charset=utf-8",
    "tables.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "catalogue.jsonld": "application/ld+json",
    "release.json": "application/json",
}


@pytest.fixture
def client(published: Path, tmp_path: Path) -> FlaskClient:
    return app_on(published, tmp_path).test_client()


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "copy"))


def test_every_file_of_every_release_is_given_as_it_lies_there(
    client: FlaskClient, published: Path
) -> None:
    for record in published.glob("r*/release.json"):
        for name in json.loads(record.read_bytes())["files"]:
            path = record.parent / name
            answer = client.get(f"/statistics/files/{path.parent.name}/{name}")
            assert (answer.status_code, answer.get_data()) == (200, path.read_bytes())
            assert answer.headers["ETag"] == f'"{hashlib.sha256(path.read_bytes()).hexdigest()}"'


@pytest.mark.parametrize(("name", "media"), MEDIA.items())
def test_a_file_says_what_it_is_may_be_kept_and_runs_nothing(
    client: FlaskClient, name: str, media: str
) -> None:
    answer = client.get(f"/statistics/files/r8/{name}")
    assert answer.headers["Content-Type"] == media
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; base-uri")
    assert "Set-Cookie" not in answer.headers
    again = client.get(
        f"/statistics/files/r8/{name}", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize(
    "address",
    [
        "r8/check.json",
        "r8/missing.csv",
        "r9/t0.csv",
        "../incidents.db",
        "r8/..%2Ft0.csv",
        "r8/%2e%2e%2fpublication.json",
        "%2e%2e/release.json",
        "r8/%2Fetc%2Fpasswd",
        "r8/",
        ".staging/release.json",
    ],
)
def test_nothing_that_no_release_names_is_given(client: FlaskClient, address: str) -> None:
    assert client.get(f"/statistics/files/{address}").status_code == 404


def test_a_file_that_lies_there_and_was_not_released_is_not_given(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "r8" / "extra.csv").write_text("hemligt", encoding="utf-8")
    client = app_on(folder, tmp_path).test_client()
    assert client.get("/statistics/files/r8/extra.csv").status_code == 404


def test_a_file_that_was_changed_is_not_given(folder: Path, tmp_path: Path) -> None:
    client = app_on(folder, tmp_path).test_client()
    for name in ("T2_2027.csv", "tables.xlsx"):
        (folder / "r8" / name).write_bytes(b"something else")
        answer = client.get(f"/statistics/files/r8/{name}")
        assert answer.status_code == 503
        assert "En fil är inte den som publicerades." in answer.get_data(as_text=True)
        assert b"something else" not in answer.get_data()
        assert "public" not in answer.headers["Cache-Control"]
    assert client.get("/statistics/files/r8/T2_2027.px").status_code == 200
    assert client.get("/statistics/package.zip").status_code == 503


def test_the_description_has_two_addresses_and_its_paths_lead_to_the_tables(
    client: FlaskClient, published: Path
) -> None:
    stable, beside = (
        client.get(f"/statistics/{name}") for name in ("publication.json", "files/publication.json")
    )
    assert stable.get_data() == beside.get_data() == (published / "publication.json").read_bytes()
    for table in json.loads(beside.get_data())["tables"]:
        assert client.get(f"/statistics/files/{table['csv']}").status_code == 200


SITE = "https://beratta.strandvik.example"


def test_the_catalogue_names_every_release_and_whole_addresses(client: FlaskClient) -> None:
    answer = client.get("/statistics/catalogue.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json"
    told = json.loads(answer.get_data())
    assert told["@id"] == f"{SITE}/statistics/catalogue.jsonld"
    *sets, series = told["dcat:dataset"]
    assert [one["@id"] for one in sets] == [
        f"{SITE}/statistics/files/r{number}/" for number in range(1, 9)
    ]
    assert {one["dcat:inSeries"]["@id"] for one in sets} == {series["@id"]}
    for one in sets:
        for file in one["dcat:distribution"]:
            url = file["dcat:downloadURL"]["@id"]
            assert url == file["dcat:accessURL"]["@id"]
            assert url.startswith(one["@id"])
            assert client.get(url.removeprefix(SITE)).status_code == 200
            assert file["dct:license"]["@id"].startswith("http://creativecommons.org/")
    assert client.get(told["foaf:homepage"]["@id"].removeprefix(SITE)).status_code == 200


def test_harvesters_get_the_same_statements_as_xml_and_they_keep_the_profile(
    client: FlaskClient,
) -> None:
    answer = client.get("/statistics/catalogue.rdf")
    assert answer.headers["Content-Type"] == "application/rdf+xml"
    graph, linked = Graph(), Graph()
    graph.parse(data=answer.get_data(), format="xml")
    with its_own_warnings():
        linked.parse(data=client.get("/statistics/catalogue.jsonld").get_data(), format="json-ld")
    assert isomorphic(graph, linked)
    assert profile.faults(graph) == []
    assert {kind for kind in profile.CLASSES if (None, RDF.type, kind) in graph} == set(
        profile.CLASSES
    )
    publishers = set(graph.subjects(RDF.type, FOAF.Agent))
    assert len(publishers) == len(set(graph.subjects(RDF.type, profile.VCARD.Organization))) == 1


def test_a_release_that_was_frozen_with_less_in_its_catalogue_is_still_in_the_whole(
    published: Path,
) -> None:
    """As releases before had it: no address for whom to ask, and fewer statements."""
    told = json.loads((published / "r1" / "catalogue.jsonld").read_bytes())
    data = told["dcat:dataset"]
    for name in ("dcat:theme", "dcat:keyword", "dct:temporal", "dct:spatial"):
        del data[name]
    del data["dct:publisher"]["@id"], data["dcat:contactPoint"]["@id"]
    data["@id"] = "r1"
    old = {"r1": json.dumps(told).encode()}
    new = {**old, "r2": (published / "r2" / "catalogue.jsonld").read_bytes()}
    for releases in (old, new):
        made = whole(releases, f"{SITE}/statistics/files/")
        graph = Graph()
        graph.parse(data=as_xml(made), format="xml")
        sets = {str(one) for one in graph.subjects(RDF.type, DCAT.Dataset)}
        assert sets == {f"{SITE}/statistics/files/{name}/" for name in releases}


def test_the_package_and_a_series_carry_what_every_file_carries(
    client: FlaskClient, published: Path, tmp_path: Path
) -> None:
    record = json.loads((published / "r8" / "release.json").read_bytes())
    said = ("release", "frozen", "rules_version", "threshold", "hidden", "licence", "contact")
    with zipfile.ZipFile(io.BytesIO(client.get("/statistics/package.zip").get_data())) as package:
        text = package.read("README.txt").decode()
    assert [name for name in said if str(record[name]) not in text] == []
    for name in ("T4.csv", "T4.csv-metadata.json"):
        (tmp_path / name).write_bytes(client.get(f"/statistics/series/{name}").get_data())
    described = json.loads((tmp_path / "T4.csv-metadata.json").read_bytes())
    assert [described["notes"][0]["release"][name] for name in said] == [record[n] for n in said]
    plain = list(csv.reader(io.StringIO((tmp_path / "T4.csv").read_text(encoding="utf-8"))))
    rows = csvw_rows(tmp_path / "T4.csv")
    assert [["" if v is None else str(v) for v in row.values()] for row in rows] == plain[1:]
    told = json.loads(client.get("/statistics/all.csv-metadata.json").get_data())
    assert [told["notes"][0]["release"][name] for name in said] == [record[n] for n in said]
    answer = client.get("/statistics/series/T4.csv-metadata.json")
    assert answer.headers["Content-Type"] == "application/csvm+json"
    assert client.get("/statistics/series/T99.csv-metadata.json").status_code == 404


def checked(client: FlaskClient, where: Path) -> "subprocess.CompletedProcess[str]":
    """What the check in the package says, unpacked and run as its README says."""
    answer = client.get("/statistics/package.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert client.get("/statistics/package.zip").get_data() == answer.get_data()
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as package:
        package.extractall(where)
    program = (
        "import incidents, runpy; print(incidents.__file__, flush=True); "
        "runpy.run_module('incidents.checker', run_name='__main__')"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "statistik"],
        cwd=where,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("corrected", [False, True])
def test_whoever_unpacks_the_package_can_run_the_check(
    folder: Path, tmp_path: Path, *, corrected: bool
) -> None:
    if corrected:
        one = {"number": 1, "release": "r4", "table": "", "date": "2027-02-01", "text": "Fel."}
        told = {"format": "incidents-errata/1", "errata": [{**one, "english": "Wrong."}]}
        (folder / "errata.json").write_text(json.dumps(told), encoding="utf-8")
    done = checked(app_on(folder, tmp_path).test_client(), tmp_path / "unpacked")
    assert done.returncode == 0, done.stdout + done.stderr
    ours, _, report = done.stdout.partition("\n")
    assert ours == str(tmp_path / "unpacked" / "incidents" / "__init__.py")
    assert json.loads(report)["findings"] == []


def test_the_door_can_be_served_alone(published: Path, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path}/none.db", published=published)
    client = create_app(settings, ["statistics"]).test_client()
    assert client.get("/sv/statistics").status_code == 200
    assert client.get("/statistics/files/r8/missing.csv").status_code == 404


@pytest.mark.parametrize(
    "name", ["publication.json", "catalogue.jsonld", "catalogue.rdf", "package.zip"]
)
def test_where_nothing_is_published_there_are_no_files(tmp_path: Path, name: str) -> None:
    client = app_on(tmp_path / "nothing", tmp_path).test_client()
    assert client.get(f"/statistics/{name}").status_code == 404


def test_a_report_is_a_page_that_loads_its_own_style_sheet_and_nothing_else(
    client: FlaskClient, published: Path
) -> None:
    address = "/statistics/files/r8/report.sv.html"
    answer = client.get(address)
    policy = answer.headers["Content-Security-Policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", answer.get_data(as_text=True), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; base-uri 'none'")
    assert policy.endswith(f"style-src 'sha256-{digest}'")
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.headers["Content-Security-Policy"]) == (200, policy)
    page = client.get("/sv/statistics").get_data(as_text=True)
    assert f'href="{address}">Rapport på svenska (HTML)</a>' in page


def test_one_file_has_every_number_of_every_table_with_its_words(
    client: FlaskClient, published: Path, tmp_path: Path
) -> None:
    for name in ("all.csv", "all.csv-metadata.json"):
        answer = client.get(f"/statistics/{name}")
        assert answer.status_code == 200
        (tmp_path / name).write_bytes(answer.get_data())
    found: dict[str, dict[tuple[str, ...], int | None]] = {}
    tables = {
        t["id"]: t for t in json.loads((published / "publication.json").read_bytes())["tables"]
    }
    words = {
        name: json.loads((published / table["csv"]).with_suffix(".json").read_bytes())["dimension"]
        for name, table in tables.items()
    }
    for row in csvw_rows(tmp_path / "all.csv"):
        dims = tables[row["table"]]["dims"]
        found.setdefault(row["table"], {})[tuple(row[name] for name in dims)] = row["antal"]
        assert (row["status"] == "x") == (row["antal"] is None)
        others = [n for n in row if f"{n}_ord" in row and n not in dims]
        assert {row[name] for name in others} <= {"ALL"}
        said = words[row["table"]]
        assert [row[f"{name}_ord"] for name in dims[:-1]] == [
            said[name]["category"]["label"][row[name]] for name in dims[:-1]
        ]
    for name, table in tables.items():
        assert found.pop(name) == csvw(published / table["csv"])
    assert found == {}


def test_the_one_file_is_not_given_while_a_table_is_not_what_was_published(
    folder: Path, tmp_path: Path
) -> None:
    client = app_on(folder, tmp_path).test_client()
    (folder / "r8" / "T2_2027.json").write_bytes(b"{}")
    (folder / "publication.json").touch()
    assert client.get("/statistics/all.csv").status_code == 503
