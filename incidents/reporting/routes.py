"""The journey's addresses, and the pages before and around the questions."""

from dataclasses import replace
from functools import partial

from flask import Blueprint, Flask, Response, request

from incidents.actions import boxes, files
from incidents.core.box import Device
from incidents.core.report import Readers
from incidents.reporting import (
    attach,
    finish,
    help_page,
    inbox,
    inbox_files,
    inbox_pages,
    information,
    journey,
    receipt,
    steps,
    visit,
    voluntary,
)
from incidents.reporting.forms import BeforeForm
from incidents.reporting.sources import empty_form, known_source, source_of
from incidents.reporting.visit import Visit
from incidents.store.database import writing
from incidents.store.direct import Direct
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.blanks import blank
from incidents.web.locale import preferred
from incidents.web.questions import goes_back_to_check
from incidents.web.templates import render

Page = Response | str | tuple[str, int]


def init_door(app: Flask) -> None:
    """Register the public pages under each offered language."""
    languages = ",".join(f"'{code}'" for code in app.extensions["incidents"].languages)
    app.register_blueprint(_blueprint(), url_prefix=f"/<any({languages}):lang>")
    app.add_url_rule("/", "home", home)


def _blueprint() -> Blueprint:
    pages = Blueprint("reporting", __name__)
    pages.add_url_rule("/", "start", start)
    pages.add_url_rule("/via/<source>", "start_via", start)
    pages.add_url_rule("/before", "before", before, methods=["GET", "POST"])
    pages.add_url_rule("/again", "again", again, methods=["POST"])
    pages.add_url_rule("/exit", "leave", leave, methods=["POST"])
    steps.register(pages)
    finish.register(pages)
    receipt.register(pages)
    attach.register(pages)
    inbox.register(pages)
    inbox_pages.register(pages)
    inbox_files.register(pages)
    help_page.register(pages)
    voluntary.register(pages)
    information.register(pages)
    return pages


@access(Access.PUBLIC)
def home() -> Response:
    """The start page in the language that the browser asks for."""
    return Response(status=302, headers={"Location": f"/{preferred(request.accept_languages)}/"})


@access(Access.PUBLIC)
def start(lang: str, source: str = "") -> Page:
    """Start. `source`: the poster or card that led here; nothing of it is kept before the first answer."""
    left, via = visit.has_left(), known_source(source)
    return blank(
        ("start", lang, left, via),
        "",
        lambda: render("reporting/start.html", settings=cookies.settings(), left=left, via=via),
    )


@access(Access.PUBLIC)
def again(lang: str) -> Page:
    """Begin anew, or come back, after having left: forgets the mark that turns *Back* to the neutral page."""
    target = "come_back" if request.form.get("to") == "return" else "before"
    response = visit.go(journey.url(target, lang))
    cookies.take_away(response, cookies.DRAFT)
    return response


@access(Access.PUBLIC)
def before(lang: str) -> Page:
    """Before you begin."""
    if request.method != "POST" and visit.has_left():
        return visit.leave(cookies.settings().exit_url)
    held, via = visit.current(), known_source(request.args.get("via", ""))
    if request.method != "POST" and held.content is None:
        late = bool(request.args.get("late"))
        draw = partial(steps.page, "before", empty_form(via), late=late)
        return blank(("before", lang, via, late), "", lambda: draw()[0])
    form = BeforeForm(held.secret)
    form.asks_again = held.draft is not None and not held.draft.readers
    if form.validate_on_submit():
        return _begun(held, form, lang)
    if request.method != "POST" and held.draft and not form.asks_again:
        form.device.data, form.readers.data = held.draft.device, held.draft.readers
        form.source_heard.data = source_of(held.draft)
    return steps.page("before", form)


def _begun(held: Visit, form: BeforeForm, lang: str) -> Response:
    device = Device(form.device.data or Device.SHARED)
    readers = Readers(form.readers.data or Readers.UNSURE)
    draft = replace(held.draft or visit.new_draft(), device=device, readers=readers.value)
    draft = draft.with_answers({"source_heard": tuple(filter(None, [form.source_heard.data]))})
    back = goes_back_to_check() or form.asks_again
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
