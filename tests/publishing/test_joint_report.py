"""The report of several municipalities together: the same as one's own, and who they are."""

import csv
from pathlib import Path

import docx
import pytest

from incidents.core.publication import CameIn
from incidents.documents.model import Table
from incidents.publishing.report import Told, release_report
from tests.handmade import plain_html
from tests.statistics.test_release_report import SWEDISH

TITLES = {
    "sv": "Statistik om diskriminering och hathändelser i flera kommuner",
    "en": "Statistics on discrimination and hate incidents in several municipalities",
}
NAMED = {"sv": "Kommuner: Ask, Bo.", "en": "Municipalities: Ask, Bo."}


@pytest.mark.parametrize("language", TITLES)
def test_it_names_them_and_has_the_numbers_of_the_shared_tables(
    together: Path, language: str
) -> None:
    folder = together / "joint"
    page = plain_html((folder / f"report.{language}.html").read_text(encoding="utf-8"))
    assert page.startswith(TITLES[language])
    assert NAMED[language] in page
    with (folder / "t0.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["municipality"] == "ALL"]
        came = {row["inkomna"] for row in rows}
        (told,) = [(row["inkomna"], row["undantagna"]) for row in rows if row["undantagna"]]
    with (folder / "J1_2026Q1.csv").open(encoding="utf-8", newline="") as file:
        shown = {row["antal"] or ".." for row in csv.DictReader(file)} | came
    opened = docx.Document(str(folder / f"report.{language}.docx"))
    said = {row.cells[1].text for table in opened.tables for row in table.rows[1:]}
    assert {"90", ".."} < said <= shown
    assert tuple(cell.text for cell in opened.tables[0].rows[1].cells)[1:] == told


def test_where_a_folder_does_not_tell_what_no_table_counts_neither_does_the_report() -> None:
    about = {
        "release": "r1", "frozen": "2027-01-30", "contact": "Ask", "licence": "CC0", "threshold": 5,
        "rules_version": 1, "plan_version": 1, "too_few": [],
    }  # fmt: skip
    old, new = CameIn("2026Q1", 3, None), CameIn("2026Q2", 4, 1)
    for came_in, rows in (
        ([old], [("januari–mars 2026", "3")]),
        ([old, new], [("januari–mars 2026", "3", "–"), ("april–juni 2026", "4", "1")]),
    ):
        document = release_report(Told((), {}, about, came_in), "sv", str)
        (table,) = [one for one in document.blocks if isinstance(one, Table)]
        assert list(table.rows) == rows


def test_the_english_one_has_no_word_of_swedish(together: Path) -> None:
    page = plain_html((together / "joint" / "report.en.html").read_text(encoding="utf-8"))
    # What the division and its answers are called is the municipalities' own in this exercise.
    for own in ("Egen verksamhet", "Vet inte", "Nej"):
        page = page.replace(own, "")
    assert SWEDISH.findall(page) == []
