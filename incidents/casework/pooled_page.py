"""Feedback pooled from several cases: written, looked at beside them, and fetched as a PDF without them."""

import hashlib

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from incidents.actions import pooling, together, unsent
from incidents.actions.login import ABSOLUTE
from incidents.actions.pooling import Given, Opened
from incidents.actions.together import Chosen, Readiness
from incidents.casework.leaving_form import day_looked_at
from incidents.casework.link_forms import references
from incidents.casework.links_page import done
from incidents.casework.pooled_form import PooledForm
from incidents.casework.referral_case import sender_of
from incidents.casework.visit import Page, desk, go, now, pinned, secret
from incidents.core.box import Composer, Unsent
from incidents.core.clock import local_date
from incidents.core.errors import Busy, Invalid, Unavailable
from incidents.core.filled import filled_in, filled_text
from incidents.core.pooled_text import Feedback
from incidents.store.database import reading, writing
from incidents.typesetting.setting import pdf
from incidents.web.access import Access, access
from incidents.web.joints import jointed
from incidents.web.locale import gettext
from incidents.web.templates import render

_FILE = "samlad-aterkoppling.pdf"


@access(Access.DESK)
def show_pooled() -> Page:
    """The form; posted, exactly what is handed over, and from there the PDF. The chosen cases come before it."""
    chosen = references(request.values.getlist("reference"))
    if request.method == "GET":
        form = PooledForm(secret(), blank=True)
        chosen = _waited(chosen, form)
    else:
        form = PooledForm(secret())
    with reading() as session:
        found = together.look(session, desk(), chosen)
        ready = bool(found) and all(one.state is Readiness.READY for one in found)
        cases = pooling.opened(session, desk(), chosen, pinned=pinned()) if ready else None
    if cases is None:
        return _to_the_cases(chosen, found)
    if request.method == "GET" or request.form.get("act") == "edit":
        return _page(cases, form)
    return _looked_at(cases, form) if form.validate() else (_page(cases, form), 400)


def _waited(chosen: list[str], form: PooledForm) -> list[str]:
    """What was filled in when the log-in ended goes into the form; the case in which it waited leads to all of them."""
    for reference in chosen:
        with reading() as session:
            kept = unsent.kept(session, secret(), reference, now=now())
        if kept is not None and kept.composer is Composer.POOLED:
            filled = filled_in(kept.text, ["reference", *(field.name for field in form)])
            form.take(filled)
            return references(filled.get("reference", chosen)) if len(chosen) == 1 else chosen
    return chosen


def _to_the_cases(chosen: list[str], found: list[Chosen]) -> Page:
    """What has to be done first; what was written waits meanwhile in one of the cases."""
    waits_in = next((one.reference for one in found if one.state is not Readiness.SHUT), None)
    text = filled_text(dict(request.form.lists()))
    if waits_in is None and found and request.method == "POST":
        return _shut()
    if request.method == "POST" and waits_in is not None and text:
        once = request.form.get("once", "")
        kept = Unsent(waits_in, Composer.POOLED, text, now() + ABSOLUTE, once=once)
        with writing() as session:
            unsent.keep(session, desk(), secret(), kept)
    return go(url_for("casework.together", reference=chosen))


def _shut() -> Page:
    """None of the cases is open to this person any more: what was written stands on the page, and nowhere else."""
    form, why = PooledForm(secret()), gettext("Inget av ärendena är öppet för dig längre.")
    return render("casework/pooled.html", form=form, references=[], why=why), 403


def _page(cases: Opened, form: PooledForm) -> str:
    """The form; or, where these cases may not be pooled, why."""
    why = ""
    try:
        pooling.check(cases)
    except Invalid as error:
        why = gettext(error.sentence)
    return render("casework/pooled.html", form=form, references=cases.references, why=why)


def _looked_at(cases: Opened, form: PooledForm) -> Page:
    """The preview; or the PDF, where it is the document of the preview that is asked for."""
    written = day_looked_at(form.day.data, local_date(now()))
    sender = sender_of(cases.recipients)
    feedback = Feedback(written, sender, form.receiver(), form.said())
    sends = request.form.get("act") == "send"
    if sends and form.digest.data == feedback.digest:
        return _given(cases, form, feedback)
    try:
        pooling.check(cases)
        pooling.check_written(cases, feedback)
    except Invalid as error:
        form.form_errors.append(gettext(error.sentence))
        return _page(cases, form), 400
    if not sends:
        return _preview(cases, form, feedback)
    form.form_errors.append(
        gettext("Något har ändrats sedan du läste. Inget är skickat. Läs igenom det igen.")
    )
    return _preview(cases, form, feedback), 409


def _preview(cases: Opened, form: PooledForm, feedback: Feedback) -> str:
    form.digest.data, form.day.data = feedback.digest, feedback.day.isoformat()
    return render(
        "casework/pooled_preview.html",
        form=form,
        references=cases.references,
        document=feedback,
        to=jointed(feedback.name),
    )


def _given(cases: Opened, form: PooledForm, feedback: Feedback) -> Page:
    """Set it, write it down in every case, and hand out the bytes; the same form once more gives the same ones."""
    try:
        made = pdf(feedback.pack())
    except (Busy, Invalid, Unavailable) as error:
        form.form_errors.append(gettext(error.sentence))
        return _preview(cases, form, feedback), 400 if isinstance(error, Invalid) else 503
    given = Given(feedback, hashlib.sha256(made).hexdigest())
    refused = done(lambda session: _write(session, cases.references, given, form.once.data or ""))
    if refused is not None:
        form.form_errors.append(refused[0])
        return _page(cases, form), refused[1]
    headers = {"Content-Disposition": f'attachment; filename="{_FILE}"'}
    return Response(made, mimetype="application/pdf", headers=headers)


def _write(session: Session, chosen: list[str], given: Given, once: str) -> None:
    pooling.give(session, desk(), chosen, given, once=once, pinned=pinned(), now=now())
    for reference in chosen:
        unsent.settle(session, secret(), reference, Composer.POOLED, once, now=now())
