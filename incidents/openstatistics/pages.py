"""The pages: what is published now, one release, one table for other sites, and how the figures are made.

They are drawn once for each language and publication (`web.blanks`); nothing in them belongs to a visitor.
"""

from collections.abc import Callable, Sequence
from dataclasses import astuple

from flask import Blueprint, Response

from incidents.core.errors import NotFound
from incidents.core.publication import Damaged, Publication, Release, Table
from incidents.openstatistics import present, words
from incidents.openstatistics.charts import number
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.blanks import blank
from incidents.web.locale import gettext
from incidents.web.moments import day
from incidents.web.published import shelf
from incidents.web.templates import render

Page = Response | str | tuple[str, int]
#: Another site may put this one page into a frame; it loads its styles and nothing else.
FRAMED = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors *"
)


def register(pages: Blueprint) -> None:
    """The addresses of the pages."""
    pages.add_url_rule("/statistics", "page", page)
    pages.add_url_rule("/statistics/about", "about", about)
    pages.add_url_rule("/statistics/releases/<release>", "release", release)
    pages.add_url_rule("/statistics/embed/<table>", "embed", embed)


def damaged() -> tuple[str, int]:
    """What is said instead of figures that nobody can vouch for."""
    title = gettext("Siffrorna kan inte visas just nu")
    why = gettext("En fil är inte den som publicerades. Vi har fått larm och ser över den.")
    return render("error.html", title=title, what_to_do=why, desk=False), 503


@access(Access.PUBLIC)
def page(lang: str) -> Page:
    """What came in, and the newest of each table."""
    return drawn("page", lang, _page)


@access(Access.PUBLIC)
def about(lang: str) -> Page:
    """How the figures are made, what the signs mean, and how anybody checks them."""
    return drawn("about", lang, _about)


@access(Access.PUBLIC)
def release(lang: str, release: str) -> Page:
    """Everything that was published at once; its address and what stands on it never change."""

    def draw(publication: Publication | None) -> str:
        if publication is None or release not in publication.releases:
            raise NotFound("Publiceringen finns inte.")
        return _release(publication, publication.releases[release])

    return drawn(f"release {release}", lang, draw)


@access(Access.PUBLIC)
def embed(lang: str, table: str) -> Page:
    """One table and where it is from, for a frame on another site."""

    def draw(publication: Publication | None) -> str:
        found = publication.table(table) if publication else None
        if publication is None or found is None:
            raise NotFound("Tabellen finns inte.")
        return _embed(publication, found)

    found = drawn(f"embed {table}", lang, draw)
    if not isinstance(found, str):
        return found
    return Response(found, headers={"Content-Security-Policy": FRAMED})


def drawn(name: str, lang: str, draw: Callable[[Publication | None], str]) -> Page:
    """A page of this name in a language, drawn once for each publication."""
    try:
        publication = shelf().publication()
    except Damaged:
        return damaged()
    edition = publication.digest if publication else ""
    parts = publication.damaged if publication else ()
    return blank(("statistics", name, lang, edition, parts), "", lambda: draw(publication))


def _page(publication: Publication | None) -> str:
    if publication is None:
        return render("statistics/none.html")
    newest = publication.newest
    return render(
        "statistics/page.html",
        **_around(publication, newest, publication.latest()),
        left_out=present.left_out(publication.left_out()),
        releases=[
            present.Link(one.id, day(one.frozen))
            for one in reversed(list(publication.releases.values()))
        ],
        damaged=bool(publication.damaged),
        **_came_in(publication),
    )


def _release(publication: Publication, one: Release) -> str:
    tables = [table for table in publication.tables if table.release == one.id]
    left_out = present.left_out(one.left_out)
    return render("statistics/release.html", **_around(publication, one, tables), left_out=left_out)


def _around(publication: Publication, one: Release, tables: Sequence[Table]) -> dict[str, object]:
    """What stands on the pages of tables."""
    address = cookies.settings().public_address
    own = [table for table in publication.tables if table.release == one.id]
    return {
        "release": one,
        "frozen": day(one.frozen),
        "free": one.licence == words.CC0,
        "exercise": one.contact == words.EXERCISE,
        "tables": [present.shown(table, publication, address) for table in tables],
        "errata": present.errata(publication, one, tables),
        "reports": present.reports(one),
        "files": present.whole_files(one, own),
    }


def _came_in(publication: Publication) -> dict[str, object]:
    quarters = [one for one in publication.came_in if one.excluded is not None]
    months = [one for one in publication.came_in if one.excluded is None]
    return {
        "quarters": [
            (words.period(one.period), number(one.count), number(one.excluded or 0))
            for one in quarters
        ],
        "handled": [
            (_unbroken(words.brief(one.period)), *map(number, astuple(one.handling)))
            for one in quarters
            if one.handling
        ],
        "months": [(words.period(one.period), number(one.count)) for one in months],
        "came_in": present.came_in(quarters) if quarters else None,
        "came_in_errata": present.errata_before(publication),
    }


def _unbroken(period: str) -> str:
    """Its months stay on one line of a narrow column; the year may take the next one."""
    return period.replace("–", "\u2060–\u2060")


def _embed(publication: Publication, table: Table) -> str:
    one = publication.releases[table.release]
    return render("statistics/embed.html", **_around(publication, one, [table]))


def _about(publication: Publication | None) -> str:
    return render(
        "statistics/about.html",
        release=publication.newest if publication else None,
        threshold=publication.newest.threshold if publication else 5,
        free=publication is not None and publication.newest.licence == words.CC0,
        exercise=publication is not None and publication.newest.contact == words.EXERCISE,
        errata=[present.erratum(one) for one in publication.errata] if publication else (),
    )
