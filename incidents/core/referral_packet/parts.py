"""The chosen parts of a case, each as a section; a part that was not chosen is nowhere."""

from collections.abc import Iterator

from incidents.core.coding import FIELDS
from incidents.core.entry import Entry, Kind
from incidents.core.languages import sentence
from incidents.core.promise import day_of
from incidents.core.referral_packet.choosing import Chosen, Opened
from incidents.core.referral_packet.document import Item, Section
from incidents.core.referral_packet.pen import Pen
from incidents.core.vocabulary import vocabulary

_STORY = sentence("Vad personen har berättat")
_TEXTS = sentence("Meddelanden")
_WHO = {
    Kind.MESSAGE: sentence("Personen skrev %(day)s"),
    Kind.ANSWER: sentence("Kommunen skrev %(day)s"),
    Kind.TRANSLATION: sentence("Översättning, %(day)s"),
    Kind.HANDED: sentence("Översättning, %(day)s"),
}
_ANSWERS = sentence("Personens svar på våra frågor")
_CODING = sentence("Kommunens bedömning")
_PRELIMINARY = sentence("Bedömningen är preliminär. Kommunen har inte prövat vad som hände.")
_CONTACT = sentence("Kontaktuppgifter")
_REACH = {
    "phone": sentence("Telefon"),
    "email": sentence("E-post"),
    "post": sentence("Brev"),
}
_SAFE = sentence("När det är säkert att höra av sig")
_FILES = sentence("Bilagor")


def sections(pen: Pen, case: Opened, chosen: Chosen, *, story: bool) -> Iterator[Section]:
    """Every chosen part. `story`: whether the story has its section here, not in a form's field."""
    if story and chosen.story and case.report is not None:
        yield Section("story", pen.said(_STORY), (story_of(pen, case.report),))
    if chosen.texts:
        found = (case.texts[number] for number in sorted(chosen.texts))
        yield Section("texts", pen.said(_TEXTS), tuple(_text(pen, entry) for entry in found))
    if chosen.answers:
        yield Section("answers", pen.said(_ANSWERS), answers(pen, case, chosen.answers))
    if chosen.coding:
        yield Section("coding", pen.said(_CODING), _coding(pen, case, chosen.coding))
    if chosen.contact:
        yield Section("contact", pen.said(_CONTACT), _contact(pen, case))
    if chosen.files:
        yield Section("files", pen.said(_FILES), (_files(case, chosen.files),))


def story_of(pen: Pen, report: Entry, label: str = "") -> Item:
    """The story in the person's own words."""
    return pen.text("story", label, str(report.content["story"]), report.language)


def answers(pen: Pen, case: Opened, names: frozenset[str]) -> tuple[Item, ...]:
    """The chosen answers, each under its question, in the order in which the person gave them."""
    found = ((name, groups) for name, groups in case.answers.items() if name in names)
    return tuple(
        pen.coded(name, groups, tuple(vocabulary(name).public_label(one) for one in groups))
        for name, groups in found
    )


def _text(pen: Pen, entry: Entry) -> Item:
    """A text with its day; who of the staff wrote it is nobody's business outside."""
    label = pen.said(_WHO[entry.kind]) % {"day": day_of(entry.moment).isoformat()}
    return pen.text(entry.kind.value, label, str(entry.content["text"]), entry.language)


def _coding(pen: Pen, case: Opened, names: frozenset[str]) -> tuple[Item, ...]:
    coding = case.coding
    codes = coding.codes if coding else {}
    told = [(name, codes[name]) for name in FIELDS if name in names]
    items = [
        pen.coded(name, found, tuple(vocabulary(name).label(code) for code in found))
        for name, found in told
    ]
    return (Item("preliminary", (pen.said(_PRELIMINARY),)), *items)


def _contact(pen: Pen, case: Opened) -> tuple[Item, ...]:
    contact = case.contact
    if contact is None:
        return ()
    reach = pen.text(contact.mode, pen.said(_REACH[contact.mode]), contact.value)
    if not contact.safe_times.strip():
        return (reach,)
    return (reach, pen.text("safe_times", pen.said(_SAFE), contact.safe_times))


def _files(case: Opened, numbers: frozenset[int]) -> Item:
    return Item("files", tuple(case.files[number].name for number in sorted(numbers)))
