"""The second look in words: what the case says until it is done, and afterwards; how often the two agree."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import ngettext

from incidents.actions.casefile import CaseFile
from incidents.actions.second_look import Agreement
from incidents.casework.words import WHY_LOOK
from incidents.core.second_look import Rate
from incidents.web.locale import gettext


@dataclass(frozen=True, slots=True)
class LookPanel:
    """What the case page says of its second look; `about` is empty where this person cannot do it."""

    waits: str
    about: str
    done: str
    reason: str


NOTHING_ASKED = LookPanel("", "", "", "")


def look_panel(file: CaseFile, me: bytes, moment: Callable[[str], str]) -> LookPanel | None:
    """None where no look is asked for and none was done."""
    found = file.second_look
    asked, latest = found.asked, found.latest
    if asked is None and latest is None:
        return None
    done = ""
    if latest is not None:
        words = gettext("%(who)s höll med %(when)s.") if latest.agrees else _disagrees()
        done = words % {"who": latest.entry.author_name, "when": moment(latest.entry.moment)}
    return LookPanel(
        str(WHY_LOOK[asked.why]) if asked else "",
        str(asked.number) if asked and me not in asked.authors else "",
        done,
        str(latest.entry.content["text"]) if latest else "",
    )


def _disagrees() -> str:
    return str(gettext("%(who)s höll inte med %(when)s."))


def agreement_rows(found: Agreement) -> list[tuple[str, str]]:
    """How often the two agreed, over a year; nothing where there are too few looks."""
    rows = ((gettext("Alla granskningar"), found.all), (gettext("Bara stickprovet"), found.sample))
    return [(label, _rate(one)) for label, one in rows if one is not None]


def _rate(found: Rate) -> str:
    return str(
        ngettext(
            "%(num)d granskning, %(agreed)d överens (%(percent)d %%)",
            "%(num)d granskningar, %(agreed)d överens (%(percent)d %%)",
            found.looked,
            agreed=found.agreed,
            percent=found.percent,
        )
    )
