"""What a reporter does from the inbox besides writing: a new event, a stop, consent, feedback. None is audited."""

import os
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from incidents.actions import parcels
from incidents.actions.audit import case_chain
from incidents.actions.inbox import InboxView, Told, read, write
from incidents.actions.submit import seal_fact
from incidents.actions.trust import current_rings
from incidents.core import consent
from incidents.core.auditing import Act
from incidents.core.case_fact import later_fact
from incidents.core.clock import local_date
from incidents.core.consent import Answer
from incidents.core.deskcard import Flag, event_card, signal_card
from incidents.core.entry import Kind
from incidents.core.errors import Invalid, NotFound
from incidents.core.event import Event
from incidents.core.facts import Fact, counted
from incidents.core.promise import answers_in
from incidents.core.referral_ledger import demanded, referred, talking, uncovered
from incidents.core.report import STORY_MOST, check_story
from incidents.core.rings import Ring
from incidents.core.saying import Saying, saying
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import OPEN, Status
from incidents.crypto.casecode import CaseCode
from incidents.crypto.handover import box_recipient
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.sealing import Recipient
from incidents.store.models import AuditPoint, AuditRecord, Case, FactRow
from incidents.store.statements import insert_into, table_of

_ASIDE = select(Case.aside).where(Case.id == bindparam("case"))
_AUDIT, _POINT = table_of(AuditRecord), table_of(AuditPoint)
_GONE = select(func.max(_POINT.c.closings)).where(_POINT.c.chain == bindparam("chain"))
_CLOSINGS = select(func.count() + func.coalesce(_GONE.scalar_subquery(), 0)).where(
    _AUDIT.c.chain == bindparam("chain"), _AUDIT.c.act == Act.CASE_CLOSED
)


def happened_again(
    session: Session,
    code: CaseCode,
    event: Event,
    *,
    language: str,
    once: str,
    pinned: str,
    now: datetime,
) -> None:
    """A new event under the same code, and its own coded fact, whose id is known only inside the sealed entry.

    In quarantine and of junk from there the fact waits, like the report's own, until somebody lets the case out. The
    desk makes both anew with each act that counts (`case_facts`).
    """
    today, fact_id = local_date(now), os.urandom(16)
    told = Told(event.text, event_card(today, event.answers), event.content())
    extra = {"fact": fact_id.hex()}
    write(
        session,
        code,
        told,
        language=language,
        once=once,
        pinned=pinned,
        now=now,
        extra=extra,
    )
    view = read(session, code, pinned=pinned)
    if view.status is Status.QUARANTINE or session.scalar(_ASIDE, {"case": view.case_id}):
        return
    report = next((entry for entry in view.entries if entry.kind is Kind.REPORT), None)
    case = Fact(today.year, today.month, counted(answers_in(report) if report else {}))
    fact = later_fact(event, today, case)
    ring = current_rings(session, pinned)[Ring.STATISTICS]
    sealed = seal_fact(fact_id, fact.pack(), ring)
    insert_into(session.connection(), FactRow, {"id": fact_id, "sealed": sealed})


def stop(
    session: Session, code: CaseCode, *, language: str, once: str, pinned: str, now: datetime
) -> None:
    """Ask us to stop: every consent and what rests on it is taken back. Asked before, and it stands: `AlreadySent`.

    What a law demands goes on: a hand-over that rests on a duty stays.
    """
    told = Told("", signal_card(local_date(now), Flag.WANTS_STOP), {"act": Saying.STOP.value})
    write(
        session,
        code,
        told,
        language=language,
        once=once,
        pinned=pinned,
        now=now,
        fits=lambda view: view.status in OPEN and consent.stop(view.entries) is None,
    )
    view = read(session, code, pinned=pinned)
    parcels.end_all(session, view.case_id, but=demanded(referred(view.entries)))


def go_on(
    session: Session, code: CaseCode, *, language: str, once: str, pinned: str, now: datetime
) -> None:
    """The reporter has changed their mind: we may work again. No consent comes back by it."""
    told = Told("", signal_card(local_date(now), Flag.GOES_ON), {"act": Saying.GO_ON.value})
    write(
        session,
        code,
        told,
        language=language,
        once=once,
        pinned=pinned,
        now=now,
        fits=lambda view: consent.stop(view.entries) is not None,
    )


def decide(
    session: Session,
    code: CaseCode,
    number: int,
    answer: Answer,
    *,
    language: str,
    once: str,
    pinned: str,
    now: datetime,
) -> None:
    """Answer a question of consent, or take a yes back: what rests on it ends. Where nothing changes: `AlreadySent`."""
    content = {"act": Saying.CONSENT.value, "question": number, "answer": answer.value}
    write(
        session,
        code,
        Told("", signal_card(local_date(now)), content),
        language=language,
        once=once,
        pinned=pinned,
        now=now,
        fits=lambda view: may_decide(view, number, answer),
    )
    if answer is not Answer.YES:
        view = read(session, code, pinned=pinned)
        for fallen in uncovered(referred(view.entries), consent.ledger(view.entries)):
            parcels.end(session, view.case_id, fallen)


def may_decide(view: InboxView, number: int, answer: Answer) -> bool:
    """Whether the question is there and this answer changes it; nothing can be allowed while we are to stop."""
    if consent.stop(view.entries) is not None:
        return False
    found = {question.number: question for question in consent.ledger(view.entries)}
    return number in found and answer in found[number].answers()


def write_to_body(
    session: Session,
    code: CaseCode,
    number: int,
    text: str,
    *,
    language: str,
    once: str,
    pinned: str,
    now: datetime,
) -> None:
    """Write to the body of a referral, which reads it on its page; so do the case's readers. Raises `NotFound`."""
    check_story(text)
    content = {"act": Saying.TO_BODY.value, "to": number}
    write(
        session,
        code,
        Told(text, None, content),
        language=language,
        once=once,
        pinned=pinned,
        now=now,
        beside=lambda view: _box(session, view, number, local_date(now)),
    )


def _box(session: Session, view: InboxView, number: int, today: date) -> Recipient:
    lying = parcels.lying(session, view.case_id)
    open_to = talking(referred(view.entries), lying, today)
    found = next((one for one in open_to if one.number == number), None)
    if found is None or found.referral.lying is None:
        raise NotFound("Du kan inte skriva dit längre. Skriv till oss i stället.")
    return Recipient(box_recipient(number), 0, PublicKey(found.referral.lying.box))


def feed_back(
    session: Session,
    code: CaseCode,
    value: str,
    text: str,
    *,
    language: str,
    once: str,
    pinned: str,
    now: datetime,
) -> None:
    """How it went, once for each closing; said before: `AlreadySent`."""
    if value not in {item.code for item in vocabulary("reporter_feedback").items}:
        raise Invalid("Välj ett av svaren i listan.")
    if len(text) > STORY_MOST:
        raise Invalid("Texten är för lång.")
    before = read(session, code, pinned=pinned)
    content = {
        "act": Saying.FEEDBACK.value,
        "feedback": value,
        "closing": closings(session, before),
    }
    write(
        session,
        code,
        Told(text, signal_card(local_date(now)), content),
        language=language,
        once=once,
        pinned=pinned,
        now=now,
        fits=lambda view: may_feed_back(session, view),
    )


def may_feed_back(session: Session, view: InboxView) -> bool:
    """Whether the case is closed and this closing has had no feedback yet: one more statement, for closed cases."""
    if view.status is not Status.CLOSED:
        return False
    said = [
        entry.content.get("closing") for entry in view.entries if saying(entry) is Saying.FEEDBACK
    ]
    return not said or closings(session, view) not in said


def closings(session: Session, view: InboxView) -> int:
    """How often the case has been closed: countable in the audit trail (also after a purge), and nowhere else."""
    return session.connection().scalar(_CLOSINGS, {"chain": case_chain(view.case_id)}) or 0
