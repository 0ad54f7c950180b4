"""What a caseworker writes in a case: a note, an answer, the reason for opening contact details. Each is audited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.actions import cards, case_facts, casefile, readmarks
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import append, audited, writable
from incidents.actions.login import Desk
from incidents.actions.trust import case_recipients
from incidents.core import consent
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.entry import Kind
from incidents.core.errors import Invalid, NotAllowed
from incidents.core.report import Contact, check_story
from incidents.core.saying import Saying
from incidents.core.second_look import left_of
from incidents.core.workflow import OPEN
from incidents.crypto.casecode import REPORTER
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.sealing import Recipient
from incidents.store.models import Case, ReporterKey


def note(
    session: Session,
    desk: Desk,
    reference: str,
    text: str,
    *,
    working: bool = False,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """An internal note; the reporter never reads it. A `working` one is kept or removed at closing.

    `once` is the form's own token: the same form with the same text raises `AlreadyWritten` and writes nothing.
    """
    case = writable(session, desk, reference)
    staff = case_recipients(session, case.id, case.recipients, pinned)
    extra = {"working": True} if working else None
    once = f"{once}|working" if once and working else once
    append(session, desk, case, Kind.NOTE, text, staff, now, extra=extra, once=once)
    audited(session, desk, Act.CASE_NOTED, case, now=now)


def answer(
    session: Session,
    desk: Desk,
    reference: str,
    text: str,
    *,
    language: str,
    swedish: str = "",
    shown: int | None = None,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """A message to the reporter, sealed to the reporter's own key and to the case's recipients.

    `swedish`: the same in Swedish, for an answer in another language.

    `shown` is the last entry on the page on which it was written: what came later stays marked as new.
    `once` as in `note`.
    """
    case = writable(session, desk, reference)
    file = casefile.read(session, desk, case, pinned=pinned)
    sealed_to = with_reporter(session, case, file, pinned)
    extra = {}
    if swedish:
        check_story(swedish)
        extra = {"swedish": swedish}
        once = once and f"{once}|{swedish}"
    append(session, desk, case, Kind.ANSWER, text, sealed_to, now, language, extra, once)
    readmarks.lay(session, case, case.entries, sealed_to)
    _answered(session, desk, case, file, shown, pinned=pinned, now=now)
    case_facts.renew(session, desk, case, pinned=pinned)
    audited(session, desk, Act.CASE_ANSWERED, case, now=now)


@dataclass(frozen=True, slots=True)
class Asked:
    """What consent is asked for: to which body, for which acts, and what it would be told.

    `recognisable`: the question says too that they may understand who it is (`core.bases.recognisable`).
    """

    body: str
    name: str
    acts: tuple[str, ...]
    told: str
    recognisable: bool = False

    def __post_init__(self) -> None:
        if not self.body or not consent.check_acts(self.acts):
            raise Invalid("Välj vem det gäller och vad de får göra.")


def ask(
    session: Session,
    desk: Desk,
    reference: str,
    asked: Asked,
    *,
    language: str,
    shown: int | None = None,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """Ask the reporter for consent; `shown` and `once` as in `answer`. The audit row does not say about whom."""
    case = writable(session, desk, reference)
    file = casefile.read(session, desk, case, pinned=pinned)
    if file.stop is not None:
        raise NotAllowed("Personen vill att vi slutar. Då frågar vi inte om lov.")
    extra = {
        "act": Saying.ASK.value,
        "body": asked.body,
        "name": asked.name,
        "acts": list(asked.acts),
        **({"recognisable": True} if asked.recognisable else {}),
    }
    sealed_to = with_reporter(session, case, file, pinned)
    append(
        session,
        desk,
        case,
        Kind.ANSWER,
        asked.told,
        sealed_to,
        now,
        language,
        extra=extra,
        once=f"{once}|{asked.body}|{','.join(asked.acts)}" if once else "",
    )
    readmarks.lay(session, case, case.entries, sealed_to)
    _answered(session, desk, case, file, shown, pinned=pinned, now=now)
    case_facts.renew(session, desk, case, pinned=pinned)
    audited(session, desk, Act.CASE_CONSENT_ASKED, case, now=now)


def with_reporter(session: Session, case: Case, file: CaseFile, pinned: str) -> list[Recipient]:
    """The case's readers and the reporter."""
    staff = case_recipients(session, case.id, case.recipients, pinned)
    return [*staff, Recipient(REPORTER, 0, _reporter_key(session, case, file))]


def _answered(
    session: Session,
    desk: Desk,
    case: Case,
    file: CaseFile,
    shown: int | None,
    *,
    pinned: str,
    now: datetime,
) -> None:
    """What is due is the follow-up, unless the reporter wrote after the last entry that was `shown`."""
    card = cards.of_case(session, desk, case.id)
    if card is None:
        return
    card = card.settled(wants_stop=file.stop is not None)
    today = local_date(now)
    answered = card.answered(today)
    planned = file.works[-1][1].follow_up if file.works else None
    if planned is not None and planned > today:
        answered = answered.followed_up(planned)
    keep = answered if case.status in OPEN else left_of(answered)
    if shown is not None and file.has_news_after(shown):
        keep = answered.with_message(today)
    cards.store(session, desk, case.id, case.recipients, keep, pinned=pinned)


def open_contact(
    session: Session, desk: Desk, reference: str, reason: str, *, pinned: str, now: datetime
) -> Contact:
    """Contact details, for a stated reason: the reason becomes a note in the case, the opening an audit row."""
    case = writable(session, desk, reference)
    found = casefile.contact(session, desk, case)
    staff = case_recipients(session, case.id, case.recipients, pinned)
    extra = {"contact_opened": True}
    append(session, desk, case, Kind.NOTE, reason, staff, now, extra=extra)
    audited(session, desk, Act.CASE_CONTACT, case, now=now)
    return found


def _reporter_key(session: Session, case: Case, file: CaseFile) -> PublicKey:
    raw = session.scalar(select(ReporterKey.public_key).where(ReporterKey.case_id == case.id))
    return casefile.sound_reporter_key(raw, file.report)
