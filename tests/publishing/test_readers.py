"""Programs of others open every file of a release and find the same numbers in each; hidden is hidden in all."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from incidents.core.statistics.periods import Calendar, Level
from incidents.core.statistics.plan import Dimension, Table
from incidents.core.statistics.release import Published, Slice
from incidents.publishing import formats, workbook
from tests.publishing import readers
from tests.publishing.readers import Numbers

KINDS = ("html", "pdf", "docx")


def tables(folder: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    told = json.loads((folder / "publication.json").read_text(encoding="utf-8"))
    for table in told["tables"]:
        yield table, folder / table["csv"]


def plain(path: Path) -> Numbers:
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    assert all((status == "x") == (number == "") for *_, number, status in rows)
    return {tuple(codes): int(number) if number else None for *codes, number, _ in rows}


def excel(path: Path, words: dict[str, dict[str, str]]) -> Numbers:
    """As Excel opens it. The words in a line are those of its codes, and the heads are words too."""
    found: Numbers = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file, delimiter=";")
    half = len(words)
    titles = [*head[: half - 1], "Period"]
    assert head == [*titles, "Antal", "Status", *(f"{one} (kod)" for one in titles)]
    assert not set(titles) & set(words)
    for row in rows:
        said, (number, status), codes = row[:half], row[half : half + 2], row[half + 2 :]
        assert said == [words[n][code] for n, code in zip(words, codes, strict=True)]
        assert (status == "visas inte") == (number == "..")
        found[tuple(codes)] = None if status else int(number)
    return found


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
        assert readers.xlsx(path.parent / "tables.xlsx", table) == numbers
        opened = path.with_name(f"{path.stem}_excel.csv")
        assert excel(opened, words) == readers.csvw_of_excel(opened, words) == numbers
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
            f"{stem}{more}"
            for stem in stems
            for more in ("_excel.csv", "_excel.csv-metadata.json", ".csv-metadata.json")
        }
        own = {"release.json", "t0.csv", "t0.csv-metadata.json", "tables.xlsx", "catalogue.jsonld"}
        # Read where they are made: tests/documents, tests/statistics/test_release_report.py.
        reports = {f"report.{lang}.{kind}" for lang in ("sv", "en") for kind in KINDS}
        assert names == expected | own | reports


def test_one_title_stands_on_a_table_in_every_format(folder: Path) -> None:
    """The words of a table of one division are those of the division, and its period is said in words."""
    for table, path in tables(folder):
        stat = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        title = stat["label"]
        assert title.endswith(", januari–mars 2026")
        if len(stat["id"]) == 2:
            assert title == f"{stat['dimension'][stat['id'][0]]['label']}, januari–mars 2026"
        for end in (".csv-metadata.json", "_excel.csv-metadata.json"):
            described = json.loads(path.with_name(path.stem + end).read_text(encoding="utf-8"))
            assert described["dc:title"] == title
        assert readers.px_title(path.with_suffix(".px")) == title.translate(readers.PX_SIGNS)
        assert readers.xlsx_title(path.parent / "tables.xlsx", table).endswith(f": {title}")
        assert title in dict(readers.contents(path.parent / "tables.xlsx")).values()


def test_no_code_stands_where_people_read(folder: Path) -> None:
    for table, path in tables(folder):
        words = labels(path)
        codes = {c for n in words for c in words[n]} - {w for n in words for w in words[n].values()}
        assert readers.px_words(path.with_suffix(".px")) & (codes | set(words)) == set()
        sheet = readers.sheet_words(path.parent / "tables.xlsx", table)
        assert sheet & (codes | set(words)) == set()


def test_what_came_in_is_the_same_in_the_csv_and_the_workbook(folder: Path) -> None:
    for release in {path.parent for _, path in tables(folder)}:
        with (release / "t0.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        sheet = readers.rows_of(release / "tables.xlsx", workbook.CAME_IN)
        places = [n for n, name in enumerate(head) if name not in ("municipality", "period")]
        assert [[row[n] for n in places] for row in rows] == [
            ["" if row[n] is None else str(row[n]) for n in places] for row in sheet
        ]
        described = readers.csvw_rows(release / "t0.csv")
        assert [list(map(text, row.values())) for row in described] == rows


def text(cell: object) -> str:
    return "" if cell is None else str(cell)


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
        "rules_version": 1,
        "plan_version": 1,
        "threshold": 5,
        "hidden": '".." = dold; ',
        "too_few": [],
        "group_disclosure": [],
    }
    path = tmp_path / "T1.px"
    path.write_bytes(formats.px(made, {"ground": dim}, about))
    period = ("2026Q1",)
    assert readers.px(path) == {(*c, *period): n for c, n in made.values.items()}
