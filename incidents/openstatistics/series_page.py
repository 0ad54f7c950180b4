"""All periods of a table beside each other: a chart of the whole, a table for each division, a chart for each code."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from incidents.core.errors import NotFound
from incidents.core.publication import Dimension, Publication
from incidents.openstatistics import words
from incidents.openstatistics.charts import Bar, number
from incidents.openstatistics.pages import Page, drawn
from incidents.openstatistics.present import Chart, Row, drawing
from incidents.openstatistics.series import MOST, Series, series
from incidents.openstatistics.timeline import timeline
from incidents.web.access import Access, access
from incidents.web.locale import gettext
from incidents.web.moments import day
from incidents.web.templates import render


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a column for each period."""

    name: str
    caption: str
    head: str
    across: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """One way to divide, over the periods: the newest of them, and the older ones where there are such."""

    name: str
    title: str
    grid: Grid
    older: Grid | None
    charts: tuple[Chart, ...]


@access(Access.PUBLIC)
def show(lang: str, kind: str) -> Page:
    """The page of a kind of table; there is none before there are two periods."""

    def draw(publication: Publication | None) -> str:
        found = series(publication, kind) if publication else None
        if publication is None or found is None:
            raise NotFound("Tabellen finns inte.")
        return _page(publication, found)

    return drawn(f"series {kind}", lang, draw)


def _page(publication: Publication, found: Series) -> str:
    newest = found.newest
    release = publication.releases[newest.release]
    caption = words.code(newest, newest.dims[0], newest.dims[0].total)
    return render(
        "statistics/series.html",
        title=words.title(newest),
        counts=words.measure(newest),
        first=words.period(found.periods[0]),
        last=words.period(found.periods[-1]),
        whole=_chart(found, newest.dims[0], newest.dims[0].total, caption, None),
        divisions=[_division(found, dim) for dim in newest.dims],
        most=release.threshold - 1,
        hides=_hides(found),
        several=any(dim.multiple for dim in newest.dims),
        exercise=release.contact == words.EXERCISE,
        frozen=day(release.frozen),
        file=url_for("statistics.series_file", kind=newest.kind),
    )


def _hides(found: Series) -> bool:
    """Whether any number on the page is hidden."""
    return any(None in found.along(dim, code) for dim in found.newest.dims for code in dim.labels)


def _division(found: Series, dim: Dimension) -> Division:
    name, title = f"{found.newest.kind}-{dim.name}", words.said(dim.title)
    shown = [one for code in dim.parts() for one in found.along(dim, code)[-MOST:]]
    most = max((one for one in shown if one is not None), default=0)
    older = _grid(found, dim, name, slice(None, -MOST)) if len(found.periods) > MOST else None
    charts = tuple(
        _chart(found, dim, code, words.code(found.newest, dim, code), most) for code in dim.parts()
    )
    return Division(name, title, _grid(found, dim, name, slice(-MOST, None)), older, charts)


def _grid(found: Series, dim: Dimension, name: str, which: slice) -> Grid:
    periods = found.periods[which]
    rows = []
    for code in dim.labels:
        counts = found.along(dim, code)[which]
        cells = tuple(None if one is None else number(one) for one in counts)
        rows.append(Row(words.code(found.newest, dim, code), cells, total=code == dim.total))
    title = words.said(dim.title)
    caption = gettext(
        "%(what)s, %(first)s till %(last)s",
        what=title,
        first=words.period(periods[0]),
        last=words.period(periods[-1]),
    )
    columns = tuple(words.brief(one) for one in periods)
    ending = "" if which.stop is None else "-older"
    return Grid(
        f"{name}{ending}", caption, title, words.measure(found.newest), columns, tuple(rows)
    )


def _chart(found: Series, dim: Dimension, code: str, caption: str, most: int | None) -> Chart:
    """The newest periods of one code; without `most` the chart has a scale of its own."""
    counts: Sequence[int | None] = found.along(dim, code)[-MOST:]
    labels = [words.brief(one) for one in found.periods[-MOST:]]
    shown = [Bar(label, count) for label, count in zip(labels, counts, strict=True)]
    if most is None:
        most = max((one for one in counts if one is not None), default=0)
    return Chart(caption, timeline(shown, most, drawing(caption)))
