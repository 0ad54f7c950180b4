"""Coming by a link: what is behind it for this browser, and the passphrase that opens it."""

from collections.abc import Callable
from functools import wraps

from flask import Response, request

from incidents.actions import parcels, receiver, translator
from incidents.actions.parcels import Gone
from incidents.actions.receiver import Received
from incidents.actions.translator import Opened
from incidents.core.referral_page import is_page
from incidents.handover import pages, referral_pages, slowing, visit
from incidents.handover.forms import PhraseForm, carried, texts_form
from incidents.handover.storing import kept
from incidents.handover.visit import Page, Visit, go, today
from incidents.store.database import reading
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.locale import gettext

Behind = Opened | Received | None


def linked(view: Callable[..., Page]) -> Callable[..., Page]:
    """A view under a link. A link that opens nothing, or not any more, has one page for all."""

    @wraps(view)
    def answered(link: str, lang: str, **values: int) -> Page:
        try:
            here = visit.coming(link, lang)
            return view(here, _behind(here), **values)
        except Gone:
            return pages.gone()

    return access(Access.PUBLIC)(answered)


def translating(view: Callable[[Visit, Opened | None], Page]) -> Callable[..., Page]:
    """A view of a translator's; whoever came by another link gets that one's own page."""

    def answered(here: Visit, behind: Behind) -> Page:
        return go(here.url()) if isinstance(behind, Received) else view(here, behind)

    return linked(wraps(view)(answered))


def receiving(view: Callable[..., Page]) -> Callable[..., Page]:
    """A view of a body's, behind the passphrase; what was written before it was asked for is carried along."""

    def answered(here: Visit, behind: Behind, **values: int) -> Page:
        if behind is None:
            return pages.locked(here, PhraseForm(None, blank=True)), 400
        return view(here, behind, **values) if isinstance(behind, Received) else go(here.url())

    return linked(wraps(view)(answered))


def _behind(here: Visit) -> Behind:
    """What this browser has opened; raises `Gone` where nothing lies there."""
    with reading() as session:
        found = parcels.find(session, here.link, today=today())
        plain = found.opened(here.key) if here.key is not None else None
        if here.key is None or plain is None:
            return None
        if is_page(plain):
            return receiver.opened(found, here.key)
        return translator.opened(found, here.key)


@linked
def show(here: Visit, opened: Behind) -> Page:
    """The passphrase; behind it the cover, and once the order is taken on, the texts."""
    if request.method == "POST":
        return _unlock(here)
    if opened is None:
        return pages.locked(here, PhraseForm(None))
    if isinstance(opened, Received):
        return referral_pages.show(here, opened)
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
    """To what lies there; translations that came too late are saved first, an answer stands in its field again."""
    if not carried():
        return go(inside.url())
    opened = _behind(inside)
    if isinstance(opened, Received):
        return referral_pages.again(inside, opened)
    if opened is None:
        return go(inside.url())
    form = texts_form(opened.packet, inside.secret)
    return kept(inside, opened, form) or go(inside.url(saved="1"))


def _answer(page: Page) -> Response:
    if isinstance(page, Response):
        return page
    return Response(*page) if isinstance(page, tuple) else Response(page)
