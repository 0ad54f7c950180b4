"""A case as a caseworker has it: found, opened, locked for an act; and the traces of each act, entry and audit row.

The acts themselves stand in `thread` (what becomes an entry) and `handling` (who has the case, and where it stands).
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incidents.actions import audit, entries
from incidents.actions.login import Desk
from incidents.actions.queue import conflicts
from incidents.actions.trust import PEOPLE
from incidents.core import permissions
from incidents.core.auditing import Act
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Conflict, NotFound
from incidents.core.report import check_story
from incidents.core.workflow import Status
from incidents.crypto.sealing import Recipient, ring_recipient
from incidents.store.models import Case, CaseOpening, CasePerson, EntryRow, RingGrant, Staff
from incidents.store.statements import plain_rows


class AlreadyWritten(Exception):
    """This form was posted before; what it says is in the case, once."""


_FIND = select(Case).where(Case.reference == bindparam("reference"))
_FIND_AND_LOCK = _FIND.with_for_update()
_ACTIVE = select(Staff.id, Staff.name).where(Staff.active).order_by(Staff.name)
_NAMED = _ACTIVE.join(CasePerson, CasePerson.staff_id == Staff.id).where(
    CasePerson.case_id == bindparam("case")
)
_HOLDERS = _ACTIVE.where(
    Staff.id.in_(select(RingGrant.staff_id).where(RingGrant.ring == bindparam("ring")))
)
_OPENED = select(CaseOpening.case_id).where(
    CaseOpening.session_id == bindparam("login"), CaseOpening.case_id == bindparam("case")
)


def find(session: Session, desk: Desk, reference: str, *, lock: bool = False) -> Case:
    """A case that this person's keys open; everything else does not exist for them."""
    permissions.check_desk(desk.actor)
    case = session.scalar(_FIND_AND_LOCK if lock else _FIND, {"reference": reference})
    if case is None or case.id in conflicts(session, desk) or not _may_read(session, desk, case):
        raise NotFound("Det finns inget sådant ärende, eller så är det stängt för dig.")
    return case


def _may_read(session: Session, desk: Desk, case: Case) -> bool:
    if case.recipients == PEOPLE:
        return session.get(CasePerson, (case.id, desk.actor.staff_id)) is not None
    return case.recipients in {ring_recipient(ring) for ring in desk.opener.rings()}


def readable(session: Session, desk: Desk, ids: Collection[bytes]) -> list[Case]:
    """Those of these cases that this person's keys open, by reference."""
    shut = conflicts(session, desk)
    found = session.scalars(select(Case).where(Case.id.in_(ids)).order_by(Case.reference))
    return [case for case in found if case.id not in shut and _may_read(session, desk, case)]


def is_opened(session: Session, desk: Desk, case: Case) -> bool:
    """Whether the cover sheet was answered in this log-in."""
    answered = {"login": desk.session_id, "case": case.id}
    return bool(plain_rows(session, _OPENED, answered))


def open_case(session: Session, desk: Desk, reference: str, *, now: datetime) -> Case:
    """The handler saw the cover sheet and has no conflict of interest: the story may be shown; that is audited."""
    case = find(session, desk, reference)
    if not is_opened(session, desk, case):
        session.execute(insert(CaseOpening), {"session_id": desk.session_id, "case_id": case.id})
        audited(session, desk, Act.CASE_OPENED, case, now=now)
    return case


def colleagues(session: Session, desk: Desk, case: Case) -> list[tuple[bytes, str]]:
    """Who can be given the case: the active holders of its ring, or its named people."""
    if case.recipients == PEOPLE:
        found = plain_rows(session, _NAMED, {"case": case.id})
    else:
        found = plain_rows(session, _HOLDERS, {"ring": case.recipients.removeprefix("ring:")})
    return [(staff_id, name) for staff_id, name in found]


def writable(session: Session, desk: Desk, reference: str, version: int | None = None) -> Case:
    """The case, locked for an act of this person; with a version, only when nobody changed it since.

    Raises `NotAllowed` before the cover sheet is answered, `Conflict` when a colleague was first or in quarantine.
    """
    case = find(session, desk, reference, lock=True)
    permissions.check_write(desk.actor, opened=is_opened(session, desk, case))
    if case.status is Status.QUARANTINE:
        raise Conflict("Ärendet ligger i karantän. Släpp det till kön först.")
    if version is not None and version != case.version:
        raise Conflict("Någon annan har ändrat ärendet. Läs in sidan igen och försök på nytt.")
    return case


def append(
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
    """Add an entry, signed by this person. `once` is the form's own token: posted before, raises `AlreadyWritten`."""
    check_story(text)
    content = {"text": text, **(extra or {})}
    entry_id = once_id(desk, case, kind, once, text, language) if once else None
    add(session, desk, case, kind, content, recipients, now, language, entry_id)


def add(
    session: Session,
    desk: Desk,
    case: Case,
    kind: Kind,
    content: Mapping[str, object],
    recipients: list[Recipient],
    now: datetime,
    language: str = "sv",
    entry_id: bytes | None = None,
) -> None:
    """As `append`, for an entry that need not hold a text; `entry_id` is the form's (`once_id`), or none."""
    document = Entry(
        case.id,
        case.entries + 1,
        kind,
        now.astimezone(UTC).isoformat(timespec="seconds"),
        language,
        content,
        entries.last_link(session, case.id),
        desk.actor.staff_id,
        desk.actor.name,
    )
    _write(
        session, entries.prepare(document, recipients, entry_id=entry_id, signer=desk.signer.key)
    )
    case.entries += 1


def once_id(
    desk: Desk, case: Case, kind: Kind, once: str, text: str, language: str = "sv"
) -> bytes:
    """The id of the entry that a form with this token and text becomes: the same one each time that it is posted."""
    return desk.opener.key.entry_id(case.id.hex(), kind, language, once, text)


def check_unwritten(session: Session, desk: Desk, case: Case, once: str, text: str) -> None:
    """Raises `AlreadyWritten` for a note's form that was posted before.

    Asked first by whatever would refuse the second post because the first has changed the case.
    """
    if once and session.get(EntryRow, once_id(desk, case, Kind.NOTE, once, text)) is not None:
        raise AlreadyWritten


def _write(session: Session, prepared: entries.Prepared) -> None:
    """The database decides whether a form was posted before, also between processes; `AlreadyWritten` if so."""
    try:
        with session.begin_nested():
            entries.write(session, [prepared])
    except IntegrityError as error:
        if session.get(EntryRow, prepared.row["id"]) is None:
            raise
        raise AlreadyWritten from error


def audited(
    session: Session, desk: Desk, act: Act, case: Case, *, detail: str = "", now: datetime
) -> None:
    """The trace of an act, in the transaction of the act; the case has a new version."""
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
