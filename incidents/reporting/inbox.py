"""The inbox: status, messages both ways and what else can be done with the code; and closing it."""

import secrets

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from incidents.actions import boxes, parcels, telling
from incidents.actions import inbox as deeds
from incidents.core import consent
from incidents.core.workflow import OPEN
from incidents.crypto.casecode import CaseCode
from incidents.reporting import journey, present, visit
from incidents.reporting.code_page import Opened, closed, come_back, laid_by, opened, stored
from incidents.reporting.duty_words import duties
from incidents.reporting.forms import MessageForm
from incidents.reporting.inbox_words import (
    following,
    open_questions,
    promised,
    stop_words,
    thread,
    translators,
    urgent_help,
)
from incidents.reporting.referral_words import shared
from incidents.store.database import reading
from incidents.store.direct import Direct
from incidents.web import cookies
from incidents.web.access import Access, access
from incidents.web.locale import NAMES
from incidents.web.templates import render

Page = Response | str | tuple[str, int]


def register(pages: Blueprint) -> None:
    """The inbox's addresses."""
    both = ["GET", "POST"]
    pages.add_url_rule("/return", "come_back", come_back, methods=both)
    pages.add_url_rule("/inbox", "inbox", inbox, methods=both)
    pages.add_url_rule("/leave", "close_inbox", close_inbox, methods=["POST"])


@access(Access.PUBLIC)
def inbox(lang: str) -> Page:
    """Status, messages both ways, and a field to write in."""
    found = opened()
    if found is None:
        return closed(lang)
    form = MessageForm(found.secret)
    status = 400 if request.method == "POST" else 200
    if form.validate_on_submit():
        target = _taken(found, form, lang)
        if target:
            return visit.go(target)
        status = 503
    elif request.method == "GET":
        form.text.data = found.unsent("inbox")
    return _page(found, form), status


def _taken(found: Opened, form: MessageForm, lang: str) -> str:
    """Where it goes on once the message is sent, or laid by on the way to the files; empty when neither could be."""
    if form.to.data == "files" and cookies.settings().files_most:
        kept = laid_by(found, form, form.text.data or "")
        return journey.url("inbox_files", lang) if kept else ""
    sent = stored(found, form, lambda session, code: _write(session, code, form, lang))
    return f"{journey.url('inbox', lang)}?sent=1#latest" if sent else ""


def _write(session: Session, code: CaseCode, form: MessageForm, lang: str) -> None:
    deeds.write_message(
        session,
        code,
        text=form.text.data or "",
        language=NAMES[lang].tag,
        once=form.once.data or "",
        pinned=cookies.settings().trust,
        now=visit.now(),
    )


def _page(found: Opened, form: MessageForm) -> str:
    with reading() as session:
        view = deeds.read(session, found.code, pinned=cookies.settings().trust)
        may_feed_back = telling.may_feed_back(session, view)
        lying = parcels.lying(session, view.case_id)
    form.once.data = form.once.data or secrets.token_hex(16)
    questions = consent.ledger(view.entries)
    return render(
        "reporting/inbox.html",
        form=form,
        status=present.status_text(view.status),
        following=following(view),
        promised=promised(view),
        stop=stop_words(view),
        thread=thread(view),
        translators=translators(view, lying),
        shared=shared(view, lying),
        help=urgent_help(view),
        asked=open_questions(view, questions),
        questions=bool(questions),
        duties=duties(view),
        may_stop=view.status in OPEN,
        may_feed_back=may_feed_back,
        sent=request.args.get("sent", ""),
        settings=cookies.settings(),
        leave_token=found.secret.form_token("leave"),
        show_exit=True,
    )


@access(Access.PUBLIC)
def close_inbox(lang: str) -> Page:
    """Leave the inbox; the code goes on working."""
    secret = cookies.secret(cookies.INBOX)
    if secret is not None:
        boxes.discard(Direct(), secret)
    response = visit.go(journey.url("start", lang))
    cookies.take_away(response, cookies.INBOX)
    return visit.forgotten(response)
