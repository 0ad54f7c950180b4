"""A case goes to somebody else, is answered for, comes first in the queue; a series is described. Each a post."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from incidents.actions import first as first_deeds
from incidents.actions import passing as deeds
from incidents.actions import series as series_deeds
from incidents.actions import unsent
from incidents.actions.casework import AlreadyWritten
from incidents.casework.forms import EntryForm
from incidents.casework.opening import show_case
from incidents.casework.passing_forms import (
    AcceptForm,
    FirstForm,
    PassForm,
    ReturnForm,
    SeriesForm,
)
from incidents.casework.storing import store_once, why_refused
from incidents.casework.visit import Page, back, desk, now, pinned, secret
from incidents.core.errors import Invalid
from incidents.store.database import writing
from incidents.web.access import Access, access

Deed = Callable[[Session], None]


def _write(reference: str, form: EntryForm, deed: Deed, anchor: str) -> Page:
    """Once, however often it is posted; refused, the case is shown with what was typed."""
    if not form.validate():
        return show_case(reference, form)
    refused = why_refused(
        lambda: store_once(deed, lambda session: _settle(session, reference, form))
    )
    if refused is None:
        return back(reference, anchor)
    form.text.errors = [refused[0]]
    return show_case(reference, form)[0], refused[1]


def _settle(session: Session, reference: str, form: EntryForm) -> None:
    unsent.settle(session, secret(), reference, form.composer, form.token(), now=now())


@access(Access.DESK)
def hand_over(reference: str) -> Page:
    """To a named colleague, or to oneself, with the reason."""
    form = PassForm(secret())

    def deed(session: Session) -> None:
        deeds.hand_over(
            session,
            desk(),
            reference,
            form.receiver(),
            form.said(),
            handler=form.shown_handler(),
            once=form.token(),
            pinned=pinned(),
            now=now(),
        )

    return _write(reference, form, deed, "#handler")


@access(Access.DESK)
def accept(reference: str) -> Page:
    """The receiver takes the case."""
    form = AcceptForm(secret())
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    try:
        with writing() as session:
            deeds.accept(
                session, desk(), reference, about=form.number(), pinned=pinned(), now=now()
            )
    except AlreadyWritten:
        pass
    return back(reference)


@access(Access.DESK)
def give_back(reference: str) -> Page:
    """The receiver declines, with the reason."""
    form = ReturnForm(secret())

    def deed(session: Session) -> None:
        deeds.give_back(
            session,
            desk(),
            reference,
            form.said(),
            about=form.number(),
            once=form.token(),
            pinned=pinned(),
            now=now(),
        )

    return _write(reference, form, deed, "#handler")


@access(Access.DESK)
def first(reference: str) -> Page:
    """To the front of the queue, or down again."""
    form = FirstForm(secret())

    def deed(session: Session) -> None:
        first_deeds.put(
            session,
            desk(),
            reference,
            form.said(),
            to_front=bool(form.front.data),
            once=form.token(),
            pinned=pinned(),
            now=now(),
        )

    return _write(reference, form, deed, "#turn")


@access(Access.DESK)
def series(reference: str) -> Page:
    """What is seen in a series."""
    form = SeriesForm(secret())

    def deed(session: Session) -> None:
        series_deeds.say(
            session,
            desk(),
            reference,
            form.said_of(),
            form.said(),
            about=form.number(),
            once=form.token(),
            pinned=pinned(),
            now=now(),
        )

    return _write(reference, form, deed, "#links")
