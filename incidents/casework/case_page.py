"""The opened case as a page."""

from dataclasses import dataclass
from datetime import date
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
    present_replies,
    present_thread,
    present_translations,
    present_work,
)
from incidents.casework.answer_form import AnswerForm, AskForm
from incidents.casework.day_form import DayForm
from incidents.casework.forms import (
    AssignForm,
    CloseForm,
    ContactForm,
    CoverForm,
    FileForm,
    NoteForm,
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
from incidents.casework.translation_form import TranslationForm
from incidents.casework.words import PRIORITY
from incidents.core.box import Composer, Unsent
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

KEPT_WHOLE = (Composer.CODING, Composer.ORDER, Composer.REPORT)
#: The fields of the page in which people write.
COMPOSERS = tuple(one for one in Composer if one not in KEPT_WHOLE)
#: Forms of buttons alone: they need their tokens, and none of their fields is drawn.
_BUTTONS = {
    "accept": AcceptForm,
    "assign": AssignForm,
    "file": FileForm,
    "quarantine": QuarantineForm,
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
    forms = _forms(secret, shown)
    forms |= present_passing.forms(session, desk, secret, file, failed, today)
    look = _set(forms, file, desk, shown)
    card = file.card
    passing = present_passing.passing(file, desk.actor.staff_id, moment)
    step = present.step_of(case, file, desk.actor.staff_id, asked=passing.mine)
    return render(
        "casework/case.html",
        reference=case.reference,
        received=present.day(case.received),
        status=present.status_tag(case.status),
        tags=present.tags(card, case.assignee_id) if card else (),
        report=file.report,
        report_language=str(
            LANGUAGE_NAMES.get(file.report.language, file.report.language) if file.report else ""
        ),
        facts=present.facts(file.report) if file.report else [],
        translations=present_translations.beside(file, moment),
        report_number=file.report.number if file.report else 0,
        thread=present_thread.thread(file, moment, today),
        consents=present_thread.consent_matrix(file, moment),
        wants_stop=moment(file.stop.moment) if file.stop else "",
        clocks=present_limits.clocks(file, today),
        may_ask=present.may_ask(case, card) and file.stop is None,
        unreadable=file.unreadable,
        unsound=any(not read.sound for read in file.entries),
        next_step=gettext(step.value),
        to_code=_to_code(case, file, step, desk),
        coding=present_coding.summary(file, moment),
        to_count=step is NextStep.REGISTER and bool(card and only_counted(card.flags)),
        look=look,
        working=[(entry.number, moment(entry.moment)) for entry in file.working],
        work=present_work.summary(file, moment),
        handovers=present_handovers.rows(file, parcels.lying(session, case.id), today),
        may_order=bool(ordering.orderable(file)) and file.stop is None,
        links=present_links.panel(linking.look(session, desk, file)),
        alike=present_links.alike(likeness.hints(session, desk, file)),
        due=present.due_text(card, today),
        late=bool(card and card.late(today)),
        new_message=bool(card and Flag.NEW_MESSAGE in card.flags),
        no_answer=bool(card and Flag.NO_ANSWER_WANTED in card.flags),
        assignee=names(session).get(case.assignee_id or b"", gettext("Ingen")),
        mine=case.assignee_id == desk.actor.staff_id,
        handled=case.assignee_id is not None,
        passing=passing,
        priority=str(PRIORITY.get(card.priority, "")) if card else "",
        me=desk.actor.staff_id.hex(),
        moves=present.buttons(case),
        can_close=present.can_close(case),
        quarantined=case.status is Status.QUARANTINE,
        form=failed,
        contact=present.contact_rows(shown.contact) if shown.contact else None,
        has_contact=file.has_contact,
        unsent=shown.unsent,
        version=case.version,
        tokens={name: token_of(form, secret) for name, form in _BUTTONS.items()},
        replies=present_replies.pairs(forms["answer_form"].chosen_reply_language()),
        **forms,
    )


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
    for kind in COMPOSERS:
        form = forms[f"{kind}_form"]
        if unsent and form.composer is unsent.composer and form is not failed:
            form.take(unsent)
    if not isinstance(failed, CloseForm):
        if file.works:
            forms["close_form"].outcome.data = list(file.works[-1][1].codes.get("outcome", ()))
        if file.stop is not None:
            forms["close_form"].reason.data = "withdrawn"
    answer = forms["answer_form"]
    if not answer.asks_for_reply():
        language = file.report.language if file.report else "sv"
        answer.reply_language.data = present_replies.spoken(language)
    look = look_panel(file, desk.actor.staff_id, moment)
    if isinstance(failed, LookForm):
        look = look or NOTHING_ASKED  # recoded meanwhile: what was typed stands there still
    forms["look_form"].about.data = look.about if look else ""
    return look


def _forms(secret: BrowserSecret, shown: Shown) -> dict[str, Any]:
    """A form for each act; the refused one keeps what was typed. Ids differ, so that each label finds its field."""
    case, failed = shown.case, shown.failed
    version = str(case.version)
    close = failed if isinstance(failed, CloseForm) else CloseForm(secret)
    close.version.data = version
    day = failed if isinstance(failed, DayForm) else DayForm(secret, blank=True)
    day.version.data = version
    answer = failed if isinstance(failed, AnswerForm) else AnswerForm(secret, blank=True)
    ask = failed if isinstance(failed, AskForm) else AskForm(secret, blank=True)
    translation = (
        failed if isinstance(failed, TranslationForm) else TranslationForm(secret, blank=True)
    )
    note = failed if isinstance(failed, NoteForm) else NoteForm(secret, blank=True)
    contact = failed if isinstance(failed, ContactForm) else ContactForm(secret, blank=True)
    look = failed if isinstance(failed, LookForm) else LookForm(secret, blank=True)
    for to_reporter in (answer, ask):
        to_reporter.shown.data = str(case.entries)
        to_reporter.language.data = to_reporter.language.data or "sv"
    answer.text.id, note.text.id, contact.text.id = "answer-text", "note-text", "contact-text"
    ask.text.id, ask.language.id = "ask-text", "ask-language"
    look.text.id = "look-text"
    translation.text.id, translation.language.id = "translation-text", "translation-language"
    return {
        "look_form": look,
        "ask_form": ask,
        "close_form": close,
        "answer_form": answer,
        "note_form": note,
        "translation_form": translation,
        "contact_form": contact,
        "day_form": day,
    }
