"""The report that comes with each release: the numbers of its tables in each form, each in one language."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pikepdf
import pytest

from tests.handmade import plain_html

LANGUAGES = ("sv", "en")
SWEDISH = re.compile(r"\w*[åäöÅÄÖ]\w*|\b(?:och|som|inte|av)\b")


def releases(published: Path) -> Iterator[Path]:
    return (one.parent for one in sorted(published.glob("r*/release.json")))


def shown(folder: Path) -> set[str]:
    """Every number of the tables and of T0 of a release."""
    found = set()
    for path in folder.glob("*.csv"):
        if not path.name.endswith("_excel.csv"):
            for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
                found |= {row.get(name) or "" for name in ("antal", "inkomna", "undantagna")}
    return found


def test_each_form_says_the_numbers_of_the_tables_and_no_others(published: Path) -> None:
    for folder in releases(published):
        for language in LANGUAGES:
            opened = docx.Document(str(folder / f"report.{language}.docx"))
            cells = [
                tuple(cell.text for cell in row.cells)
                for table in opened.tables
                for row in table.rows[1:]
            ]
            assert {said for _, *row in cells for said in row} - {".."} <= shown(folder)
            page = plain_html((folder / f"report.{language}.html").read_text(encoding="utf-8"))
            for row in cells:
                assert " ".join(row) in page


@pytest.mark.parametrize(
    ("language", "head", "said"),
    [
        (
            "sv",
            ("Kvartal", "Antal", "Varav inte med i tabellerna"),
            "Test, dubbletter och skräp är inte med i tabellerna.",
        ),
        (
            "en",
            ("Quarter", "Number", "Of these, not in the tables"),
            "Tests, duplicates and spam are not in the tables.",
        ),
    ],
)
def test_how_many_are_in_no_table_stands_beside_how_many_came_in(
    published: Path, language: str, head: tuple[str, ...], said: str
) -> None:
    folder = published / "r8"
    with (folder / "t0.csv").open(encoding="utf-8", newline="") as file:
        told = [
            (row["inkomna"], row["undantagna"]) for row in csv.DictReader(file) if row["undantagna"]
        ]
    assert any(left != "0" for _, left in told)
    opened = docx.Document(str(folder / f"report.{language}.docx"))
    rows = [tuple(cell.text for cell in row.cells) for row in opened.tables[0].rows]
    assert (rows[0], [row[1:] for row in rows[1:]]) == (head, told)
    page = plain_html((folder / f"report.{language}.html").read_text(encoding="utf-8"))
    assert said in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_title_language_and_clock_are_those_of_the_release(published: Path, language: str) -> None:
    folder = published / "r8"
    frozen = json.loads((folder / "release.json").read_bytes())["frozen"]
    opened = docx.Document(str(folder / f"report.{language}.docx"))
    with pikepdf.open(folder / f"report.{language}.pdf") as pdf:
        assert str(pdf.Root.Lang) == opened.core_properties.language == language
        assert str(pdf.docinfo.Title) == opened.core_properties.title
        assert str(pdf.docinfo.CreationDate)[2:10] == frozen.replace("-", "")
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
    headings = [
        one.text for one in opened.paragraphs if one.style and one.style.name == "Heading 2"
    ]
    assert [one[:3] for one in headings[1:3]] == ["3. ", "10."]


def test_the_english_report_has_no_word_of_swedish(published: Path) -> None:
    for folder in releases(published):
        page = plain_html((folder / "report.en.html").read_text(encoding="utf-8"))
        assert SWEDISH.findall(page.replace("Brå", "")) == []
