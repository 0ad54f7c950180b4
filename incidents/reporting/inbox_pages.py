"""The inbox's own pages: it happened again, ask us to stop, consent, and how it went after closing."""

import secrets
from collections.abc import Callable

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from incidents.actions import inbox, telling
from incidents.core import consent
from incidents.core.clock import local_date
from incidents.core.consent import Answer
from incidents.core.danger import Answers
from incidents.core.event import Event
from incidents.core.referral_entry import referral_in
from incidents.core.workflow import OPEN
from incidents.crypto.casecode import CaseCode
from incidents.reporting import journey, visit
from incidents.reporting.body_page import body
from incidents.reporting.code_page import Opened, closed, opened, stored
from incidents.reporting.consent_words import asked
from incidents.reporting.duty_words import duties
from incidents.reporting.inbox_forms import ConsentForm, EventForm, FeedbackForm, StopForm
from incidents.reporting.inbox_words import kept_words, stop_words
from incidents.reporting.present_help import help_shown
from incidents.store.database import reading
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.forms import Form
from incidents.web.templates import render

Page = Response | str | tuple[str, int]


def register(pages: Blueprint) -> None:
    """The addresses."""
    for name, view in (
        ("event", event),
        ("stop", stop),
        ("consent", consents),
        ("feedback", feedback),
    ):
        pages.add_url_rule(f"/inbox/{name}", name, view, methods=["GET", "POST"])
    pages.add_url_rule(
        "/inbox/body/<int(max=999999):number>", "body", body, methods=["GET", "POST"]
    )


@access(Access.PUBLIC)
def event(lang: str) -> Page:
    """It happened again: a new event under the same code."""
    found = opened()
    if found is None:
        return closed(lang, "event")
    form = EventForm(found.secret)
    if form.validate_on_submit():
        happened = Event(form.text.data or "", form.answers())

        def deed(session: Session, code: CaseCode) -> None:
            telling.happened_again(session, code, happened, **form.said(lang))

        return _said(found, form, deed, lang, "event", lambda: _event_page(form, happened.answers))
    if request.method == "GET":
        form.text.data = found.unsent("event")
        return _event_page(form, {})
    valid = {} if form.safety.errors or form.what_happened.errors else form.answers()
    return _event_page(form, valid), 400


def _event_page(form: EventForm, answers: Answers) -> str:
    return render("reporting/event.html", form=form, help=help_shown(answers), show_exit=True)


def _said(
    found: Opened,
    form: Form,
    deed: Callable[[Session, CaseCode], None],
    lang: str,
    sent: str,
    again: Callable[[], str],
) -> Page:
    """Back to the inbox, which says that it is stored; or the page once more with the reason."""
    if stored(found, form, deed):
        return visit.go(f"{journey.url('inbox', lang)}?sent={sent}")
    return again(), 503


@access(Access.PUBLIC)
def stop(lang: str) -> Page:
    """Ask us to stop, or, after that, to go on."""
    found = opened()
    if found is None:
        return closed(lang)
    form = StopForm(found.secret)
    deeds = {"stop": telling.stop, "go_on": telling.go_on}
    chosen = deeds.get(form.wish.data or "")
    if form.validate_on_submit() and chosen is not None:

        def deed(session: Session, code: CaseCode) -> None:
            chosen(session, code, **form.said(lang))

        return _said(found, form, deed, lang, str(form.wish.data), lambda: _stop_page(found, form))
    return _stop_page(found, form), 400 if request.method == "POST" else 200


def _stop_page(found: Opened, form: StopForm) -> str:
    view = found.view()
    stopped = stop_words(view)
    form.wish.data = "go_on" if stopped else "stop"
    return render(
        "reporting/stop.html",
        form=form,
        stopped=stopped,
        open=view.status in OPEN,
        kept=kept_words(local_date(visit.now())),
        show_exit=True,
    )


@access(Access.PUBLIC)
def consents(lang: str) -> Page:
    """Every question of consent, with its state and what can be answered."""
    found = opened()
    if found is None:
        return closed(lang)
    form = ConsentForm(found.secret)
    answer = next((one for one in Answer if one.value == form.answer.data), None)
    if form.validate_on_submit() and answer is not None:

        def deed(session: Session, code: CaseCode) -> None:
            telling.decide(session, code, form.number(), answer, **form.said(lang))

        if stored(found, form, deed):
            return visit.go(f"{journey.url('consent', lang)}?sent=1")
        return _consent_page(found, form), 503
    return _consent_page(found, form), 400 if request.method == "POST" else 200


def _consent_page(found: Opened, form: ConsentForm) -> str:
    view = found.view()
    return render(
        "reporting/consent.html",
        form=form,
        token=secrets.token_hex(16),
        questions=asked(view),
        left=any(referral_in(entry) for entry in view.entries),
        duties=duties(view),
        stopped=consent.stop(view.entries) is not None,
        sent=request.args.get("sent") == "1",
        show_exit=True,
    )


@access(Access.PUBLIC)
def feedback(lang: str) -> Page:
    """How it went, once for each closing."""
    found = opened()
    if found is None:
        return closed(lang, "feedback")
    form = FeedbackForm(found.secret)
    if form.validate_on_submit():
        value, text = form.feedback.data or "", form.text.data or ""

        def deed(session: Session, code: CaseCode) -> None:
            telling.feed_back(session, code, value, text, **form.said(lang))

        return _said(found, form, deed, lang, "feedback", lambda: _feedback_page(form))
    if request.method == "POST":
        return _feedback_page(form), 400
    with reading() as session:
        view = inbox.read(session, found.code, pinned=cookies.settings().trust)
        if not telling.may_feed_back(session, view):
            return visit.go(journey.url("inbox", lang))
    form.text.data = found.unsent("feedback")
    return _feedback_page(form)


def _feedback_page(form: FeedbackForm) -> str:
    return render("reporting/feedback.html", form=form, show_exit=True)
