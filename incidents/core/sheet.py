"""A table for a spreadsheet, out and in: semicolons, nothing that a spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from incidents.core.languages import sentence

#: What a spreadsheet would take for a formula, in every width in which its signs are written.
_FORMULA = frozenset("=+-@＝＋－＠")
_MARK = "'"
HEAD_WRONG = sentence("Rubrikerna stämmer inte. Utgå från en fil som du har hämtat här.")
CELLS_WRONG = sentence("Raden har för många eller för få fält.")
QUOTES_WRONG = sentence("Ett citattecken är inte avslutat, eller ett fält är för långt.")


class TableError(ValueError):
    """A row is wrong; `row` counts as a spreadsheet does, `why` is a Swedish sentence, `column` a head."""

    def __init__(self, row: int, why: str, column: str = "") -> None:
        super().__init__(f"Rad {row}: {why}")
        self.row, self.why, self.column = row, why, column


def written_rows(rows: Iterable[Sequence[str]]) -> str:
    """The rows as one text; guard the cells first."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def lines(text: str) -> Iterator[list[str]]:
    """The cells of each row; raises `csv.Error`."""
    opened = io.StringIO(text.removeprefix("\ufeff"), newline="")
    yield from csv.reader(opened, delimiter=";", strict=True)


def guarded(cell: str) -> str:
    """The cell as text. What begins like a formula, or like a guarded cell, gets a mark that is taken off again."""
    risky = cell.lstrip()[:1] in _FORMULA or cell[:1] in {"\t", "\r", "\n", _MARK}
    return _MARK + cell if cell and risky else cell


def plain(cell: str) -> str:
    """Inverse of `guarded`."""
    return cell.removeprefix(_MARK)
