"""The page on which a report from another channel is entered, and the slip with its code."""

from dataclasses import dataclass

from flask import request, url_for
from sqlalchemy.exc import IntegrityError

from incidents.actions import entering as deeds
from incidents.actions import unsent
from incidents.actions.entering import Entering
from incidents.casework.entering_form import ReportForm, note_of
from incidents.casework.present_replies import spoken
from incidents.casework.storing import why_not
from incidents.casework.visit import Page, desk, go, now, pinned, secret
from incidents.core.box import NO_CASE, Composer, Slip
from incidents.core.errors import Invalid, Unavailable
from incidents.core.filled import filled_in
from incidents.core.languages import languages, sentence
from incidents.core.rings import Ring
from incidents.crypto.casecode import CaseCode
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.cookies import settings
from incidents.web.forms import Form
from incidents.web.locale import catalogue
from incidents.web.templates import render

_TRIES = 5


_KEEP = sentence(
    "Det här är din kod. Spara den: den är den enda vägen tillbaka. Vi kan inte ta fram en ny."
)
_COME_BACK = sentence(
    "Kom tillbaka med koden om en vecka och se om vi har svarat. Du kan skriva mer när du vill."
)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the slip; `other` is empty where the report is in Swedish."""

    swedish: str
    other: str
    tag: str
    direction: str


class HandedForm(Form):
    """The reporter has the code."""


@access(Access.DESK)
def show_enter() -> Page:
    """The form, and what is posted by it. Refused, it keeps what was filled in."""
    if request.method == "GET":
        return _page(_begun())
    form = ReportForm(secret())
    if not form.validate():
        return _page(form), 400
    refused = why_not(lambda: _store(form))
    if refused is not None:
        form.story.errors = [refused[0]]
        return _page(form), refused[1]
    return go(url_for("casework.slip", once=form.once.data))


def _begun() -> ReportForm:
    """A new form, or what was filled in when the log-in ended."""
    form = ReportForm(secret(), blank=True)
    form.begin()
    with reading() as session:
        kept = unsent.kept(session, secret(), NO_CASE, now=now())
    if kept is not None and kept.composer is Composer.REPORT:
        form.take_filled(filled_in(kept.text, [field.name for field in form]))
        form.waited = True
    return form


def _page(form: ReportForm) -> str:
    return render(
        "casework/enter.html",
        form=form,
        unsent=form.waited,
        readers=settings().readers,
        recipient=settings().independent_recipient,
    )


def _store(form: ReportForm) -> None:
    """Once, however often it is posted; a taken reference is drawn anew, a post at the same moment found."""
    intake, once = form.intake(), form.once.data or ""
    entering = Entering(form.report(), intake.came, note_of(intake), once)
    for _ in range(_TRIES):
        try:
            with writing() as session:
                deeds.enter(
                    session,
                    desk(),
                    secret(),
                    entering,
                    prefix=settings().reference_prefix,
                    pinned=pinned(),
                    now=now(),
                )
        except IntegrityError:
            continue
        return
    raise Unavailable(
        "Det gick inte att skicka just nu. Dina svar är kvar. Försök igen om en stund."
    )


@access(Access.DESK)
def show_slip(once: str) -> Page:
    """The code, to read aloud or to print; posted, it is handed on and gone."""
    if request.method == "POST":
        return _handed_on(once)
    with reading() as session:
        found = deeds.slip(session, secret(), once, now=now())
    code = CaseCode(found.code)
    ring = Ring.INDEPENDENT if found.independent else Ring.CASEWORK
    return render(
        "casework/slip.html",
        code=code.letters,
        digits=code.digits,
        independent=found.independent,
        opens=ring in desk().opener.rings(),
        no_answer=found.no_answer,
        recipient=settings().independent_recipient,
        address=settings().public_address,
        lines=_lines(found),
        form=HandedForm(secret()),
        once=once,
    )


def _lines(found: Slip) -> list[Line]:
    """What stands under the code, in Swedish and in the report's language: neutral, whoever finds the slip."""
    code = spoken(found.spoken)
    tag, direction = languages()[code].tag, languages()[code].direction
    said = (_KEEP,) if found.no_answer else (_KEEP, _COME_BACK)
    other = catalogue(code).gettext
    return [Line(one, other(one) if code != "sv" else "", tag, direction) for one in said]


def _handed_on(once: str) -> Page:
    if not HandedForm(secret()).validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    with writing() as session:
        deeds.hand_on(session, secret(), once)
    return go(url_for("casework.queue", entered=1))
