"""Numbers, changes and missing numbers in the language of the report."""

from decimal import Decimal
from fractions import Fraction

from incidents.core.figures import FIGURES, Figure, Kind
from incidents.core.indicators import Said, indicators
from incidents.core.measuring import PERCENT, Line, Measured
from incidents.core.released import Why
from incidents.web.locale import catalogue, current, gettext, lazy_gettext

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
#: I06 adds the classes of its table together, each with those before it; in the table each report has one of them.
_UP_TO = {
    "d1": lazy_gettext("Inom 1 arbetsdag"),
    "d5": lazy_gettext("Inom 5 arbetsdagar"),
    "d10": lazy_gettext("Inom 10 arbetsdagar"),
}
#: What is no share, since there can be more of the one than of the other.
_HUNDRED = {
    "I03": lazy_gettext("%(rate)s grunder per 100 rapporter (%(count)s grunder, %(of)s rapporter)"),
    "I08": lazy_gettext("%(rate)s antagna per 100 gjorda (%(count)s antagna, %(of)s gjorda)"),
}
#: What a rate waits for: the figure that somebody enters.
_NO_BASE = {
    "I20": lazy_gettext("antal elever är inte inskrivet"),
    "I21": lazy_gettext("antal anställda är inte inskrivet"),
    "": lazy_gettext("antal invånare är inte inskrivet"),
}


def labels(one: Measured) -> dict[str, str]:
    """What the lines of an indicator are called, by their codes."""
    if one.dim is None:
        return {}
    if one.id == "I06":
        return {code: str(_UP_TO.get(code, one.dim.labels[code])) for code in one.dim.labels}
    return {code: gettext(label) for code, label in one.dim.labels.items()}


def swedish() -> bool:
    """Whether the report is written in Swedish: what others wrote here is."""
    return current() == "sv"


def said(name: str) -> Said:
    """An indicator in the language of the report."""
    return indicators()[name].said["sv" if swedish() else "en"]


def whole(count: int) -> str:
    """A number with its thousands apart."""
    return f"{count:,}".replace(",", "\u00a0" if swedish() else ",")


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """A sentence by number in the language of the report, which is not always the page's."""
    text: str = catalogue(current()).ngettext(one, many, num)
    return text % {"num": num, **values}


def half_up(value: Fraction, places: int = 0) -> Decimal:
    """A number rounded half up to so many decimals, exactly: 12.5 is 13, as people round and no float does."""
    scaled = int(abs(value) * 10**places + Fraction(1, 2))
    return Decimal(scaled if value >= 0 else -scaled).scaleb(-places)


def _decimals(value: Decimal) -> str:
    """Two decimals without a sign."""
    text = f"{abs(value):,.2f}"
    return text.replace(",", "\u00a0").replace(".", ",") if swedish() else text


def cell(line: Line, name: str = "") -> str:
    """A figure of an indicator as a table has it: the share or rate and what it is made of, or why there is none."""
    count, of = line.numerator.value, line.denominator.value
    if line.why is Why.NO_BASE and count is not None:
        return f"{whole(count)} ({_NO_BASE.get(name, _NO_BASE[''])})"
    if line.ratio is None or count is None or of is None:
        return str(_WHY.get(line.why or Why.NO_TABLE, _WHY[Why.NO_TABLE]))
    if name in _HUNDRED:
        told = {"rate": whole(int(half_up(line.ratio))), "count": whole(count), "of": whole(of)}
        return str(_HUNDRED[name]) % told
    if line.per == PERCENT:
        values = {"share": str(half_up(line.ratio)), "count": whole(count), "of": whole(of)}
        return gettext("%(share)s %% (%(count)s av %(of)s)", **values)
    return gettext(
        "%(rate)s per 1 000 (%(count)s)", rate=_decimals(half_up(line.ratio, 2)), count=whole(count)
    )


def change(now: Line, before: Line, name: str = "") -> str:
    """What became of a figure, from the two as they are shown; a dash where one of them is not."""
    if now.ratio is None or before.ratio is None:
        return "–"
    places = 0 if now.per == PERCENT else 2
    moved = half_up(now.ratio, places) - half_up(before.ratio, places)
    if name in _HUNDRED:
        return _signed(moved, whole(abs(int(moved))))
    if now.per == PERCENT:
        points = abs(int(moved))
        signed = _signed(moved, str(points))
        return ngettext(
            "%(points)s procentenhet", "%(points)s procentenheter", points, points=signed
        )
    return _signed(moved, _decimals(moved))


def _signed(moved: Decimal, text: str) -> str:
    sign = "+" if moved > 0 else "−"
    return f"{sign}{text}" if moved else text


def count(line: Line) -> str:
    """A number of a table, or the one sign for what is not shown."""
    value = line.numerator.value
    return HIDDEN if value is None else whole(value)


def share(line: Line) -> str:
    """The share of a line."""
    return HIDDEN if line.ratio is None else gettext("%(share)s %%", share=half_up(line.ratio))


def value(figure: Figure) -> str:
    """The figure of somebody else as it was entered, in Swedish with its unit."""
    text = FIGURES.record(figure)["value"]
    whole_part, comma, rest = text.partition(",")
    said_so = whole(int(whole_part)) + comma.replace(",", "," if swedish() else ".") + rest
    return f"{said_so} {figure.unit}" if swedish() else said_so
