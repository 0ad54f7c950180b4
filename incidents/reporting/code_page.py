"""Typing the code, what an opened inbox is, and what becomes of a text whose inbox has run out."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Response, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from incidents.actions import boxes, readmarks
from incidents.actions import inbox as deeds
from incidents.actions.inbox import InboxView
from incidents.core.box import INBOX as LIFETIME
from incidents.core.box import Inbox
from incidents.core.errors import Invalid, Unsafe
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.casecode import CaseCode, CodeError, parse
from incidents.reporting import journey, visit
from incidents.reporting.forms import ReturnForm
from incidents.store.database import reading, writing
from incidents.store.direct import Direct
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.blanks import NOBODY, blank
from incidents.web.errors import alarm, describe, log
from incidents.web.fields import one_line_ends
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.templates import render

Page = Response | str | tuple[str, int]
#: The pages of the inbox on which somebody writes: a text that could not be sent comes back on its own.
WRITTEN_ON = ("inbox", "event", "feedback")
_NOT_SAVED = lazy_gettext(
    "Vi kunde inte spara just nu. Det du skrev är kvar här: försök igen om en stund."
)


@dataclass(frozen=True, slots=True)
class Opened:
    """An inbox that is open in this browser."""

    secret: BrowserSecret
    held: Inbox

    @property
    def code(self) -> CaseCode:
        """The code that opened it."""
        return CaseCode(self.held.code)

    def unsent(self, page: str) -> str:
        """The text that was left unsent on this page."""
        return self.held.text if (self.held.page or "inbox") == page else ""

    def wrote_here(self) -> bool:
        """Whether what was left unsent belongs to the page of this request."""
        return request.endpoint == f"reporting.{self.held.page or 'inbox'}"

    def view(self) -> InboxView:
        """What the code shows."""
        with reading() as session:
            return deeds.read(session, self.code, pinned=cookies.settings().trust)

    def keep_open(self, session: Session, *, text_too: bool = False) -> None:
        """From now on for as long as from the beginning; what was left unsent is sent by now, or kept too."""
        until = visit.now() + LIFETIME
        renewed = replace(self.held, expires=until) if text_too else Inbox(self.held.code, until)
        boxes.save(session.connection(), self.secret, renewed)


@access(Access.PUBLIC)
def come_back(lang: str) -> Page:
    """Type the code."""
    if visit.has_left():
        return visit.leave(cookies.settings().exit_url)
    if request.method != "POST":
        return blank(("return", lang), "", lambda: _code_page(ReturnForm(NOBODY))[0])
    form = ReturnForm(None)
    if form.validate():
        code = _existing(form.code.data or "")
        if code is not None:
            return _open(code, lang, form)
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


def _open(code: CaseCode, lang: str, form: ReturnForm) -> Response:
    secret, text = BrowserSecret.generate(), form.text.data or ""
    page = form.page.data if form.page.data in WRITTEN_ON and text else "inbox"
    boxes.save(Direct(), secret, Inbox(code.secret, visit.now() + LIFETIME, text, page or ""))
    _mark_read(code)
    response = visit.go(journey.url(page or "inbox", lang))
    cookies.give(response, cookies.INBOX, secret)
    return response


def _mark_read(code: CaseCode) -> None:
    """That somebody came back for a new answer. Whatever happens, the inbox opens."""
    now = visit.now()
    try:
        with reading() as session:
            further = readmarks.moved(session, code, now=now)
        if further is not None:
            with writing() as session:
                readmarks.come_back(session, code, pinned=cookies.settings().trust, now=now)
    except OperationalError as error:
        log.error("%s", describe(request.endpoint, error))
    except Unsafe as error:
        alarm(error)


def opened() -> Opened | None:
    """The inbox of this browser; None when it has run out, or there is none."""
    secret = cookies.secret(cookies.INBOX)
    if secret is None or visit.has_left():
        return None
    held = boxes.load(Direct(), secret, now=visit.now())
    return Opened(secret, held) if isinstance(held, Inbox) else None


def closed(lang: str, page: str = "inbox") -> Page:
    """Without an inbox: out, for somebody who left; else the code again, with the text that was being written."""
    if visit.has_left():
        return visit.leave(cookies.settings().exit_url)
    text = request.form.get("text", "")
    if not text.strip():
        return visit.go(journey.url("come_back", lang))
    form = ReturnForm(None, blank=True)
    form.text.data, form.page.data = one_line_ends(text), page
    return _code_page(form)


def stored(inbox: Opened, form: Form, deed: Callable[[Session, CaseCode], None]) -> bool:
    """Whether what was said is stored, now or before; if not, the page comes back with it and says why."""
    try:
        with writing() as session:
            deed(session, inbox.code)
            inbox.keep_open(session, text_too=not inbox.wrote_here())
    except deeds.AlreadySent:
        return True
    except OperationalError:
        return _refused(form, str(_NOT_SAVED))
    except Unsafe as error:
        alarm(error)
        return _refused(form, gettext(error.sentence))
    except Invalid as error:
        return _refused(form, gettext(error.sentence))
    return True


def laid_by(inbox: Opened, form: Form, text: str) -> bool:
    """Whether a message that is not to be sent yet is kept in the box; if not, the page comes back with it."""
    until = visit.now() + LIFETIME
    try:
        boxes.save(Direct(), inbox.secret, Inbox(inbox.held.code, until, text, "inbox"))
    except OperationalError:
        return _refused(form, str(_NOT_SAVED))
    return True


def _refused(form: Form, why: str) -> bool:
    seen = [f for f in form if getattr(f.widget, "input_type", "") != "hidden"]
    if seen:
        seen[-1].errors = [why]
    else:
        form.form_errors.append(why)
    return False
