"""A letter that the person sends herself: her own words and answers, in Swedish or in her language."""

from datetime import date

from incidents.core.languages import sentence
from incidents.core.promise import day_of
from incidents.core.referral_packet import parts
from incidents.core.referral_packet.choosing import Chosen, Opened, check_hers, check_there
from incidents.core.referral_packet.complaint import WHAT, complaint_section
from incidents.core.referral_packet.document import DO, Document, Item, Kind, Receiver, Section
from incidents.core.referral_packet.pen import Pen, Speech
from incidents.core.referral_packet.writing import Complaint, check_fields

_TITLE = sentence("Mitt brev")
_HEAD = sentence("Brevet")
_TO = sentence("Till")
_FROM = sentence("Från")
_NAME = sentence("Skriv ditt namn här, om du vill.")
_DAY = sentence("Datum")
_MORE = sentence("Mer från mig")
_WROTE = sentence("Jag skrev %(day)s")
_ANSWERS = sentence("Mina svar")


def letter(
    day: date,
    receiver: Receiver,
    case: Opened,
    chosen: Chosen,
    speech: Speech,
    complaint: Complaint | None = None,
) -> Document:
    """The letter; to DO it has DO's fields. Raises `Invalid` for what is not there, or not hers."""
    check_there(case, chosen)
    check_hers(case, chosen)
    fields = complaint or Complaint()
    check_fields(fields, to_do=receiver.body == DO)
    pen = Pen(speech, chosen.masked)
    head = Section("about", pen.said(_HEAD), _head(pen, receiver, day))
    body = _body(pen, receiver, case, chosen, fields)
    explained = pen.explained()
    if explained:
        head = Section(head.name, head.heading, (*head.items, *explained))
    title = pen.said(_TITLE)
    return Document(Kind.LETTER, "", day, speech.tag, title, receiver, (head, *body))


def _head(pen: Pen, receiver: Receiver, day: date) -> tuple[Item, ...]:
    return (
        Item("receiver", (receiver.name,), pen.said(_TO)),
        Item("sender", (pen.said(_NAME),), pen.said(_FROM)),
        Item("day", (day.isoformat(),), pen.said(_DAY)),
    )


def _body(
    pen: Pen, receiver: Receiver, case: Opened, chosen: Chosen, complaint: Complaint
) -> list[Section]:
    found = []
    report = case.report if chosen.story else None
    to_do = receiver.body == DO
    if to_do:
        story = parts.story_of(pen, report, pen.said(WHAT)) if report else None
        found.append(complaint_section(pen, complaint, story))
    elif report is not None:
        found.append(Section("story", pen.said(WHAT), (parts.story_of(pen, report),)))
    if chosen.texts:
        found.append(Section("texts", pen.said(_MORE), _texts(pen, case, chosen)))
    if chosen.answers:
        answers = parts.answers(pen, case, chosen.answers)
        found.append(Section("answers", pen.said(_ANSWERS), answers))
    return found


def _texts(pen: Pen, case: Opened, chosen: Chosen) -> tuple[Item, ...]:
    entries = [case.texts[number] for number in sorted(chosen.texts)]
    return tuple(
        pen.text(
            "message",
            pen.said(_WROTE) % {"day": day_of(entry.moment).isoformat()},
            str(entry.content["text"]),
            entry.language,
        )
        for entry in entries
    )
