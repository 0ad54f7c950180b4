"""The trail as a page for the auditor, and as a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for

from incidents.actions import trail
from incidents.actions.audit import INSTALLATION, ROOT_ACTOR
from incidents.actions.people import names
from incidents.actions.trail import Shown, Spot
from incidents.auditing.files import FILES
from incidents.auditing.forms import ExportForm, FilterForm
from incidents.auditing.lines import Line, line_of
from incidents.core.clock import local_date
from incidents.core.errors import Invalid, NotFound
from incidents.store.database import reading, writing
from incidents.store.models import AuditPoint, AuditRecord
from incidents.web.access import Access, access
from incidents.web.deskmenu import menu
from incidents.web.forms import token_of
from incidents.web.locale import gettext
from incidents.web.moments import day
from incidents.web.signed_in import Page, desk, now, pinned, secret
from incidents.web.templates import render

_SPOT = re.compile(rf"({INSTALLATION}|case:[0-9a-f]+)\.([0-9]{{1,9}})")
_NONE = Shown([], frozenset(), whole=True, more=False)


@dataclass(frozen=True, slots=True)
class Row:
    """An act as the page shows it; `url` leads to the other acts in its case."""

    line: Line
    url: str | None
    wrong: bool


@access(Access.AUDIT)
def show_trail() -> Page:
    """Who did what, the newest first, filtered by the address."""
    form = FilterForm()
    with reading() as session:
        people = _people(names(session))
        form.offer(people)
        shown = _NONE
        if form.validate():
            try:
                shown = trail.look(session, desk(), form.wanted(), after=_after(), pinned=pinned())
            except NotFound as error:
                form.reference.errors = [gettext(error.sentence)]
        purge = trail.last_purge(session)
        rows = [_row(record, people, shown.wrong) for record in shown.rows]
    page = render(
        "auditing/trail.html",
        desk_nav=menu("auditing.trail"),
        form=form,
        rows=rows,
        broken=bool(shown.wrong) or not shown.whole,
        next_url=_next(form, shown),
        first_url=_url(form.chosen()) if _after() else None,
        filtered=bool(form.chosen()),
        token=token_of(ExportForm, secret()),
        chosen=form.chosen(),
        purged=_purged(purge),
    )
    return page, 400 if form.errors else 200


@access(Access.AUDIT)
def export() -> Page:
    """What is looked for as a file, to the minute as on the page; that it was taken out is in the trail."""
    form = ExportForm(secret())
    with reading() as session:
        people = _people(names(session))
        form.offer(people)
        if not form.validate():
            raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
        found = trail.extract(session, desk(), form.wanted())
        lines = [line_of(record, people) for record in found]
    kind = FILES[form.form.data or ""]
    with writing() as session:
        trail.note_extract(session, desk(), form.wanted(), kind.code, len(lines), now=now())
    name = f"logg-{local_date(now()).isoformat()}.{kind.code}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(kind.write(lines), mimetype=kind.mimetype, headers=headers)


def _people(known: Mapping[bytes, str]) -> dict[bytes, str]:
    return {**known, ROOT_ACTOR: gettext("Återställningsdelarna")}


def _row(record: AuditRecord, people: Mapping[bytes, str], wrong: frozenset[Spot]) -> Row:
    line = line_of(record, people)
    inside = record.chain != INSTALLATION
    url = url_for("auditing.trail", reference=line.about) if inside else None
    return Row(line, url, (record.chain, record.number) in wrong)


def _after() -> Spot | None:
    """The row after which the page goes on."""
    found = _SPOT.fullmatch(request.args.get("after", ""))
    return (found[1], int(found[2])) if found else None


def _next(form: FilterForm, shown: Shown) -> str | None:
    if not shown.more:
        return None
    last = shown.rows[-1]
    return _url({**form.chosen(), "after": f"{last.chain}.{last.number}"})


def _url(asked: Mapping[str, Any]) -> str:
    return url_for("auditing.trail", **asked)


def _purged(point: AuditPoint | None) -> tuple[str, str] | None:
    return (day(point.day), point.decision) if point else None
