"""Numbers, changes and missing numbers in the language of the report."""

from fractions import Fraction

from incidents.core.figures import FIGURES, Figure, Kind
from incidents.core.indicators import Said, indicators
from incidents.core.measuring import PERCENT, Line
from incidents.core.released import Why
from incidents.web.locale import current, gettext, lazy_gettext

HIDDEN = ".."
#: Under which commitment the figures of others stand.
BESIDE = {
    10: (Kind.BRA,),
    3: (Kind.DO, Kind.BUREAU),
    1: (Kind.RESIDENTS,),
    6: (Kind.STAFF,),
    8: (Kind.SCHOOL,),
}
TREND = lazy_gettext(
    "Fler rapporter betyder inte att diskrimineringen ökar; det kan betyda att fler vågar berätta."
)
_WHY = {
    Why.HIDDEN: lazy_gettext("för litet för att visas"),
    Why.NO_TABLE: lazy_gettext("för få för att redovisas"),
    Why.NOTHING: lazy_gettext("inget att räkna"),
}


def swedish() -> bool:
    """Whether the report is written in Swedish: what others wrote here is."""
    return current() == "sv"


def said(name: str) -> Said:
    """An indicator in the language of the report."""
    return indicators()[name].said["sv" if swedish() else "en"]


def whole(count: int) -> str:
    """A number with its thousands apart."""
    return f"{count:,}".replace(",", "\u00a0" if swedish() else ",")


def _decimals(value: Fraction) -> str:
    """Two decimals, rounded half up."""
    hundredths = int(abs(value) * 100 + Fraction(1, 2))
    text = f"{whole(hundredths // 100)}.{hundredths % 100:02}"
    return text.replace(".", ",") if swedish() else text


def _percent(value: Fraction) -> int:
    return int(abs(value) + Fraction(1, 2))


def cell(line: Line) -> str:
    """A figure as a table has it: the share or rate and what it is made of, or why there is none."""
    count, of = line.numerator.value, line.denominator.value
    if line.why is Why.NO_BASE and count is not None:
        return gettext("%(count)s; underlag att dela med saknas", count=whole(count))
    if line.ratio is None or count is None or of is None:
        return str(_WHY.get(line.why or Why.NO_TABLE, _WHY[Why.NO_TABLE]))
    if line.per == PERCENT:
        values = {"share": str(_percent(line.ratio)), "count": whole(count), "of": whole(of)}
        return gettext("%(share)s %% (%(count)s av %(of)s)", **values)
    return gettext("%(rate)s per 1 000 (%(count)s)", rate=_decimals(line.ratio), count=whole(count))


def change(now: Line, before: Line) -> str:
    """What became of a figure; a dash where one of them is not shown."""
    if now.ratio is None or before.ratio is None:
        return "–"
    moved = now.ratio - before.ratio
    if now.per == PERCENT:
        points = round(now.ratio) - round(before.ratio)
        return gettext("%(points)s procentenheter", points=_signed(points, str(abs(points))))
    return _signed(moved, _decimals(moved))


def _signed(moved: Fraction | int, text: str) -> str:
    sign = "+" if moved > 0 else "−"
    return f"{sign}{text}" if moved else text


def count(line: Line) -> str:
    """A number of a table, or the one sign for what is not shown."""
    value = line.numerator.value
    return HIDDEN if value is None else whole(value)


def share(line: Line) -> str:
    """The share of a line."""
    return HIDDEN if line.ratio is None else gettext("%(share)s %%", share=_percent(line.ratio))


def value(figure: Figure) -> str:
    """The figure of somebody else as it was entered, in Swedish with its unit."""
    text = FIGURES.record(figure)["value"]
    whole_part, comma, rest = text.partition(",")
    said_so = whole(int(whole_part)) + comma.replace(",", "," if swedish() else ".") + rest
    return f"{said_so} {figure.unit}" if swedish() else said_so
