"""Indicators worked out: from released tables and from what somebody has entered, and never from anything else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from incidents.core.figures import Figure, Kind, denominator
from incidents.core.publication import Dimension, Publication
from incidents.core.released import Number, Released, Why, total, years

PERCENT, THOUSAND = 100, 1000
#: Both say the same more coarsely; whichever is published stands in.
GROUND, AREA = ("ground", "ground_merged"), ("area", "area_merged")
OWN, MOTIVE = ("own", "own_two"), ("motive", "motive_two")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of an indicator: of its whole, or of a code of its dimension; `per` hundred or thousand."""

    code: str
    numerator: Number
    denominator: Number
    per: int = PERCENT

    @property
    def why(self) -> Why | None:
        """Why there is no ratio."""
        if self.denominator.value == 0 and self.numerator.why is None:
            return Why.NOTHING
        return self.numerator.why or self.denominator.why

    @property
    def ratio(self) -> Fraction | None:
        """The share in percent, or how many to a thousand."""
        if self.why or self.numerator.value is None or not self.denominator.value:
            return None
        return Fraction(self.numerator.value * self.per, self.denominator.value)


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator for a period. `dim` has the words of the codes that the lines after the first may have."""

    id: str
    period: str
    lines: tuple[Line, ...]
    dim: Dimension | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """From what indicators are worked out."""

    released: Released
    figures: tuple[Figure, ...]

    def base(self, kind: Kind, period: str) -> Number:
        """What a rate is divided by: each year of the period counts once, so that a rate is one of a year."""
        found = [denominator(self.figures, kind, year) for year in years(period)]
        return total(Number(one, None if one is not None else Why.NO_BASE) for one in found)


Worked = tuple[Sequence[Line], Dimension | None]
Recipe = Callable[[Source, str], Worked]


def measured(
    publication: Publication | None, figures: Iterable[Figure], period: str, ids: Iterable[str]
) -> tuple[Measured, ...]:
    """These indicators for a period."""
    source = Source(Released(publication), tuple(figures))
    return tuple(_measured(source, name, period) for name in ids)


def _measured(source: Source, name: str, period: str) -> Measured:
    recipe = _RECIPES.get(name)
    if recipe is None:
        none = Number(why=Why.NOT_MEASURED)
        return Measured(name, period, (Line("", none, none),))
    lines, dim = recipe(source, period)
    return Measured(name, period, tuple(lines), dim)


def _came_in(source: Source, period: str) -> Worked:
    """Without tests, doubles and junk (DOMAIN.md 4.3): the same reports that every other indicator is of."""
    rate = Line("", source.released.counted(period), source.base(Kind.POPULATION, period), THOUSAND)
    return [rate], None


def _spread(measure: str, names: Sequence[str]) -> Recipe:
    """Each part of a dimension as a share of all."""

    def work(source: Source, period: str) -> Worked:
        found = source.released.dimension(measure, names, period)
        if found is None:
            none = Number(why=Why.NO_TABLE)
            return [Line("", none, none)], None
        whole = source.released.count(measure, {}, period)
        return [
            Line(code, source.released.count(measure, {found.name: code}, period), whole)
            for code in found.parts()
        ], found

    return work


def _share(
    measure: str, names: Sequence[str], codes: Sequence[str], of: Sequence[str] = ()
) -> Recipe:
    """Some parts as a share of all, or of some."""

    def work(source: Source, period: str) -> Worked:
        found = source.released.dimension(measure, names, period)
        name = found.name if found else names[0]

        def summed(wanted: Sequence[str]) -> Number:
            return total(source.released.count(measure, {name: one}, period) for one in wanted)

        whole = summed(of) if of else source.released.count(measure, {}, period)
        return [Line("", summed(codes), whole)], None

    return work


def _named(source: Source, period: str) -> Worked:
    lines, dim = _spread("reports", GROUND)(source, period)
    if dim is None:
        return lines, None
    return [Line("", total(one.numerator for one in lines), lines[0].denominator)], None


def _replies(source: Source, period: str) -> Worked:
    """Each class holds those before it, and the last one is all that were met in time; of all that tables count."""
    lines, dim = _spread("replies", ["reply"])(source, period)
    if dim is None:
        return lines, None
    upto = [total(one.numerator for one in lines[: place + 1]) for place in range(len(lines))]
    upto[-1] = lines[-1].denominator
    everything = source.released.counted(period)
    return [Line(one.code, met, everything) for one, met in zip(lines, upto, strict=True)], dim


def _taken_on(source: Source, period: str) -> Worked:
    accepted = source.released.count("answers", {"outcome": "accepted"}, period)
    return [Line("", accepted, source.released.count("referrals", {}, period))], None


def _rate(measure: str, cells: Sequence[Mapping[str, str]], kind: Kind) -> Recipe:
    """How many to a thousand; the first of the cells that is published."""

    def work(source: Source, period: str) -> Worked:
        found = [source.released.count(measure, cell, period) for cell in cells]
        best = next((one for one in found if one.why is not Why.NO_TABLE), found[0])
        return [Line("", best, source.base(kind, period), THOUSAND)], None

    return work


def _events(source: Source, period: str) -> Worked:
    (rate,), _ = _rate("events", [{}], Kind.POPULATION)(source, period)
    lines, dim = _spread("events", MOTIVE)(source, period)
    return [rate, *(lines if dim else ())], dim


def _to_police(source: Source, period: str) -> Worked:
    """Of all events, and where a table crosses the two, of those with each motive."""

    def told(cell: Mapping[str, str]) -> Line:
        some = source.released.count("events", {**cell, "police": "told"}, period)
        return Line(cell.get(dim.name, "") if dim else "", some, whole(cell))

    def whole(cell: Mapping[str, str]) -> Number:
        return source.released.count("events", cell, period)

    dim = source.released.dimension("events", MOTIVE, period)
    parts = [told({dim.name: code}) for code in dim.parts()] if dim else []
    crossed = any(one.numerator.why is not Why.NO_TABLE for one in parts)
    return [told({}), *(parts if crossed else ())], dim if crossed else None


_AT_WORK = [{own: "yes", area: "work"} for own in OWN for area in AREA]
_RECIPES: Mapping[str, Recipe] = {
    "I01": _came_in,
    "I02": _spread("reports", GROUND),
    "I03": _named,
    "I04": _spread("reports", AREA),
    "I05": _share("reports", OWN, ["yes"]),
    "I06": _replies,
    "I07": _share("reports", ["support"], ["supported"], ["supported", "waiting"]),
    "I08": _taken_on,
    "I10": _share("closings", ["change"], ["changed"], ["changed", "unchanged"]),
    "I12": _share("reports", ["told"], ["nobody"]),
    "I14": _events,
    "I15": _spread("events", MOTIVE),
    "I16": _to_police,
    "I17": _spread("events", ["place"]),
    "I19": _share("reports", ["area"], ["housing"]),
    "I20": _rate("reports", [{name: "education"} for name in AREA], Kind.PUPILS),
    "I21": _rate("reports", _AT_WORK, Kind.EMPLOYEES),
}
