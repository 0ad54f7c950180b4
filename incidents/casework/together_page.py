"""Several cases, ticked in the list: linked with each other, and from here coded once."""

from flask import request, url_for
from sqlalchemy.orm import Session

from incidents.actions import linking, together
from incidents.actions.together import Readiness
from incidents.casework import present_links
from incidents.casework.link_forms import TogetherForm, references
from incidents.casework.links_page import done
from incidents.casework.visit import Page, desk, go, now, pinned, secret
from incidents.core.linking import MOST, TOO_MANY
from incidents.store.database import reading
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


def _page(chosen: list[str], form: TogetherForm) -> str:
    with reading() as session:
        found = together.look(session, desk(), chosen)
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
    )
