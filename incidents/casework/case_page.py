"""The opened case as a page."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from incidents.actions import casefile, likeness, linking, ordering, parcels
from incidents.actions.casefile import CaseFile
from incidents.actions.login import Desk
from incidents.actions.people import names
from incidents.casework import (
    present,
    present_coding,
    present_handovers,
    present_limits,
    present_links,
    present_passing,
    present_referral,
    present_thread,
    present_translations,
    present_work,
)
from incidents.casework.addresses import case_url
from incidents.casework.composers import Typed, composed
from incidents.casework.forms import (
    AssignForm,
    CoverForm,
    FileForm,
    QuarantineForm,
    SeenForm,
    StatusForm,
    TextForm,
    VersionForm,
    WorkingForm,
)
from incidents.casework.look_form import LookForm
from incidents.casework.order_form import TakebackForm, VouchForm
from incidents.casework.passing_forms import AcceptForm
from incidents.casework.present_look import NOTHING_ASKED, LookPanel, look_panel
from incidents.casework.referral_form import RecallForm
from incidents.casework.translation_form import TranslationForm
from incidents.casework.words import PRIORITY
from incidents.core.box import Unsent
from incidents.core.case import NextStep
from incidents.core.deskcard import Flag
from incidents.core.only_counted import only_counted
from incidents.core.report import Contact
from incidents.core.workflow import Status
from incidents.crypto.browserbox import BrowserSecret
from incidents.store.models import Case
from incidents.web.cookies import settings
from incidents.web.forms import token_of
from incidents.web.languages import LANGUAGE_NAMES
from incidents.web.locale import gettext
from incidents.web.moments import moment
from incidents.web.templates import render

#: Forms of buttons alone: they need their tokens, and none of their fields is drawn.
_BUTTONS = {
    "accept": AcceptForm,
    "assign": AssignForm,
    "file": FileForm,
    "quarantine": QuarantineForm,
    "recall": RecallForm,
    "seen": SeenForm,
    "status": StatusForm,
    "takeback": TakebackForm,
    "vouch": VouchForm,
    "working": WorkingForm,
}
Failed = TextForm | VersionForm | CoverForm | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the case, the form that was refused, contact details just opened, a text kept unsent."""

    case: Case
    failed: Failed = None
    contact: Contact | None = None
    unsent: Unsent | None = None


def case_page(
    session: Session, desk: Desk, secret: BrowserSecret, shown: Shown, today: date
) -> str:
    """The page; a refused form is shown again with what was typed."""
    case, failed = shown.case, shown.failed
    file = casefile.read(session, desk, case, pinned=settings().trust)
    forms = _forms(secret, failed)
    forms |= present_passing.forms(session, desk, secret, file, failed, today)
    look = _set(forms, file, desk, shown)
    return render(
        "casework/case.html",
        form=failed,
        unsent=shown.unsent,
        contact=present.contact_rows(shown.contact) if shown.contact else None,
        look=look,
        tokens={name: token_of(form, secret) for name, form in _BUTTONS.items()},
        composed=composed(file, secret, Typed(failed, shown.unsent)),
        **_said(file, today),
        **_work(session, file, today),
        **_standing(session, desk, file, today),
        **forms,
    )


def _said(file: CaseFile, today: date) -> dict[str, object]:
    """The story, what was said after it, and what the person wishes."""
    report = file.report
    return {
        "report": report,
        "report_language": str(LANGUAGE_NAMES.get(report.language, report.language))
        if report
        else "",
        "report_number": report.number if report else 0,
        "facts": present.facts(report) if report else [],
        "translations": present_translations.beside(file, moment),
        "thread": present_thread.thread(file, moment, today),
        "unreadable": file.unreadable,
        "unsound": any(not read.sound for read in file.entries),
        "consents": present_thread.consent_matrix(file, moment),
        "may_ask": present.may_ask(file.case, file.card) and file.stop is None,
        "wants_stop": moment(file.stop.moment) if file.stop else "",
        "has_contact": file.has_contact,
    }


def _work(session: Session, file: CaseFile, today: date) -> dict[str, object]:
    """What staff have coded and done, and what lies with somebody outside."""
    lying = parcels.lying(session, file.case.id)
    return {
        "clocks": present_limits.clocks(file, today),
        "coding": present_coding.summary(file, moment),
        "work": present_work.summary(file, moment),
        "handovers": present_handovers.rows(file, lying, today),
        "referrals": present_referral.rows(file, lying, today),
        "may_order": bool(ordering.orderable(file)) and file.stop is None,
    }


def _standing(session: Session, desk: Desk, file: CaseFile, today: date) -> dict[str, object]:
    """Where the case stands, who has it, what comes next, and to what it belongs."""
    case, card, me = file.case, file.card, desk.actor.staff_id
    passing = present_passing.passing(file, me, moment)
    step = present.step_of(case, file, me, asked=passing.mine)
    return {
        "reference": case.reference,
        "case_url": partial(case_url, case.reference),
        "version": case.version,
        "received": present.day(case.received),
        "status": present.status_tag(case.status),
        "quarantined": case.status is Status.QUARANTINE,
        "moves": present.buttons(case),
        "can_close": present.can_close(case),
        "tags": present.tags(card, case.assignee_id) if card else (),
        "priority": str(PRIORITY.get(card.priority, "")) if card else "",
        "due": present.due_text(card, today),
        "late": bool(card and card.late(today)),
        "new_message": bool(card and Flag.NEW_MESSAGE in card.flags),
        "no_answer": bool(card and Flag.NO_ANSWER_WANTED in card.flags),
        "assignee": names(session).get(case.assignee_id or b"", gettext("Ingen")),
        "mine": case.assignee_id == me,
        "handled": case.assignee_id is not None,
        "me": me.hex(),
        "passing": passing,
        "next_step": gettext(step.value),
        "to_code": _to_code(case, file, step, desk),
        "to_count": step is NextStep.REGISTER and bool(card and only_counted(card.flags)),
        "links": present_links.panel(linking.look(session, desk, file)),
        "alike": present_links.alike(likeness.hints(session, desk, file)),
    }


def _to_code(case: Case, file: CaseFile, step: NextStep, desk: Desk) -> str:
    """The kind of button that leads to the coding: of one's own case it stands there from the start."""
    if step is NextStep.CODE:
        return "primary"
    waits = case.assignee_id == desk.actor.staff_id and not file.codings
    return "secondary" if waits and step is NextStep.FIRST_ANSWER else ""


def _set(forms: dict[str, Any], file: CaseFile, desk: Desk, shown: Shown) -> LookPanel | None:
    """What the case itself says in its forms, where nobody has typed; the panel of the second look, if there is one."""
    failed, unsent = shown.failed, shown.unsent
    forms["translation_form"].offer(file, moment)
    for form in forms.values():
        if unsent and form.composer is unsent.composer and form is not failed:
            form.take(unsent)
    look = look_panel(file, desk.actor.staff_id, moment)
    if isinstance(failed, LookForm):
        look = look or NOTHING_ASKED  # recoded meanwhile: what was typed stands there still
    forms["look_form"].about.data = look.about if look else ""
    return look


def _forms(secret: BrowserSecret, failed: Failed) -> dict[str, Any]:
    """The forms of which each case has its own; the refused one keeps what was typed (the others: `composers`)."""
    translation = (
        failed if isinstance(failed, TranslationForm) else TranslationForm(secret, blank=True)
    )
    look = failed if isinstance(failed, LookForm) else LookForm(secret, blank=True)
    look.text.id = "look-text"
    translation.text.id, translation.language.id = "translation-text", "translation-language"
    return {"look_form": look, "translation_form": translation}
