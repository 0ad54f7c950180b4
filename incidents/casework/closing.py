"""Closing a case, and what has to be decided first: its working notes."""

from incidents.actions import handling, working
from incidents.casework.acts import press
from incidents.casework.forms import CloseForm, WorkingForm
from incidents.casework.opening import show_case
from incidents.casework.visit import Page, back, desk, now, pinned, secret
from incidents.core.errors import Invalid
from incidents.core.working import Fate
from incidents.store.database import writing
from incidents.web.access import Access, access
from incidents.web.locale import gettext


@access(Access.DESK)
def close(reference: str) -> Page:
    """Close with a reason; refused with a list while working notes are undecided."""
    form = CloseForm(secret())
    try:
        return _close(reference, form)
    except working.Undecided as error:
        form.reason.errors = [gettext(error.sentence)]
        return show_case(reference, form, status=409)


def _close(reference: str, form: CloseForm) -> Page:
    return press(
        reference,
        form,
        lambda session: handling.close(
            session,
            desk(),
            reference,
            form.reason.data or "",
            tuple(form.outcome.data or ()),
            version=form.number(),
            pinned=pinned(),
            now=now(),
        ),
    )


@access(Access.DESK)
def decide(reference: str) -> Page:
    """Keep a working note, or remove it."""
    form = WorkingForm(secret())
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    number, fate = form.chosen()
    with writing() as session:
        working.decide(
            session, desk(), reference, number, fate, _words(fate), pinned=pinned(), now=now()
        )
    return back(reference, "#latest")


def _words(fate: Fate) -> str:
    """The note that the case gets."""
    if fate is Fate.KEPT:
        return gettext("En arbetsanteckning blir kvar som vanlig anteckning.")
    return gettext("En arbetsanteckning är borttagen.")
