"""Periods, tables and codes in the reader's language. What the files say is Swedish; the catalogues have the rest."""

from incidents.core.lists import DISTRICT
from incidents.core.publication import EVERY, MEASURES, Dimension, Table
from incidents.core.publication import EXERCISE as EXERCISE  # noqa: PLC0414 - a word of these pages
from incidents.web import own_lists
from incidents.web.locale import gettext
from incidents.web.periods import brief as brief  # noqa: PLC0414 - two of the words of these pages
from incidents.web.periods import period as period  # noqa: PLC0414

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


def code(table: Table, dim: Dimension, name: str) -> str:
    """A code in the reader's language: a district as its own list has it, the whole by what is counted."""
    if name == dim.total:
        return said(EVERY.get(table.measure, dim.labels[name]))
    if dim.name.rstrip("0123456789") == DISTRICT:  # a later two years may have other districts
        own = own_lists.label(DISTRICT, name)
        if own != name:
            return own
    return said(dim.labels[name])


def title(table: Table) -> str:
    """The table's title; where one dimension is shown alone, that one's: the plan's title would promise two."""
    return said(table.title if len(table.dims) > 1 else table.dims[0].title)


def when(what: str, code: str) -> str:
    """Something and its period, as the language joins them."""
    return gettext("%(what)s, %(when)s", what=what, when=period(code))


def measure(table: Table) -> str:
    """What the table counts."""
    return said(MEASURES.get(table.measure, table.measure))


def said(swedish: str) -> str:
    """What a file says, in the reader's language."""
    return gettext(swedish) if swedish else ""
