"""What a translator does with a parcel: open, save, send, decline. It seals to the case's readers and opens no case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from incidents.actions import parcels
from incidents.actions.arriving import Arrival, arrive
from incidents.actions.parcels import Parcel
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, Invalid
from incidents.core.handover import Decline
from incidents.core.packet import Draft, Packet, check_length, unpack, unpack_draft
from incidents.crypto.handover import Link, ParcelKey


class Overtaken(Conflict):
    """Somebody else who has the link saved meanwhile; nothing was overwritten."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("Någon har sparat medan du skrev. Inget är skrivet över.")
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Opened:
    """A parcel that link and passphrase have opened. No draft: nobody has taken it on yet."""

    parcel: Parcel
    packet: Packet
    draft: Draft | None


def unlock(session: Session, link: Link, phrase: str, *, today: date) -> ParcelKey | None:
    """The key, where the passphrase is right; None where it is not. Changes nothing. Raises `Gone`."""
    found, key = parcels.find(session, link, today=today), link.key(phrase)
    return None if found.opened(key) is None else key


def opened(parcel: Parcel, key: ParcelKey) -> Opened | None:
    """What lies in an order's parcel; None with another parcel's key."""
    plain, kept = parcel.opened(key), parcel.draft_opened(key)
    if plain is None:
        return None
    return Opened(parcel, unpack(plain), unpack_draft(kept) if kept is not None else None)


def _claimed(session: Session, link: Link, key: ParcelKey, now: datetime) -> Opened:
    """The parcel, for as long as this transaction lasts nobody else's to change; raises `Gone`."""
    found = opened(parcels.claim(session, link, today=local_date(now)), key)
    if found is None:
        raise parcels.Gone
    return found


def take_on(session: Session, link: Link, key: ParcelKey, *, now: datetime) -> None:
    """The translator has no conflict of interest and does it: from now on the texts are shown."""
    found = _claimed(session, link, key, now)
    if found.draft is None:
        parcels.keep_draft(session, found.parcel, key, Draft().pack())


def save(
    session: Session,
    link: Link,
    key: ParcelKey,
    revision: int,
    texts: Mapping[int, str],
    *,
    now: datetime,
) -> None:
    """Keep an unfinished translation; `revision` is the one that the page was made from. Raises `Overtaken`."""
    found = _claimed(session, link, key, now)
    held = _held(found, revision, texts)
    for text in texts.values():
        check_length(text)
    if texts != held.texts:
        parcels.keep_draft(session, found.parcel, key, held.saved(texts).pack())


def send(
    session: Session,
    link: Link,
    key: ParcelKey,
    revision: int,
    texts: Mapping[int, str],
    *,
    pinned: str,
    now: datetime,
) -> None:
    """Seal each translation to those who read the case now, and destroy the parcel. Raises `Overtaken` and `Gone`."""
    found = _claimed(session, link, key, now)
    _held(found, revision, texts)
    packet = found.packet
    for one in packet.texts:
        check_length(texts.get(one.number, ""))
        if not texts.get(one.number, "").strip():
            raise Invalid("Översätt alla texter innan du skickar.")
    said: list[Mapping[str, object]] = [
        {
            "text": texts[one.number],
            "handover": packet.number,
            "of": one.number,
            "source": one.language,
            "translator": packet.translator,
        }
        for one in packet.texts
    ]
    _arrive(session, found, key, said, packet.target, pinned=pinned, now=now)


def _held(found: Opened, revision: int, texts: Mapping[int, str]) -> Draft:
    """What is saved, where this page was made from it or says the same."""
    held = found.draft or Draft()
    if revision != held.revision and texts != held.texts:
        raise Overtaken(held)
    return held


def decline(
    session: Session,
    link: Link,
    key: ParcelKey,
    why: Decline,
    reason: str,
    *,
    pinned: str,
    now: datetime,
) -> None:
    """Send the order back, with a reason or without one, and destroy the parcel. Raises `Gone`."""
    found = _claimed(session, link, key, now)
    check_length(reason)
    said = {"text": reason, "handover": found.packet.number, "declined": why.value}
    _arrive(session, found, key, [said], "sv", pinned=pinned, now=now)


def _arrive(
    session: Session,
    found: Opened,
    key: ParcelKey,
    said: list[Mapping[str, object]],
    language: str,
    *,
    pinned: str,
    now: datetime,
) -> None:
    """Entries that the hand-over signs; the desk sees that something came, and what lay here is destroyed."""
    packet = found.packet
    arrive(session, found.parcel, key, Arrival(packet.to, said, language), pinned=pinned, now=now)
    if not parcels.end(session, found.parcel.case_id, packet.number):
        raise parcels.Gone
