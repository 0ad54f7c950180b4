"""A handler refers a case to a body: what leaves is made, looked at, sealed, and told to the person. And taken back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from incidents.actions import casefile, parcels, single_facts
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import add, audited, once_id, readable, writable
from incidents.actions.login import Desk
from incidents.actions.thread import with_reporter
from incidents.core.auditing import Act
from incidents.core.bases import BasisKind
from incidents.core.clock import add_months, local_date
from incidents.core.consent import ledger
from incidents.core.entry import Kind
from incidents.core.errors import Conflict, NotAllowed, NotFound
from incidents.core.referral_entry import (
    ALERT_RECALL,
    COVER,
    FILES,
    PAGE_MONTHS,
    RECALL,
    SILENT_AFTER,
    Lying,
    Referral,
)
from incidents.core.referral_fact import step_of
from incidents.core.referral_packet.choosing import Opened
from incidents.core.referral_packet.document import Sender
from incidents.core.referral_packet.making import Made, Plan, make
from incidents.core.referral_packet.pen import Speech
from incidents.core.referral_page import Enclosed, Page
from incidents.core.report import Contact
from incidents.crypto import words
from incidents.crypto.casecode import REPORTER
from incidents.crypto.handover import Link, ParcelKey
from incidents.crypto.sealing import Recipient
from incidents.store.models import Case


@dataclass(frozen=True, slots=True)
class FileOut:
    """A file of what is sent."""

    name: str
    media_type: str
    data: bytes

    @property
    def enclosed(self) -> Enclosed:
        """How the page names it."""
        digest = hashlib.sha256(self.data).hexdigest()
        return Enclosed(self.name, self.media_type, len(self.data), digest)


@dataclass(frozen=True, slots=True)
class Handed:
    """What the handler hands on, once. Nothing here keeps either."""

    link: Link
    phrase: str

    def __repr__(self) -> str:
        return "Handed(...)"


def opened(file: CaseFile, contact: Contact | None = None) -> Opened:
    """The case as packets are made from it: only what verifies."""
    entries = tuple(read.entry for read in file.entries if read.sound)
    questions = ledger(file.said)
    return Opened(file.case.received, file.case.reference, entries, questions, contact)


def check_may(file: CaseFile, plan: Plan) -> None:
    """Raises `NotAllowed` while the person wants us to stop (a duty goes on), or has never heard of alerts."""
    if file.stop is not None and not plan.duty:
        raise NotAllowed("Personen vill att vi slutar. Då lämnar vi inget vidare.")
    if plan.place is not None and not opened(file).heard_of_alerts:
        raise NotAllowed(
            "Personen fick inte veta om platslarm innan rapporten kom in. Fråga först."
        )


def send(
    session: Session,
    desk: Desk,
    reference: str,
    plan: Plan,
    sender: Sender,
    speech: Speech,
    files: Sequence[FileOut],
    digest: str,
    *,
    days: int | None,
    once: str,
    pinned: str,
    now: datetime,
) -> Handed | None:
    """Seal it for the body, and say so in the case; the person reads that too. `days` None: on paper, without a link.

    `files` were made from the document with this `digest`: raises `Conflict` when the case makes another one by now.
    `once` is the form's own token: posted before, raises `AlreadyWritten`, since the link was shown then.
    """
    case = writable(session, desk, reference)
    file = casefile.read(session, desk, case, pinned=pinned)
    check_may(file, plan)
    contact = casefile.contact(session, desk, case) if plan.chosen.contact else None
    made = make(opened(file, contact), plan, sender, speech, today=local_date(now))
    if made.digest != digest:
        raise Conflict("Något har ändrats sedan du läste. Inget är skickat. Läs igenom det igen.")
    readers = with_reporter(session, case, file, pinned)
    handed = Handed(Link.generate(), words.passphrase()) if days is not None else None
    key = handed.link.key(handed.phrase) if handed else None
    lying = _lying(handed.link, key, now, days) if handed and key and days else None
    sent = hashlib.sha256(b"".join(one.data for one in files)).hexdigest()
    referral = _referral(plan, made, sent, lying)
    entry_id = once_id(desk, case, Kind.HANDOVER, once, "")
    add(session, desk, case, Kind.HANDOVER, referral.content(), readers, now, entry_id=entry_id)
    if handed and key and lying:
        page = _page(case, plan, made, lying, files, readers)
        _lay(session, desk, case, handed.link, key, page, files, local_date(now))
    kind = made.basis.kind if made.basis else None
    step = step_of("made", plan.role, kind, referral.way, local_date(now))
    single_facts.count(session, step.pack(), pinned=pinned)
    detail = f"entry:{case.entries} sha256:{sent}"
    act = Act.CASE_REFERRED if plan.place is None else Act.CASE_ALERTED
    audited(session, desk, act, case, detail=detail, now=now)
    return handed


def _lying(link: Link, key: ParcelKey, now: datetime, days: int) -> Lying:
    today = local_date(now)
    return Lying(
        today + timedelta(days=days),
        today + timedelta(days=SILENT_AFTER),
        add_months(today, PAGE_MONTHS),
        link.parcel,
        key.signing().public_key().public_bytes_raw(),
        key.box().public().raw,
    )


def _referral(plan: Plan, made: Made, sent: str, lying: Lying | None) -> Referral:
    return Referral(
        plan.kind,
        plan.receiver,
        made.basis,
        made.acts,
        _told(made, lying),
        plan.id,
        made.document.digest,
        sent,
        plan.identified,
        lying,
        plan.place,
        made.unseen,
    )


def _told(made: Made, lying: Lying | None) -> tuple[str, ...]:
    """The parts that leave; the cover is one where there is a link, and it tells more than a provision."""
    basis, document = made.basis, made.document
    first = (COVER,) if lying and basis and basis.kind is BasisKind.CONSENT else ()
    parts = tuple(section.name for section in document.sections)
    beside = (FILES,) if document.files and FILES not in parts else ()
    return (*first, *parts, *beside)


def _page(
    case: Case,
    plan: Plan,
    made: Made,
    lying: Lying,
    files: Sequence[FileOut],
    readers: Sequence[Recipient],
) -> Page:
    reporter = next(one.key.raw for one in readers if one.name == REPORTER)
    return Page(
        case.entries,
        plan.receiver.name,
        plan.id,
        plan.day,
        lying.until,
        lying.answer_by,
        lying.page_until,
        made.acts,
        made.cover,
        tuple(one.enclosed for one in files),
        hashlib.sha256(reporter).hexdigest(),
        plan.role,
        made.basis.kind if made.basis else None,
    )


def _lay(
    session: Session,
    desk: Desk,
    case: Case,
    link: Link,
    key: ParcelKey,
    page: Page,
    files: Sequence[FileOut],
    today: date,
) -> None:
    parcels.lay(
        session,
        link,
        key,
        page.pack(),
        case_id=case.id,
        number=page.number,
        staff_id=desk.actor.staff_id,
        expires=page.page_until,
    )
    terms = parcels.Terms(page.until, page.answer_by)
    parcels.enclose(session, link, key, [one.data for one in files], terms)
    parcels.empty_expired(session, today=today)


def take_back(
    session: Session, desk: Desk, reference: str, number: int, *, pinned: str, now: datetime
) -> None:
    """Destroy what lies for the body, or say that a paper never went; `Conflict` when it was ended before."""
    case = writable(session, desk, reference)
    file = casefile.read(session, desk, case, pinned=pinned)
    found = next((one for one in file.referrals if one.number == number), None)
    if found is None:
        raise NotFound("Det finns inget sådant att ta tillbaka i ärendet.")
    paper = found.referral.lying is None and found.withdrawn is None
    if not (paper or parcels.end(session, case.id, number)):
        raise Conflict("Det är redan avslutat. Läs in sidan igen.")
    readers = with_reporter(session, case, file, pinned)
    what = RECALL if found.referral.place is None else ALERT_RECALL
    note = {"text": "", "what": what, "withdrawn": number}
    add(session, desk, case, Kind.HANDOVER, note, readers, now)
    audited(session, desk, Act.CASE_REFERRAL_BACK, case, detail=f"entry:{number}", now=now)


def silent(session: Session, desk: Desk, today: date) -> list[str]:
    """The references of this person's cases in which a body has not answered in time."""
    late = parcels.unanswered(session, today)
    return [case.reference for case in readable(session, desk, late)] if late else []
