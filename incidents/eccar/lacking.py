"""What a report would be frozen without: said before, so that somebody can write it or wait."""

from collections.abc import Iterator

from incidents.core.chapters import LANGUAGES, WHOLE, Kind, of
from incidents.core.commitments import ORDER
from incidents.core.figures import Kind as Whose
from incidents.core.figures import denominator
from incidents.core.released import Released, years
from incidents.eccar.report import Material, settled
from incidents.eccar.tables import quarter
from incidents.eccar.words import ngettext
from incidents.web.locale import gettext, lazy_gettext

_BASES = {
    Whose.POPULATION: lazy_gettext("Antal invånare är inte inskrivet för %(years)s."),
    Whose.PUPILS: lazy_gettext("Antal elever är inte inskrivet för %(years)s."),
}


def unpublished(material: Material, span: str) -> list[str]:
    """The quarters of a span that are not published, such as 2026Q4; a report without them is not whole."""
    released = Released(material.publication)
    codes = [f"{year}Q{number}" for year in years(span) for number in range(1, 5)]
    return [code for code in codes if released.came_in(code).value is None]


def lacking(material: Material, span: str) -> list[str]:
    """Sentences; none where nothing is missing."""
    return [
        *_quarters(material, span),
        *_texts(material),
        *_examples(material),
        *bases(material, span),
        *_measures(material, span),
    ]


def _quarters(material: Material, span: str) -> Iterator[str]:
    found = unpublished(material, span)
    if found:
        listed = ", ".join(map(quarter, found))
        yield gettext("Inte publicerat: %(quarters)s.", quarters=listed)


def _texts(material: Material) -> Iterator[str]:
    empty = {
        language: sum(
            not of(material.chapters, Kind.TEXT, one, language) for one in (WHOLE, *ORDER)
        )
        for language in LANGUAGES
    }
    if empty["sv"]:
        yield ngettext(
            "%(num)d text är inte skriven på svenska.",
            "%(num)d texter är inte skrivna på svenska.",
            empty["sv"],
        )
    if empty["en"]:
        yield ngettext(
            "%(num)d text är inte skriven på engelska.",
            "%(num)d texter är inte skrivna på engelska.",
            empty["en"],
        )


def _examples(material: Material) -> Iterator[str]:
    waiting = sum(one.kind is Kind.EXAMPLE and not one.shown for one in material.chapters)
    if waiting:
        yield ngettext(
            "%(num)d typfall väntar på godkännande och kommer inte med.",
            "%(num)d typfall väntar på godkännande och kommer inte med.",
            waiting,
        )


def bases(material: Material, span: str) -> list[str]:
    """What is divided by and not entered under *Andra siffror*, with its years."""
    without = {
        kind: [str(y) for y in years(span) if denominator(material.figures, kind, y) is None]
        for kind in _BASES
    }
    return [
        str(_BASES[kind]) % {"years": ", ".join(found)} for kind, found in without.items() if found
    ]


def _measures(material: Material, span: str) -> Iterator[str]:
    if not any(settled(one, span) for one in material.measures):
        yield gettext("Ingen åtgärd är klar eller beslutad med svar.")
