"""The first page: what matters most, and what the person has not agreed to."""

from datetime import date

from incidents.core.bases import Act
from incidents.core.help.spans import FROM_18, Span
from incidents.core.languages import sentence
from incidents.core.referral_packet.choosing import Opened
from incidents.core.referral_packet.document import Item, Section
from incidents.core.referral_packet.pen import Pen
from incidents.core.referral_packet.writing import Overview, contact_of
from incidents.core.vocabulary import vocabulary

HEADING = sentence("Det viktigaste")
NOT_KNOWN = sentence("Inte känt")
LABELS = {
    "wants": sentence("Vad personen vill"),
    "limit": sentence("Lagens tidsfrist"),
    "counterparty": sentence("Motpart"),
    "done": sentence("Vad som är gjort hittills"),
    "contact": sentence("Säker kontakt"),
    "interpreter": sentence("Språk och tolk"),
    "not_agreed": sentence("Personen har inte sagt ja till"),
}
_EVERYTHING = sentence("Personen har sagt ja till allt som vi har frågat om.")
_PASSED = sentence("Har troligen gått ut, senast %(late)s")
_ON = sentence("Räkna med %(late)s")
_PERHAPS = sentence("Kan ha gått ut. Senast %(late)s")
_BETWEEN = sentence("Mellan %(early)s och %(late)s")


def first_page(
    pen: Pen, case: Opened, body: str, overview: Overview, today: date, *, details: bool
) -> Section:
    """The whole page, in the order in which it is read. `details`: the contact details are in the packet."""
    contact = contact_of(case, body, details=details)
    items = (
        _written(pen, "wants", overview.wants),
        Item("limit", (limit(pen, case, today),), pen.said(LABELS["limit"])),
        _written(pen, "counterparty", overview.counterparty),
        _written(pen, "done", overview.done),
        _written(pen, "contact", overview.contact, contact),
        _written(pen, "interpreter", overview.interpreter),
        not_agreed(pen, case, body),
    )
    return Section("first", pen.said(HEADING), items)


def least_page(pen: Pen, case: Opened, body: str) -> Section:
    """The page of a legal duty: it tells nothing of the case, only how to behave towards the person."""
    items = (_written(pen, "contact", "", contact_of(case, body)), not_agreed(pen, case, body))
    return Section("first", pen.said(HEADING), items)


def not_agreed(pen: Pen, case: Opened, body: str) -> Item:
    """Every act that has no yes for this body."""
    agreed = case.agreed(body)
    acts = tuple(act.value for act in Act if act not in agreed)
    labels = (vocabulary("consent_act").label(act) for act in acts)
    words = tuple(pen.said(label) for label in labels) or (pen.said(_EVERYTHING),)
    return Item("not_agreed", words, pen.said(LABELS["not_agreed"]), acts)


def _written(pen: Pen, name: str, text: str, empty: str = NOT_KNOWN) -> Item:
    return pen.field(name, LABELS[name], text, empty)


def limit(pen: Pen, case: Opened, today: date) -> str:
    """When the law's time limit runs out, in words."""
    span = case.limit
    if span is not None:
        return pen.said(_when(span, today)) % _days(span)
    return pen.said(FROM_18 if case.young else NOT_KNOWN)


def _when(span: Span, today: date) -> str:
    if span.late < today:
        return _PASSED
    if span.early == span.late:
        return _ON
    return _PERHAPS if span.early < today else _BETWEEN


def _days(span: Span) -> dict[str, str]:
    return {"early": span.early.isoformat(), "late": span.late.isoformat()}
