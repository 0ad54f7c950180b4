"""Several cases, ticked in the list: linked with each other, and from here coded once."""

from flask import request, url_for
from sqlalchemy.orm import Session

from incidents.actions import linking, together
from incidents.actions.together import Readiness
from incidents.casework import present, present_links
from incidents.casework.link_forms import CoversForm, TogetherForm, references
from incidents.casework.links_page import done
from incidents.casework.visit import Page, desk, go, now, pinned, secret
from incidents.core.clock import local_date
from incidents.core.deskcard import DeskCard
from incidents.core.linking import MOST, TOO_MANY
from incidents.store.database import reading, writing
from incidents.store.models import Case
from incidents.web.access import Access, access
from incidents.web.locale import gettext
from incidents.web.templates import render


@access(Access.DESK)
def show_together() -> Page:
    """What was ticked, with what has to be done first; then the link."""
    chosen = references(request.values.getlist("reference"))
    if request.method == "GET":
        return _page(chosen, TogetherForm(secret(), blank=True))
    form = TogetherForm(secret())
    if not form.validate():
        return _page(chosen, form), 400

    def deed(session: Session) -> None:
        kind, name = form.chosen(), form.name.data or ""
        linking.link(session, desk(), chosen, kind, name, pinned=pinned(), now=now())

    refused = done(deed)
    if refused is not None:
        form.form_errors.append(refused[0])
        return _page(chosen, form), refused[1]
    return go(url_for("casework.together", reference=chosen, linked=1))


@access(Access.DESK)
def open_together() -> Page:
    """The answers to the cover sheets of the chosen ones; back to their page, for what is next."""
    form, chosen = CoversForm(secret()), references(request.form.getlist("reference"))
    if not form.validate():
        return _page(chosen, TogetherForm(secret(), blank=True), form), 400
    free = references(form.free.data or [])
    with writing() as session:
        together.open_cases(session, desk(), set(chosen) & set(free), now=now())
    return go(url_for("casework.together", reference=chosen))


def _sheet(case: Case, card: DeskCard) -> str:
    """The cover sheet on one line; that the case may concern a reader has a page of its own."""
    sheet = present.cover(case, card, local_date(now()))
    said = [sheet.received, sheet.language, sheet.track, *(tag.text for tag in sheet.tags)]
    return " · ".join(one for one in said if one)


def _page(chosen: list[str], form: TogetherForm, failed: CoversForm | None = None) -> str:
    covers_form = failed or CoversForm(secret(), blank=True)
    with reading() as session:
        found = together.look(session, desk(), chosen)
        sheets = {
            case.reference: _sheet(case, card)
            for case, card in together.covers(session, desk(), found)
        }
    covers_form.offer(sheets)
    few = not 2 <= len(found) <= MOST
    ready = all(one.state is Readiness.READY for one in found) and not few
    return render(
        "casework/together.html",
        rows=present_links.chosen(found),
        few=gettext(TOO_MANY) if few else "",
        ready=ready,
        references=[one.reference for one in found],
        linked="linked" in request.args,
        coded="coded" in request.args,
        form=form,
        covers_form=covers_form,
        sheets=sheets,
    )
