"""What a translator does behind the cover: take it on, decline, save, send. Each is a post."""

from flask import Response, request

from incidents.actions import translator
from incidents.actions.translator import Opened
from incidents.handover import pages, visit
from incidents.handover.coming import translating
from incidents.handover.forms import AcceptForm, DeclineForm, PhraseForm, texts_form
from incidents.handover.storing import declined, kept, sent
from incidents.handover.visit import Page, Visit, go, now
from incidents.store.database import writing


def _locked(here: Visit) -> Page:
    """The passphrase first; translations in the post are carried along."""
    return pages.locked(here, PhraseForm(None, blank=True)), 400


@translating
def accept(here: Visit, opened: Opened | None) -> Page:
    """No conflict of interest: the texts may be shown."""
    if opened is None or here.key is None:
        return _locked(here)
    if not AcceptForm(here.secret).validate():
        return go(here.url())
    with writing() as session:
        translator.take_on(session, here.link, here.key, now=now())
    return go(here.url())


@translating
def decline(here: Visit, opened: Opened | None) -> Page:
    """The order goes back, and what lay here is destroyed."""
    if opened is None or here.key is None:
        return _locked(here)
    form = DeclineForm(here.secret)
    if not form.validate():
        return pages.cover(here, opened, form), 400
    return declined(here, opened, form) or visit.leave(here, Response(pages.done(sent=False)))


@translating
def texts(here: Visit, opened: Opened | None) -> Page:
    """Save; and then go on, close it here, or decline after all. Or send."""
    if opened is None:
        return _locked(here)
    form, act = texts_form(opened.packet, here.secret), request.form.get("act", "")
    if not form.validate() or (act == "send" and not form.check_complete()):
        return pages.texts(here, opened, form), 400
    if act == "send":
        return sent(here, opened, form) or visit.leave(here, Response(pages.done(sent=True)))
    return kept(here, opened, form) or _go_on(here, act)


def _go_on(here: Visit, act: str) -> Page:
    """What was pressed, once it is saved."""
    if act == "leave":
        return visit.leave(here, Response(pages.left(here)))
    return go(here.url(decline="1") if act == "decline" else here.url(saved="1"))
