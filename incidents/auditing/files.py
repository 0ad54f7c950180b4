"""The trail as a file: for a spreadsheet, and for the auditor's own tools."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from incidents.auditing.lines import Line
from incidents.web.locale import gettext

#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class File:
    """A form of file."""

    code: str
    mimetype: str
    write: Callable[[Iterable[Line]], str]


def as_csv(lines: Iterable[Line]) -> str:
    """Columns with Swedish heads and semicolons, as spreadsheets here expect them; a mark says that it is UTF-8."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    heads = (gettext("När"), gettext("Vem"), gettext("Vad"), gettext("Gäller"), gettext("Mer"))
    writer.writerow((*heads, gettext("Kod"), gettext("Kedja"), gettext("Nummer")))
    for line in lines:
        values = (line.minute, line.who, line.what, line.about, line.more, line.act, line.chain)
        writer.writerow((*map(_plain, values), line.number))
    return text.getvalue()


def as_json_lines(lines: Iterable[Line]) -> str:
    """One object on each line."""
    return "".join(
        json.dumps(
            {
                "at": line.minute,
                "who": line.who,
                "act": line.act,
                "about": line.about,
                "more": line.more,
                "chain": line.chain,
                "number": line.number,
            },
            ensure_ascii=False,
        )
        + "\n"
        for line in lines
    )


def _plain(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


FILES = {
    "csv": File("csv", "text/csv", as_csv),
    "jsonl": File("jsonl", "application/jsonl", as_json_lines),
}
