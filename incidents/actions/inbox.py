"""The reporter's inbox: find the case by its code, read what the reporter may read, write back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incidents.actions import boxes, entries
from incidents.actions.signals import card_rows
from incidents.actions.signatures import Signatures
from incidents.actions.trust import PEOPLE, case_recipients
from incidents.core import entry as documents
from incidents.core.canonical import encode
from incidents.core.clock import local_date
from incidents.core.deskcard import DeskCard, signal_card
from incidents.core.entry import FOR_REPORTER, Entry, Kind
from incidents.core.errors import NotFound, Unsafe
from incidents.core.report import Readers, check_story
from incidents.core.rings import Ring
from incidents.core.workflow import Status
from incidents.crypto.casecode import REPORTER, CaseCode
from incidents.crypto.envelope import SealError
from incidents.crypto.sealing import Recipient, ring_recipient
from incidents.crypto.unsealing import open_entry
from incidents.store.models import Case, DeskCardRow, QuarantineCardRow, ReporterKey
from incidents.store.statements import insert_rows, table_of

_KEYS = table_of(ReporterKey)
_CASES = table_of(Case)
_FIND = (
    select(_CASES.c.id, _CASES.c.status, _CASES.c.received)
    .join(_KEYS, _KEYS.c.case_id == _CASES.c.id)
    .where(_KEYS.c.lookup == bindparam("lookup"))
)
_EXISTS = select(_KEYS.c.case_id).where(_KEYS.c.lookup == bindparam("lookup"))


@dataclass(frozen=True, slots=True)
class InboxView:
    """What a code shows."""

    case_id: bytes
    status: Status
    received: date
    entries: tuple[Entry, ...]


def exists(rows: boxes.Rows, code: CaseCode) -> bool:
    """Whether a code opens a case: one index look-up."""
    found = rows.scalar(_EXISTS, {"lookup": code.lookup_hash()})
    return found is not None


def read(session: Session, code: CaseCode, *, pinned: str) -> InboxView:
    """The case's status and every entry that is sealed to the reporter; raises `NotFound`.

    Anybody who writes in the database can seal to the reporter's public key: an answer is shown only when a certified
    member of the staff, or the body to which the case was referred, signed it for this case.
    """
    case_id, status, received = _find(session, code)
    key, signatures = code.key().load(), Signatures(session, pinned)
    shown = []
    for stored in entries.read(session, case_id, REPORTER):
        try:
            framed = open_entry(key, stored.id, stored.body, REPORTER, stored.slots[0].sealed)
            document = documents.unpack(documents.unframe(framed))
        except (SealError, ValueError):
            continue  # not written by us: somebody with access to the database put it there
        if document.kind not in FOR_REPORTER or documents.link(framed) != stored.link:
            continue
        if document.case_id == case_id and signatures.sound(document, stored.link):
            shown.append(document)
    return InboxView(case_id, status, received, tuple(shown))


@dataclass(frozen=True, slots=True)
class Told:
    """What the reporter says: the text, what it does (`core.saying`), and the signal that the desk gets."""

    text: str
    #: None for what the desk need not be called for.
    card: DeskCard | None
    content: Mapping[str, object] = field(default_factory=dict)


def write_message(
    session: Session,
    code: CaseCode,
    *,
    text: str,
    language: str,
    once: str,
    pinned: str,
    now: datetime,
) -> None:
    """Add the reporter's message. `once` is the form's own token: the same form posted twice is one message.

    The same form with another text (*Back*, then more to say) is another message: nothing is dropped unseen.
    """
    check_story(text)
    told = Told(text, signal_card(local_date(now)))
    write(session, code, told, language=language, once=once, pinned=pinned, now=now)


def write(
    session: Session,
    code: CaseCode,
    told: Told,
    *,
    language: str,
    once: str,
    pinned: str,
    now: datetime,
    fits: Callable[[InboxView], bool] | None = None,
    extra: Mapping[str, object] | None = None,
    beside: Callable[[InboxView], Recipient] | None = None,
) -> None:
    """Add what the reporter says, sealed to the case's recipients and to the reporter, and lay a signal for the desk.

    `fits` looks at the case once nobody else can write in it: where it says no, it was said before (`AlreadySent`).
    `extra` is sealed too and does not make a repeated form another one. `beside`: somebody else who is to read it.
    """
    case = addressed(session, code, pinned)
    if fits is not None and not fits(read(session, code, pinned=pinned)):
        raise AlreadySent
    besides = [beside(read(session, code, pinned=pinned))] if beside is not None else []
    document = Entry(
        case.case_id,
        case.number,
        Kind.MESSAGE,
        local_date(now).isoformat(),
        language,
        {"text": told.text, **told.content, **(extra or {})},
        entries.last_link(session, case.case_id),
    )
    readers = [*case.staff, Recipient(REPORTER, 0, code.public_key()), *besides]
    said = told.text + (encode(told.content).decode() if told.content else "")
    prepared = entries.prepare(document, readers, entry_id=code.message_id(once, said))
    try:
        entries.write(session, [prepared])
    except IntegrityError as error:
        raise AlreadySent from error
    if told.card is not None:
        announce(session, case, told.card)


@dataclass(frozen=True, slots=True)
class Addressed:
    """A case that the reporter adds to: the next entry's number, its readers, and what it follows."""

    case_id: bytes
    number: int
    recipients: str
    status: Status
    staff: list[Recipient]


def addressed(session: Session, code: CaseCode, pinned: str) -> Addressed:
    """The case of a code, locked for one more entry of the reporter's; raises `NotFound` and `Unsafe`."""
    case_id, *_ = _find(session, code)
    number, recipients, status = _next_number(session, case_id)
    _check_recipients(session, code, recipients, pinned)
    staff = case_recipients(session, case_id, recipients, pinned)
    return Addressed(case_id, number, recipients, status, staff)


def announce(session: Session, case: Addressed, card: DeskCard) -> None:
    """The desk sees that the reporter added something."""
    table = QuarantineCardRow if case.status is Status.QUARANTINE else DeskCardRow
    _signal(session, table, case.case_id, case.recipients, case.staff, card.pack())


def _check_recipients(session: Session, code: CaseCode, recipients: str, pinned: str) -> None:
    """A report about the readers goes on being kept from them, whatever somebody wrote into the register.

    Raises `Unsafe`. The reporter's own copy of the report says what was promised; the register is not signed.
    """
    if recipients != ring_recipient(Ring.CASEWORK):
        return
    view = read(session, code, pinned=pinned)
    report = next((entry for entry in view.entries if entry.kind is Kind.REPORT), None)
    if report is not None and report.content.get("readers") == Readers.YES:
        raise Unsafe(
            "Ditt meddelande skickades inte: det skulle ha hamnat hos fel mottagare. Ring oss, eller försök senare."
        )


class AlreadySent(Exception):
    """This form was posted before; the message is there, once."""


def _find(session: Session, code: CaseCode) -> tuple[bytes, Status, date]:
    row = session.connection().execute(_FIND, {"lookup": code.lookup_hash()}).one_or_none()
    if row is None:
        raise NotFound("Koden stämmer inte. Kontrollera den och försök igen.")
    return row[0], row[1], row[2]


def _next_number(session: Session, case_id: bytes) -> tuple[int, str, Status]:
    row = session.execute(
        update(Case)
        .where(Case.id == case_id)
        .values(entries=Case.entries + 1, version=Case.version + 1)
        .returning(Case.entries, Case.recipients, Case.status)
    ).one()
    return row[0], row[1], row[2]


def _signal(
    session: Session,
    table: type[DeskCardRow | QuarantineCardRow],
    case_id: bytes,
    recipients: str,
    staff: list[Recipient],
    card: bytes,
) -> None:
    """A desk card beside the old one for each holder: the next staff act merges them."""
    holders = staff[:-1] if recipients == PEOPLE else staff
    rows = card_rows(case_id, holders, card)
    if rows:
        insert_rows(session, table, rows)
