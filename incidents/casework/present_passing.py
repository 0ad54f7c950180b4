"""Who has a case and who has to answer for it, its turn in the queue, what is seen in its series: in words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from incidents.actions import covering, first, series
from incidents.actions import passing as deeds
from incidents.actions.casefile import CaseFile
from incidents.actions.login import Desk
from incidents.casework.forms import EntryForm
from incidents.casework.link_words import SEEN
from incidents.casework.passing_forms import (
    FirstForm,
    PassForm,
    ReturnForm,
    SeriesForm,
)
from incidents.core import first as first_core
from incidents.core import passing as passing_core
from incidents.core import series as series_core
from incidents.core.entry import Entry
from incidents.core.passing import Offer, Step
from incidents.core.workflow import OPEN
from incidents.crypto.browserbox import BrowserSecret
from incidents.web.locale import gettext

Moment = Callable[[str], str]
FORMS = (PassForm, ReturnForm, FirstForm, SeriesForm)


@dataclass(frozen=True, slots=True)
class Said:
    """What a colleague wrote: a line that says who and when, and the words."""

    line: str
    text: str
    tags: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Passing:
    """What the case page says of all this."""

    offer: Said | None
    #: The entry that offers the case; 0 for none.
    number: int
    #: The case waits for this person's word.
    mine: bool
    #: She may also give it back.
    returnable: bool
    first: Said | None
    series: tuple[Said, ...]
    #: The forms are of use: the case is open.
    open: bool


def passing(file: CaseFile, me: bytes, moment: Moment) -> Passing:
    """Of an opened case."""
    offer = deeds.waiting(file)
    put = first.standing(file)
    mine = offer is not None and offer.to == me
    return Passing(
        _offer(offer, moment) if offer else None,
        offer.number if offer else 0,
        mine,
        bool(mine and offer and not offer.back),
        _said(put, _lifted(), moment) if put else None,
        tuple(_series(file, moment)),
        file.case.status in OPEN,
    )


def _lifted() -> str:
    return gettext("%(who)s lyfte ärendet %(when)s.")


def _offer(offer: Offer, moment: Moment) -> Said:
    words = (
        gettext("%(who)s lämnade tillbaka ärendet %(when)s.")
        if offer.back
        else gettext("%(who)s lämnade över ärendet %(when)s.")
    )
    return _said(offer.entry, words, moment)


def _said(entry: Entry, words: str, moment: Moment) -> Said:
    line = words % {"who": entry.author_name, "when": moment(entry.moment)}
    return Said(line, str(entry.content["text"]))


def _series(file: CaseFile, moment: Moment) -> list[Said]:
    sound = (read.entry for read in file.entries if read.sound)
    return [
        replace(
            _said(entry, gettext("%(who)s, %(when)s."), moment),
            tags=tuple(str(SEEN[flag]) for flag in seen.flags),
            name=name or gettext("Utan namn"),
        )
        for name, (entry, seen) in series_core.standing(sound).items()
    ]


def deed_of(entry: Entry) -> str:
    """What a note does in all this; empty for every other entry."""
    step, puts, seen = (
        passing_core.step_of(entry),
        first_core.puts_first(entry),
        series_core.seen_in(entry),
    )
    if step is not None:
        return str(_steps()[step])
    if puts is not None:
        return gettext("Lyfte ärendet först i kön") if puts else gettext("Tog ner ärendet igen")
    if seen is not None:
        words = ", ".join(str(SEEN[flag]) for flag in seen.flags) or gettext("inget längre")
        return gettext("Om serien %(name)s: %(seen)s", name=seen.series, seen=words)
    return ""


def _steps() -> dict[Step, str]:
    return {
        Step.OFFERED: gettext("Lämnade över ärendet"),
        Step.ACCEPTED: gettext("Tog emot ärendet"),
        Step.RETURNED: gettext("Lämnade tillbaka ärendet"),
        Step.TAKEN: gettext("Tog över ärendet"),
    }


def forms(
    session: Session,
    desk: Desk,
    secret: BrowserSecret,
    file: CaseFile,
    failed: object,
    today: date,
) -> dict[str, Any]:
    """A form for each; the refused one keeps what was typed, but knows what the page shows now."""
    made: dict[str, Any] = {}
    for kind in FORMS:
        form: EntryForm = failed if isinstance(failed, kind) else kind(secret, blank=True)
        form.text.id = f"{form.composer}-text"
        made[f"{form.composer}_form"] = form
    case, me = file.case, desk.actor.staff_id
    people = deeds.takers(session, desk, case)
    others = [one for one in people if one[0] != case.assignee_id]
    made["pass_form"].offer(others, covering.away(session, today), me)
    made["pass_form"].handler.data = case.assignee_id.hex() if case.assignee_id else ""
    offer = deeds.waiting(file)
    made["return_form"].about.data = str(offer.number) if offer else ""
    is_first = first.standing(file) is not None
    made["first_form"].front.data = "" if is_first else "yes"
    _series_form(made["series_form"], file, blank=not isinstance(failed, SeriesForm))
    return made


def _series_form(form: SeriesForm, file: CaseFile, *, blank: bool) -> None:
    sound = [read.entry for read in file.entries if read.sound]
    named = series.names(file)
    form.offer(named)
    form.about.data = str(series_core.newest(sound))
    if blank and len(named) == 1:
        held = series_core.standing(sound).get(named[0])
        form.seen.data = list(held[1].flags) if held else []
