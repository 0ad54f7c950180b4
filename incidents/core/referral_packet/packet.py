"""A packet that the municipality sends: who sends it, to whom, on which basis, and the parts that were chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from incidents.core.bases import Basis, BasisKind, provision_words
from incidents.core.errors import Invalid
from incidents.core.languages import sentence
from incidents.core.referral_packet import parts
from incidents.core.referral_packet.choosing import Chosen, Opened, check_covered, check_there
from incidents.core.referral_packet.complaint import WHAT, complaint_section
from incidents.core.referral_packet.document import (
    DO,
    Document,
    Item,
    Kind,
    Receiver,
    Section,
    Sender,
)
from incidents.core.referral_packet.first_page import first_page, least_page
from incidents.core.referral_packet.pen import Pen, Speech
from incidents.core.referral_packet.writing import Complaint, Written, check_fields

TITLES = {
    Kind.SUPPORT: sentence("Hänvisning"),
    Kind.DO: sentence("Underlag till DO"),
    Kind.POLICE: sentence("Underlag till polisen"),
    Kind.BUREAU: sentence("Hänvisning till antidiskrimineringsbyrå"),
}
#: What the receiver of a kind has to know besides.
_NOTES = {
    Kind.POLICE: sentence("Det här underlaget är inte i sig en polisanmälan."),
    Kind.BUREAU: sentence("Kontrollera först att ni inte har hjälpt motparten i samma fråga."),
}
_AS_TOLD = sentence("Det här är vad personen har berättat. Kommunen har inte prövat det.")
_HEAD = sentence("Vem som skickar, och varför det är tillåtet")
_LABELS = {
    "sender": sentence("Från"),
    "receiver": sentence("Till"),
    "basis": sentence("Grund"),
    "id": sentence("Nummer"),
    "day": sentence("Datum"),
    "reference": sentence("Ärende hos kommunen"),
    "notes": sentence("Att tänka på"),
}
_CONSENT = sentence("Personens samtycke, nummer %(number)s i ärendet")
_DUTY = sentence("Skyldighet enligt lag: %(provision)s")
_TOLD = sentence("Det kommunen är skyldig att berätta")


@dataclass(frozen=True, slots=True)
class Head:
    """What a packet says of itself. `id`: from `document.new_id`; the day is all that is told of the time."""

    kind: Kind
    id: str
    day: date
    sender: Sender
    receiver: Receiver
    basis: Basis


def packet(
    head: Head, case: Opened, chosen: Chosen, speech: Speech, written: Written | None = None
) -> Document:
    """The document of what was chosen; raises `Invalid` for what is not there, not covered, or cannot be masked."""
    if head.kind not in TITLES:
        raise Invalid("Ett brev skickas av personen själv, inte av kommunen.")
    told = written or Written()
    _check(head, case, chosen, told)
    pen = Pen(speech, chosen.masked)
    first = _first(pen, head, case, chosen, told)
    rest = tuple(_rest(pen, head, case, chosen, told.complaint))
    reference = case.reference if chosen.reference else ""
    # Written last: by now the pen knows whether it met every passage.
    about = Section("about", pen.said(_HEAD), _about(pen, head, reference))
    return Document(
        head.kind,
        head.id,
        head.day,
        speech.tag,
        pen.said(TITLES[head.kind]),
        head.receiver,
        (first, about, *rest),
        head.sender,
        head.basis,
        reference,
        tuple(case.files[number] for number in sorted(chosen.files)),
    )


def _check(head: Head, case: Opened, chosen: Chosen, told: Written) -> None:
    check_there(case, chosen)
    identified = chosen.contact or told.names
    check_covered(case, head.basis, head.receiver.body, chosen, identified=identified)
    if head.basis.kind is BasisKind.LEGAL_DUTY and told != Written():
        raise Invalid("En skyldighet enligt lag gäller bara orden i beslutet. Välj inget annat.")
    if (head.kind is Kind.DO) != (head.receiver.body == DO):
        raise Invalid("Välj underlag till DO när mottagaren är DO, och bara då.")
    check_fields(told.complaint, to_do=head.kind is Kind.DO)


def _first(pen: Pen, head: Head, case: Opened, chosen: Chosen, told: Written) -> Section:
    body = head.receiver.body
    if head.basis.kind is BasisKind.LEGAL_DUTY:
        return least_page(pen, case, body)
    return first_page(pen, case, body, told.overview, head.day, details=chosen.contact)


def _rest(
    pen: Pen, head: Head, case: Opened, chosen: Chosen, complaint: Complaint
) -> Iterator[Section]:
    duty = case.duty(head.basis, head.receiver.body)
    if head.basis.kind is BasisKind.LEGAL_DUTY and duty is not None:
        yield Section("told", pen.said(_TOLD), (pen.text("told", "", duty.told),))
        return
    if head.kind is Kind.DO:
        report = case.report if chosen.story else None
        story = parts.story_of(pen, report, pen.said(WHAT)) if report else None
        yield complaint_section(pen, complaint, story)
    yield from parts.sections(pen, case, chosen, story=head.kind is not Kind.DO)


def _about(pen: Pen, head: Head, reference: str) -> tuple[Item, ...]:
    sender = head.sender
    said = {
        "sender": (sender.municipality, sender.function, sender.contact),
        "receiver": (head.receiver.name,),
        "basis": (_basis(pen, head.basis),),
        "id": (head.id,),
        "day": (head.day.isoformat(),),
        "reference": (reference,),
        "notes": tuple(pen.said(one) for one in (_NOTES.get(head.kind, ""), _AS_TOLD) if one),
    }
    items = (
        Item(name, tuple(one for one in values if one), pen.said(_LABELS[name]))
        for name, values in said.items()
    )
    return (*(item for item in items if item.values), *pen.explained())


def _basis(pen: Pen, basis: Basis) -> str:
    if basis.kind is BasisKind.CONSENT:
        return pen.said(_CONSENT) % {"number": basis.number}
    return pen.said(_DUTY) % {"provision": provision_words(basis.provision)}
