"""The report of several municipalities together: the same as one's own, and who they are."""

import csv
from pathlib import Path

import docx
import pytest

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
        came = {row["inkomna"] for row in csv.DictReader(file) if row["municipality"] == "ALL"}
    with (folder / "J1_2026Q1.csv").open(encoding="utf-8", newline="") as file:
        shown = {row["antal"] or ".." for row in csv.DictReader(file)} | came
    opened = docx.Document(str(folder / f"report.{language}.docx"))
    said = {row.cells[1].text for table in opened.tables for row in table.rows[1:]}
    assert {"90", ".."} < said <= shown


def test_the_english_one_has_no_word_of_swedish(together: Path) -> None:
    page = plain_html((together / "joint" / "report.en.html").read_text(encoding="utf-8"))
    # What the division and its answers are called is the municipalities' own in this exercise.
    for own in ("Egen verksamhet", "Vet inte", "Nej"):
        page = page.replace(own, "")
    assert SWEDISH.findall(page) == []
