"""The report: what changed first, then the commitments with 3 and 10 in front, then how the figures are made.

It reads what is released, the registers and the coordinator's own texts, and nothing else. It says something also where
no table is published: the number of reports, the measures and the texts carry it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from incidents.core.chapters import WHOLE, Chapter, Kind, of
from incidents.core.commitments import COMMITMENTS, ORDER
from incidents.core.figures import Figure
from incidents.core.measures import Measure, Status
from incidents.core.publication import EXERCISE, Publication
from incidents.core.released import before, years
from incidents.documents.model import Block, Bullets, Document, Heading, Note, Paragraph
from incidents.eccar import tables, words
from incidents.eccar.corrections import corrections
from incidents.web.locale import gettext, tag
from incidents.web.registerwords import TRACKS


@dataclass(frozen=True, slots=True)
class Material:
    """What a report is made of. `day` is the day of the newest of it; `contact` is whom to ask."""

    publication: Publication | None
    figures: tuple[Figure, ...]
    measures: tuple[Measure, ...]
    chapters: tuple[Chapter, ...]
    municipality: str
    contact: str
    day: date


def report(material: Material, span: str) -> Document:
    """The report on two years, in the language that is spoken around it."""
    title = gettext("Rapport till ECCAR %(span)s", span=_shown(span))
    blocks = (
        *exercise(material.publication),
        *_learned(material, span),
        *_commitments(material, span),
        *_method(material, span),
    )
    return Document(title, tag(), material.day, material.municipality, blocks)


def exercise(publication: Publication | None) -> Iterator[Block]:
    """What stands above everything else where the reports are invented, in every form and language."""
    if publication is not None and publication.exercise:
        invented = gettext(
            "Ett program har hittat på siffrorna. De säger ingenting om någon verklig kommun."
        )
        yield Note(f"{gettext(EXERCISE)}. {invented}")


def _shown(span: str) -> str:
    return span.replace("-", "–")


def _learned(material: Material, span: str) -> Iterator[Block]:
    yield Paragraph(
        gettext(
            "%(municipality)s berättar vartannat år hur arbetet mot rasism och diskriminering går. Rapporten "
            "följer de tio åtagandena i Europeiska kommuners koalition mot rasism (ECCAR).",
            municipality=material.municipality,
        )
    )
    yield Heading(2, gettext("Det vi har lärt oss och ändrat"))
    yield from _text(material, WHOLE)
    told = tuple(one for one in material.measures if settled(one, span))
    if not told:
        yield Paragraph(gettext("Ingen åtgärd är klar eller beslutad under de här åren."))
    else:
        yield from _measures(told)
    yield Heading(2, gettext("Rapporter som kom in"))
    yield from tables.came_in(material.publication, span)


def settled(measure: Measure, span: str) -> bool:
    """Finished in the span, or decided by whoever is to do it. The unit has answered."""
    if not measure.answer:
        return False
    if measure.status is Status.DONE:
        return measure.done is not None and measure.done.year in years(span)
    return measure.status in (Status.PLANNED, Status.ONGOING) and measure.proposed.year in years(
        span
    )


def _measures(measures: tuple[Measure, ...]) -> Iterator[Block]:
    """In Swedish as they were written; in another language how many of each track."""
    if words.swedish():
        yield Bullets(tuple(_measure(one) for one in measures))
        return
    counted = [(track, [one for one in measures if one.track is track]) for track in TRACKS]
    yield Bullets(
        tuple(
            _counted(
                str(TRACKS[track]), sum(one.status is Status.DONE for one in found), len(found)
            )
            for track, found in counted
            if found
        )
    )
    yield Paragraph(gettext("Vad varje åtgärd är står i rapporten på svenska."))


def _counted(track: str, done: int, everything: int) -> str:
    finished = words.ngettext("%(num)d klar", "%(num)d klara", done)
    left = everything - done
    decided = words.ngettext("%(num)d beslutad", "%(num)d beslutade", left)
    said = ", ".join(text for text, number in ((finished, done), (decided, left)) if number)
    return f"{track}: {said}"


def _measure(measure: Measure) -> str:
    state = gettext("klar") if measure.status is Status.DONE else gettext("beslutad")
    return f"{measure.text} ({measure.unit}, {state}). {measure.answer}"


def _commitments(material: Material, span: str) -> Iterator[Block]:
    for number in ORDER:
        yield Heading(2, f"{number}. {gettext(COMMITMENTS[number])}")
        inside = tuple(_commitment(material, number, span))
        yield from inside or (
            Paragraph(gettext("Under det här åtagandet finns inget att redovisa.")),
        )


def _commitment(material: Material, number: int, span: str) -> Iterator[Block]:
    yield from _text(material, number)
    yield from _examples(material, number)
    yield from tables.indicators(material.publication, material.figures, number, span)
    told = tuple(
        one for one in material.measures if one.commitment == number and settled(one, span)
    )
    if told:
        yield Heading(3, gettext("Åtgärder"))
        yield from _measures(told)
    yield from tables.beside(material.figures, number, span)


def _text(material: Material, number: int) -> Iterator[Block]:
    for one in of(material.chapters, Kind.TEXT, number, tag()):
        yield from _paragraphs(one.text)


def _examples(material: Material, number: int) -> Iterator[Block]:
    found = [one for one in of(material.chapters, Kind.EXAMPLE, number, tag()) if one.shown]
    if found:
        yield Heading(3, gettext("Typfall"))
        yield Note(
            gettext(
                "Ett typfall är skrivet för hand ur minst tre ärenden. Det handlar inte om någon bestämd person."
            )
        )
    for one in found:
        yield from _paragraphs(one.text)


def _paragraphs(text: str) -> Iterator[Block]:
    return (Paragraph(part) for part in text.split("\n\n") if part.strip())


def _method(material: Material, span: str) -> Iterator[Block]:
    yield Heading(2, gettext("Så är siffrorna gjorda"))
    yield Paragraph(
        gettext(
            "Siffrorna kommer bara från tabeller som är publicerade. Andelar och summor räknas på tal som visas. "
            "Perioden jämförs med %(before)s.",
            before=_shown(before(span)),
        )
    )
    yield Bullets(tables.definitions())
    yield Heading(3, gettext("Det här lovar vi"))
    threshold = material.publication.newest.threshold if material.publication else 5
    yield Bullets(
        (
            gettext("Hur många rapporter som kommit in visar vi alltid."),
            gettext(
                "Små tal (1–%(most)s) om vad de handlar om visar vi inte, och de går inte att räkna ut ur det vi har "
                "publicerat.",
                most=threshold - 1,
            ),
            gettext("Alla siffror är exakta."),
            gettext(
                "Publicerade siffror ändras inte. Ett fel rättas med ord bredvid siffran, och det står tydligt."
            ),
            gettext("Du kan köra kontrollprogrammet själv."),
            gettext("Enskilda rapporter kan begäras ut och prövas då en och en."),
        )
    )
    yield from corrections(material.publication, span)
    yield Heading(2, gettext("Fråga oss"))
    yield Paragraph(material.contact)
