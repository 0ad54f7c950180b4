"""What comes into a case by a hand-over: entries that its own key signs, for those who read the case now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from incidents.actions import entries
from incidents.actions.inbox import Addressed, announce
from incidents.actions.parcels import Parcel
from incidents.actions.trust import case_recipients
from incidents.core.clock import local_date
from incidents.core.deskcard import signal_card
from incidents.core.entry import Entry, Kind
from incidents.crypto.handover import ParcelKey
from incidents.crypto.sealing import Recipient
from incidents.store.models import Case


@dataclass(frozen=True, slots=True)
class Arrival:
    """What somebody outside says, in which language, and by which name. `quietly`: the queue need not say so.

    `aside`: what the staff alone read.
    """

    author: str
    said: Sequence[Mapping[str, object]]
    language: str = "sv"
    quietly: bool = False
    aside: Sequence[Mapping[str, object]] = ()


def arrive(
    session: Session,
    parcel: Parcel,
    key: ParcelKey,
    arrival: Arrival,
    *,
    beside: Sequence[Recipient] = (),
    pinned: str,
    now: datetime,
) -> int:
    """Add the entries, with a date and no time; `beside`: who reads `said` besides the case's readers.

    Returns the last one's number in the case.
    """
    contents = [*arrival.said, *arrival.aside]
    case_id, count = parcel.case_id, len(contents)
    last, recipients, status = session.execute(
        update(Case)
        .where(Case.id == case_id)
        .values(entries=Case.entries + count, version=Case.version + 1)
        .returning(Case.entries, Case.recipients, Case.status)
    ).one()
    staff = case_recipients(session, case_id, recipients, pinned)
    previous, prepared = entries.last_link(session, case_id), []
    told = last - len(arrival.aside)
    for place, content in enumerate(contents, last - count + 1):
        document = Entry(
            case_id,
            place,
            Kind.HANDED,
            local_date(now).isoformat(),
            arrival.language,
            content,
            previous,
            author_name=arrival.author,
        )
        readers = [*staff, *(beside if place <= told else ())]
        prepared.append(entries.prepare(document, readers, signer=key.signing()))
        previous = prepared[-1].link
    entries.write(session, prepared)
    if not arrival.quietly:
        addressed = Addressed(case_id, last, recipients, status, staff)
        announce(session, addressed, signal_card(local_date(now)))
    return int(last)
