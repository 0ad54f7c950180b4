"""What a body does behind a referral's cover: take it, say no, fetch, say how it went, write. Each once."""

from flask import Response, request

from incidents.actions import receiver
from incidents.actions.receiver import Received
from incidents.handover import referral_pages
from incidents.handover.coming import receiving
from incidents.handover.referral_forms import ReplyForm, forms_of
from incidents.handover.storing import why_not
from incidents.handover.visit import Page, Visit, go, now, stay, today
from incidents.store.database import reading
from incidents.web.cookies import settings


@receiving
def referral(here: Visit, found: Received) -> Page:
    """A post of one of the page's forms."""
    made = forms_of(found.page).get(request.form.get("act", ""))
    if made is None:
        return go(here.url())
    form = made(here.secret)
    if not form.validate():
        return referral_pages.refused(here, found, form, 400)
    return _said(here, found, form) or go(here.url())


def _said(here: Visit, found: Received, form: ReplyForm) -> Page | None:
    """None once it is in the case; otherwise the page that says why it is not."""
    refused = why_not(
        here,
        lambda session, key: receiver.say(
            session,
            here.link,
            key,
            form.answer(),
            once=form.once.data or "",
            language=here.lang,
            pinned=settings().trust,
            now=now(),
        ),
    )
    if refused is None:
        return None
    return referral_pages.refused(here, found, form, refused.status, refused.why)


@receiving
def file(here: Visit, found: Received, place: int) -> Page:
    """A file, as often as it is asked for; nothing is consumed by it."""
    assert here.key is not None
    with reading() as session:
        enclosed, data = receiver.fetch(session, here.link, here.key, place, today=today())
    response = Response(data, mimetype=enclosed.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{enclosed.name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    stay(here)
    return response
