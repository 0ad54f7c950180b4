"""The ledger of a case in the desk's words: to whom what may be told, on which basis, and since when."""

from dataclasses import dataclass
from datetime import date

from incidents.actions.casefile import CaseFile
from incidents.casework.present import Tag
from incidents.casework.words import CONSENT, HOW
from incidents.core import consent
from incidents.core.bases import PROVISIONS, Duty, duty_in
from incidents.core.consent import Question, State
from incidents.core.entry import Entry
from incidents.core.promise import day_of
from incidents.core.vocabulary import vocabulary
from incidents.web.basiswords import LAWS, RECOGNISED
from incidents.web.joints import jointed
from incidents.web.locale import gettext
from incidents.web.moments import day, moment


@dataclass(frozen=True, slots=True)
class Row:
    """A consent or a duty: how it stands, what was said about it, and the words that the person or the body is told."""

    number: int
    tags: tuple[Tag, ...]
    acts: tuple[str, ...]
    says: tuple[str, ...]
    heading: str
    told: str
    language: str
    #: Where the law says so, in Swedish on every page.
    where: str = ""
    translated: str = ""
    translated_to: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A body with everything that concerns it, the newest first."""

    name: str
    rows: tuple[Row, ...]


def bodies_of(file: CaseFile, today: date) -> list[Body]:
    """The whole ledger, body by body in the order of their names."""
    found: dict[tuple[str, str], list[Row]] = {}
    for question in consent.ledger(file.said):
        found.setdefault((question.name, question.body), []).append(_question(question))
    for entry in file.said:
        duty = duty_in(entry)
        if duty is not None:
            found.setdefault((duty.name, duty.body), []).append(_duty(file, entry, duty, today))
    return [
        Body(jointed(name), tuple(sorted(rows, key=lambda row: -row.number)))
        for (name, _), rows in sorted(found.items())
    ]


def act_label(act: str) -> str:
    """An act of a consent."""
    return str(gettext(vocabulary("consent_act").label(act)))


def act_words(question: Question) -> tuple[str, ...]:
    """What a question is about."""
    return tuple(act_label(act) for act in question.acts)


def added(question: Question) -> tuple[str, ...]:
    """What the product added to a question."""
    return (str(RECOGNISED),) if question.recognisable else ()


def _question(question: Question) -> Row:
    text, tone = CONSENT[question.state]
    heading = gettext("Det här skulle vi berätta")
    if question.aloud:
        heading = gettext("Det här fick personen höra att vi skulle berätta")
    return Row(
        question.number,
        (Tag(str(text), tone),),
        (*act_words(question), *added(question)),
        tuple(_told(question)),
        heading,
        question.told,
        question.language,
    )


def _told(question: Question) -> list[str]:
    asked = moment(question.asked)
    if not question.aloud:
        said = [gettext("Frågat i inkorgen av %(who)s, %(when)s.", who=question.by, when=asked)]
        if question.state is not State.ASKED:
            said.append(gettext("Så sedan %(when)s.", when=moment(question.decided)))
        return said
    said = [*spoken(question), gettext("Står i inkorgen sedan %(when)s.", when=asked)]
    if question.state is not State.GIVEN:
        said.append(gettext("Så sedan %(when)s.", when=moment(question.decided)))
    return said


def spoken(question: Question) -> tuple[str, ...]:
    """How, when and to whom the person said yes."""
    try:
        on = day(date.fromisoformat(question.on))
    except ValueError:
        return ()
    return (
        gettext(
            "%(how)s %(day)s, till %(who)s.",
            how=next((str(HOW[how]) for how in HOW if how == question.aloud), ""),
            day=on,
            who=question.by,
        ),
    )


def _duty(file: CaseFile, entry: Entry, duty: Duty, today: date) -> Row:
    read = file.was_read(entry, today)
    tags = [Tag(gettext("Lagen kräver det"), "info")]
    if read is not None:
        tags.append(
            Tag(gettext("Läst"), "good") if read else Tag(gettext("Inte läst än"), "neutral")
        )
    said = entry.content
    return Row(
        entry.number,
        tuple(tags),
        (),
        _done(entry, duty, today),
        gettext("Exakt det här berättar vi"),
        duty.told,
        entry.language,
        next(one.where for one in PROVISIONS if one.code == duty.provision),
        str(said.get("translated") or ""),
        str(said.get("translated_to") or ""),
    )


def duty_details(entry: Entry) -> tuple[str, ...]:
    """What a duty says in the thread, besides its words."""
    duty = duty_in(entry)
    if duty is None:
        return ()
    first = duty.first_day(day_of(entry.moment))
    return (
        jointed(duty.name),
        str(LAWS[duty.provision][0]),
        gettext("Beslutat av %(who)s.", who=duty.decided_by),
        gettext("Får göras från %(day)s.", day=day(first)),
    )


def _done(entry: Entry, duty: Duty, today: date) -> tuple[str, ...]:
    """Who decided, when the person was told of it, and from when it may be done."""
    first = duty.first_day(day_of(entry.moment))
    by, when = entry.author_name, moment(entry.moment)
    if duty.at_once:
        may = gettext("Får göras genast: ett barn kan vara i fara.")
    elif first > today:
        may = gettext("Får göras först %(day)s.", day=day(first))
    else:
        may = gettext("Får göras sedan %(day)s.", day=day(first))
    return (
        gettext("Beslutat av %(who)s.", who=duty.decided_by),
        gettext("Meddelat i inkorgen av %(who)s, %(when)s.", who=by, when=when),
        may,
    )
