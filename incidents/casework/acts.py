"""What is done in an opened case, each a post: the form is checked, one deed done, and back to the case."""

from collections.abc import Callable

from flask import request
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from incidents.actions import handling, thread, translating, unsent
from incidents.actions.casework import AlreadyWritten
from incidents.casework.forms import (
    AssignForm,
    ContactForm,
    NoteForm,
    SeenForm,
    StatusForm,
    TextForm,
    VersionForm,
)
from incidents.casework.opening import show_case
from incidents.casework.translation_form import TranslationForm
from incidents.casework.visit import Page, back, desk, now, pinned, secret
from incidents.core.errors import Invalid, Unsafe
from incidents.core.report import Contact
from incidents.core.workflow import Status
from incidents.store.database import writing
from incidents.web.access import Access, access
from incidents.web.errors import alarm, describe, log
from incidents.web.locale import gettext

Deed = Callable[[Session], Contact | None]


def write_down(reference: str, form: TextForm, deed: Deed) -> Page:
    """A text that becomes an entry: stored once, however often it is posted, or shown again with the reason.

    Contact details that were opened by it stand on this page only; the next one does not show them.
    """
    if not form.validate():
        return show_case(reference, form)
    try:
        found = _stored(reference, form, deed)
    except OperationalError as error:
        log.error("%s", describe(request.endpoint, error))
        return _not_saved(
            reference,
            form,
            gettext(
                "Vi kunde inte spara just nu. Det du skrev är kvar här: försök igen om en stund."
            ),
        )
    except Unsafe as error:
        alarm(error)
        return _not_saved(reference, form, gettext(error.at_desk))
    return back(reference, "#latest") if found is None else show_case(reference, found=found)


def _stored(reference: str, form: TextForm, deed: Deed) -> Contact | None:
    try:
        with writing() as session:
            found = deed(session)
            _settle(session, reference, form)
            return found
    except AlreadyWritten:
        with writing() as session:
            _settle(session, reference, form)
        return None


def _not_saved(reference: str, form: TextForm, why: str) -> Page:
    form.text.errors = [why]
    page, _ = show_case(reference, form)
    return page, 503


def _settle(session: Session, reference: str, form: TextForm) -> None:
    unsent.settle(session, secret(), reference, form.composer, form.token(), now=now())


def press(reference: str, form: VersionForm, deed: Callable[[Session], None]) -> Page:
    """A form that is little more than its button. Refused, only one that asks for more can be corrected."""
    if not form.validate():
        if form.corrected:
            return show_case(reference, form)
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    with writing() as session:
        deed(session)
    return back(reference)


@access(Access.DESK)
def note(reference: str) -> Page:
    """An internal note."""
    form = NoteForm(secret())
    return write_down(
        reference,
        form,
        lambda session: thread.note(
            session,
            desk(),
            reference,
            form.said(),
            working=bool(form.working.data),
            once=form.token(),
            pinned=pinned(),
            now=now(),
        ),
    )


@access(Access.DESK)
def translation(reference: str) -> Page:
    """A translation, beside what it translates."""
    form = TranslationForm(secret())
    return write_down(
        reference,
        form,
        lambda session: translating.translate(
            session,
            desk(),
            reference,
            form.translation(),
            form.said(),
            language=form.chosen_language(),
            once=form.token(),
            pinned=pinned(),
            now=now(),
        ),
    )


@access(Access.DESK)
def contact(reference: str) -> Page:
    """The contact details, shown once for a stated reason."""
    form = ContactForm(secret())
    return write_down(
        reference,
        form,
        lambda session: thread.open_contact(
            session, desk(), reference, form.said(), pinned=pinned(), now=now()
        ),
    )


@access(Access.DESK)
def assign(reference: str) -> Page:
    """Take the case, give it away, or put it back."""
    form = AssignForm(secret())
    return press(
        reference,
        form,
        lambda session: handling.assign(
            session,
            desk(),
            reference,
            _staff_id(form.staff.data or ""),
            version=form.number(),
            pinned=pinned(),
            now=now(),
        ),
    )


def _staff_id(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text) if text else None
    except ValueError as error:
        raise Invalid("Den personen kan inte öppna ärendet.") from error


@access(Access.DESK)
def status(reference: str) -> Page:
    """A plain move in the workflow."""
    form = StatusForm(secret())
    return press(
        reference,
        form,
        lambda session: handling.move(
            session,
            desk(),
            reference,
            _status(form.target.data or ""),
            version=form.number(),
            pinned=pinned(),
            now=now(),
        ),
    )


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError as error:
        raise Invalid("Det finns ingen sådan status.") from error


@access(Access.DESK)
def seen(reference: str) -> Page:
    """The new message needs no answer."""
    form = SeenForm(secret())
    return press(
        reference,
        form,
        lambda session: handling.seen(
            session, desk(), reference, version=form.number(), pinned=pinned(), now=now()
        ),
    )
