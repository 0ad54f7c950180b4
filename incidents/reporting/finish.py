"""The end of the journey: check and send."""

from flask import Blueprint, Response, request
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError

from incidents.actions.files import FilesChanged, keep_present
from incidents.actions.submit import Sending, seal_report, send
from incidents.actions.trust import rings_in
from incidents.core.box import Draft, Receipt
from incidents.core.errors import Unavailable
from incidents.core.flood import Lane
from incidents.core.report import Readers
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.casecode import CaseCode
from incidents.reporting import journey, present, present_files, steps, visit, waiting
from incidents.reporting.forms import CheckForm
from incidents.reporting.present_help import help_shown
from incidents.reporting.visit import Visit
from incidents.store.database import writing
from incidents.store.direct import Direct, transaction
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.amounting import report_of
from incidents.web.blanks import NOBODY, blank, gap
from incidents.web.locale import NAMES
from incidents.web.templates import part, render

Page = Response | str | tuple[str, int]
REFERENCE_TRIES = 5


def register(pages: Blueprint) -> None:
    """The addresses of the last screens."""
    both = ["GET", "POST"]
    pages.add_url_rule("/check", "check", check, methods=both)


@access(Access.PUBLIC)
def check(lang: str) -> Page:
    """5, check and send."""
    held = visit.current()
    away = _not_ready(held, lang)
    if away is not None:
        return away
    assert held.draft is not None and held.secret is not None
    form = CheckForm(held.secret) if request.method == "POST" else None
    if form is not None and form.validate():
        lane = waiting.judge(held.draft)
        if lane is Lane.WAIT:
            return _wait(held.draft, form)
        try:
            _send(held, held.draft, lang, quarantine=lane is Lane.QUARANTINE)
        except FilesChanged:
            return _with_the_files_there_are(held, lang)
        return visit.go(journey.url("receipt", lang))
    return _shown(held.draft, held.secret, form, lang)


def _shown(draft: Draft, secret: BrowserSecret, form: CheckForm | None, lang: str) -> Page:
    """The page with everything that will be sent."""
    report = report_of(draft, NAMES[lang].tag)
    change = _change_urls(lang)
    answers = part(
        "reporting/parts/answers.html",
        sections=present.summary(draft, report, change),
        help=help_shown(report.answers),
        identifying=present.self_identification(draft.story),
        change=change,
        files=present_files.lines(draft.files),
        settings=cookies.settings(),
    )
    asked = waiting.offer(draft)
    if form is not None or "files" in request.args or asked is not None:
        return _drawn(form or CheckForm(secret), report.readers, answers, asked)
    token = secret.form_token(CheckForm.__name__)
    return blank(
        ("check", lang, report.readers),
        token,
        lambda: _drawn(CheckForm(NOBODY), report.readers, gap("answers"), None)[0],
        answers=answers,
    )


def _drawn(
    form: CheckForm, readers: Readers, answers: Markup, asked: waiting.Offer | None
) -> tuple[str, int]:
    return steps.page(
        "check",
        form,
        readers=readers,
        answers=answers,
        files_changed="files" in request.args,
        waiting=asked,
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
    report = report_of(draft, NAMES[lang].tag)
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
