"""Programs of others that open our files: each gives the numbers of a table by their codes, None for hidden."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import rdflib
from csvw import CSVW
from pyaxis import pyaxis
from pyjstat import pyjstat

#: What PX cannot have in a text.
PX_SIGNS = str.maketrans({'"': "'", "=": ":", ";": ","})
Numbers = dict[tuple[str, ...], int | None]


@contextmanager
def its_own_warnings() -> Iterator[None]:
    """What a library warns of in its own code is not about our file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def csvw(path: Path) -> Numbers:
    """With its description beside it; every datatype, the key and the description have to hold."""
    found: Numbers = {}
    for row in csvw_rows(path):
        *codes, number, status = row.values()
        assert (status == "x") == (number is None)
        found[tuple(codes)] = number
    return found


def csvw_of_excel(path: Path, words: Mapping[str, Any]) -> Numbers:
    """The CSV for Excel by its own description: codes behind words, and `..` is no number."""
    found: Numbers = {}
    for row in csvw_rows(path):
        _, _, codes = (list(row.values())[n:m] for n, m in _thirds(len(words)))
        assert (row["status"] == "visas inte") == (row["antal"] is None)
        found[tuple(codes)] = row["antal"]
    return found


def _thirds(size: int) -> tuple[tuple[int, int | None], ...]:
    return (0, size), (size, size + 2), (size + 2, None)


def csvw_rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a CSV by its description, which has to hold."""
    read = CSVW(str(path), validate=True)
    assert read.is_valid, read.warnings
    (table,) = read.tables
    return list(table.iterdicts())


def jsonstat(path: Path) -> Numbers:
    """A status beside every hidden number, and nowhere else."""
    data = pyjstat.Dataset.read(path.read_text(encoding="utf-8"))
    with its_own_warnings():
        frame = data.write("dataframe", naming="id")
    found = {tuple(codes): whole(number) for *codes, number in frame.itertuples(index=False)}
    hidden = [n for n, number in enumerate(found.values()) if number is None]
    assert data["status"] == {str(n): ".." for n in hidden}
    return found


def px(path: Path) -> Numbers:
    """The program knows labels; the file says which codes they stand for."""
    read = pyaxis.parse(str(path), encoding="utf-8")
    said = read["METADATA"]
    names = [*said["STUB"], *said["HEADING"]]
    codes = [dict(zip(said[f"VALUES({n})"], said[f"CODES({n})"], strict=True)) for n in names]
    return {
        tuple(code[label] for code, label in zip(codes, labels, strict=True)): whole(number)
        for *labels, number in read["DATA"].itertuples(index=False)
    }


def px_title(path: Path) -> str:
    """What PxWeb shows above the table."""
    return str(pyaxis.parse(str(path), encoding="utf-8")["METADATA"]["TITLE"][0])


def px_words(path: Path) -> set[str]:
    """What PxWeb lets people choose from."""
    said = pyaxis.parse(str(path), encoding="utf-8")["METADATA"]
    names = [*said["STUB"], *said["HEADING"]]
    return {*names, *(value for name in names for value in said[f"VALUES({name})"])}


def xlsx(path: Path, table: Mapping[str, Any]) -> Numbers:
    """The sheet of a table; the workbook's own list of codes says what its words stand for."""
    period = _place(table)[1]
    codes: dict[str, dict[str, str]] = {}
    for _, name, word, code in rows_of(path, "Koder"):
        codes.setdefault(str(name), {})[str(word)] = str(code)
    assert period in codes["period"].values()
    found: Numbers = {}
    for *said, number in _rows(_sheet(path, table)):
        named = zip(table["dims"][:-1], said, strict=True)
        key = tuple(codes[name][str(word)] for name, word in named)
        found[*key, period] = None if number == ".." else whole(number)
    return found


def xlsx_title(path: Path, table: Mapping[str, Any]) -> str:
    """What stands above the numbers."""
    return str(_sheet(path, table)["A1"].value)


def sheet_words(path: Path, table: Mapping[str, Any]) -> set[str]:
    """Every word on the sheet of a table."""
    cells = (cell for row in _sheet(path, table).iter_rows(values_only=True) for cell in row)
    return {cell for cell in cells if isinstance(cell, str)}


def contents(path: Path) -> list[tuple[str, str]]:
    """The sheets as the first one lists them; each is there."""
    book = openpyxl.load_workbook(path)
    rows = list(book["Om statistiken"].iter_rows(max_col=2, values_only=True))
    listed = rows[rows.index(("Blad", "Tabell")) + 1 :]
    assert [name for name, _ in listed] == book.sheetnames[1:]
    return [(str(name), str(title)) for name, title in listed]


def rows_of(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    """The rows under the heads."""
    return _rows(openpyxl.load_workbook(path)[sheet])


def _rows(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(min_row=3, values_only=True))


def _place(table: Mapping[str, Any]) -> tuple[str, str]:
    kind, _, period = table["id"].rpartition("/")[2].partition("@")
    return kind, period


def _sheet(path: Path, table: Mapping[str, Any]) -> Any:
    """By the id at the start of its name, the rest of which is as many words as fit."""
    book = openpyxl.load_workbook(path)
    (name,) = (n for n in book.sheetnames if n.startswith(" ".join((*_place(table), ""))))
    return book[name]


def catalogue(path: Path, base: str) -> rdflib.Graph:
    """As linked data, where the folder lies at this address."""
    graph = rdflib.Graph()
    with its_own_warnings():
        graph.parse(path, format="json-ld", publicID=base)
    return graph


def whole(number: Any) -> int | None:
    """NaN is how these programs tell *no number*."""
    if number is None or number != number:  # noqa: PLR0124 - NaN alone is not itself
        return None
    assert int(number) == float(number)
    return int(number)


def every_cell(
    labels: Mapping[str, Mapping[str, str]], table: Mapping[str, Any]
) -> set[tuple[str, ...]]:
    """All combinations of codes, totals included."""
    period = table["id"].partition("@")[2]
    return set(product(*(labels[n] for n in table["dims"][:-1]), (period,)))
