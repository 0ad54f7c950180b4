"""Coming back with the code: open the inbox, read, write, leave."""

import secrets

from flask import Blueprint, Response, request
from flask_babel import gettext
from sqlalchemy.exc import OperationalError

from incidents.actions import boxes
from incidents.actions import inbox as deeds
from incidents.core.box import INBOX as LIFETIME
from incidents.core.box import Inbox
from incidents.core.errors import Unsafe
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.casecode import CaseCode, CodeError, parse
from incidents.reporting import journey, present, visit
from incidents.reporting.fields import one_line_ends
from incidents.reporting.forms import MessageForm, ReturnForm
from incidents.store.database import reading, writing
from incidents.store.direct import Direct
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.blanks import NOBODY, blank
from incidents.web.errors import alarm
from incidents.web.templates import render

Page = Response | str | tuple[str, int]


def register(pages: Blueprint) -> None:
    """The inbox's addresses."""
    both = ["GET", "POST"]
    pages.add_url_rule("/return", "come_back", come_back, methods=both)
    pages.add_url_rule("/inbox", "inbox", inbox, methods=both)
    pages.add_url_rule("/leave", "close_inbox", close_inbox, methods=["POST"])


@access(Access.PUBLIC)
def come_back(lang: str) -> Page:
    """Type the code."""
    if request.method != "POST":
        return blank(("return", lang), "", lambda: _code_page(ReturnForm(NOBODY))[0])
    form = ReturnForm(None)
    if form.validate():
        code = _existing(form.code.data or "")
        if code is not None:
            return _open(code, lang, form.text.data or "")
        form.code.errors = [gettext("Koden stämmer inte. Kontrollera den och försök igen.")]
    return _code_page(form)


def _code_page(form: ReturnForm) -> tuple[str, int]:
    status = 400 if request.method == "POST" else 200
    return render("reporting/return.html", form=form, show_exit=True), status


def _existing(typed: str) -> CaseCode | None:
    """The code, if it opens a case; a mistyped one costs no look-up."""
    try:
        code = parse(typed)
    except CodeError:
        return None
    return code if deeds.exists(Direct(), code) else None


def _open(code: CaseCode, lang: str, text: str) -> Response:
    secret = BrowserSecret.generate()
    boxes.save(Direct(), secret, Inbox(code.secret, visit.now() + LIFETIME, text))
    response = visit.go(journey.url("inbox", lang))
    cookies.give(response, cookies.INBOX, secret)
    return response


@access(Access.PUBLIC)
def inbox(lang: str) -> Page:
    """Status, messages both ways, and a field to write in."""
    secret = cookies.secret(cookies.INBOX)
    held = held_by(secret)
    if held is None or secret is None:
        if visit.has_left():
            return visit.leave(cookies.settings().exit_url)
        return _run_out(lang)
    form = MessageForm(secret)
    status = 400 if request.method == "POST" else 200
    if form.validate_on_submit():
        if _written(secret, held, form, lang):
            return visit.go(f"{journey.url('inbox', lang)}?sent=1#latest")
        status = 503
    elif request.method == "GET":
        form.text.data = held.text
    with reading() as session:
        view = deeds.read(session, CaseCode(held.code), pinned=cookies.settings().trust)
    form.once.data = form.once.data or secrets.token_hex(16)
    page = render(
        "reporting/inbox.html",
        form=form,
        status=present.status_text(view.status),
        thread=present.thread(view),
        sent=request.args.get("sent") == "1",
        files_sent=request.args.get("sent") == "files",
        settings=cookies.settings(),
        leave_token=secret.form_token("leave"),
        show_exit=True,
    )
    return page, status


def _run_out(lang: str) -> Page:
    """The inbox is closed by now: ask for the code again, and keep a message that was being written."""
    text = request.form.get("text", "")
    if not text.strip():
        return visit.go(journey.url("come_back", lang))
    form = ReturnForm(None, blank=True)
    form.text.data = one_line_ends(text)
    return _code_page(form)


def _written(secret: BrowserSecret, held: Inbox, form: MessageForm, lang: str) -> bool:
    """Whether the message is stored; if not, the page comes back with it and says why."""
    try:
        _write(secret, held, form, lang)
    except OperationalError:
        form.text.errors = [
            gettext(
                "Vi kunde inte spara just nu. Det du skrev är kvar här: försök igen om en stund."
            )
        ]
    except Unsafe as error:
        alarm(error)
        form.text.errors = [gettext(error.sentence)]
    return not form.text.errors


def held_by(secret: BrowserSecret | None) -> Inbox | None:
    """The inbox that this cookie has opened."""
    if secret is None:
        return None
    held = boxes.load(Direct(), secret, now=visit.now())
    return held if isinstance(held, Inbox) else None


def _write(secret: BrowserSecret, held: Inbox, form: MessageForm, lang: str) -> None:
    try:
        with writing() as session:
            deeds.write_message(
                session,
                CaseCode(held.code),
                text=form.text.data or "",
                language=lang,
                once=form.once.data or "",
                pinned=cookies.settings().trust,
                now=visit.now(),
            )
            boxes.save(session.connection(), secret, Inbox(held.code, visit.now() + LIFETIME))
    except deeds.AlreadySent:
        return


@access(Access.PUBLIC)
def close_inbox(lang: str) -> Page:
    """Leave the inbox; the code goes on working."""
    secret = cookies.secret(cookies.INBOX)
    if secret is not None:
        boxes.discard(Direct(), secret)
    response = visit.go(journey.url("start", lang))
    cookies.take_away(response, cookies.INBOX)
    return response
