"""The page on which a referral is made: the form, exactly what would leave, and from there it is sent."""

from collections.abc import Callable

from flask import request

from incidents.actions import casework as deeds
from incidents.actions import unsent
from incidents.casework.opening import show_case
from incidents.casework.packet_speech import packet_speech
from incidents.casework.referral_case import (
    Before,
    before_of,
    form_page,
    made_of,
    opened_for,
    plan_of,
    preview_page,
    refused_page,
)
from incidents.casework.referral_form import ReferralForm
from incidents.casework.referral_sending import send, write_letter
from incidents.casework.visit import Page, back, desk, now, secret
from incidents.core import permissions
from incidents.core.box import Composer
from incidents.core.errors import Invalid
from incidents.core.filled import filled_in
from incidents.core.referral_packet.writing import suggested, suggested_complaint
from incidents.store.database import reading
from incidents.web.access import Access, access
from incidents.web.locale import gettext


@access(Access.DESK)
def show_referral(reference: str) -> Page:
    """The form; posted, what would leave; and from there it is sent."""
    if request.method == "GET":
        return _first(reference)
    form, act = ReferralForm(secret()), request.form.get("act", "preview")
    valid = form.validate()
    if valid:
        _check_opened(reference)
    before = before_of(reference, form.to.data or "", form.duty_number())
    if before is None:
        return show_case(reference)[0], 400
    if act == "edit":
        return form_page(reference, before, form)
    if not valid:
        return form_page(reference, before, form), 400
    return _ACTS.get(act, _preview)(reference, before, form)


def _check_opened(reference: str) -> None:
    """Raises `NotAllowed` before the cover sheet is answered."""
    with reading() as session:
        case = deeds.find(session, desk(), reference)
        permissions.check_write(desk().actor, opened=deeds.is_opened(session, desk(), case))


def _first(reference: str) -> Page:
    """The form as it is to begin with, or as it was filled in when the log-in ended."""
    form = ReferralForm(secret(), blank=True)
    with reading() as session:
        kept = unsent.kept(session, secret(), reference, now=now())
    if kept is not None and kept.composer is Composer.REFERRAL:
        form.take(filled_in(kept.text, [field.name for field in form]))
    else:
        form.to.data, form.duty.data = request.args.get("to", ""), request.args.get("duty", "")
    before = before_of(reference, form.to.data or "", form.duty_number())
    if before is None:
        return back(reference)
    if not form.waited:
        say = packet_speech().say
        complaint = suggested_complaint(before.case, say)
        form.suggest(suggested(before.case, before.receiver.body, say), complaint)
    return form_page(reference, before, form)


def _preview(reference: str, before: Before, form: ReferralForm) -> Page:
    """Everything that would leave, and nothing else. Contact details are opened for it, and that is audited."""
    try:
        plan = plan_of(before, form)
        made = made_of(plan, opened_for(reference, before, plan))
    except Invalid as error:
        return refused_page(reference, before, form, gettext(error.sentence), 400)
    return preview_page(reference, before, form, plan, made)


_ACTS: dict[str, Callable[[str, Before, ReferralForm], Page]] = {
    "preview": _preview,
    "send": send,
    "letter": write_letter,
}
