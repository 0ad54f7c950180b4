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

Numbers = dict[tuple[str, ...], int | None]


@contextmanager
def its_own_warnings() -> Iterator[None]:
    """What a library warns of in its own code is not about our file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def csvw(path: Path) -> Numbers:
    """With its description beside it; every datatype, the key and the description have to hold."""
    read = CSVW(str(path), validate=True)
    assert read.is_valid, read.warnings
    (table,) = read.tables
    found: Numbers = {}
    for row in table.iterdicts():
        *codes, number, status = row.values()
        assert (status == "x") == (number is None)
        found[tuple(codes)] = number
    return found


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


def xlsx(path: Path, table: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]]) -> Numbers:
    """The sheet of a table. It has labels and no period: that stands in its first line."""
    book = openpyxl.load_workbook(path)
    name = table["id"].rpartition("/")[2]
    sheet = book[name.replace("@", " ")]
    period = name.partition("@")[2]
    assert str(sheet["A1"].value).endswith(f", {period}")
    codes = [{label: code for code, label in labels[n].items()} for n in table["dims"][:-1]]
    found: Numbers = {}
    for *said, number in sheet.iter_rows(min_row=3, values_only=True):
        key = tuple(code[str(label)] for code, label in zip(codes, said, strict=True))
        found[*key, period] = None if number == ".." else whole(number)
    book.close()
    return found


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
