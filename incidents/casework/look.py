"""A second person looks at what a colleague coded or closed."""

from incidents.actions import second_look, unsent
from incidents.actions.casework import AlreadyWritten
from incidents.casework.look_form import LookForm
from incidents.casework.opening import show_case
from incidents.casework.storing import why_not
from incidents.casework.visit import Page, back, desk, now, pinned, secret
from incidents.store.database import writing
from incidents.web.access import Access, access


@access(Access.DESK)
def look(reference: str) -> Page:
    """Store what the second person says. Refused, the case is shown with what was typed."""
    form = LookForm(secret())
    if not form.validate():
        return show_case(reference, form)
    refused = why_not(lambda: _store(reference, form))
    if refused is None:
        return back(reference, "#look")
    sentence, status = refused
    form.text.errors = [sentence]
    return show_case(reference, form)[0], status


def _store(reference: str, form: LookForm) -> None:
    try:
        with writing() as session:
            second_look.look(
                session,
                desk(),
                reference,
                form.verdict(),
                once=form.token(),
                pinned=pinned(),
                now=now(),
            )
            unsent.settle(session, secret(), reference, form.composer, form.token(), now=now())
    except AlreadyWritten:
        with writing() as session:
            unsent.settle(session, secret(), reference, form.composer, form.token(), now=now())
