"""Giving several cases of the queue to one person, and what became of each."""

from flask import request, url_for
from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField

from incidents.actions import distributing, people
from incidents.actions.distributing import Outcome
from incidents.actions.queue import PAGE, QueueItem
from incidents.casework.forms import whole_number
from incidents.casework.visit import Page, desk, go, now, pinned, secret
from incidents.core.errors import Invalid
from incidents.store.database import reading, writing
from incidents.web.access import Access, access
from incidents.web.forms import Form
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.templates import render


class DistributeForm(Form):
    """To whom; `shown` says in which version the list showed each case."""

    staff = SelectField(lazy_gettext("Ge de valda ärendena till"), validate_choice=False)
    shown = HiddenField()

    def offer(self, session: Session, items: list[QueueItem]) -> None:
        """Everybody at the desk, and the cases of the page."""
        who = {id_.hex(): name for id_, name in people.at_desk(session)}
        self.staff.choices = {"": gettext("Välj"), **who}
        self.shown.data = " ".join(f"{item.reference}:{item.version}" for item in items)

    def versions(self) -> dict[str, int]:
        """The version of each case on the page; one that never was where it is no number."""
        pairs = (each.rpartition(":") for each in (self.shown.data or "").split()[:PAGE])
        return {reference: whole_number(number) or -1 for reference, _, number in pairs}


@access(Access.DESK)
def distribute() -> Page:
    """Back to the queue when all went well; otherwise case by case what did and what did not.

    The list's other button takes the same ticks to the page where cases are linked and coded together.
    """
    ticked = request.form.getlist("cases")[:PAGE]
    if request.form.get("to") == "together":
        return go(url_for("casework.together", reference=ticked))
    form = DistributeForm(secret())
    if not form.validate():
        raise Invalid("Sidan hade legat öppen för länge. Läs in den igen.")
    versions = form.versions()
    chosen = {each: versions.get(each, -1) for each in ticked}
    if not chosen or not form.staff.data:
        raise Invalid("Välj minst ett ärende och en person.")
    try:
        staff_id = bytes.fromhex(form.staff.data)
    except ValueError as error:
        raise Invalid("Välj minst ett ärende och en person.") from error
    with writing() as session:
        outcomes = distributing.distribute(
            session, desk(), staff_id, chosen, pinned=pinned(), now=now()
        )
    if all(outcome.refusal is None for outcome in outcomes):
        return go(url_for("casework.queue", given=len(outcomes)))
    return _told(staff_id, outcomes), 409


def _told(staff_id: bytes, outcomes: list[Outcome]) -> str:
    with reading() as session:
        name = people.names(session).get(staff_id, "")
    return render(
        "casework/distributed.html",
        name=name,
        given=[outcome.reference for outcome in outcomes if outcome.refusal is None],
        refused=[
            (outcome.reference, gettext(outcome.refusal.value))
            for outcome in outcomes
            if outcome.refusal is not None
        ],
    )
