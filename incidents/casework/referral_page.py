"""The page on which a referral is made: the form, exactly what would leave, and from there it is sent."""

from collections.abc import Callable

from flask import request

from incidents.actions import unsent
from incidents.casework.opening import show_case
from incidents.casework.packet_speech import packet_speech
from incidents.casework.referral_case import (
    Before,
    before_of,
    check_opened,
    form_page,
)
from incidents.casework.referral_form import ReferralForm
from incidents.casework.referral_sending import REFERRAL, write_letter
from incidents.casework.visit import Page, back, now, secret
from incidents.core.box import Composer
from incidents.core.filled import filled_in
from incidents.core.referral_packet.writing import suggested, suggested_complaint
from incidents.store.database import reading
from incidents.web.access import Access, access


@access(Access.DESK)
def show_referral(reference: str) -> Page:
    """The form; posted, what would leave; and from there it is sent."""
    if request.method == "GET":
        return _first(reference)
    form, act = ReferralForm(secret()), request.form.get("act", "preview")
    valid = form.validate()
    if valid:
        check_opened(reference)
    before = before_of(reference, form.to.data or "", form.duty_number())
    if before is None:
        return show_case(reference)[0], 400
    if act == "edit":
        return form_page(reference, before, form)
    if not valid:
        return form_page(reference, before, form), 400
    return _ACTS.get(act, REFERRAL.preview)(reference, before, form)


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


_ACTS: dict[str, Callable[[str, Before, ReferralForm], Page]] = {
    "preview": REFERRAL.preview,
    "send": REFERRAL.send,
    "letter": write_letter,
}
