"""The coordinator's page of ready sentences, and the dashboard. Both show released tables and T0, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from incidents.answers import present
from incidents.answers.reading import Read, read
from incidents.answers.telling import Source, answers, next_figures
from incidents.coordination.visit import Page, show
from incidents.core.mail import LONGEST
from incidents.core.publication import Publication, Table
from incidents.openstatistics import present as published
from incidents.openstatistics import words
from incidents.openstatistics.charts import number
from incidents.openstatistics.present import Chart, Link
from incidents.web.access import Access, access
from incidents.web.locale import current
from incidents.web.moments import day


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart of a released table: what it counts, and where everybody can read it."""

    chart: Chart
    counts: str
    url: str
    series: Link | None


@access(Access.COORDINATION)
def today() -> Page:
    """*Svar i dag*."""
    found = read()
    said = answers(found.known, found.today)
    if found.damaged:  # what is not there now may well be published
        said = tuple(one for one in said if one.source is not Source.NONE)
    return show("answers/today.html", **_around(found), asked=present.asked(said))


@access(Access.COORDINATION)
def dashboard() -> Page:
    """The live figures, and the newest of each released table as small charts."""
    found = read()
    publication = found.known.publication
    return show(
        "answers/dashboard.html",
        **_around(found),
        rows=present.live_rows(found.known.live),
        months=present.live_months(found.known.live),
        aside=number(found.known.live.aside) if found.known.live.aside else "",
        shown=list(_shown(publication)) if publication else [],
        hides=publication is not None and any(one.hides for one in publication.latest()),
        left_out=published.left_out(publication.left_out()) if publication else (),
        came_in=_came_in(publication),
        public_url=url_for("statistics.page", lang=current()),
    )


def _around(found: Read) -> dict[str, object]:
    publication, live = found.known.publication, found.known.live
    newest = publication.newest if publication else None
    return {
        "damaged": found.damaged,
        "until": day(live.until),
        "days": LONGEST,
        "next": day(next_figures(publication, found.today)),
        "release": newest.id if newest else "",
        "frozen": day(newest.frozen) if newest else "",
        "corrections": present.corrections(publication) if publication else (),
        "exercise": newest is not None and newest.contact == words.EXERCISE,
    }


def _shown(publication: Publication) -> Iterable[Shown]:
    for table in publication.latest():
        shown = published.shown(table, publication, "")
        for chart in shown.charts:
            yield Shown(chart, shown.counts, _address(table), shown.series)


def _address(table: Table) -> str:
    return f"{url_for('statistics.page', lang=current())}#{table.name}"


def _came_in(publication: Publication | None) -> Chart | None:
    quarters = (
        [one for one in publication.came_in if one.excluded is not None] if publication else []
    )
    return published.came_in(quarters) if quarters else None
