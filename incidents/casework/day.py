"""Write down the day on which it happened."""

from incidents.actions import handling
from incidents.casework.acts import press
from incidents.casework.day_form import DayForm
from incidents.casework.visit import Page, desk, now, pinned, secret
from incidents.web.access import Access, access


@access(Access.DESK)
def day(reference: str) -> Page:
    """The day on which it happened."""
    form = DayForm(secret())
    return press(
        reference,
        form,
        lambda session: handling.note_day(
            session,
            desk(),
            reference,
            form.happened(),
            form.said(),
            version=form.number(),
            pinned=pinned(),
            now=now(),
        ),
    )
