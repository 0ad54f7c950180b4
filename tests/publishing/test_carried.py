"""Every file says which release it is of, by which rules, what is hidden and why, since when, and whom to ask."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.handmade import plain_html
from tests.packet_reading import spoken, squeezed

#: Found in the letters of a file, without spaces. A program's form, the Swedish one, the English one.
FACTS = {
    "release": r'("(release|newest)":"|ublicering:?|Release:?){release}\b',
    "rules": r'("rules_version":|Reglernasversion:?|Versionoftherules:?)1\b',
    "threshold": r'("threshold":|Tröskel\(k\):?|Threshold\(k\):?)5\b',
    "hidden": r"\.\.'?\"?(betyderettlitettal\(1-4\)|Taletvisasinte|Thenumberisnotshown|isasmallnumber)",
    "frozen": r"({frozen}|{day}|{english})",
    "licence": r"(creativecommons\.org/publicdomain/zero/1\.0|CC01\.0)",
    "contact": r"({contact})",
}
MONTHS = {"01": ("januari", "January"), "04": ("april", "April")}
ENDING = "-metadata.json"


def beside(path: Path) -> str:
    """A CSV has columns and nothing else; what it means stands in the file that the standard puts beside it."""
    told = json.loads(path.with_name(path.name + ENDING).read_text(encoding="utf-8"))
    assert told["url"] == path.name
    return json.dumps(told, ensure_ascii=False)


def cells(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    rows = book["Om statistiken"].iter_rows(values_only=True)
    return "; ".join(f"{name}: {text}" for name, text, *_ in rows)


def paragraphs(path: Path) -> str:
    return " ".join(one.text for one in docx.Document(str(path)).paragraphs)


def plain(path: Path) -> str:
    return path.read_text(encoding="utf-8")


READ: dict[str, Callable[[Path], str]] = {
    "csv": beside,
    "docx": paragraphs,
    "html": lambda path: plain_html(plain(path)),
    "json": lambda path: json.dumps(json.loads(plain(path)), ensure_ascii=False),
    "jsonld": plain,
    "pdf": lambda path: spoken(path.read_bytes()),
    "px": plain,
    "xlsx": cells,
}


def files(folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """Every file of our own release, with what it has to say. The check's report names the record by its hash."""
    told = json.loads(plain(folder / "publication.json"))
    (name,) = told["releases"]
    record = json.loads(plain(folder / name / "release.json"))
    year, month, day = record["frozen"].split("-")
    swedish, english = MONTHS[month]
    contact = re.escape(squeezed(record["contact"]))
    said = {
        "release": name,
        "frozen": record["frozen"],
        "day": f"{int(day)}{swedish}{year}",
        "english": f"{english}{int(day)},{year}",
        "contact": f"{contact}|Exercise" if "Övning" in contact else contact,
    }
    for path in (folder / "publication.json", *sorted((folder / name).iterdir())):
        if path.name != "check.json":
            yield path, said


@pytest.mark.parametrize("fact", FACTS)
def test_every_file_carries(folder: Path, fact: str) -> None:
    kinds = set()
    for path, said in files(folder):
        text = squeezed(READ[path.suffix.removeprefix(".")](path))
        wanted = FACTS[fact].format(**said)
        assert re.search(wanted, text), f"{fact} is not in {path.name}"
        kinds.add(path.suffix)
    assert kinds == {f".{kind}" for kind in READ}
