"""A case's address: the cover sheet with its question, and after it the case."""

from flask import request, url_for

from incidents.actions import cards, conflict, unsent
from incidents.actions import casework as deeds
from incidents.actions.login import ABSOLUTE
from incidents.casework import present
from incidents.casework.case_page import Failed, Shown, case_page
from incidents.casework.forms import CoverForm, TextForm
from incidents.casework.telling import prefilled
from incidents.casework.visit import Page, back, desk, go, now, pinned, secret
from incidents.core.box import Composer, Unsent
from incidents.core.clock import local_date
from incidents.core.report import Contact
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.templates import render

#: What is kept waits on a page of its own.
_OWN_PAGES = {
    Composer.ALERT: "casework.alert",
    Composer.CODING: "casework.coding",
    Composer.DUTY: "casework.bases",
    Composer.ORAL: "casework.bases",
    Composer.ORDER: "casework.order",
    Composer.POOLED: "casework.pooled",
    Composer.REFERRAL: "casework.referral",
}


@access(Access.DESK)
def case(reference: str) -> Page:
    """The cover sheet, and after it the case; with a body to `tell` of, how it is reached stands in the answer."""
    body = request.args.get("tell", "")
    form = prefilled(reference, body) if body else None
    return show_case(reference, form, status=200)


def show_case(
    reference: str,
    failed: Failed = None,
    *,
    found: Contact | None = None,
    carried: Unsent | None = None,
    status: int = 400,
) -> tuple[str, int]:
    """The case as this person may see it now; with a form that was refused, or contact details just opened.

    A form that is shown again for another reason has another `status`.
    A text that waits for the case, kept or `carried` by the cover sheet, stands in its field as soon as there is one.
    """
    today = local_date(now())
    with reading() as session:
        the_case = deeds.find(session, desk(), reference)
        waiting = carried or unsent.kept(session, secret(), reference, now=now())
        if deeds.is_opened(session, desk(), the_case):
            shown = Shown(the_case, failed, found, waiting)
            page = case_page(session, desk(), secret(), shown, today)
        else:
            card = cards.of_case(session, desk(), the_case.id)
            people = deeds.colleagues(session, desk(), the_case)
            form = _cover_form(failed, carried).offer(people, desk().actor.staff_id)
            page = render(
                "casework/cover.html",
                reference=the_case.reference,
                cover=present.cover(the_case, card, today),
                status=present.status_tag(the_case.status),
                form=form,
                unsent=waiting or form.carries(),
            )
    return page, status if failed is not None else 200


def _cover_form(failed: Failed, carried: Unsent | None) -> CoverForm:
    """The question; with the text of a form from a window in which the case was open, in an older log-in."""
    if isinstance(failed, CoverForm):
        return failed
    form = CoverForm(secret(), blank=True)
    if isinstance(failed, TextForm):
        form.carry(
            failed.composer,
            failed.said(),
            failed.chosen_language(),
            failed.token(),
            failed.said_in_swedish(),
        )
    if carried is not None:
        form.carry(carried.composer, carried.text, carried.language, carried.once, carried.swedish)
    return form


@access(Access.DESK)
def open_case(reference: str) -> Page:
    """The answer to the question about conflict of interest."""
    form = CoverForm(secret())
    if not form.validate():
        return show_case(reference, form)
    with writing() as session:
        if form.conflict.data == "yes":
            also = form.closed_to()
            conflict.declare(session, desk(), reference, also=also, pinned=pinned(), now=now())
            unsent.forget(session, secret(), reference, now=now())
            return go(url_for("casework.queue", declared=1))
        deeds.open_case(session, desk(), reference, now=now())
        carried = form.unsent(reference, now() + ABSOLUTE)
        if carried is not None and carried.composer in _OWN_PAGES:
            unsent.keep(session, desk(), secret(), carried)
            return go(url_for(_OWN_PAGES[carried.composer], reference=reference))
    return show_case(reference, carried=carried) if carried else back(reference)
