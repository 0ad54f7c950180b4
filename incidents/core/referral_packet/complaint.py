"""DO's fields in DO's order (DOMAIN 1.7), and what DO does not do. The form is public: the letter uses it too."""

from incidents.core.languages import sentence
from incidents.core.referral_packet.document import Item, Section
from incidents.core.referral_packet.pen import Pen
from incidents.core.referral_packet.writing import Complaint, Party

HEADING = sentence("Uppgifter till DO")
#: Both sentences are said wherever something is meant for DO.
CAUTIONS = (
    sentence("DO:s handlingar är i regel offentliga."),
    sentence("Att anmäla till DO stoppar ingen tidsfrist."),
)
EMPTY = sentence("Inte ifyllt")
_COMPLAINANT = {
    "name": sentence("Namn på den som anmäler"),
    "address": sentence("Adress till den som anmäler"),
    "phone": sentence("Telefon till den som anmäler"),
    "email": sentence("E-post till den som anmäler"),
}
_COMPLAINED = {
    "name": sentence("Vem anmälan gäller"),
    "address": sentence("Adress till den som anmälan gäller"),
    "phone": sentence("Telefon till den som anmälan gäller"),
    "email": sentence("E-post till den som anmälan gäller"),
}
WHAT = sentence("Vad hände?")
_KNOW = sentence("Bra att veta om DO")
_WHEN = sentence("När hände det?")
_WHO = sentence("Vem gjorde det?")
_GROUND = sentence("Vilken eller vilka diskrimineringsgrunder?")


def complaint_section(pen: Pen, complaint: Complaint, story: Item | None) -> Section:
    """The fields; `story` is what happened, where it was chosen."""
    items = (
        *_party(pen, "complainant", _COMPLAINANT, complaint.complainant),
        *_party(pen, "complained", _COMPLAINED, complaint.complained),
        story or _field(pen, "what", WHAT, complaint.what),
        _field(pen, "when", _WHEN, complaint.when),
        _field(pen, "who", _WHO, complaint.who),
        _field(pen, "ground", _GROUND, complaint.ground),
        Item("cautions", tuple(pen.said(one) for one in CAUTIONS), pen.said(_KNOW)),
    )
    return Section("do", pen.said(HEADING), items)


def _party(pen: Pen, whose: str, labels: dict[str, str], party: Party) -> tuple[Item, ...]:
    return tuple(
        _field(pen, f"{whose}_{name}", label, str(getattr(party, name)))
        for name, label in labels.items()
    )


def _field(pen: Pen, name: str, label: str, text: str) -> Item:
    return pen.field(name, label, text, EMPTY)
