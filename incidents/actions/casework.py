"""What a caseworker does in a case: open, note, answer, assign, move, close. Each act writes its audit row."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incidents.actions import audit, cards, casefile, entries
from incidents.actions.casefile import CaseFile
from incidents.actions.login import Desk
from incidents.actions.queue import conflicts
from incidents.actions.trust import PEOPLE, case_recipients
from incidents.core import permissions
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.deskcard import Flag
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Conflict, Invalid, NotFound
from incidents.core.report import Contact, check_story
from incidents.core.rings import Ring
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import OPEN, WITH_OWN_ACT, Status, check_move
from incidents.crypto.casecode import REPORTER
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.sealing import Recipient, ring_recipient
from incidents.store.models import (
    Case,
    CaseOpening,
    CasePerson,
    EntryRow,
    ReporterKey,
    RingGrant,
    Staff,
)


class AlreadyWritten(Exception):
    """This form was posted before; what it says is in the case, once."""


def find(session: Session, desk: Desk, reference: str, *, lock: bool = False) -> Case:
    """A case that this person's keys open; everything else does not exist for them."""
    permissions.check_desk(desk.actor)
    query = select(Case).where(Case.reference == reference)
    case = session.scalar(query.with_for_update() if lock else query)
    if case is None or case.id in conflicts(session, desk) or not _may_read(session, desk, case):
        raise NotFound("Det finns inget sådant ärende, eller så är det stängt för dig.")
    return case


def _may_read(session: Session, desk: Desk, case: Case) -> bool:
    if case.recipients == PEOPLE:
        return session.get(CasePerson, (case.id, desk.actor.staff_id)) is not None
    return case.recipients in {ring_recipient(ring) for ring in desk.opener.rings()}


def is_opened(session: Session, desk: Desk, case: Case) -> bool:
    """Whether the cover sheet was answered in this log-in."""
    return session.get(CaseOpening, (desk.session_id, case.id)) is not None


def open_case(session: Session, desk: Desk, reference: str, *, now: datetime) -> Case:
    """The handler saw the cover sheet and has no conflict of interest: the story may be shown; that is audited."""
    case = find(session, desk, reference)
    if not is_opened(session, desk, case):
        session.execute(insert(CaseOpening), {"session_id": desk.session_id, "case_id": case.id})
        _audit(session, desk, Act.CASE_OPENED, case, now=now)
    return case


def note(
    session: Session,
    desk: Desk,
    reference: str,
    text: str,
    *,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """An internal note; the reporter never reads it.

    `once` is the form's own token: the same form with the same text raises `AlreadyWritten` and writes nothing.
    """
    case = _writable(session, desk, reference)
    staff = case_recipients(session, case.id, case.recipients, pinned)
    _append(session, desk, case, Kind.NOTE, text, staff, now, once=once)
    _audit(session, desk, Act.CASE_NOTED, case, now=now)


def answer(
    session: Session,
    desk: Desk,
    reference: str,
    text: str,
    *,
    language: str,
    shown: int | None = None,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """A message to the reporter, sealed to the reporter's own key and to the case's recipients.

    `shown` is the last entry on the page on which it was written: a message that came later stays marked as new.
    `once` as in `note`.
    """
    case = _writable(session, desk, reference)
    file = casefile.read(session, desk, case, pinned=pinned)
    staff = case_recipients(session, case.id, case.recipients, pinned)
    reporter = Recipient(REPORTER, 0, _reporter_key(session, case, file))
    _append(session, desk, case, Kind.ANSWER, text, [*staff, reporter], now, language, once=once)
    card = cards.of_case(session, desk, case.id)
    if card is not None:
        keep = card.answered() if case.status in OPEN else None
        if shown is not None and file.has_message_after(shown):
            keep = card.answered().with_message(local_date(now))
        cards.store(session, desk, case.id, case.recipients, keep, pinned=pinned)
    _audit(session, desk, Act.CASE_ANSWERED, case, now=now)


def open_contact(
    session: Session, desk: Desk, reference: str, reason: str, *, pinned: str, now: datetime
) -> Contact:
    """Contact details, for a stated reason: the reason becomes a note in the case, the opening an audit row."""
    case = _writable(session, desk, reference)
    found = casefile.contact(session, desk, case)
    staff = case_recipients(session, case.id, case.recipients, pinned)
    extra = {"contact_opened": True}
    _append(session, desk, case, Kind.NOTE, reason, staff, now, extra=extra)
    _audit(session, desk, Act.CASE_CONTACT, case, now=now)
    return found


def assign(
    session: Session,
    desk: Desk,
    reference: str,
    staff_id: bytes | None,
    *,
    version: int,
    now: datetime,
) -> None:
    """Give the case a handler, or none. A new case moves to triage with its first handler."""
    case = _writable(session, desk, reference, version)
    if staff_id is not None and staff_id not in dict(colleagues(session, desk, case)):
        raise Invalid("Den personen kan inte öppna ärendet.")
    case.assignee_id = staff_id
    _audit(
        session,
        desk,
        Act.CASE_ASSIGNED,
        case,
        detail=f"staff:{staff_id.hex()}" if staff_id else "none",
        now=now,
    )
    if staff_id is not None and case.status is Status.NEW:
        _move(session, desk, case, Status.TRIAGE, now)


def move(
    session: Session,
    desk: Desk,
    reference: str,
    target: Status,
    *,
    version: int,
    pinned: str,
    now: datetime,
) -> None:
    """A plain change of status by the workflow table. A case that is opened again gets its desk card back."""
    case = _writable(session, desk, reference, version)
    if target in WITH_OWN_ACT:
        raise Invalid("Det här steget görs på ett annat sätt.")
    _move(session, desk, case, target, now)
    if target is Status.REOPENED:
        casefile.lay_card_out_again(session, desk, case, pinned=pinned, now=now)


def close(
    session: Session,
    desk: Desk,
    reference: str,
    reason: str,
    *,
    version: int,
    pinned: str,
    now: datetime,
) -> None:
    """Close the case with a reason; its desk card goes, the reporter's code goes on working."""
    case = _writable(session, desk, reference, version)
    if reason not in {item.code for item in vocabulary("closing_reason").items}:
        raise Invalid("Välj varför ärendet avslutas.")
    text = vocabulary("closing_reason").label(reason)
    staff = case_recipients(session, case.id, case.recipients, pinned)
    _append(session, desk, case, Kind.NOTE, text, staff, now, extra={"closing_reason": reason})
    _move(session, desk, case, Status.CLOSED, now, act=Act.CASE_CLOSED)
    cards.store(session, desk, case.id, case.recipients, None, pinned=pinned)


def seen(
    session: Session, desk: Desk, reference: str, *, version: int, pinned: str, now: datetime
) -> None:
    """The new message has been read and needs no answer: take the mark away. `Conflict` when there is a newer one."""
    case = _writable(session, desk, reference, version)
    card = cards.of_case(session, desk, case.id)
    if card is None:
        return
    read_card = card.answered() if Flag.REPLIED in card.flags else card.read()
    keep = read_card if case.status in OPEN else None
    cards.store(session, desk, case.id, case.recipients, keep, pinned=pinned)
    _audit(session, desk, Act.CASE_SEEN, case, now=now)


def colleagues(session: Session, desk: Desk, case: Case) -> list[tuple[bytes, str]]:
    """Who can be given the case: the active holders of its ring, or its named people."""
    query = select(Staff.id, Staff.name).where(Staff.active).order_by(Staff.name)
    if case.recipients == PEOPLE:
        query = query.join(CasePerson, CasePerson.staff_id == Staff.id).where(
            CasePerson.case_id == case.id
        )
    else:
        ring = Ring(case.recipients.removeprefix("ring:"))
        holders = select(RingGrant.staff_id).where(RingGrant.ring == ring)
        query = query.where(Staff.id.in_(holders))
    return [(row[0], row[1]) for row in session.execute(query)]


def _writable(session: Session, desk: Desk, reference: str, version: int | None = None) -> Case:
    case = find(session, desk, reference, lock=True)
    permissions.check_write(desk.actor, opened=is_opened(session, desk, case))
    if version is not None and version != case.version:
        raise Conflict("Någon annan har ändrat ärendet. Läs in sidan igen och försök på nytt.")
    return case


def _move(
    session: Session,
    desk: Desk,
    case: Case,
    target: Status,
    now: datetime,
    act: Act = Act.CASE_STATUS,
) -> None:
    check_move(case.status, target)
    detail = f"{case.status}>{target}"
    case.status = target
    _audit(session, desk, act, case, detail=detail, now=now)


def _append(
    session: Session,
    desk: Desk,
    case: Case,
    kind: Kind,
    text: str,
    recipients: list[Recipient],
    now: datetime,
    language: str = "sv",
    extra: Mapping[str, object] | None = None,
    once: str = "",
) -> None:
    check_story(text)
    document = Entry(
        case.id,
        case.entries + 1,
        kind,
        now.astimezone(UTC).isoformat(timespec="seconds"),
        language,
        {"text": text, **(extra or {})},
        entries.last_link(session, case.id),
        desk.actor.staff_id,
        desk.actor.name,
    )
    entry_id = None
    if once:
        entry_id = desk.opener.key.entry_id(case.id.hex(), kind, language, once, text)
    _write(
        session, entries.prepare(document, recipients, entry_id=entry_id, signer=desk.signer.key)
    )
    case.entries += 1


def _write(session: Session, prepared: entries.Prepared) -> None:
    """The database decides whether a form was posted before, also between processes; `AlreadyWritten` if so."""
    try:
        with session.begin_nested():
            entries.write(session, [prepared])
    except IntegrityError as error:
        if session.get(EntryRow, prepared.row["id"]) is None:
            raise
        raise AlreadyWritten from error


def _reporter_key(session: Session, case: Case, file: CaseFile) -> PublicKey:
    raw = session.scalar(select(ReporterKey.public_key).where(ReporterKey.case_id == case.id))
    return casefile.sound_reporter_key(raw, file.report)


def _audit(
    session: Session, desk: Desk, act: Act, case: Case, *, detail: str = "", now: datetime
) -> None:
    case.version += 1
    audit.append(
        session,
        desk.signer,
        act,
        chain=audit.case_chain(case.id),
        subject=case.reference,
        detail=detail,
        now=now,
    )
