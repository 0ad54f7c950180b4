"""Every number that is published as one table: a line for each cell of each table, in codes and in words."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from incidents.core.publication import MEASURES, Dimension, Publication, Table
from incidents.openstatistics.series import HIDDEN, STATUS, VALUE
from incidents.published.csvw import ABOUT, Column, described

NAME = "all.csv"
TITLE = "Alla publicerade tal"
#: Behind the name of a division: the column with its words.
WORDS = "_ord"
_FIRST = {
    "release": "Publiceringen som talet stod i först",
    "table": "Tabell",
    "title": "Tabellens namn",
    "measure": "Vad som räknas",
    "period": "Period",
}


def as_csv(publication: Publication) -> bytes:
    """Old tables first. A division that a table does not have is its total: the number is over all of it."""
    dims = _divisions(publication.tables)
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\r\n")
    rows.writerow([*_FIRST, *(name + end for name in dims for end in ("", WORDS)), VALUE, STATUS])
    for table in publication.tables:
        head = (table.release, table.id, table.title, MEASURES[table.measure], table.period)
        for codes, count in table.values.items():
            at = dict(zip((dim.name for dim in table.dims), codes, strict=True))
            said = [_said(table, name, at, dims) for name in dims]
            told = ("", HIDDEN) if count is None else (str(count), "")
            rows.writerow([*head, *(cell for pair in said for cell in pair), *told])
    return target.getvalue().encode()


def description(publication: Publication, record: Mapping[str, Any]) -> bytes:
    """What the columns mean; `record` is the newest release's."""
    dims = _divisions(publication.tables)
    columns = [
        *(Column(name, meaning=text, key=name == "table") for name, text in _FIRST.items()),
        *(one for name, dim in dims.items() for one in _both(name, dim)),
        Column(VALUE, counts=True),
        Column(STATUS, meaning=f"{HIDDEN}: dold"),
    ]
    about = {name: record[name] for name in ABOUT if name in record}
    return described(NAME, TITLE, columns, about)


def _both(name: str, dim: Dimension) -> tuple[Column, Column]:
    return Column(name, meaning=dim.title, key=True), Column(name + WORDS, meaning=dim.title)


def _divisions(tables: Iterable[Table]) -> dict[str, Dimension]:
    return {dim.name: dim for table in tables for dim in table.dims}


def _said(
    table: Table, name: str, at: Mapping[str, str], dims: Mapping[str, Dimension]
) -> tuple[str, str]:
    """A code and its word, as this table has it."""
    dim = next((one for one in table.dims if one.name == name), dims[name])
    code = at.get(name, dim.total)
    return code, dim.labels[code]
