"""The release as a workbook: a sheet for each table, and one that says how to read them."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from incidents.core.statistics.plan import Dimension
from incidents.core.statistics.release import HIDDEN, Published
from incidents.publishing.formats import title

ABOUT = "Om statistiken"


def xlsx(
    tables: Sequence[Published], dims: Mapping[str, Dimension], about: Mapping[str, Any]
) -> bytes:
    """The same bytes for the same release: the workbook's clock is the day on which it was frozen."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    frozen = date.fromisoformat(about["frozen"])
    book.set_properties(
        {
            "title": f"Statistik {about['release']}",
            "created": datetime(frozen.year, frozen.month, frozen.day, tzinfo=UTC).replace(
                tzinfo=None
            ),
        }
    )
    sheet = book.add_worksheet(ABOUT)
    for row, (name, value) in enumerate(about.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, str(value))
    for table in tables:
        _sheet(book.add_worksheet(table.slice.id.replace("@", " ")), table, dims)
    book.close()
    return target.getvalue()


def _sheet(sheet: Any, table: Published, dims: Mapping[str, Dimension]) -> None:
    names = table.slice.table.dims
    sheet.write_string(0, 0, title(table))
    for column, name in enumerate(names):
        sheet.write_string(1, column, dims[name].title)
    sheet.write_string(1, len(names), "Antal")
    for row, (codes, count) in enumerate(table.values.items(), start=2):
        for column, (name, code) in enumerate(zip(names, codes, strict=True)):
            sheet.write_string(row, column, dims[name].label(code))
        if count is None:
            sheet.write_string(row, len(names), HIDDEN)
        else:
            sheet.write_number(row, len(names), count)
