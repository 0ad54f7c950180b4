"""What a body does with a referral: look, fetch, say how it stands, write to the person. It opens no case."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.actions import entries, parcels, single_facts
from incidents.actions.arriving import Arrival, arrive
from incidents.actions.parcels import Parcel
from incidents.core import entry as documents
from incidents.core.clock import local_date
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Conflict, NotFound, Unsafe
from incidents.core.referral_entry import Reply, Way
from incidents.core.referral_fact import STEPS, ReferralStep, step_of
from incidents.core.referral_ledger import FILES_OVER
from incidents.core.referral_page import (
    Answer,
    Enclosed,
    Journal,
    Page,
    Said,
    unpack,
    unpack_journal,
)
from incidents.crypto.casecode import REPORTER
from incidents.crypto.envelope import SealError
from incidents.crypto.handover import Link, ParcelKey, box_recipient
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.sealing import Recipient
from incidents.crypto.unsealing import open_entry
from incidents.store.models import ReporterKey

#: What the queue need not call up: the handler has nothing to do about it.
_QUIET = frozenset({Reply.SAVED, Reply.TALK})


@dataclass(frozen=True, slots=True)
class Received:
    """A referral that link and passphrase have opened."""

    parcel: Parcel
    page: Page
    journal: Journal


def look(session: Session, link: Link, key: ParcelKey, *, today: date) -> Received | None:
    """The referral as it lies; None with another parcel's key. Raises `Gone`."""
    return opened(parcels.find(session, link, today=today), key)


def opened(parcel: Parcel, key: ParcelKey) -> Received | None:
    """The same, of a parcel that was found."""
    plain, kept = parcel.opened(key), parcel.draft_opened(key)
    if plain is None:
        return None
    return Received(parcel, unpack(plain), unpack_journal(kept) if kept is not None else Journal())


def say(
    session: Session,
    link: Link,
    key: ParcelKey,
    answer: Answer,
    *,
    once: str = "",
    language: str = "sv",
    pinned: str,
    now: datetime,
) -> None:
    """Put what the body says into the case, where the person reads it too, but of a place alert no word of theirs.

    Raises `Conflict` and `Gone`.

    `once` is the form's own token: posted again, it changes nothing.
    """
    today = local_date(now)
    found = opened(parcels.claim(session, link, today=today), key)
    if found is None:
        raise parcels.Gone
    page, parcel = found.page, found.parcel
    if found.journal.knows(once):
        return
    if not found.journal.allows(answer.reply, page, files=today <= page.until):
        raise Conflict("Det går inte längre. Läs in sidan igen och se vad som är sagt.")
    said, aside = answer.of_place(page.number) if page.alert else (answer.content(page.number), [])
    arrival = Arrival(page.to, [said], language, quietly=answer.reply in _QUIET, aside=aside)
    reporter = _reporter(session, found)
    number = arrive(session, parcel, key, arrival, beside=reporter, pinned=pinned, now=now)
    journal = found.journal.with_one(Said(number, today, answer, once))
    parcels.keep_draft(session, parcel, key, journal.pack())
    if answer.reply.value in STEPS:
        single_facts.count(session, _step(found, answer, today).pack(), pinned=pinned)
    if answer.reply in FILES_OVER:
        parcels.empty_files(session, parcel)
    parcels.answered(session, parcel)


def _step(found: Received, answer: Answer, today: date) -> ReferralStep:
    again = answer.reply in found.journal.replies
    page, way = found.page, Way.LINK
    return step_of(
        answer.reply.value, page.role, page.basis, way, today, result=answer.code, again=again
    )


def _reporter(session: Session, found: Received) -> list[Recipient]:
    """The person's key, as the handler found it when the referral was made; nobody where there was none."""
    if not found.page.reporter:
        return []
    row = select(ReporterKey.public_key).where(ReporterKey.case_id == found.parcel.case_id)
    raw = session.scalar(row)
    if raw is None or hashlib.sha256(raw).hexdigest() != found.page.reporter:
        raise Unsafe("Nyckeln till den som rapporterade har bytts ut. Inget skickades. Larma it.")
    return [Recipient(REPORTER, 0, PublicKey(raw))]


def fetch(
    session: Session, link: Link, key: ParcelKey, place: int, *, today: date
) -> tuple[Enclosed, bytes]:
    """A file, as often as the body likes, once it has taken the referral. Raises `NotFound` and `Gone`."""
    found = look(session, link, key, today=today)
    if found is None or not _may_fetch(found, place):
        raise NotFound("Det finns ingen sådan fil här.")
    data = parcels.fetch(session, found.parcel, key, place, today=today)
    enclosed = found.page.enclosed[place]
    if data is None:
        raise NotFound("Filen är inte kvar. Den är sparad, eller så har tiden gått ut.")
    if hashlib.sha256(data).hexdigest() != enclosed.digest:
        raise Unsafe("Filen är ändrad eller borta. Ring den som skickade den.")
    return enclosed, data


def _may_fetch(found: Received, place: int) -> bool:
    return Reply.ACCEPT in found.journal.replies and place < len(found.page.enclosed)


def from_person(session: Session, found: Received, key: ParcelKey) -> Sequence[Entry]:
    """What the person has written to the body, oldest first. Whoever writes in the database can forge a message."""
    name = box_recipient(found.page.number)
    stored = entries.read(session, found.parcel.case_id, name)
    if not stored:
        return []
    box, shown = key.box().load(), []
    for one in stored:
        try:
            framed = open_entry(box, one.id, one.body, name, one.slots[0].sealed)
            document = documents.unpack(documents.unframe(framed))
        except (SealError, ValueError):
            continue  # not written by us
        sound = documents.link(framed) == one.link and document.case_id == found.parcel.case_id
        if sound and document.kind is Kind.MESSAGE:
            shown.append(document)
    return shown
