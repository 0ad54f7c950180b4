"""From a handler's plan to what leaves: the basis, the document, the cover, and what the body may do besides."""

import hashlib
from dataclasses import dataclass
from datetime import date

from incidents.core.bases import Act, Basis, BasisKind, Leaving, basis_for, duty_in
from incidents.core.canonical import encode
from incidents.core.errors import Invalid
from incidents.core.referral_packet.alert import (
    Alert,
    Place,
    alert,
    check_place,
    check_receiver,
    check_where,
    pictures,
    place_section,
)
from incidents.core.referral_packet.choosing import Chosen, Opened
from incidents.core.referral_packet.cover import cover
from incidents.core.referral_packet.document import Document, Kind, Receiver, Section, Sender
from incidents.core.referral_packet.packet import Head, packet
from incidents.core.referral_packet.pen import Pen, Speech
from incidents.core.referral_packet.writing import Written
from incidents.core.traces import written


@dataclass(frozen=True, slots=True)
class Plan:
    """What a handler wants to send. `duty`: the number of the duty on which it rests; 0 for a consent.

    `id` and `day` stay the same from the preview on, so that what is made anew is the same document.
    """

    kind: Kind
    receiver: Receiver
    chosen: Chosen
    written: Written
    id: str
    day: date
    duty: int = 0
    #: What the body is for, for the statistics.
    role: str = ""
    #: What a place alert tells; it takes nothing else of the case but pictures.
    place: Place | None = None
    #: Somebody has looked at its pictures and seen no human being: without that, none goes along.
    unseen: bool = False

    def __post_init__(self) -> None:
        alert_ = self.kind is Kind.ALERT
        alone = (self.chosen, self.written, self.duty) == (
            Chosen(files=self.chosen.files),
            Written(),
            0,
        )
        if alert_ != (self.place is not None) or (alert_ and not alone):
            raise Invalid("Ett platslarm gäller en plats och ingen person.")
        if self.place is not None:
            check_place(self.place)
        if self.unseen != (alert_ and bool(self.chosen.files)):
            raise Invalid("Titta på bilderna först, och kryssa i att ingen människa syns.")

    @property
    def identified(self) -> bool:
        """Whether it would say who the person is."""
        return self.chosen.contact or self.written.names


@dataclass(frozen=True, slots=True)
class Made:
    """What leaves: the document, what the body sees before it takes it, and what it may do besides.

    A place alert rests on no basis, and lets the body do nothing towards the person.
    """

    document: Document
    cover: Section
    basis: Basis | None
    acts: frozenset[Act]
    #: Whether somebody has said that its pictures show no human being.
    unseen: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 over all of it, in hex: what was looked at is what is sent."""
        whole = [self.document.plain(), self.cover.plain(), sorted(self.acts), self.unseen]
        return hashlib.sha256(encode({"made": whole})).hexdigest()


def make(case: Opened, plan: Plan, sender: Sender, speech: Speech, *, today: date) -> Made:
    """What would leave; raises `Invalid` for what nothing covers, is not there, or cannot be masked."""
    if plan.place is not None:
        return _alert(case, plan, plan.place, sender, speech)
    basis = basis_of(case, plan, today)
    head = Head(plan.kind, plan.id, plan.day, sender, plan.receiver, basis)
    document = packet(head, case, plan.chosen, speech, plan.written)
    first = cover(head, case, plan.written.overview, speech, plan.chosen.masked)
    acts: frozenset[Act] = frozenset()
    if basis.kind is BasisKind.CONSENT:
        may = {Act.TALK, Act.ANSWER_BACK}
        acts = case.agreed(plan.receiver.body) & may
    return Made(document, first, basis, acts)


def _alert(case: Opened, plan: Plan, place: Place, sender: Sender, speech: Speech) -> Made:
    check_receiver(plan.role, place.place_type, photos=bool(plan.chosen.files))
    check_where(place.where, written(case.entries))
    there = pictures(case.files)
    if not plan.chosen.files <= there.keys():
        raise Invalid("En av de valda delarna finns inte. Välj igen.")
    photos = tuple(there[number] for number in sorted(plan.chosen.files))
    told = Alert(plan.id, plan.day, sender, plan.receiver, place, photos)
    first = place_section(Pen(speech), told)
    return Made(alert(told, speech), first, None, frozenset(), plan.unseen)


def basis_of(case: Opened, plan: Plan, today: date) -> Basis:
    """What covers it; raises `Invalid` where nothing does."""
    told = ""
    if plan.duty:
        duty = next((duty_in(one) for one in case.entries if one.number == plan.duty), None)
        told = duty.told if duty else ""
    leaving = Leaving(plan.receiver.body, identified=plan.identified, told=told)
    found = basis_for(leaving, () if plan.duty else case.questions, case.entries, today)
    if found is None:
        raise Invalid("Inget täcker det här: varken ett ja från personen eller en skyldighet.")
    return found
