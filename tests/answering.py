"""The claims of ready sentences as tables of their own for the independent check, and what sentences rest on."""

import csv
import json
import shutil
from collections.abc import Iterable
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from incidents.answers.claims import Cells, Claim, Known
from incidents.answers.telling import answers
from incidents.checker.gate import check, kinds
from incidents.checker.reading import Unreadable, read
from incidents.core.live import Received, counted
from incidents.core.publication import Publication, Table
from incidents.published import reading

TODAY = date(2028, 2, 2)
#: Reports of which T0 tells: two years, one of them met late, one waiting.
REPORTS = (
    *[Received(date(2028, 1, 10), True, date(2028, 1, 12))] * 3,
    Received(date(2027, 3, 1), False, date(2027, 6, 1)),
    Received(date(2027, 12, 1), True, None),
)
MEASURES = {"planned": 1, "ongoing": 0, "done": 5, "dropped": 0}


def publication_in(folder: Path) -> Publication:
    """What is published there."""
    found = reading.read(folder)
    assert found is not None
    return found


def known_of(publication: Publication | None) -> Known:
    """A publication, live figures, and a register."""
    return Known(publication, counted(REPORTS, TODAY), MEASURES)


def claims_of(known: Known) -> list[Claim]:
    """Every number in every sentence."""
    said = answers(known, TODAY)
    return [claim for one in said for sentence in one.sentences for claim in sentence.claims]


def findings(folder: Path, claims: Iterable[Claim], copy: Path) -> list[str]:
    """What the independent check says of the publication with the claims as further tables, in kinds."""
    shutil.copytree(folder, copy)
    publication, path = publication_in(folder), copy / "publication.json"
    told = json.loads(path.read_text("utf-8"))
    by_table: dict[str, dict[Cells, int]] = {}
    for claim in claims:
        if isinstance(claim.basis, Cells):
            by_table.setdefault(claim.basis.table, {})[claim.basis] = claim.value
    for table in publication.tables:
        if table.id in by_table:
            _add(copy, told, table, by_table[table.id])
    path.write_text(json.dumps(told), encoding="utf-8")
    try:
        return kinds(check(read(path)))
    except Unreadable:
        return ["unreadable"]


def _add(copy: Path, told: dict[str, Any], table: Table, said: dict[Cells, int]) -> None:
    """The table once more as the sentences have it: a sum is a code of its own that its parts add up to."""
    values: dict[tuple[str, ...], int | None] = dict(table.values)
    codes = [list(dim.labels) for dim in table.dims]
    for basis, value in said.items():
        if len(basis.cells) == 1:
            values[basis.cells[0]] = value
            continue
        (place,) = {n for n in range(len(codes)) if len({cell[n] for cell in basis.cells}) > 1}
        parts, name = [cell[place] for cell in basis.cells], f"said{len(codes[place])}"
        dim = told["dimensions"][table.dims[place].name]
        dim.setdefault("sums", []).append({"total": name, "parts": parts})
        codes[place].append(name)
        for others in product(*(one[:] if n != place else [name] for n, one in enumerate(codes))):
            cells = [(*others[:place], part, *others[place + 1 :]) for part in parts]
            counts = [values.get(cell) for cell in cells]
            shown = [count for count in counts if count is not None]
            values[others] = sum(shown) if len(shown) == len(counts) else None
        values[tuple(name if n == place else c for n, c in enumerate(basis.cells[0]))] = value
    file = f"said_{table.name}.csv"
    names = [*(dim.name for dim in table.dims), "period"]
    with (copy / file).open("w", encoding="utf-8", newline="") as target:
        rows = csv.writer(target)
        rows.writerow([*names, "antal", "status"])
        for cell in product(*codes):
            count = values[cell]
            rows.writerow([*cell, table.period, *(("", "x") if count is None else (count, ""))])
    told["tables"].append(
        {
            "id": f"said@{table.id}",
            "release": table.release,
            "measure": table.measure,
            "dims": names,
            "csv": file,
            "value": "antal",
            "status": "status",
            "delimiter": ",",
        }
    )
