"""Figures of others: the list, one figure, and what our own numbers are divided by."""

from dataclasses import dataclass

from wtforms import SelectField, StringField, TextAreaField

from incidents.coordination.figure_words import (
    COLUMNS,
    SHELF,
    allowed,
    kinds,
    missing_words,
    value_words,
)
from incidents.coordination.register_form import Editor, RowForm, saved_words
from incidents.coordination.register_history import History
from incidents.coordination.register_table import Table
from incidents.coordination.visit import Page, now
from incidents.core.clock import local_date
from incidents.core.figures import BASES, OTHERS, Figure, Kind, missing, newest_first
from incidents.web.access import Access, access
from incidents.web.carrying import one_line_ends
from incidents.web.locale import gettext
from incidents.web.moments import day
from incidents.web.registerwords import KINDS


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as the list shows it."""

    url: str
    year: int
    what: str
    value: str
    source: str
    method: str
    checked: str


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one kind."""

    title: str
    lines: tuple[Line, ...]


class FigureForm(RowForm):
    """One figure."""

    kind = SelectField(
        COLUMNS["kind"],
        choices=lambda: {"": gettext("Välj"), **kinds()},
        validate_choice=False,
    )
    year = StringField(COLUMNS["year"])
    what = StringField(COLUMNS["what"])
    value = StringField(COLUMNS["value"])
    unit = StringField(COLUMNS["unit"])
    source = TextAreaField(COLUMNS["source"], filters=[one_line_ends])
    method = TextAreaField(COLUMNS["method"], filters=[one_line_ends])
    checked = StringField(COLUMNS["checked"])


@access(Access.COORDINATION)
def show_list() -> Page:
    """Every figure under the one whose it is; no number here is made of two others."""
    held, today = SHELF.held(), local_date(now())
    # A span of the two-yearly report: the year that is over and the one before it.
    lacking = missing(held.items, (today.year - 1, today.year - 2))
    return SHELF.show(
        "coordination/figures.html",
        bases=[_group(held.items, kind) for kind in BASES],
        others=[found for kind in OTHERS if (found := _group(held.items, kind)).lines],
        missing=missing_words(lacking),
        saved=saved_words(),
        broken=SHELF.broken(held),
    )


def _group(figures: tuple[Figure, ...], kind: Kind) -> Group:
    return Group(str(KINDS[kind]), tuple(map(_line, newest_first(figures, kind))))


def _line(figure: Figure) -> Line:
    return Line(
        SHELF.url("row", row=figure.id),
        figure.year,
        figure.what,
        value_words(figure),
        figure.source,
        figure.method,
        day(figure.checked),
    )


def _begin(form: RowForm) -> None:
    today = local_date(now())
    form["checked"].data, form["year"].data = today.isoformat(), str(today.year - 1)


EDITOR = Editor(SHELF, FigureForm, "coordination/figure.html", _begin)
HISTORY = History(SHELF)
TABLE = Table(SHELF, allowed)
