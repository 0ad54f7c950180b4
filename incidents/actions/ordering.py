"""A handler orders a translation, takes an order back, confirms what came. Each is an entry, signed, and audited."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.actions import casefile, parcels
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import add, audited, once_id, readable, writable
from incidents.actions.login import Desk
from incidents.actions.thread import with_reporter
from incidents.actions.trust import case_recipients
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Conflict, Invalid, NotAllowed, NotFound
from incidents.core.handover import (
    ORDERABLE,
    Handed,
    Order,
    Wanted,
    check_wished,
    order_in,
)
from incidents.core.packet import Packet, Text
from incidents.crypto import words
from incidents.crypto.handover import Link
from incidents.store.models import Case, HandoverRow

#: So many orders the queue looks through for late ones.
_MOST_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Laid:
    """What the handler hands on, once: the link by one way, the passphrase by another. Nothing here keeps either."""

    link: Link
    phrase: str

    def __repr__(self) -> str:
        return "Laid(...)"


def last_day(now: datetime, days: int) -> date:
    """The last day on which what is ordered now can be opened."""
    return local_date(now) + timedelta(days=days)


def order(
    session: Session,
    desk: Desk,
    reference: str,
    wanted: Wanted,
    *,
    days: int,
    once: str = "",
    pinned: str,
    now: datetime,
) -> Laid:
    """Seal what is to be translated for the translator; the case gets an order that the reporter may read too.

    `once` is the form's own token: posted before, raises `AlreadyWritten`, since the link was shown then.
    """
    case = writable(session, desk, reference)
    file = casefile.read(session, desk, case, pinned=pinned)
    if file.stop is not None:
        raise NotAllowed("Personen vill att vi slutar. Då lämnar vi inget vidare.")
    until = last_day(now, days)
    check_wished(wanted.wished, local_date(now), until)
    texts = _texts(file, wanted)
    link, phrase = Link.generate(), words.passphrase()
    key = link.key(phrase)
    ordered = Order(wanted, until, link.parcel, key.signing().public_key().public_bytes_raw())
    entry_id = once_id(desk, case, Kind.HANDOVER, once, "") if once else None
    readers = with_reporter(session, case, file, pinned)
    add(session, desk, case, Kind.HANDOVER, ordered.content(), readers, now, entry_id=entry_id)
    number = case.entries
    packet = Packet(
        number, wanted.to, wanted.translator, wanted.target, wanted.wished, until, texts
    )
    parcels.lay(
        session,
        link,
        key,
        packet.pack(),
        case_id=case.id,
        number=number,
        staff_id=desk.actor.staff_id,
        expires=until,
    )
    parcels.empty_expired(session, today=local_date(now))
    audited(session, desk, Act.CASE_HANDED_OVER, case, detail=f"entry:{number}", now=now)
    return Laid(link, phrase)


def orderable(file: CaseFile) -> list[Entry]:
    """What can be ordered: the story and the reporter's messages that hold a text."""
    found = (one.entry for one in file.entries if one.sound and one.entry.kind in ORDERABLE)
    return [entry for entry in found if said(entry).strip()]


def said(entry: Entry) -> str:
    """The text of a report or a message."""
    return str(entry.content["story" if entry.kind is Kind.REPORT else "text"])


def _texts(file: CaseFile, wanted: Wanted) -> tuple[Text, ...]:
    known = {entry.number: entry for entry in orderable(file)}
    if not set(wanted.of) <= known.keys():
        raise Invalid("Välj bland texterna i ärendet.")
    chosen = [known[number] for number in sorted(set(wanted.of))]
    return tuple(
        Text(entry.number, wanted.source or entry.language, said(entry)) for entry in chosen
    )


def take_back(
    session: Session, desk: Desk, reference: str, number: int, *, pinned: str, now: datetime
) -> None:
    """Destroy what was ordered; `Conflict` when it was answered or ended before."""
    case, _ = _ordered(session, desk, reference, number, pinned)
    if not parcels.end(session, case.id, number):
        raise Conflict("Beställningen är redan avslutad. Läs in sidan igen.")
    _note(session, desk, case, {"withdrawn": number}, pinned, now)
    audited(session, desk, Act.CASE_TAKEN_BACK, case, detail=f"entry:{number}", now=now)


def confirm(
    session: Session, desk: Desk, reference: str, number: int, *, pinned: str, now: datetime
) -> None:
    """This person has read what came and says that it is what was ordered; it stays the translator's."""
    case, handed = _ordered(session, desk, reference, number, pinned)
    if not handed.answers or handed.confirmed is not None:
        raise Conflict("Det finns inget att bekräfta. Läs in sidan igen.")
    _note(session, desk, case, {"confirmed": number}, pinned, now)
    audited(session, desk, Act.CASE_VOUCHED, case, detail=f"entry:{number}", now=now)


def _ordered(
    session: Session, desk: Desk, reference: str, number: int, pinned: str
) -> tuple[Case, Handed]:
    case = writable(session, desk, reference)
    file = casefile.read(session, desk, case, pinned=pinned)
    found = next((one for one in file.handovers if one.number == number), None)
    if found is None:
        raise NotFound("Det finns ingen sådan beställning i ärendet.")
    return case, found


def _note(
    session: Session, desk: Desk, case: Case, what: dict[str, object], pinned: str, now: datetime
) -> None:
    staff = case_recipients(session, case.id, case.recipients, pinned)
    add(session, desk, case, Kind.HANDOVER, {"text": "", **what}, staff, now)


def late(session: Session, desk: Desk, *, pinned: str, today: date) -> list[str]:
    """The references of this person's cases with an order that is late or has run out."""
    orders = HandoverRow.files_until.is_(None)
    query = select(HandoverRow.case_id, HandoverRow.number).where(orders).limit(_MOST_LOOKED_AT)
    lying = session.execute(query.order_by(HandoverRow.expires)).all()
    if not lying:
        return []
    numbers: dict[bytes, list[int]] = {}
    for case_id, number in lying:
        numbers.setdefault(case_id, []).append(number)
    return [
        case.reference
        for case in readable(session, desk, numbers)
        if any(_is_late(session, desk, case.id, n, pinned, today) for n in numbers[case.id])
    ]


def _is_late(
    session: Session, desk: Desk, case_id: bytes, number: int, pinned: str, today: date
) -> bool:
    entry = casefile.read_one(session, desk, case_id, number, pinned=pinned)
    ordered = order_in(entry) if entry is not None else None
    return ordered is not None and ordered.wanted.wished < today
