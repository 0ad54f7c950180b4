"""What would be published, and what is wrong, in the reader's language. Nothing here has a number of a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidents.actions.ledger import Fault, FaultKind
from incidents.core.closing import Quarter
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import day
from incidents.web.periods import period

FAULTS = {
    FaultKind.BEFORE: lazy_gettext("Publiceringen före den saknas i registret."),
    FaultKind.SIGNATURE: lazy_gettext("Raden är ändrad, eller inte underskriven av den som frös den."),
    FaultKind.SECOND: lazy_gettext("Den andra underskriften stämmer inte."),
    FaultKind.TAKEN: lazy_gettext("Loggen talar om den, men den saknas i registret."),
    FaultKind.SEALED: lazy_gettext("Det som är förseglat i den går inte att öppna."),
    FaultKind.FOLDER: lazy_gettext("Den ligger inte i mappen som den frystes."),
    FaultKind.UNKNOWN: lazy_gettext("Den ligger i mappen, men registret har den inte."),
    FaultKind.INDEX: lazy_gettext("Filen går inte att läsa."),
    FaultKind.CHOICE: lazy_gettext("Valet av tabeller är ändrat, har fel underskrift eller saknas."),
    FaultKind.ERRATUM: lazy_gettext("Rättelsen är ändrad, har fel underskrift eller saknas."),
    FaultKind.ERRATA: lazy_gettext("Rättelserna i mappen är inte de som är skrivna."),
}  # fmt: skip


_LEVELS = {
    "quarter": lazy_gettext("per kvartal"),
    "half": lazy_gettext("per halvår"),
    "year": lazy_gettext("per år"),
    "span": lazy_gettext("för två år"),
}


#: How many quarters a longer period has.
_QUARTERS = {"half": 2, "year": 4, "span": 8}


@dataclass(frozen=True, slots=True)
class Row:
    """A table that would be published."""

    title: str
    period: str
    hidden: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a preview says: tables, those left out, and for each table what is said of whole groups."""

    rows: Sequence[Row]
    left_out: Sequence[str]
    groups: Sequence[tuple[str, Sequence[str]]]
    warnings: int
    #: Of each table of the plan how fine it is, and why not finer.
    fine: Sequence[str]


def told(found: Mapping[str, Any]) -> Told:
    """The words of a draft, or of one that waits."""
    titles = {one["table"]: when(one) for one in found["tables"]}
    groups: dict[str, list[str]] = {}
    for one in found["groups"]:
        groups.setdefault(titles[one["table"]], []).append(_group(one))
    return Told(
        [
            Row(_said(one["title"]), period(one["period"]), _hidden(one["percent"]))
            for one in found["tables"]
        ],
        [when(one) for one in found["withheld"]],
        list(groups.items()),
        len(found["groups"]),
        [_fine(one) for one in found.get("ladders", ())],
    )


def counts(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """T0 of the quarter that a draft closes, which is the last one it tells of: published exactly, so shown exactly."""
    found = document.get("t0")
    if not found:
        return []
    numbers = (
        (gettext("Inkomna rapporter"), sum(found["monthly"][-3:])),
        (gettext("Test, dubbletter och skräp"), found["excluded"][-1]),
        (gettext("I tid"), found["in_time"][-1]),
        (gettext("Senare"), found["later"][-1]),
        (gettext("Väntade än"), found["waiting"][-1]),
        (gettext("Avslutade ärenden"), found["closed"][-1]),
    )
    return [(name, str(number)) for name, number in numbers]


def longer(found: Mapping[str, Any], closed: Quarter) -> str:
    """The last day of the next longer period that a table of the plan is for; empty where there is none."""
    chosen = [
        one["rungs"][one["rung"]] for one in found.get("ladders", ()) if one["rung"] is not None
    ]
    ends = [
        (closed.number // _QUARTERS[rung["level"]] + 1) * _QUARTERS[rung["level"]]
        for rung in chosen
        if rung["level"] in _QUARTERS
    ]
    return day(Quarter(closed.first_year, min(ends)).last_day) if ends else ""


def _fine(one: Mapping[str, Any]) -> str:
    """How fine a table is. What a rung would hide was tried on invented reports: it tells nothing of the real ones."""
    title, rung, rungs = _said(one["title"]), one["rung"], one["rungs"]
    if rung is None:
        return gettext("%(table)s: visas inte. För få rapporter.", table=title)
    first = rungs[0]["dims"]
    chosen = _rung(rungs[rung], first)
    if rung == 0:
        return gettext("%(table)s: %(how)s. Finare går inte.", table=title, how=chosen)
    finer = ", ".join(_rung(other, first) for other in rungs[:rung])
    return gettext(
        "%(table)s: %(how)s. Finare hade dolt för mycket: %(finer)s.",
        table=title,
        how=chosen,
        finer=finer,
    )


def _rung(one: Mapping[str, Any], first: Sequence[Sequence[str]]) -> str:
    """The length of its periods, and how it is divided where that is not as on the first rung."""
    level, families = str(_LEVELS[one["level"]]), one["dims"]
    if families == first:
        return level
    if [name for family in families for name in family] == [n for family in first for n in family]:
        return gettext("var för sig %(when)s", when=level)
    titles = ", ".join(gettext("”%(title)s”", title=_said(n)) for f in families for n in f)
    return gettext("%(titles)s %(when)s", titles=titles, when=level)


def when(one: Mapping[str, str]) -> str:
    """A table and its period."""
    return gettext("%(what)s, %(when)s", what=_said(one["title"]), when=period(one["period"]))


def faults(found: Iterable[Fault]) -> list[str]:
    """What is wrong, a sentence for each kind."""
    kinds: dict[FaultKind, list[str]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(_about(one))
    return [f"{', '.join(names)}: {FAULTS[kind]}" for kind, names in kinds.items()]


def quarter(one: Quarter) -> str:
    """A quarter by its months."""
    return period(one.code)


def _hidden(percent: int) -> str:
    return gettext("%(percent)s %%", percent=percent) if percent else gettext("Inget")


def _group(one: Mapping[str, Any]) -> str:
    answer = _pair(one["answer"])
    if not one["group"]:
        return gettext("Alla i tabellen har %(answer)s", answer=answer)
    group = ", ".join(_pair(pair) for pair in one["group"])
    return gettext("Alla med %(group)s har %(answer)s", group=group, answer=answer)


def _pair(pair: Sequence[str]) -> str:
    dimension, label = pair
    return gettext("%(what)s ”%(answer)s”", what=_said(dimension).lower(), answer=_said(label))


def _about(one: Fault) -> str:
    """A release by its name, an erratum by its number, a file by its name."""
    kind, _, number = one.about.partition(" ")
    if kind == "choice":
        return gettext("Val %(number)s", number=number)
    return gettext("Rättelse %(number)s", number=number) if kind == "erratum" else one.about


def _said(swedish: str) -> str:
    """What the plan or the municipality's list says; a district stays as it is."""
    return gettext(swedish)
