"""What a body sees before it takes a referral: enough to say no, or that it may be the counterparty's."""

from incidents.core.bases import BasisKind, provision_words
from incidents.core.languages import sentence
from incidents.core.referral_packet.choosing import Opened
from incidents.core.referral_packet.document import Item, Section
from incidents.core.referral_packet.first_page import LABELS, limit
from incidents.core.referral_packet.packet import Head
from incidents.core.referral_packet.parts import answers
from incidents.core.referral_packet.pen import Pen, Speech
from incidents.core.referral_packet.writing import Overview

HEADING = sentence("Innan du öppnar")
_BASIS = sentence("Grund")
_AREAS = ("area", "place_type")


def cover(
    head: Head, case: Opened, overview: Overview, speech: Speech, masked: tuple[str, ...]
) -> Section:
    """The page; of a legal duty it says only by which provision. Masked like the packet."""
    pen = Pen(speech, masked)
    if head.basis.kind is BasisKind.LEGAL_DUTY:
        where = provision_words(head.basis.provision)
        return Section("cover", pen.said(HEADING), (Item("basis", (where,), pen.said(_BASIS)),))
    written = ("counterparty", "wants", "interpreter")
    said = {name: getattr(overview, name) for name in written}
    items = [
        pen.text(name, pen.said(LABELS[name]), text) for name, text in said.items() if text.strip()
    ]
    told = frozenset(_AREAS) & case.answers.keys()
    when = Item("limit", (limit(pen, case, head.day),), pen.said(LABELS["limit"]))
    return Section("cover", pen.said(HEADING), (*items, *answers(pen, case, told), when))
