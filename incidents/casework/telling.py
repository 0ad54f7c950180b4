"""How a body is reached, put into the answer to the person: to look at and change, and nothing sends it by itself."""

from sqlalchemy.orm import Session

from incidents.actions import casefile, unsent
from incidents.actions import casework as deeds
from incidents.actions.casefile import CaseFile
from incidents.casework.answer_form import AnswerForm
from incidents.casework.present_replies import spoken
from incidents.casework.visit import desk, now, pinned, secret
from incidents.core.box import Composer
from incidents.core.deskcard import Flag
from incidents.core.self_referral import can_be_reached, contact_text
from incidents.core.workflow import Status
from incidents.store.database import reading
from incidents.web.directory import directory_now
from incidents.web.locale import catalogue


def may_tell(file: CaseFile) -> bool:
    """Whether an answer with it is anything that the person wants."""
    no_answer = file.card is not None and Flag.NO_ANSWER_WANTED in file.card.flags
    return file.stop is None and not no_answer


def prefilled(reference: str, body_id: str) -> AnswerForm | None:
    """The answer with the text after what waits in it; None before the cover sheet, or for a body that is not known."""
    found = directory_now()
    body = next((one for one in found.bodies if one.fact.id == body_id), None)
    if body is None or not can_be_reached(body):
        return None
    with reading() as session:
        file = _opened(session, reference)
        waiting = unsent.kept(session, secret(), reference, now=now())
    if file is None or not may_tell(file):
        return None
    form = AnswerForm(secret(), blank=True)
    if waiting is not None and waiting.composer is Composer.ANSWER:
        form.take(waiting)
    code = spoken(file.report.language if file.report else "sv")
    form.reply_language.data = code
    form.add(code, lambda one: contact_text(body, found, catalogue(one).gettext))
    return form


def _opened(session: Session, reference: str) -> CaseFile | None:
    case = deeds.find(session, desk(), reference)
    if not deeds.is_opened(session, desk(), case) or case.status is Status.QUARANTINE:
        return None
    return casefile.read(session, desk(), case, pinned=pinned())
