"""The same table for different readers: JSON-stat 2 and PX. Hidden numbers are `..` or absent, all alike."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from incidents.core.publication import MEASURES
from incidents.core.statistics.plan import TOTAL, Dimension
from incidents.core.statistics.release import HIDDEN, Published
from incidents.publishing.stated import in_one_line, stated
from incidents.publishing.wording import caption, label
from incidents.publishing.wording import period as in_words

#: Signs by which PX is taken apart, and what stands for them in a text.
_SIGNS = str.maketrans({'"': "'", "\r": " ", "\n": " ", "=": ":", ";": ","})


def jsonstat(table: Published, dims: Mapping[str, Dimension], about: Mapping[str, Any]) -> bytes:
    """JSON-stat 2: values in row order, null and status `..` where hidden."""
    ids = [*table.slice.table.dims, "period"]
    values, when = list(table.values.values()), table.slice.period.code
    content = {
        "version": "2.0",
        "class": "dataset",
        "label": caption(table.slice, dims),
        "note": [f"{name}: {text}" for name, text in stated(about)],
        "source": about["contact"],
        "updated": about["frozen"],
        "id": ids,
        "size": [*(len(dims[d].codes) + 1 for d in ids[:-1]), 1],
        "role": {"time": ["period"]},
        "dimension": {
            **{name: _category(table, dims[name]) for name in ids[:-1]},
            "period": {
                "label": "Period",
                "category": {"index": [when], "label": {when: in_words(when)}},
            },
        },
        "value": values,
        "status": {str(n): HIDDEN for n, value in enumerate(values) if value is None},
        "extension": dict(about),
    }
    return _json(content)


def px(table: Published, dims: Mapping[str, Dimension], about: Mapping[str, Any]) -> bytes:
    """PC-Axis: the dimensions as rows, the period as the one column; words, with the codes beside them."""
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
        f"DESCRIPTION={_quoted(caption(table.slice, dims))}",
        f"TITLE={_quoted(caption(table.slice, dims))}",
        f'CONTENTS="{MEASURES[table.slice.table.measure]}"',
        'UNITS="antal"',
        f"STUB={','.join(_quoted(dims[n].title) for n in names)}",
        'HEADING="Period"',
        *(line for n in names for line in _px_codes(table, dims[n])),
        f'VALUES("Period")={_quoted(in_words(period))}',
        f'CODES("Period")="{period}"',
        f'LAST-UPDATED="{date} 00:00"',
        f"SOURCE={_quoted(str(about['contact']))}",
        f"CONTACT={_quoted(str(about['contact']))}",
        f'DATASYMBOL2="{HIDDEN}"',
        f"NOTE={_quoted(in_one_line(about))}",
        f"DATA=\r\n{data}",
    ]
    return (";\r\n".join(lines) + ";\r\n").encode()


def _px_codes(table: Published, dim: Dimension) -> Sequence[str]:
    codes = (TOTAL, *dim.codes)
    title_ = _quoted(dim.title)
    return (
        f"VALUES({title_})={','.join(_quoted(label(table.slice, dim, c)) for c in codes)}",
        f"CODES({title_})={','.join(_quoted(c) for c in codes)}",
    )


def _quoted(text: str) -> str:
    """Some readers take the file's own signs for such also inside a text."""
    return '"' + text.translate(_SIGNS) + '"'


def _category(table: Published, dim: Dimension) -> dict[str, Any]:
    codes = (TOTAL, *dim.codes)
    return {
        "label": dim.title,
        "category": {"index": list(codes), "label": {c: label(table.slice, dim, c) for c in codes}},
    }


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
