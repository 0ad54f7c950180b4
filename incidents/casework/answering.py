"""What is said to the reporter, each a post: an answer, and a question of consent."""

from incidents.actions import thread
from incidents.casework.acts import write_down
from incidents.casework.answer_form import AnswerForm, AskForm
from incidents.casework.opening import show_case
from incidents.casework.visit import Page, desk, now, pinned, secret
from incidents.web.access import Access, access


@access(Access.DESK)
def answer(reference: str) -> Page:
    """An answer to the reporter; or a standard reply is put into it, to be changed before it is sent."""
    form = AnswerForm(secret())
    if form.asks_for_reply():
        form.put_in()
        return show_case(reference, form, status=200)
    return write_down(
        reference,
        form,
        lambda session: thread.answer(
            session,
            desk(),
            reference,
            form.said(),
            language=form.chosen_language(),
            swedish=form.said_in_swedish(),
            shown=form.last_shown(),
            once=form.token(),
            pinned=pinned(),
            now=now(),
        ),
    )


@access(Access.DESK)
def ask(reference: str) -> Page:
    """A question of consent to the reporter."""
    form = AskForm(secret())
    return write_down(
        reference,
        form,
        lambda session: thread.ask(
            session,
            desk(),
            reference,
            form.asked(),
            language=form.chosen_language(),
            shown=form.last_shown(),
            once=form.token(),
            pinned=pinned(),
            now=now(),
        ),
    )
