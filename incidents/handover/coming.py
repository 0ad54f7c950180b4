"""Coming by a link: what is behind it for this browser, and the passphrase that opens it."""

from collections.abc import Callable
from functools import wraps

from flask import Response, request

from incidents.actions import parcels, translator
from incidents.actions.parcels import Gone
from incidents.actions.translator import Opened
from incidents.handover import pages, slowing, visit
from incidents.handover.forms import PhraseForm, carried, texts_form
from incidents.handover.storing import kept
from incidents.handover.visit import Page, Visit, go, today
from incidents.store.database import reading
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.locale import gettext

View = Callable[[Visit, Opened | None], Page]


def linked(view: View) -> Callable[[str, str], Page]:
    """A view under a link. A link that opens nothing, or not any more, has one page for all."""

    @wraps(view)
    def answered(link: str, lang: str) -> Page:
        try:
            here = visit.coming(link, lang)
            return view(here, _opened(here))
        except Gone:
            return pages.gone()

    return access(Access.PUBLIC)(answered)


def _opened(here: Visit) -> Opened | None:
    """What this browser has opened; raises `Gone` where nothing lies there."""
    with reading() as session:
        if here.key is None:
            parcels.find(session, here.link, today=today())
            return None
        return translator.look(session, here.link, here.key, today=today())


@linked
def show(here: Visit, opened: Opened | None) -> Page:
    """The passphrase; behind it the cover, and once the order is taken on, the texts."""
    if request.method == "POST":
        return _unlock(here)
    if opened is None:
        return pages.locked(here, PhraseForm(None))
    if opened.draft is None or request.args.get("decline") == "1":
        return pages.cover(here, opened)
    return pages.texts(here, opened, saved=request.args.get("saved") == "1")


def _unlock(here: Visit) -> Page:
    form = PhraseForm(None)
    with reading() as session:
        key = translator.unlock(session, here.link, form.phrase.data or "", today=today())
    if key is None:
        waiting = slowing.wrong(here.link)
        form.phrase.errors = [
            gettext("Många fel försök. Vänta en minut, läs frasen igen och försök sedan.")
            if waiting
            else gettext("Frasen stämmer inte. Kontrollera den och försök igen.")
        ]
        return pages.locked(here, form), 429 if waiting else 400
    inside = visit.let_in(here, key)
    response = _answer(_go_on(inside))
    assert inside.secret is not None
    cookies.give(response, cookies.HANDOVER, inside.secret, path=inside.path)
    return response


def _go_on(inside: Visit) -> Page:
    """To the order; translations that came too late are saved first."""
    if not carried() or inside.key is None:
        return go(inside.url())
    with reading() as session:
        opened = translator.look(session, inside.link, inside.key, today=today())
    if opened is None:
        return go(inside.url())
    form = texts_form(opened.packet, inside.secret)
    return kept(inside, opened, form) or go(inside.url(saved="1"))


def _answer(page: Page) -> Response:
    if isinstance(page, Response):
        return page
    return Response(*page) if isinstance(page, tuple) else Response(page)
