"""What the pages of the report are made of, and the menu that stands above them."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from incidents.actions import comparing
from incidents.actions.register_versions import Current, Kept, current, cut_off, versions
from incidents.core.chapters import CHAPTERS, Chapter
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, Unavailable, Unsafe
from incidents.core.figures import FIGURES
from incidents.core.languages import sentence
from incidents.core.measures import MEASURES
from incidents.core.publication import Damaged, Publication
from incidents.core.register import T
from incidents.core.released import newest_of, spans_of
from incidents.eccar.report import Material
from incidents.store.database import reading
from incidents.web.cookies import settings
from incidents.web.deskmenu import menu
from incidents.web.locale import gettext
from incidents.web.published import shelf
from incidents.web.signed_in import Page, desk, go, now, pinned, secret
from incidents.web.templates import render

__all__ = [
    "Page",
    "chapters",
    "check_published",
    "check_registers",
    "desk",
    "go",
    "kept",
    "material",
    "newest",
    "now",
    "published",
    "secret",
    "show",
    "spans",
]
_DOUBT = sentence(
    "En fil är inte den som publicerades. Rapporten görs inte av siffror som ingen kan stå för. Larma it-säkerhet."
)
_FOREIGN = sentence(
    "Mappen med publiceringar är inte den som registret säger. Rapporten fryses inte. Larma it-säkerhet."
)
_NOT_OUT = sentence(
    "En publicering är fryst men ligger inte ute än. Lägg ut den först, på sidan Statistik."
)
_CHANGED = sentence(
    "Någon har ändrat i ett register utanför tjänsten. Rapporten fryses inte. Larma it-säkerhet."
)


def kept() -> Kept[Chapter]:
    """The texts of this installation."""
    return Kept(CHAPTERS, pinned())


def chapters() -> tuple[Current[Chapter], bool]:
    """The texts that hold, and whether a version was changed or taken away by somebody else."""
    with reading() as session:
        held = current(session, kept())
        return held, held.unsound or cut_off(session, kept(), held.seen)


def material(last: int) -> Material:
    """Everything that a report is made of; `last` is the last year of its span."""
    publication = published()
    with reading() as session:
        figures, entered = _held(session, Kept(FIGURES, pinned()))
        measures, changed = _held(session, Kept(MEASURES, pinned()))
        texts, written = _held(session, kept())
    frozen = publication.newest.frozen if publication else None
    corrected = [one.day for one in publication.errata] if publication else []
    days = [day for day in (frozen, entered, changed, written, *corrected) if day is not None]
    own = settings()
    return Material(
        publication,
        figures,
        measures,
        texts,
        own.municipality or gettext("Kommunen"),
        own.asked or gettext("Kommunen"),
        max(days, default=date(last + 1, 1, 1)),
    )


def check_registers() -> None:
    """`Unsafe` where a register is not what its versions and the trail say: what is frozen stays for good."""
    registers: tuple[Kept[Any], ...] = (
        Kept(FIGURES, pinned()),
        Kept(MEASURES, pinned()),
        kept(),
    )
    with reading() as session:
        for one in registers:
            held = current(session, one)
            if held.unsound or cut_off(session, one, held.seen):
                raise Unsafe(_CHANGED)


def spans() -> dict[str, str]:
    """The two years that reports can be on, the newest first."""
    known = spans_of(published(), local_date(now()).year)
    return {one: one.replace("-", "–") for one in known}


def newest() -> str:
    """The newest that is published whole, or the newest."""
    publication = published()
    return newest_of(publication, spans_of(publication, local_date(now()).year))


def _held(session: Session, register: Kept[T]) -> tuple[tuple[T, ...], date | None]:
    """What holds of a register, and the day of its newest version: every clock of a report follows from its content."""
    found = current(session, register)
    newest = versions(session, register, until=found.number, most=1)
    return found.items, newest[0].day if newest else None


def check_published(publication: Publication | None) -> None:
    """`Unsafe` where what a report is made of is not what the ledger says: hashes are whoever's who writes the folder.

    `Conflict` while something that is frozen is not out yet.
    """
    records, written = (publication.records, publication.written) if publication else ({}, b"")
    with reading() as session:
        if comparing.unplaced(session, settings().published):
            raise Conflict(_NOT_OUT)
        wrong = comparing.faults(session, settings().published, pinned=pinned())
        if wrong or not comparing.is_frozen(session, records, written):
            raise Unsafe(_FOREIGN)


def published() -> Publication | None:
    """What is released; raises `Unavailable` where a file is not what was: no report is made of figures in doubt."""
    try:
        found = shelf().publication()
    except Damaged as damage:
        raise Unavailable(_DOUBT) from damage
    if found is not None and found.damaged:
        raise Unavailable(_DOUBT)
    return found


def show(template: str, /, **values: object) -> str:
    """A page of this door with its menu."""
    return render(template, desk_nav=menu("eccar.report"), **values)
