"""The files: exactly the frozen bytes, under addresses that stay, and nothing that no release names."""

import base64
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

from incidents import create_app
from tests.openstatistics.showing import app_on
from tests.support import settings_for

MEDIA = {
    "t0.csv": "text/csv; charset=utf-8; header=present",
    "T2_2027.csv": "text/csv; charset=utf-8; header=present",
    "T2_2027_excel.csv": "text/csv; charset=utf-8; header=present",
    "T2_2027.csv-metadata.json": "application/csvm+json",
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


def test_the_catalogue_names_every_release_and_whole_addresses(client: FlaskClient) -> None:
    answer = client.get("/statistics/catalogue.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json"
    told = json.loads(answer.get_data())
    site = "https://beratta.strandvik.example"
    assert told["@id"] == f"{site}/statistics/catalogue.jsonld"
    assert [one["@id"] for one in told["dcat:dataset"]] == [
        f"{site}/statistics/files/r{number}/" for number in range(1, 9)
    ]
    for one in told["dcat:dataset"]:
        for file in one["dcat:distribution"]:
            url = file["dcat:accessURL"]["@id"]
            assert url.startswith(one["@id"])
            assert client.get(url.removeprefix(site)).status_code == 200
            assert file["dct:license"]["@id"].startswith("https://creativecommons.org/")


def test_whoever_unpacks_the_package_can_run_the_check(client: FlaskClient, tmp_path: Path) -> None:
    answer = client.get("/statistics/package.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert client.get("/statistics/package.zip").get_data() == answer.get_data()
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as package:
        package.extractall(tmp_path / "unpacked")
    where = tmp_path / "unpacked" / "incidents"
    program = (
        "import incidents, runpy; print(incidents.__file__, flush=True); "
        "runpy.run_module('incidents.checker', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "statistik"],
        cwd=where.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    ours, _, report = done.stdout.partition("\n")
    assert ours == str(where / "__init__.py")
    assert json.loads(report)["findings"] == []


def test_the_door_can_be_served_alone(published: Path, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path}/none.db", published=published)
    client = create_app(settings, ["statistics"]).test_client()
    assert client.get("/sv/statistics").status_code == 200
    assert client.get("/statistics/files/r8/missing.csv").status_code == 404


@pytest.mark.parametrize("name", ["publication.json", "catalogue.jsonld", "package.zip"])
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
