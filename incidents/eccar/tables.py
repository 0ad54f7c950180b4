"""The figures of the report: indicators with the span before, what came in, and the figures of others beside."""

from collections.abc import Iterator, Mapping

from incidents.core.figures import Figure
from incidents.core.indicators import REPORTED, under
from incidents.core.measuring import Line, Measured, measured
from incidents.core.publication import Publication
from incidents.core.released import Released, Why, before, years
from incidents.documents.model import Block, Heading, Note, Paragraph, Table
from incidents.eccar import words
from incidents.web.locale import gettext
from incidents.web.periods import period
from incidents.web.registerwords import KINDS

Pair = tuple[Measured, Measured]


def came_in(publication: Publication | None, span: str) -> Iterator[Block]:
    """T0 of each quarter: exact, also where it is small, with how many no table counts (STATISTICS.md, rule 10)."""
    released = Released(publication)
    codes = [f"{year}Q{number}" for year in years(span) for number in range(1, 5)]
    found = [(code, released.came_in(code).value, released.counted(code).value) for code in codes]
    there = [
        (code, count, counted)
        for code, count, counted in found
        if count is not None and counted is not None
    ]
    if not there:
        yield Paragraph(gettext("Inget kvartal av de här åren är publicerat än."))
        return
    rows = tuple(
        (quarter(code), words.whole(count), words.whole(count - counted))
        for code, count, counted in there
    )
    caption = gettext("Rapporter som kom in, kvartal för kvartal")
    head = (gettext("Kvartal"), gettext("Antal"), gettext("Varav inte med i tabellerna"))
    yield Table(caption, head, rows, tuple(count for _, count, _ in there))
    yield Paragraph(gettext("Test, dubbletter och skräp är inte med i tabellerna."))
    if len(there) < len(codes):
        yield Paragraph(gettext("Resten av perioden är inte publicerad än."))
    yield Note(str(words.TREND))


def quarter(code: str) -> str:
    """A quarter in words, as everywhere."""
    return period(code)


def indicators(
    publication: Publication | None, figures: tuple[Figure, ...], number: int, span: str
) -> Iterator[Block]:
    """The indicators of a commitment, each beside what it was in the span before; what is not there in one sentence."""
    names = [one.id for one in under(number)]
    if not names:
        return
    now = measured(publication, figures, span, names)
    then = measured(publication, figures, before(span), names)
    pairs = list(zip(now, then, strict=True))
    shown = [pair for pair in pairs if any(_has_number(line) for one in pair for line in one.lines)]
    yield Heading(3, gettext("Siffror"))
    released = Released(publication)
    ended = {one: released.came_in(one).value is not None for one in (span, before(span))}
    yield from _figures([pair for pair in shown if any(map(_whole, pair))], number, span, ended)
    for pair in shown:
        yield from divided(pair, span)
    if shown:
        yield Note(str(words.TREND))
    there = {one.id for one, _ in shown}
    yield from _silent([one for one in now if one.id not in there], ended[span])


def _has_number(line: Line) -> bool:
    return line.numerator.value is not None


def _whole(one: Measured) -> bool:
    """Whether it has a number of its own, besides those of its parts."""
    return not one.lines[0].code and _has_number(one.lines[0])


def _silent(absent: list[Measured], ended: bool) -> Iterator[Block]:  # noqa: FBT001 - of the span
    """What cannot be told, and why: too little, not all of it published, or never measured."""
    counted = [one for one in absent if one.lines[0].why is not Why.NOT_MEASURED]
    names = ", ".join(words.said(one.id).name for one in counted)
    if names and ended:
        yield Paragraph(gettext("För få för att redovisas: %(names)s.", names=names))
    elif names:
        yield Paragraph(gettext("Inte publicerat för hela perioden än: %(names)s.", names=names))
    for one in absent:
        if one not in counted:
            told = words.said(one.id)
            yield Paragraph(f"{told.name}: {told.not_measured}")


def _heads(span: str) -> tuple[str, str]:
    return span.replace("-", "–"), before(span).replace("-", "–")


def _figures(
    pairs: list[Pair], number: int, span: str, ended: Mapping[str, bool]
) -> Iterator[Block]:
    if not pairs:
        return
    rows = tuple(
        (words.said(now.id).name, _cell(now, ended), _cell(then, ended), _change(now, then))
        for now, then in pairs
    )
    head = (gettext("Mått"), *_heads(span), gettext("Ändring"))
    yield Table(gettext("Mått under åtagande %(number)s", number=number), head, rows)


def _cell(one: Measured, ended: Mapping[str, bool]) -> str:
    """A dash where the figure is of another kind, or of a time that is not published."""
    line = one.lines[0]
    if line.code or (line.why is Why.NO_TABLE and not ended[one.period]):
        return "–"
    return words.cell(line, one.id)


def _change(now: Measured, then: Measured) -> str:
    return "–" if then.lines[0].code else words.change(now.lines[0], then.lines[0], now.id)


def divided(pair: Pair, span: str) -> Iterator[Block]:
    """An indicator of several parts: a chart and a table."""
    now, then = pair
    lines = [line for line in now.lines if line.code]
    if now.dim is None or not lines:
        return
    old = (
        {line.code: line for line in then.lines}
        if then.dim and then.dim.name == now.dim.name
        else {}
    )
    labels = words.labels(now)
    rows = tuple(
        (labels[one.code], words.count(one), words.share(one), _old(old.get(one.code)))
        for one in lines
    )
    shown, earlier = _heads(span)
    head = (
        gettext(now.dim.title),
        gettext("Antal %(span)s", span=shown),
        gettext("Andel"),
        gettext("Antal %(span)s", span=earlier),
    )
    bars = tuple(one.numerator.value for one in lines)
    yield Table(words.said(now.id).name, head, rows, bars, gettext("visas inte"))


def _old(line: Line | None) -> str:
    return "–" if line is None else words.count(line)


def beside(figures: tuple[Figure, ...], number: int, span: str) -> Iterator[Block]:
    """What others have counted: never added to ours, nor to each other."""
    wanted = {*years(span), years(span)[0] - 1}
    kinds = words.BESIDE.get(number, ())
    found = [one for one in figures if one.kind in kinds and one.year in wanted]
    if not found:
        return
    found.sort(key=lambda one: (kinds.index(one.kind), -one.year, one.what))
    yield Heading(3, gettext("Andras siffror bredvid"))
    yield Paragraph(
        gettext(
            "De räknas på andra sätt än våra och läggs aldrig ihop: samma händelse kan finnas i flera."
        )
    )
    head = (gettext("Vems siffra"), gettext("År"), gettext("Tal"))
    caption = gettext("Siffror från andra under åtagande %(number)s", number=number)
    if not words.swedish():
        rows = tuple((str(KINDS[one.kind]), str(one.year), words.value(one)) for one in found)
        yield Table(caption, head, rows)
        yield Paragraph(gettext("Källa och metod står i rapporten på svenska."))
        return
    told = tuple(
        (
            f"{KINDS[one.kind]}. {one.what}",
            str(one.year),
            words.value(one),
            one.source,
            one.method,
        )
        for one in found
    )
    yield Table(caption, (*head, gettext("Källa"), gettext("Metod")), told)


def definitions() -> tuple[str, ...]:
    """What each figure divides by what."""
    told = [words.said(name) for name in REPORTED]
    return tuple(
        gettext(
            "%(name)s: %(definition)s Täljare: %(numerator)s. Nämnare: %(denominator)s.",
            name=one.name,
            definition=one.definition,
            numerator=one.numerator,
            denominator=one.denominator,
        )
        for one in told
        if not one.not_measured
    )
