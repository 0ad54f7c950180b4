"""The end of the journey: check and send, the receipt, and what one may take along."""

from datetime import date, timedelta

from flask import Blueprint, Response, request
from sqlalchemy.exc import IntegrityError

from incidents.actions.files import FilesChanged, keep_present
from incidents.actions.submit import Sending, seal_report, send
from incidents.actions.trust import rings_in
from incidents.core.box import Device, Draft, Receipt
from incidents.core.errors import Unavailable
from incidents.core.flood import Lane
from incidents.crypto.casecode import CaseCode, normalise
from incidents.reporting import journey, present, present_files, steps, visit, waiting
from incidents.reporting.forms import CheckForm, ReceiptForm
from incidents.reporting.present_help import help_shown
from incidents.reporting.visit import Visit
from incidents.store.database import writing
from incidents.store.direct import Direct, transaction
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.locale import NON_LATIN, gettext
from incidents.web.templates import render

Page = Response | str | tuple[str, int]
REFERENCE_TRIES = 5


def register(pages: Blueprint) -> None:
    """The addresses of the last screens."""
    both = ["GET", "POST"]
    pages.add_url_rule("/check", "check", check, methods=both)
    pages.add_url_rule("/receipt", "receipt", receipt, methods=both)
    pages.add_url_rule("/receipt/<any('kod.txt','paminnelse.ics'):name>", "keepsake", keepsake)


@access(Access.PUBLIC)
def check(lang: str) -> Page:
    """5, check and send."""
    held = visit.current()
    away = _not_ready(held, lang)
    if away is not None:
        return away
    assert held.draft is not None and held.secret is not None
    form = CheckForm(held.secret)
    if form.validate_on_submit():
        lane = waiting.judge(held.draft)
        if lane is Lane.WAIT:
            return _wait(held.draft, form)
        try:
            _send(held, held.draft, lang, quarantine=lane is Lane.QUARANTINE)
        except FilesChanged:
            return _with_the_files_there_are(held, lang)
        return visit.go(journey.url("receipt", lang))
    report = present.report_of(held.draft, lang)
    return steps.page(
        "check",
        form,
        report=report,
        sections=present.summary(held.draft, report, _change_urls(lang)),
        help=help_shown(report.answers),
        identifying=present.self_identification(held.draft.story),
        change=_change_urls(lang),
        files=present_files.lines(held.draft.files),
        files_changed="files" in request.args,
        waiting=waiting.offer(held.draft),
        trap=waiting.TRAP,
    )


def _wait(draft: Draft, form: CheckForm) -> str:
    return render(
        "reporting/wait.html",
        form=form,
        waiting=waiting.offer(draft),
        trap=waiting.TRAP,
        trapped=request.form.get(waiting.TRAP, "")[:1],
        at_once=waiting.AT_ONCE,
        help=help_shown(draft.answers),
        show_exit=True,
    )


def _with_the_files_there_are(held: Visit, lang: str) -> Response:
    """The files are not the ones that were shown: look again before sending."""
    assert held.secret is not None
    with writing() as session:
        keep_present(session, held.secret, now=visit.now())
    return visit.go(f"{journey.url('check', lang)}?files=changed")


def _not_ready(held: Visit, lang: str) -> Response | None:
    """Where *check* sends a visitor whose report cannot be sent as it is."""
    away = steps.elsewhere(held, lang, opens_draft=False)
    if away is not None or held.draft is None:
        return away or visit.go(journey.url("story", lang))
    if not held.draft.story.strip():
        return visit.go(journey.url("story", lang))
    if not held.draft.readers:
        return visit.go(journey.url("before", lang))
    return None


def _change_urls(lang: str) -> dict[str, str]:
    screens = ("before", *steps.QUESTIONS, "files")
    return {name: f"{journey.url(name, lang)}?back=check" for name in screens}


def _send(held: Visit, draft: Draft, lang: str, *, quarantine: bool) -> Receipt:
    """Commit the report; a taken reference or a concurrent send is tried again and then found."""
    assert held.secret is not None
    settings = cookies.settings()
    report = present.report_of(draft, lang)
    sending = Sending(
        report,
        CaseCode(draft.code),
        draft.submission,
        settings.reference_prefix,
        draft.files,
        quarantine=quarantine,
    )
    rings = rings_in(Direct(), settings.trust)
    for attempt in range(REFERENCE_TRIES):
        now = visit.now()
        sealed = seal_report(sending, rings, now=now)
        try:
            with transaction() as rows:
                return send(rows, held.secret, draft, report, sealed, now=now, again=attempt > 0)
        except IntegrityError:
            continue
    raise Unavailable(
        "Det gick inte att skicka just nu. Dina svar är kvar. Försök igen om en stund."
    )


@access(Access.PUBLIC)
def receipt(lang: str) -> Page:
    """6, the receipt: the code, how to keep it, when to come back."""
    held = visit.current()
    if held.receipt is None:
        return steps.elsewhere(held, lang, opens_draft=False) or visit.go(
            journey.url("check", lang)
        )
    form = ReceiptForm(held.secret)
    code = CaseCode(held.receipt.code)
    proved = None
    if request.method == "POST" and form.validate():
        typed = normalise(form.last_group.data or "")
        proved = typed in (code.letters[-4:], code.digits[-5:])
    return render(
        "reporting/receipt.html",
        form=form,
        receipt=held.receipt,
        code=code,
        digits=code.digits if lang in NON_LATIN else None,
        proved=proved,
        show_exit=True,
        help=help_shown(held.receipt.answers, date.fromisoformat(held.receipt.received)),
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
