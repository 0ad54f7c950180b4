"""The same table for different readers: CSVW, JSON-stat 2 and PX. Hidden numbers are `..` or absent, all alike."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from incidents.core.publication import MEASURES
from incidents.core.statistics.plan import TOTAL, Dimension
from incidents.core.statistics.release import HIDDEN, Published
from incidents.publishing.tables import HIDDEN_STATUS, STATUS, VALUE

#: Signs by which PX is taken apart, and what stands for them in a text.
_SIGNS = str.maketrans({'"': "'", "\r": " ", "\n": " ", "=": ":", ";": ","})


def csvw(
    table: Published, dims: Mapping[str, Dimension], about: Mapping[str, Any], csv: str
) -> bytes:
    """Metadata of a CSV on the web: what the columns mean, and everything that stands on every file."""
    columns: list[dict[str, Any]] = [
        {"name": name, "titles": name, "dc:description": dims[name].title, "datatype": "string"}
        for name in table.slice.table.dims
    ]
    columns += [
        {"name": "period", "titles": "period", "datatype": "string"},
        {"name": VALUE, "titles": VALUE, "datatype": "nonNegativeInteger", "required": False},
        {"name": STATUS, "titles": STATUS, "dc:description": f"{HIDDEN_STATUS}: dold"},
    ]
    content = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
        "url": csv,
        "dc:title": title(table),
        "dc:license": {"@id": about["licence"]},
        "dialect": {"delimiter": ",", "header": True, "encoding": "utf-8"},
        "tableSchema": {"columns": columns, "primaryKey": [*table.slice.table.dims, "period"]},
        "notes": [{"release": dict(about)}],
    }
    return _json(content)


def jsonstat(table: Published, dims: Mapping[str, Dimension], about: Mapping[str, Any]) -> bytes:
    """JSON-stat 2: values in row order, null and status `..` where hidden."""
    ids = [*table.slice.table.dims, "period"]
    values = list(table.values.values())
    content = {
        "version": "2.0",
        "class": "dataset",
        "label": title(table),
        "source": about["contact"],
        "updated": about["frozen"],
        "id": ids,
        "size": [*(len(dims[d].codes) + 1 for d in ids[:-1]), 1],
        "role": {"time": ["period"]},
        "dimension": {
            **{name: _category(dims[name]) for name in ids[:-1]},
            "period": {"label": "Period", "category": {"index": [table.slice.period.code]}},
        },
        "value": values,
        "status": {str(n): HIDDEN for n, value in enumerate(values) if value is None},
        "extension": dict(about),
    }
    return _json(content)


def px(table: Published, dims: Mapping[str, Dimension], about: Mapping[str, Any]) -> bytes:
    """PC-Axis: the dimensions as rows, the period as the one column."""
    names = table.slice.table.dims
    period = table.slice.period.code
    data = "\r\n".join(f'"{HIDDEN}"' if v is None else str(v) for v in table.values.values())
    date = str(about["frozen"]).replace("-", "")
    lines = [
        'CHARSET="ANSI"',
        'AXIS-VERSION="2013"',
        'CODEPAGE="utf-8"',
        'LANGUAGE="sv"',
        f'CREATION-DATE="{date} 00:00"',
        "DECIMALS=0",
        f'MATRIX="{table.slice.table.id}"',
        'SUBJECT-AREA="Diskriminering och hathändelser"',
        'SUBJECT-CODE="AD"',
        f"TITLE={_quoted(title(table))}",
        f'CONTENTS="{MEASURES[table.slice.table.measure]}"',
        'UNITS="antal"',
        f"STUB={','.join(_quoted(dims[n].title) for n in names)}",
        'HEADING="period"',
        *(line for n in names for line in _px_codes(dims[n])),
        f'VALUES("period")="{period}"',
        f'CODES("period")="{period}"',
        f"CONTACT={_quoted(str(about['contact']))}",
        f'DATASYMBOL2="{HIDDEN}"',
        f"NOTE={_quoted(_note(about))}",
        f"DATA=\r\n{data}",
    ]
    return (";\r\n".join(lines) + ";\r\n").encode()


def title(table: Published) -> str:
    """Such as *Grund och samhällsområde, 2026Q1*."""
    return f"{table.slice.table.title}, {table.slice.period.code}"


def _note(about: Mapping[str, Any]) -> str:
    return " ".join(f"{name}: {value}." for name, value in about.items())


def _px_codes(dim: Dimension) -> Sequence[str]:
    codes = (TOTAL, *dim.codes)
    title_ = _quoted(dim.title)
    return (
        f"VALUES({title_})={','.join(_quoted(dim.label(c)) for c in codes)}",
        f"CODES({title_})={','.join(_quoted(c) for c in codes)}",
    )


def _quoted(text: str) -> str:
    """Some readers take the file's own signs for such also inside a text."""
    return '"' + text.translate(_SIGNS) + '"'


def _category(dim: Dimension) -> dict[str, Any]:
    codes = (TOTAL, *dim.codes)
    return {
        "label": dim.title,
        "category": {"index": list(codes), "label": {c: dim.label(c) for c in codes}},
    }


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
