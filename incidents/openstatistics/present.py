"""A table as a page shows it: charts, rows, files and where it can be had."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from flask import url_for
from markupsafe import Markup

from incidents.core.languages import sentence
from incidents.core.publication import (
    CameIn,
    Dimension,
    Erratum,
    LeftOut,
    Publication,
    Release,
    Table,
)
from incidents.openstatistics import words
from incidents.openstatistics.charts import Bar, Words, bars, number
from incidents.openstatistics.series import series
from incidents.web.locale import NAMES, current, gettext, lazy_gettext
from incidents.web.moments import day

#: The newest quarters in the chart; the table has all of them.
QUARTERS = 12
_KINDS = {
    "_excel.csv": lazy_gettext("CSV för Excel"),
    ".csv": "CSV",
    ".csv-metadata.json": "CSVW",
    "_excel.csv-metadata.json": "CSVW (Excel)",
    ".json": "JSON-stat",
    ".px": "PX",
}
_REPORT = re.compile(r"report\.(?P<language>sv|en)\.(?P<kind>html|pdf|docx)", re.ASCII)
_REPORTS = {
    "sv": sentence("Rapport på svenska (%(kind)s)"),
    "en": sentence("Rapport på engelska (%(kind)s)"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """An address and its words."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and what it shows."""

    caption: str
    drawn: Markup


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a cell is a number, or None where it is hidden."""

    label: str
    cells: tuple[str | None, ...]
    total: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A table in the reader's language. `columns` is empty where there is one column of numbers alone."""

    name: str
    title: str
    caption: str
    counts: str
    #: What it counts, and when.
    about: str
    head: str
    across: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    charts: tuple[Chart, ...]
    hides: bool
    several: bool
    files: tuple[Link, ...]
    earlier: tuple[Link, ...]
    #: All periods beside each other, where there are two or more.
    series: Link | None
    embed: str


def shown(table: Table, publication: Publication, public_address: str) -> Shown:
    """The table with everything around it."""
    lang, title = current(), words.title(table)
    down, across = _sides(table)
    embedded = url_for("statistics.embed", lang=lang, table=table.kind)
    return Shown(
        table.name,
        title,
        words.when(title, table.period),
        words.measure(table),
        words.when(words.measure(table), table.period),
        ", ".join(words.said(dim.title) for dim in down),
        words.said(across.title) if across else "",
        tuple(words.code(table, across, one) for one in across.labels) if across else (),
        tuple(_rows(table, down, across)),
        tuple(_chart(table, dim) for dim in table.dims),
        table.hides,
        any(dim.multiple for dim in table.dims),
        _files(table, publication.releases[table.release]),
        tuple(_earlier(one) for one in publication.earlier(table)),
        _series(table, publication),
        public_address + embedded if public_address else "",
    )


def _sides(table: Table) -> tuple[tuple[Dimension, ...], Dimension | None]:
    """The dimensions whose codes stand at the rows, and the one with fewest codes across them: it fits a telephone."""
    if len(table.dims) == 1:
        return table.dims, None
    across = min(reversed(table.dims), key=lambda dim: len(dim.labels))
    return tuple(dim for dim in table.dims if dim is not across), across


def _rows(table: Table, down: Sequence[Dimension], across: Dimension | None) -> list[Row]:
    rows = []
    for codes in product(*(dim.labels for dim in down)):
        at = {dim.name: code for dim, code in zip(down, codes, strict=True)}
        ends = [{**at, across.name: code} for code in across.labels] if across else [at]
        counts = [table.values[tuple(end[dim.name] for dim in table.dims)] for end in ends]
        label = ", ".join(words.code(table, dim, at[dim.name]) for dim in down)
        total = all(at[dim.name] == dim.total for dim in down)
        said = tuple(None if count is None else number(count) for count in counts)
        rows.append(Row(label, said, total))
    return rows


def _chart(table: Table, dim: Dimension) -> Chart:
    caption = words.when(words.said(dim.title), table.period)
    told = table.cells(dim)
    found = [Bar(words.code(table, dim, code), table.values[told[code]]) for code in dim.parts()]
    return Chart(caption, bars(found, drawing(caption)))


def drawing(caption: str) -> Words:
    """What every chart says."""
    right_to_left = NAMES[current()].direction == "rtl"
    kind, hidden = gettext("Stapeldiagram"), gettext("visas inte")
    return Words(f"{kind}: {caption}", hidden, right_to_left)


def came_in(quarters: Sequence[CameIn]) -> Chart:
    """T0 by quarter."""
    caption = gettext("Rapporter som kom in, kvartal för kvartal")
    found = [Bar(words.period(one.period), one.count) for one in quarters[-QUARTERS:]]
    return Chart(caption, bars(found, drawing(caption)))


def _files(table: Table, release: Release) -> tuple[Link, ...]:
    ends = ((end, text) for end, text in _KINDS.items() if f"{table.name}{end}" in release.files)
    return tuple(Link(file_url(release, f"{table.name}{end}"), str(text)) for end, text in ends)


def file_url(release: Release, name: str) -> str:
    """The stable address of a file."""
    return url_for("statistics.file", release=release.id, name=name)


def _earlier(table: Table) -> Link:
    url = url_for("statistics.release", lang=current(), release=table.release)
    return Link(f"{url}#{table.name}", words.period(table.period))


def _series(table: Table, publication: Publication) -> Link | None:
    if series(publication, table.kind) is None:
        return None
    url = url_for("statistics.series", lang=current(), kind=table.kind)
    return Link(url, gettext("Period för period"))


def reports(release: Release) -> tuple[Link, ...]:
    """The release's own report in each language and form, named in words."""
    return tuple(
        Link(file_url(release, name), gettext(text, kind=kind.upper()))
        for name in release.files
        if (found := _REPORT.fullmatch(name))
        for text, kind in [(_REPORTS[found["language"]], found["kind"])]
    )


def whole_files(release: Release, tables: Sequence[Table]) -> tuple[Link, ...]:
    """The files of a release that belong to no single table and are no report, by their names."""
    known = {f"{table.name}{end}" for table in tables for end in _KINDS}
    known |= {name for name in release.files if _REPORT.fullmatch(name)}
    return tuple(Link(file_url(release, name), name) for name in release.files if name not in known)


def left_out(tables: Iterable[LeftOut]) -> tuple[str, ...]:
    """The tables that were left out, each with its period."""
    return tuple(
        words.when(words.said(one.title), one.period) if one.period else one.title for one in tables
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction as a page shows it: in English where there is one for an English page, else in Swedish."""

    when: str
    text: str
    lang: str


def erratum(one: Erratum) -> Correction:
    """In the reader's language where that is possible."""
    english = bool(one.english) and current() == "en"
    return Correction(day(one.day), one.english if english else one.text, "en" if english else "sv")


def errata(
    publication: Publication, shown_release: Release, tables: Sequence[Table]
) -> dict[str, list[Correction]]:
    """What stands above a page about a release (under no name), and at each of its tables by their names."""
    found: dict[str, list[Correction]] = {}
    for one in publication.errata:
        whole = not one.table
        if whole and one.release == shown_release.id:
            found.setdefault("", []).append(erratum(one))
        for table in tables:
            elsewhere = whole and table.release == one.release != shown_release.id
            if one.table == table.id or elsewhere:
                found.setdefault(table.name, []).append(erratum(one))
    return found


def errata_before(publication: Publication) -> list[Correction]:
    """Those of whole releases before the newest: how many came in is shown for every quarter, so they stand there."""
    found = []
    for one in publication.errata:
        if not one.table and one.release != publication.newest.id:
            of, said = gettext("Publicering %(name)s", name=one.release), erratum(one)
            found.append(replace(said, when=f"{of}. {said.when}"))
    return found
