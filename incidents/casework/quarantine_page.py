"""Quarantine as a page: what came in a flood, danger first, released or closed many at a time."""

from flask import request, url_for
from sqlalchemy.exc import OperationalError

from incidents.actions import quarantine
from incidents.actions.people import names
from incidents.casework import present
from incidents.casework.forms import QuarantineForm
from incidents.casework.queue_page import views_beside
from incidents.casework.visit import Page, desk, go, now, pinned, secret
from incidents.casework.words import QUARANTINE
from incidents.core.clock import local_date
from incidents.core.errors import Invalid
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.errors import describe, log
from incidents.web.locale import gettext
from incidents.web.templates import render

DEEDS = {"release": quarantine.release, "junk": quarantine.close_as_junk}


@access(Access.DESK)
def show_quarantine() -> Page:
    """The first hundred, and the two things that can be done with them."""
    form = QuarantineForm(secret())
    if request.method == "POST":
        chosen = _chosen(form)
        if chosen:
            return _done(form, chosen)
        form.form_errors.append(gettext("Välj minst ett ärende."))
    return _page(form)


def _page(form: QuarantineForm) -> Page:
    today = local_date(now())
    with reading() as session:
        found = quarantine.look(session, desk())
        people = names(session)
    form.shown.data = " ".join(item.reference for item in found.items)
    if found.fresh:
        _fold(found.fresh)
    page = render(
        "casework/quarantine.html",
        title=str(QUARANTINE),
        views=views_beside("quarantine", found.count),
        rows=[present.row(item, people, today) for item in found.items],
        count=found.count,
        form=form,
        done=_count_in_address("released"),
        closed=_count_in_address("closed"),
    )
    return page, 400 if form.errors else 200


def _chosen(form: QuarantineForm) -> list[str]:
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    if "all" in request.form:
        return (form.shown.data or "").split()
    return request.form.getlist("reference")


def _done(form: QuarantineForm, chosen: list[str]) -> Page:
    deed = "junk" if request.form.get("act") == "junk" else "release"
    with writing() as session:
        number = DEEDS[deed](session, desk(), chosen, pinned=pinned(), now=now())
    said = {"junk": "closed", "release": "released"}[deed]
    return go(f"{url_for('casework.quarantine')}?{said}={number}")


def _count_in_address(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _fold(fresh: list[tuple[bytes, str, bytes]]) -> None:
    """A convenience, as in the queue: a database that cannot write keeps nobody from reading."""
    try:
        with writing() as session:
            quarantine.fold(session, desk(), fresh)
    except OperationalError as error:
        log.error("%s", describe(request.endpoint, error))
