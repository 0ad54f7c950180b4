"""CSV on the web: a file beside a CSV says what its columns mean, and what stands on every file of a release."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: A CSV's description has its name and this, as the standard has it.
ENDING = "-metadata.json"
#: What a release's record says that stands on every file.
ABOUT = (
    "release",
    "frozen",
    "rules_version",
    "plan_version",
    "threshold",
    "hidden",
    "licence",
    "contact",
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name here, the head in the file where that is another one, and what it means.

    With `counts` it holds whole numbers, with `key` it is part of what tells a line from all others.
    """

    name: str
    head: str = ""
    meaning: str = ""
    counts: bool = False
    key: bool = False


def described(
    url: str,
    title: str,
    columns: Sequence[Column],
    about: Mapping[str, Any],
    *,
    delimiter: str = ",",
    hidden: str = "",
) -> bytes:
    """The description of the CSV at `url`; `hidden` stands in a cell whose number is not shown."""
    content = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
        "url": url,
        "dc:title": title,
        "dc:license": {"@id": about["licence"]},
        "dc:publisher": about["contact"],
        "dc:issued": about["frozen"],
        "dialect": {"delimiter": delimiter, "header": True, "encoding": "utf-8"},
        "tableSchema": {
            "columns": [_column(one, hidden) for one in columns],
            "primaryKey": [one.name for one in columns if one.key],
        },
        "notes": [{"release": dict(about)}],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _column(one: Column, hidden: str) -> dict[str, Any]:
    said = {"dc:description": one.meaning} if one.meaning else {}
    kind: dict[str, Any] = {"datatype": "string"}
    if one.counts:
        kind = {"datatype": "nonNegativeInteger", "required": False}
        kind |= {"null": ["", hidden]} if hidden else {}
    return {"name": one.name, "titles": one.head or one.name, **said, **kind}
