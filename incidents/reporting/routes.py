"""The journey's pages: each parses, calls one action and answers."""

from dataclasses import replace
from datetime import date, timedelta

from flask import Blueprint, Flask, Response, render_template, request
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError, OperationalError

from incidents.actions import boxes
from incidents.actions.submit import Sending, send
from incidents.core.box import Device, Draft, Receipt
from incidents.core.report import Readers
from incidents.crypto.casecode import CaseCode, normalise
from incidents.reporting import inbox, journey, present, visit
from incidents.reporting.forms import BeforeForm, CheckForm, ReceiptForm, StoryForm, YouForm
from incidents.reporting.visit import Visit
from incidents.store.database import writing
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.forms import Form
from incidents.web.locale import NON_LATIN, preferred

Page = Response | str | tuple[str, int]
REFERENCE_TRIES = 5


def init_door(app: Flask) -> None:
    """Register the public pages under each offered language."""
    languages = ",".join(app.extensions["incidents"].languages)
    app.register_blueprint(_blueprint(), url_prefix=f"/<any({languages}):lang>")
    app.add_url_rule("/", "home", home)


def _blueprint() -> Blueprint:
    pages = Blueprint("reporting", __name__)
    both = ["GET", "POST"]
    pages.add_url_rule("/", "start", start)
    pages.add_url_rule("/privacy", "privacy", privacy)
    pages.add_url_rule("/before", "before", before, methods=both)
    pages.add_url_rule("/again", "again", again, methods=["POST"])
    pages.add_url_rule("/story", "story", story, methods=both)
    pages.add_url_rule("/you", "you", you, methods=both)
    pages.add_url_rule("/check", "check", check, methods=both)
    pages.add_url_rule("/receipt", "receipt", receipt, methods=both)
    pages.add_url_rule("/receipt/<any('kod.txt','paminnelse.ics'):name>", "keepsake", keepsake)
    pages.add_url_rule("/exit", "leave", leave, methods=["POST"])
    inbox.register(pages)
    return pages


@access(Access.PUBLIC)
def home() -> Response:
    """The start page in the language that the browser asks for."""
    return Response(status=302, headers={"Location": f"/{preferred(request.accept_languages)}/"})


@access(Access.PUBLIC)
def start(lang: str) -> Page:
    """Start."""
    return render_template(
        "reporting/start.html", settings=cookies.settings(), left=visit.has_left()
    )


@access(Access.PUBLIC)
def privacy(lang: str) -> Page:
    """What is kept and what can become public."""
    return render_template("reporting/privacy.html", settings=cookies.settings())


@access(Access.PUBLIC)
def again(lang: str) -> Page:
    """Begin anew after having left: forgets the mark that turns *Back* to the neutral page."""
    response = visit.go(journey.url("before", lang))
    cookies.take_away(response, cookies.DRAFT)
    return response


@access(Access.PUBLIC)
def before(lang: str) -> Page:
    """Before you begin."""
    if request.method == "GET" and visit.has_left():
        return visit.leave(cookies.settings().exit_url)
    held = visit.current()
    form = BeforeForm(held.secret)
    form.asks_again = held.draft is not None and not held.draft.readers
    if form.validate_on_submit():
        device = Device(form.device.data or Device.SHARED)
        readers = Readers(form.readers.data or Readers.UNSURE)
        draft = replace(held.draft or visit.new_draft(), device=device, readers=readers.value)
        target = "check" if form.asks_again and draft.story else "story"
        return visit.keep(held, draft, journey.url(target, lang))
    if request.method == "GET" and held.draft and not form.asks_again:
        form.device.data, form.readers.data = held.draft.device, held.draft.readers
    return _page("before", form, settings=cookies.settings())


@access(Access.PUBLIC)
def story(lang: str) -> Page:
    """1, what happened."""
    held = visit.current()
    elsewhere = _elsewhere(held, lang)
    if elsewhere is not None:
        return elsewhere
    form = StoryForm(held.secret)
    if form.validate_on_submit():
        draft = replace(held.draft or visit.opened_draft(), story=form.story.data or "")
        return _next(held, draft, form, "story", lang)
    if request.method == "GET" and held.draft:
        form.story.data = held.draft.story
    return _page("story", form)


@access(Access.PUBLIC)
def you(lang: str) -> Page:
    """4, you and us."""
    held = visit.current()
    elsewhere = _elsewhere(held, lang)
    if elsewhere is not None:
        return elsewhere
    form = YouForm(held.secret)
    if form.validate_on_submit():
        return _next(held, _with_you(held.draft or visit.opened_draft(), form), form, "you", lang)
    if request.method == "GET" and held.draft:
        _fill_you(form, held.draft)
    return _page("you", form, settings=cookies.settings())


def _with_you(draft: Draft, form: YouForm) -> Draft:
    single = ("reporter_role", "under18", "safety", "contact_mode")
    answers = {name: tuple(filter(None, [form[name].data])) for name in single}
    answers["wish"] = tuple(form.wish.data or ())
    reach = form.contact_mode.data in present.CONTACT_MODES
    return replace(
        draft.with_answers(answers),
        contact=(form.contact.data or "").strip() if reach else "",
        safe_times=(form.safe_times.data or "").strip() if reach else "",
    )


def _fill_you(form: YouForm, draft: Draft) -> None:
    for name in ("reporter_role", "under18", "safety", "contact_mode"):
        form[name].data = (draft.answers.get(name) or ("",))[0]
    form.contact_mode.data = form.contact_mode.data or "code"
    form.wish.data = list(draft.answers.get("wish", ()))
    form.contact.data, form.safe_times.data = draft.contact, draft.safe_times


@access(Access.PUBLIC)
def check(lang: str) -> Page:
    """5, check and send."""
    held = visit.current()
    if held.receipt is not None:
        return visit.go(journey.url("receipt", lang))
    elsewhere = _elsewhere(held, lang, opens_draft=False)
    if elsewhere is not None or held.draft is None or held.secret is None:
        return elsewhere or visit.go(journey.url("story", lang))
    if not held.draft.story.strip():
        return visit.go(journey.url("story", lang))
    if not held.draft.readers:
        return visit.go(journey.url("before", lang))
    form = CheckForm(held.secret)
    if form.validate_on_submit():
        _send(held, held.draft, lang)
        return visit.go(journey.url("receipt", lang))
    return _page(
        "check",
        form,
        draft=held.draft,
        report=present.report_of(held.draft, lang),
        labels=present.labels,
        identifying=present.self_identification(held.draft.story),
        settings=cookies.settings(),
        change=_change_urls(lang),
    )


def _change_urls(lang: str) -> dict[str, str]:
    return {name: f"{journey.url(name, lang)}?back=check" for name in ("story", "you")}


def _send(held: Visit, draft: Draft, lang: str) -> Receipt:
    """Commit the report; a taken reference or a concurrent send is tried again and then found."""
    assert held.secret is not None
    settings = cookies.settings()
    sending = Sending(
        present.report_of(draft, lang),
        CaseCode(draft.code),
        draft.submission,
        settings.reference_prefix,
    )
    for attempt in range(REFERENCE_TRIES):
        try:
            with writing() as session:
                return send(
                    session,
                    held.secret,
                    draft,
                    sending,
                    pinned=settings.trust,
                    now=visit.now(),
                    again=attempt > 0,
                )
        except IntegrityError:
            if attempt == REFERENCE_TRIES - 1:
                raise
    raise AssertionError("unreachable")


@access(Access.PUBLIC)
def receipt(lang: str) -> Page:
    """6, the receipt: the code, how to keep it, when to come back."""
    held = visit.current()
    if held.receipt is None:
        return _elsewhere(held, lang, opens_draft=False) or visit.go(journey.url("check", lang))
    form = ReceiptForm(held.secret)
    code = CaseCode(held.receipt.code)
    proved = None
    if request.method == "POST" and form.validate():
        typed = normalise(form.last_group.data or "")
        proved = typed in (code.letters[-4:], code.digits[-5:])
    return render_template(
        "reporting/receipt.html",
        form=form,
        receipt=held.receipt,
        code=code,
        digits=code.digits if lang in NON_LATIN else None,
        proved=proved,
        show_exit=True,
        settings=cookies.settings(),
    )


@access(Access.PUBLIC)
def keepsake(lang: str, name: str) -> Page:
    """On one's own device: the code as a neutral text file, or a neutral reminder without code and address."""
    held = visit.current()
    if held.receipt is None or held.receipt.device is not Device.OWN:
        return visit.go(journey.url("receipt", lang))
    if name == "kod.txt":
        code = CaseCode(held.receipt.code)
        return _file(f"{code.letters}\r\n{code.digits}\r\n", "text/plain", name)
    return _file(_reminder(date.fromisoformat(held.receipt.received)), "text/calendar", name)


def _reminder(received: date) -> str:
    summary = gettext("Påminnelse")
    day = (received + timedelta(days=7)).strftime("%Y%m%d")
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//-//-",
        "BEGIN:VEVENT",
        f"UID:{day}-1",
        f"DTSTAMP:{day}T000000Z",
        f"DTSTART;VALUE=DATE:{day}",
        f"SUMMARY:{summary}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    return "\r\n".join(lines)


def _file(text: str, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=mimetype, headers=headers)


@access(Access.PUBLIC)
def leave(lang: str) -> Page:
    """Leave this page: the draft is gone, and *Back* does not bring it again."""
    secrets = [cookies.secret(cookies.DRAFT), cookies.secret(cookies.INBOX)]
    present_ones = [secret for secret in secrets if secret is not None]
    if present_ones:
        with writing() as session:
            for secret in present_ones:
                boxes.discard(session, secret)
    return visit.leave(cookies.settings().exit_url)


def _elsewhere(held: Visit, lang: str, *, opens_draft: bool = True) -> Response | None:
    """Where a step sends a visitor who has no draft: out, to the receipt, or to the beginning."""
    if visit.has_left():  # also a post: *Back* may send a refused form, and its text, once more
        return visit.leave(cookies.settings().exit_url)
    if held.receipt is not None:
        return visit.go(journey.url("receipt", lang))
    if held.draft is None and (request.method == "GET" or not opens_draft):
        return visit.go(journey.url("before", lang))
    return None


def _next(held: Visit, draft: Draft, form: Form, endpoint: str, lang: str) -> Page:
    """On to the next step; a database that cannot write gives the page back with everything that was typed."""
    back = request.args.get("back") == "check"
    target = journey.after(endpoint, lang, straight_to_check=back)
    try:
        return visit.keep(held, draft, target)
    except OperationalError:
        first = form.first_field()
        first.errors = [
            gettext(
                "Vi kunde inte spara just nu. Det du skrev är kvar här: försök igen om en stund."
            )
        ]
        return _page(endpoint, form, settings=cookies.settings())[0], 503


def _page(name: str, form: object, **values: object) -> tuple[str, int]:
    status = 400 if request.method == "POST" else 200
    step = journey.place(name) if name != "before" else None
    page = render_template(f"reporting/{name}.html", form=form, step=step, show_exit=True, **values)
    return page, status
