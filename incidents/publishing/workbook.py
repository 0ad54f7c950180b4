"""The release as a workbook: how to read it, what came in, a sheet for each table, and the codes of its words."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from incidents.core.statistics.plan import TOTAL, Dimension
from incidents.core.statistics.release import HIDDEN, Published
from incidents.publishing.metadata import CAME_IN as CAME_IN_TITLE
from incidents.publishing.metadata import T0_WORDS
from incidents.publishing.stated import stated
from incidents.publishing.wording import caption, heading, label, period, title

ABOUT, CAME_IN, CODES = "Om statistiken", "Inkomna", "Koder"
#: The longest name that a sheet may have, and what it may not have in it.
_LONGEST = 31
_SIGNS = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
#: Words of so many letters join others: *och*, *av*.
_JOINS = 3
#: Widths in letters.
_LABEL, _NUMBER = 44, 12


def xlsx(
    tables: Sequence[Published],
    dims: Mapping[str, Dimension],
    about: Mapping[str, Any],
    t0: bytes,
) -> bytes:
    """The same bytes for the same release: the workbook's clock is the day on which it was frozen. `t0`: its CSV."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    frozen = date.fromisoformat(about["frozen"])
    book.set_properties(
        {
            "title": f"Statistik {about['release']}",
            "created": datetime(frozen.year, frozen.month, frozen.day, tzinfo=UTC).replace(
                tzinfo=None
            ),
        }
    )
    bold = book.add_format({"bold": True})
    _about(book.add_worksheet(ABOUT), tables, dims, about, bold)
    _came_in(book.add_worksheet(CAME_IN), t0, dims, bold)
    for table in tables:
        _sheet(book.add_worksheet(sheet_name(table, dims)), table, dims, bold)
    _codes(book.add_worksheet(CODES), tables, dims, bold)
    book.close()
    return target.getvalue()


def sheet_name(table: Published, dims: Mapping[str, Dimension]) -> str:
    """Its id, by which it is found, and the words of its title that fit; with *och* last it would look torn."""
    name = table.slice.id.replace("@", " ")
    said = title(table.slice, dims).translate(_SIGNS).split()
    if len(" ".join((name, *said))) > _LONGEST:
        # What stands before a comma says what it is.
        said = title(table.slice, dims).partition(",")[0].translate(_SIGNS).split()
    while len(" ".join((name, *said))) > _LONGEST:
        said.pop()
        while said and len(said[-1]) <= _JOINS:
            said.pop()
    return " ".join((name, *said)).rstrip(",:")


def _about(
    sheet: Any,
    tables: Sequence[Published],
    dims: Mapping[str, Dimension],
    about: Mapping[str, Any],
    bold: Any,
) -> None:
    sheet.set_column(0, 0, _LABEL)
    sheet.set_column(1, 1, 2 * _LABEL)
    told = stated(about)
    for row, (name, text) in enumerate(told):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text)
    first = len(told) + 1
    sheet.write_string(first, 0, "Blad", bold)
    sheet.write_string(first, 1, "Tabell", bold)
    named = [
        (CAME_IN, CAME_IN_TITLE),
        *((sheet_name(one, dims), caption(one.slice, dims)) for one in tables),
        (CODES, "Koderna bakom orden, som de andra filerna har dem"),
    ]
    for row, (name, text) in enumerate(named, start=first + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 1, text)


def _came_in(sheet: Any, t0: bytes, dims: Mapping[str, Dimension], bold: Any) -> None:
    """T0 as its CSV has it: months are codes there, quarters are said in words."""
    head, *rows = csv.reader(io.StringIO(t0.decode()))
    words = [n for n in head if n in ("municipality", "period")]
    _begin(sheet, CAME_IN_TITLE, [T0_WORDS[n] for n in head], len(words), bold)
    for place, row in enumerate(rows, start=2):
        for column, (name, cell) in enumerate(zip(head, row, strict=True)):
            if name == "municipality":
                sheet.write_string(place, column, dims[name].label(cell))
            elif name == "period":
                sheet.write_string(place, column, period(cell))
            elif cell:
                sheet.write_number(place, column, int(cell))


def _sheet(sheet: Any, table: Published, dims: Mapping[str, Dimension], bold: Any) -> None:
    names = table.slice.table.dims
    heads = [*(dims[name].title for name in names), "Antal"]
    _begin(sheet, heading(table.slice, caption(table.slice, dims)), heads, len(names), bold)
    for row, (codes, count) in enumerate(table.values.items(), start=2):
        for column, (name, code) in enumerate(zip(names, codes, strict=True)):
            sheet.write_string(row, column, label(table.slice, dims[name], code))
        if count is None:
            sheet.write_string(row, len(names), HIDDEN)
        else:
            sheet.write_number(row, len(names), count)


def _begin(sheet: Any, said: str, heads: Sequence[str], words: int, bold: Any) -> None:
    """The title and the heads, which stay in view; the first columns have words in them."""
    sheet.write_string(0, 0, said, bold)
    for column, head in enumerate(heads):
        sheet.write_string(1, column, head, bold)
    sheet.set_column(0, words - 1, _LABEL)
    sheet.set_column(words, len(heads), _NUMBER)
    sheet.freeze_panes(2, 0)


def _codes(
    sheet: Any, tables: Sequence[Published], dims: Mapping[str, Dimension], bold: Any
) -> None:
    used = {name: table for table in reversed(tables) for name in table.slice.table.dims}
    rows = [
        (dims[name].title, name, label(used[name].slice, dims[name], code), code)
        for name in dict.fromkeys(name for table in tables for name in table.slice.table.dims)
        for code in (TOTAL, *dims[name].codes)
    ]
    rows += [
        ("Period", "period", period(code), code)
        for code in dict.fromkeys(table.slice.period.code for table in tables)
    ]
    heads = ["Indelning", "Indelningens kod", "Ord", "Ordets kod"]
    _begin(sheet, "Koder", heads, 4, bold)
    for place, row in enumerate(rows, start=2):
        for column, cell in enumerate(row):
            sheet.write_string(place, column, cell)
