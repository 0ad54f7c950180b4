"""Which time limits an event may have (DOMAIN 1.6), the shortest first.

A limit whose number nobody has verified is shown only where the municipality has confirmed it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from incidents.core.help.answers import Situated
from incidents.core.help.directory import Directory
from incidents.core.help.rules import Rule, rule
from incidents.core.help.spans import (
    FOUR_MONTHS,
    FROM_18,
    THREE_YEARS,
    TWO_WEEKS,
    TWO_YEARS,
    URGENT_DAYS,
    Kind,
    Length,
    Limit,
    Span,
    State,
    Window,
    clock,
)
from incidents.core.languages import Text, sentence

_DL_6_4 = "diskrimineringslagen 6 kap. 4 §"
_DL_6_6 = "diskrimineringslagen 6 kap. 6 §"

#: Areas of which the limits of working life may apply; the empty one is not known.
WORKING_LIFE = frozenset({"", "work"})
_LENGTHS = {Kind.DISMISSAL: TWO_WEEKS, Kind.WORK: FOUR_MONTHS, Kind.OTHER_AREA: TWO_YEARS}
#: The kinds of limit that a handler can choose between once she knows the day.
COUNTED = tuple(_LENGTHS)

#: Said wherever limits are shown.
CAUTIONS = (
    rule(sentence("En rapport här stoppar ingen tidsfrist."), "diskrimineringslagen 6 kap. 4–6 §§"),
    rule(sentence("Att anmäla till DO stoppar inte heller någon tidsfrist."), "do.se"),
    rule(sentence("Datumen är ungefärliga. De är ingen juridisk rådgivning."), ""),
)
_DISMISSAL = rule(
    sentence("Tiden kan vara så kort som två veckor. Prata med facket i dag."),
    f"{_DL_6_4}; dalarna.rattighetscentrum.se",
)
_DISMISSAL_MONTH = rule(
    sentence(
        "Står det inget om överklagande i uppsägningen är tiden en månad efter att anställningen tog slut."
    ),
    "lagen om anställningsskydd 40 §",
)
_DAMAGES = rule(
    sentence(
        "Den som vill ha skadestånd för uppsägningen ska säga till arbetsgivaren inom fyra månader."
    ),
    "lagen om anställningsskydd 41 §",
)
_WORK = rule(
    sentence(
        "Facket ska begära förhandling inom fyra månader. "
        "Den som inte är med i facket ska själv gå till domstol inom fyra månader."
    ),
    "medbestämmandelagen 64–66 §§",
)
_WORK_UNVERIFIED = rule(sentence("Tiden kan vara mycket kortare än två år."), _DL_6_4)
_PASSIVE_UNION = rule(
    sentence("Driver facket inte ditt ärende har du själv två månader till."), _DL_6_4
)
_APPOINTMENT = rule(
    sentence(
        "Gällde det vem som fick en offentlig anställning räknas tiden från att beslutet vann laga kraft."
    ),
    _DL_6_4,
)
_OTHER_AREA = rule(
    sentence("Den som vill gå till domstol måste göra det inom två år från händelsen."), _DL_6_6
)
_MINOR = rule(sentence("Den som var under 18 år har två år på sig från 18-årsdagen."), _DL_6_6)
_COMPENSATION = rule(
    sentence(
        "Brottsskadeersättning söks inom tre år från brottet, eller från att polisen eller domstolen är klar."
    ),
    "hotpajobbet.se",
)
_IVO = rule(
    sentence("IVO utreder som regel inte det som är äldre än två år."),
    "ivo.se, Vad händer med min anmälan",
)
_JO = rule(sentence("JO utreder som regel inte det som är äldre än två år."), "jo.se")
_ARN = rule(sentence("ARN: klaga först hos företaget och anmäl sedan inom ett år."), "arn.se")
_CRIME = rule(
    sentence("Mindre allvarliga brott preskriberas efter två år, grövre brott senare."),
    "brottsbalken 35 kap. 1 §",
)


def limits_for(
    situated: Situated, directory: Directory, happened: Window | None, today: date
) -> tuple[Limit, ...]:
    """The limits that may apply. Outside the Act (neighbours, strangers, online) only those of crimes."""
    count = _Counting(situated, directory, happened, today)
    found: list[Limit] = []
    if situated.area in WORKING_LIFE:
        found += count.work()
    if situated.area != "outside":
        found.append(count.other_area())
    return (*found, *count.authorities(), *count.crimes())


def span_of(situated: Situated, happened: Window | None, kind: Kind | None = None) -> Span | None:
    """One span for a case, as its desk card has room for: by the `kind` of limit that applies, where that is known.

    Otherwise from the first day on which the shortest limit of the Act may run out to the last of the longest; the two
    years that a few questions about work have instead are left to the list of all limits (`limits_for`). None where
    nothing can be counted: nobody knows when it happened, it is outside the Act, or time runs from somebody's
    18th birthday.
    """
    lengths = (_LENGTHS[kind],) if kind in _LENGTHS else _lengths(situated)
    if happened is None or happened.first is None or not lengths:
        return None
    return Span(
        min(length.after(happened.first) for length in lengths),
        max(length.after(happened.last) for length in lengths),
    )


def _lengths(situated: Situated) -> tuple[Length, ...]:
    """The limits of the Act that may apply, of what is counted from the event."""
    work = tuple(_LENGTHS[kind] for kind in (Kind.DISMISSAL, Kind.WORK))
    if situated.area == "work":
        return work
    if situated.area == "outside" or situated.young:
        return ()
    return (*(work if situated.area in WORKING_LIFE else ()), _LENGTHS[Kind.OTHER_AREA])


@dataclass(frozen=True, slots=True)
class _Counting:
    """One set of answers, the days on which it can have happened, and today."""

    situated: Situated
    directory: Directory
    happened: Window | None
    today: date

    def work(self) -> Iterator[Limit]:
        about = sentence("Om du har blivit uppsagd eller avskedad")
        month = (_DISMISSAL_MONTH,) if self.directory.knows("limit.dismissal_month") else ()
        yield self._limit(Kind.DISMISSAL, about, _DISMISSAL, _LENGTHS[Kind.DISMISSAL], *month)
        if self.directory.knows("limit.dismissal_damages"):
            yield self._limit(Kind.DISMISSAL, about, _DAMAGES, FOUR_MONTHS)
        about = sentence("Om det gällde något annat i jobbet")
        notes = [_PASSIVE_UNION]
        if self.situated.said("actor_type", "municipality", "public"):
            notes.append(_APPOINTMENT)
        if self.directory.knows("limit.work"):
            yield self._limit(Kind.WORK, about, _WORK, _LENGTHS[Kind.WORK], *notes)
        else:
            says = Text(sentence("Fråga facket, en antidiskrimineringsbyrå eller DO i dag."))
            yield _fixed(Kind.WORK, about, _WORK_UNVERIFIED, says, *notes)

    def other_area(self) -> Limit:
        """Two years (DL 6:6). Labour-market measures and membership (DL 2:9, 2:11) are such areas, not work."""
        about = {
            "": sentence("Om det gällde något annat än jobbet"),
            "work": sentence("Om det gällde en arbetsmarknadsinsats eller medlemskap i facket"),
        }.get(self.situated.area, sentence("Om det var diskriminering"))
        if self.situated.young:
            return Limit(
                Kind.MINOR, Text(about), _MINOR, State.FROM_18, None, Text(FROM_18), urgent=False
            )
        notes = (_MINOR,) if self.situated.perhaps_young else ()
        return self._limit(Kind.OTHER_AREA, about, _OTHER_AREA, _LENGTHS[Kind.OTHER_AREA], *notes)

    def authorities(self) -> Iterator[Limit]:
        if self.situated.area == "care" and self.directory.knows("limit.ivo"):
            yield self._limit(Kind.OTHER, sentence("Om du anmäler till IVO"), _IVO, TWO_YEARS)
        if self.situated.area == "authority" and self.directory.knows("limit.jo"):
            yield self._limit(Kind.OTHER, sentence("Om du klagar hos JO"), _JO, TWO_YEARS)
        if self.situated.area == "service" and self.directory.knows("limit.arn"):
            says = Text(sentence("Tiden räknas från att du först klagade hos företaget."))
            yield _fixed(Kind.OTHER, sentence("Om du anmäler till ARN"), _ARN, says)

    def crimes(self) -> Iterator[Limit]:
        if self.situated.criminal and self.directory.knows("limit.crime"):
            says = Text(sentence("Hur lång tiden är beror på brottet. Anmäl så snart du kan."))
            yield _fixed(Kind.CRIME, sentence("Om det var ett brott"), _CRIME, says)
        if self.situated.violent and self.directory.knows("limit.compensation"):
            about = sentence("Om du söker brottsskadeersättning")
            yield self._limit(Kind.OTHER, about, _COMPENSATION, THREE_YEARS)

    def _limit(self, kind: Kind, about: str, what: Rule, length: Length, *notes: Rule) -> Limit:
        state, span, says = clock(length, self.happened, self.today)
        left = (span.late - self.today).days if span else URGENT_DAYS
        return Limit(kind, Text(about), what, state, span, says, left < URGENT_DAYS, notes)


def _fixed(kind: Kind, about: str, what: Rule, says: Text, *notes: Rule) -> Limit:
    """A limit that no answer can count."""
    return Limit(kind, Text(about), what, State.UNKNOWN, None, says, urgent=False, notes=notes)
