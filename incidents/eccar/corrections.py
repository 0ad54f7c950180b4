"""Corrections in words to the numbers of the report: those of its own two years, and of the two before."""

import re
from collections.abc import Iterator

from incidents.core.closing import Quarter
from incidents.core.publication import Erratum, Publication
from incidents.core.released import before, years
from incidents.documents.model import Block, Bullets, Heading
from incidents.eccar import words
from incidents.web.locale import gettext
from incidents.web.moments import day
from incidents.web.periods import period

_NAME = re.compile(r"r([1-9]\d*)", re.ASCII)


def corrections(publication: Publication | None, span: str) -> Iterator[Block]:
    """Under a heading of their own; nothing where there are none."""
    found = (
        [one for one in publication.errata if _of(publication, one, span)] if publication else []
    )
    if publication and found:
        yield Heading(3, gettext("Rättelser"))
        yield Bullets(tuple(_said(publication, one) for one in found))


def _of(publication: Publication, one: Erratum, span: str) -> bool:
    """Whether it corrects what the report tells. Where that cannot be seen, one too many is better than one too few."""
    quarter = _quarter(publication, one.release)
    return not quarter or years(quarter)[0] in {*years(before(span)), *years(span)}


def _quarter(publication: Publication, release: str) -> str:
    """Which quarter a release closed: it has its number, counted from the first year of all."""
    first = min((one.period[:4] for one in publication.came_in), default="")
    number = _NAME.fullmatch(release)
    return Quarter(int(first), int(number[1])).code if first and number else ""


def _said(publication: Publication, one: Erratum) -> str:
    return gettext(
        "%(where)s. Rättelse %(day)s: %(text)s",
        where=_where(publication, one),
        day=day(one.day),
        text=_text(one),
    )


def _where(publication: Publication, one: Erratum) -> str:
    """The release with its quarter, or with the table and its period."""
    release = gettext("Publicering %(name)s", name=one.release)
    table = next((each for each in publication.tables if each.id == one.table), None)
    if table is None:
        quarter = _quarter(publication, one.release)
        return ", ".join((release, period(quarter))) if quarter else release
    # Where one dimension is shown alone, its title: the plan's would promise two.
    title = table.title if len(table.dims) > 1 else table.dims[0].title
    return ", ".join((release, gettext(title), period(table.period)))


def _text(one: Erratum) -> str:
    """No report has words of another language than its own."""
    if words.swedish():
        return one.text
    return one.english or gettext("Den står i rapporten på svenska.")
