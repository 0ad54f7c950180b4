"""The journey's addresses, and the pages before and around the questions."""

from dataclasses import replace

from flask import Blueprint, Flask, Response, request

from incidents.actions import boxes, files
from incidents.core.box import Device
from incidents.core.report import Readers
from incidents.reporting import attach, finish, help_page, inbox, inbox_files, journey, steps, visit
from incidents.reporting.forms import BeforeForm
from incidents.reporting.visit import Visit
from incidents.store.database import writing
from incidents.store.direct import Direct
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.blanks import NOBODY, blank
from incidents.web.locale import preferred
from incidents.web.templates import render

Page = Response | str | tuple[str, int]


def init_door(app: Flask) -> None:
    """Register the public pages under each offered language."""
    languages = ",".join(app.extensions["incidents"].languages)
    app.register_blueprint(_blueprint(), url_prefix=f"/<any({languages}):lang>")
    app.add_url_rule("/", "home", home)


def _blueprint() -> Blueprint:
    pages = Blueprint("reporting", __name__)
    pages.add_url_rule("/", "start", start)
    pages.add_url_rule("/privacy", "privacy", privacy)
    pages.add_url_rule("/before", "before", before, methods=["GET", "POST"])
    pages.add_url_rule("/again", "again", again, methods=["POST"])
    pages.add_url_rule("/exit", "leave", leave, methods=["POST"])
    steps.register(pages)
    finish.register(pages)
    attach.register(pages)
    inbox.register(pages)
    inbox_files.register(pages)
    help_page.register(pages)
    return pages


@access(Access.PUBLIC)
def home() -> Response:
    """The start page in the language that the browser asks for."""
    return Response(status=302, headers={"Location": f"/{preferred(request.accept_languages)}/"})


@access(Access.PUBLIC)
def start(lang: str) -> Page:
    """Start."""
    left = visit.has_left()
    return blank(
        ("start", lang, left),
        "",
        lambda: render("reporting/start.html", settings=cookies.settings(), left=left),
    )


@access(Access.PUBLIC)
def privacy(lang: str) -> Page:
    """What is kept and what can become public."""
    return blank(
        ("privacy", lang),
        "",
        lambda: render("reporting/privacy.html", settings=cookies.settings()),
    )


@access(Access.PUBLIC)
def again(lang: str) -> Page:
    """Begin anew after having left: forgets the mark that turns *Back* to the neutral page."""
    response = visit.go(journey.url("before", lang))
    cookies.take_away(response, cookies.DRAFT)
    return response


@access(Access.PUBLIC)
def before(lang: str) -> Page:
    """Before you begin."""
    if request.method != "POST" and visit.has_left():
        return visit.leave(cookies.settings().exit_url)
    held = visit.current()
    if request.method != "POST" and held.content is None:
        return blank(("before", lang), "", lambda: steps.page("before", BeforeForm(NOBODY))[0])
    form = BeforeForm(held.secret)
    form.asks_again = held.draft is not None and not held.draft.readers
    if form.validate_on_submit():
        return _begun(held, form, lang)
    if request.method != "POST" and held.draft and not form.asks_again:
        form.device.data, form.readers.data = held.draft.device, held.draft.readers
    return steps.page("before", form)


def _begun(held: Visit, form: BeforeForm, lang: str) -> Response:
    device = Device(form.device.data or Device.SHARED)
    readers = Readers(form.readers.data or Readers.UNSURE)
    draft = replace(held.draft or visit.new_draft(), device=device, readers=readers.value)
    back = steps.goes_back_to_check() or form.asks_again
    return visit.keep(held, draft, journey.url("check" if back and draft.story else "story", lang))


@access(Access.PUBLIC)
def leave(lang: str) -> Page:
    """Leave this page: the draft is gone, and *Back* does not bring it again."""
    held = visit.current()
    if held.draft is not None and held.draft.files and held.secret is not None:
        with writing() as session:
            files.discard(session, held.secret, held.draft, now=visit.now())
    secrets = [cookies.secret(cookies.DRAFT), cookies.secret(cookies.INBOX)]
    present_ones = [secret for secret in secrets if secret is not None]
    if present_ones:
        for secret in present_ones:
            boxes.discard(Direct(), secret)
    return visit.leave(cookies.settings().exit_url)
