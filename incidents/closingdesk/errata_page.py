"""Corrections in words to what is out, and the form for a new one."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for
from sqlalchemy.orm import Session

from incidents.actions import errata, folding, ledger
from incidents.actions.errata import Correction
from incidents.actions.ledger import Entry
from incidents.closingdesk import words
from incidents.closingdesk.forms import ErratumForm
from incidents.closingdesk.state_page import state_page
from incidents.closingdesk.visit import Page, desk, go, now, pinned, put_out, said, secret, show
from incidents.core.errors import DomainError
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.locale import gettext
from incidents.web.moments import day


@dataclass(frozen=True, slots=True)
class Line:
    """A correction that was written."""

    about: str
    day: str
    text: str
    english: str


@access(Access.COORDINATION)
def show_errata() -> Page:
    """The page; a post writes one and puts it out."""
    form = ErratumForm(secret())
    try:
        folding.check_reader(desk())
        with reading() as session:
            entries = ledger.read(session, desk(), pinned=pinned())
            lines = _lines(session, entries)
        form.offer(_choices(entries))
        if request.method != "POST":
            return _page(form, lines, entries)
        if not form.taken():
            return _page(form, lines, entries), 400
        release, _, about = form.about.data.partition("/")
        correction = Correction(release, about, str(form.text.data), str(form.english.data))
        with writing() as session:
            errata.add(session, desk(), correction, pinned=pinned(), now=now())
    except DomainError as error:
        problem, status = said(error)
        return state_page(problem=problem), status
    return _out()


def _out() -> Page:
    try:
        put_out()
    except DomainError as error:
        problem, status = said(error)
        kept = gettext("Rättelsen är skriven men ligger inte ute än.")
        return state_page(problem=f"{kept} {problem}"), status
    return go(url_for("closing.state", saved="erratum"))


def _page(form: ErratumForm, lines: Sequence[Line], entries: Sequence[Entry]) -> str:
    return show("closingdesk/errata.html", form=form, lines=lines, any=bool(entries))


def _titles(entry: Entry) -> dict[str, str]:
    """The tables of a release; one that was frozen before there were words has the ids."""
    told = entry.document.get("told", {"tables": []})
    named = {one["table"]: words.when(one) for one in told["tables"]}
    return {table: named.get(table, table) for table in entry.document["ids"]}


def _choices(entries: Sequence[Entry]) -> dict[str, object]:
    return {
        f"{words.quarter(entry.quarter)} ({entry.quarter.release})": {
            entry.quarter.release: gettext("Hela publiceringen"),
            **{
                f"{entry.quarter.release}/{table}": title for table, title in _titles(entry).items()
            },
        }
        for entry in reversed(entries)
    }


def _lines(session: Session, entries: Sequence[Entry]) -> list[Line]:
    titles = {entry.quarter.number: _titles(entry) for entry in entries}
    quarters = {entry.quarter.number: words.quarter(entry.quarter) for entry in entries}
    return [
        Line(
            titles.get(one.release, {}).get(one.about) or quarters.get(one.release, ""),
            day(one.day),
            one.text,
            one.english,
        )
        for one in reversed(errata.rows(session))
    ]
