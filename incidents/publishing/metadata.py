"""The description beside each CSV of a release (CSV on the web)."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from incidents.core.statistics.plan import Dimension
from incidents.core.statistics.release import HIDDEN, Published
from incidents.published.csvw import Column, described
from incidents.publishing.tables import (
    CODE,
    HIDDEN_STATUS,
    HIDDEN_WORDS,
    PERIOD,
    STATUS,
    VALUE,
    WORDS,
)
from incidents.publishing.wording import caption

CAME_IN = "Rapporter som kom in, och hur de togs om hand"
#: The columns of T0 in words.
T0_WORDS = {
    "municipality": "Kommun",
    "period": "Period",
    "inkomna": "Rapporter som kom in",
    "undantagna": "Varav inte med i tabellerna",
    "svar_i_tid": "Svar eller klart inom tio arbetsdagar",
    "svar_senare": "Svar eller klart senare",
    "utan_svar": "Väntade när kvartalet stängdes",
    "avslutade": "Avslutade ärenden",
}
_T0_KEYS = ("municipality", "period")


def of_table(
    table: Published, dims: Mapping[str, Dimension], about: Mapping[str, Any], url: str
) -> bytes:
    """Of the tidy CSV."""
    columns = [
        *(Column(n, meaning=dims[n].title, key=True) for n in table.slice.table.dims),
        Column(PERIOD, key=True),
        Column(VALUE, counts=True),
        Column(STATUS, meaning=f"{HIDDEN_STATUS}: dold"),
    ]
    return described(url, caption(table.slice, dims), columns, about)


def of_excel(
    table: Published, dims: Mapping[str, Dimension], about: Mapping[str, Any], url: str
) -> bytes:
    """Of the CSV for Swedish Excel."""
    names = table.slice.table.dims
    columns = [
        *(Column(f"{n}_label", dims[n].title) for n in names),
        Column("period_label", WORDS[PERIOD]),
        Column(VALUE, WORDS[VALUE], counts=True),
        Column(STATUS, WORDS[STATUS], f"{HIDDEN_WORDS}: dold"),
        *(Column(n, CODE % dims[n].title, key=True) for n in names),
        Column(PERIOD, CODE % WORDS[PERIOD], key=True),
    ]
    return described(url, caption(table.slice, dims), columns, about, delimiter=";", hidden=HIDDEN)


def of_came_in(data: bytes, about: Mapping[str, Any], url: str) -> bytes:
    """Of T0, by the columns that the file has."""
    head: Sequence[str] = next(csv.reader(io.StringIO(data.decode())))
    columns = [
        Column(n, meaning=T0_WORDS[n], counts=n not in _T0_KEYS, key=n in _T0_KEYS) for n in head
    ]
    return described(url, CAME_IN, columns, about)
