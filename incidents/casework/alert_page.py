"""The page on which a place alert is written: it tells of a place, and of nobody (docs/adr/0043)."""

from flask import request, url_for

from incidents.actions import casefile, referring, unsent
from incidents.actions import casework as deeds
from incidents.casework import present_referral
from incidents.casework.alert_form import AlertForm
from incidents.casework.leaving_form import day_looked_at
from incidents.casework.opening import show_case
from incidents.casework.referral_case import Before, check_opened
from incidents.casework.referral_sending import Leaving
from incidents.casework.visit import Page, back, desk, now, pinned, secret
from incidents.core.box import Composer
from incidents.core.clock import local_date
from incidents.core.filled import filled_in
from incidents.core.referral_packet.alert import pictures, receivers
from incidents.core.referral_packet.document import Kind, Receiver
from incidents.core.referral_packet.making import Plan
from incidents.core.referral_packet.writing import Written
from incidents.core.workflow import Status
from incidents.store.database import reading
from incidents.web.access import Access, access
from incidents.web.directory import directory_now
from incidents.web.joints import jointed
from incidents.web.locale import gettext
from incidents.web.moments import moment
from incidents.web.templates import render

_NOBODY = Receiver("", "")


@access(Access.DESK)
def show_alert(reference: str) -> Page:
    """The form; posted, what would leave; and from there it is sent."""
    return _posted(reference) if request.method == "POST" else _first(reference)


def _first(reference: str) -> Page:
    """The empty form, or as it was filled in when the log-in ended."""
    form = AlertForm(secret(), blank=True)
    with reading() as session:
        kept = unsent.kept(session, secret(), reference, now=now())
    if kept is not None and kept.composer is Composer.ALERT:
        form.take(filled_in(kept.text, [field.name for field in form]))
    before = _before(reference, form.to.data or "")
    return back(reference) if before is None else form_page(reference, before, form)


def _posted(reference: str) -> Page:
    form, act = AlertForm(secret()), request.form.get("act", "preview")
    valid = form.validate()
    if valid:
        check_opened(reference)
    before = _before(reference, form.to.data or "")
    if before is None:
        return show_case(reference)[0], 400
    if act == "edit":
        return form_page(reference, before, form)
    if not valid:
        return form_page(reference, before, form), 400
    if before.receiver == _NOBODY:
        return ALERT.refused(reference, before, form, gettext("Välj vem som ska få veta."))
    return (ALERT.send if act == "send" else ALERT.preview)(reference, before, form)


def _before(reference: str, to: str) -> Before | None:
    """The case, where it is open, and to whom it would go: nobody, as long as nobody of the list was chosen."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        if not deeds.is_opened(session, desk(), case) or case.status is Status.QUARANTINE:
            return None
        file = casefile.read(session, desk(), case, pinned=pinned())
        opened = referring.opened(file)
    body = next((one for one in receivers(directory_now()) if one.fact.id == to), None)
    receiver = Receiver(to, body.name) if body else _NOBODY
    return Before(file, opened, receiver, Kind.ALERT, 0, body.role if body else "", "")


def form_page(reference: str, before: Before, form: AlertForm) -> str:
    """What can be told, and to whom."""
    names = {one.fact.id: one for one in receivers(directory_now())}
    shown = present_referral.parts(before.file, before.case, moment).files
    form.offer(
        {
            id_: jointed(body.name if body.own_words or body.proper else gettext(body.name))
            for id_, body in names.items()
        },
        {
            number: words
            for number, words in shown.items()
            if int(number) in pictures(before.case.files)
        },
    )
    goes = before.file.stop is None and before.case.heard_of_alerts
    return render(
        "casework/alert.html",
        reference=reference,
        form=form,
        stopped=before.file.stop is not None,
        heard=before.case.heard_of_alerts,
        only_counted=before.case.answers.get("wish") == ("register",),
        typed=[] if goes else form.typed(),
        back_url=url_for("casework.refer", reference=reference),
    )


def plan_of(before: Before, form: AlertForm) -> Plan:
    """What the form says; raises `Invalid`."""
    return Plan(
        Kind.ALERT,
        before.receiver,
        form.photos(),
        Written(),
        form.packet_id(),
        day_looked_at(form.day.data, local_date(now())),
        role=before.role,
        place=form.place(),
        unseen=bool(form.unseen.data and form.files.data),
    )


ALERT: Leaving[AlertForm] = Leaving(plan_of, form_page, Composer.ALERT)
