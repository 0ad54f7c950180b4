"""What is done in an opened case, each a post: the form is checked, one deed done, and back to the case."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from incidents.actions import casework as deeds
from incidents.actions import unsent
from incidents.casework.forms import (
    AnswerForm,
    AssignForm,
    CloseForm,
    ContactForm,
    EntryForm,
    NoteForm,
    SeenForm,
    StatusForm,
    TextForm,
    VersionForm,
)
from incidents.casework.opening import show_case
from incidents.casework.visit import Page, back, desk, now, pinned, secret
from incidents.core.errors import Invalid
from incidents.core.workflow import Status
from incidents.store.database import writing
from incidents.web.access import Access, access

Deed = Callable[[Session], object]


def _write_down(reference: str, form: EntryForm, deed: Deed) -> Page:
    """A text that becomes an entry. Posted before, it is there already, and the answer is the same."""
    if not form.validate():
        return show_case(reference, form)
    try:
        with writing() as session:
            deed(session)
            _settle(session, reference, form)
    except deeds.AlreadyWritten:
        with writing() as session:
            _settle(session, reference, form)
    return back(reference, "#latest")


def _settle(session: Session, reference: str, form: TextForm) -> None:
    unsent.settle(session, secret(), reference, form.composer, form.token(), now=now())


def _press(reference: str, form: VersionForm, deed: Deed) -> Page:
    """A form that is little more than its button. Refused, only the one that asks for a reason can be corrected."""
    if not form.validate():
        if isinstance(form, CloseForm):
            return show_case(reference, form)
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    with writing() as session:
        deed(session)
    return back(reference)


@access(Access.DESK)
def note(reference: str) -> Page:
    """An internal note."""
    form = NoteForm(secret())
    return _write_down(
        reference,
        form,
        lambda session: deeds.note(
            session,
            desk(),
            reference,
            form.said(),
            once=form.token(),
            pinned=pinned(),
            now=now(),
        ),
    )


@access(Access.DESK)
def answer(reference: str) -> Page:
    """An answer to the reporter."""
    form = AnswerForm(secret())
    return _write_down(
        reference,
        form,
        lambda session: deeds.answer(
            session,
            desk(),
            reference,
            form.said(),
            language=form.chosen_language(),
            shown=form.last_shown(),
            once=form.token(),
            pinned=pinned(),
            now=now(),
        ),
    )


@access(Access.DESK)
def contact(reference: str) -> Page:
    """The contact details, shown once for a stated reason; the next page does not show them again."""
    form = ContactForm(secret())
    if not form.validate():
        return show_case(reference, form)
    with writing() as session:
        found = deeds.open_contact(
            session, desk(), reference, form.said(), pinned=pinned(), now=now()
        )
        _settle(session, reference, form)
    return show_case(reference, found=found)


@access(Access.DESK)
def assign(reference: str) -> Page:
    """Take the case, give it away, or put it back."""
    form = AssignForm(secret())
    return _press(
        reference,
        form,
        lambda session: deeds.assign(
            session,
            desk(),
            reference,
            _staff_id(form.staff.data or ""),
            version=form.number(),
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
    return _press(
        reference,
        form,
        lambda session: deeds.move(
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
def close(reference: str) -> Page:
    """Close with a reason."""
    form = CloseForm(secret())
    return _press(
        reference,
        form,
        lambda session: deeds.close(
            session,
            desk(),
            reference,
            form.reason.data or "",
            version=form.number(),
            pinned=pinned(),
            now=now(),
        ),
    )


@access(Access.DESK)
def seen(reference: str) -> Page:
    """The new message needs no answer."""
    form = SeenForm(secret())
    return _press(
        reference,
        form,
        lambda session: deeds.seen(
            session, desk(), reference, version=form.number(), pinned=pinned(), now=now()
        ),
    )
