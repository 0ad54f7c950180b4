"""The deadlines of the cases that a person may see, from their desk cards; and the trace when they leave as a file."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from incidents.actions import audit, queue
from incidents.actions.login import Desk
from incidents.core import deskcard
from incidents.core.agenda import Item, When, agenda
from incidents.core.auditing import Act


def look(session: Session, desk: Desk, *, today: date, mine: bool) -> dict[When, list[Item]]:
    """All deadlines, or those of the cases that this person handles. No story is opened for it."""
    found = queue.look(session, desk, today=today)
    lines = found.view("mine" if mine else "all")
    cards = ((case_id, deskcard.unpack(card)) for _, case_id, _, card in lines)
    return agenda(cards, today)


def export(
    session: Session, desk: Desk, *, today: date, mine: bool, now: datetime
) -> list[tuple[str, Item]]:
    """What has not passed, as (reference, deadline), for a file; that it was made is audited, with how many."""
    found = look(session, desk, today=today, mine=mine)
    items = [item for part in When if part is not When.PASSED for item in found[part]]
    cases = queue.registered(session, list({item.case_id for item in items}))
    made = [(cases[item.case_id].reference, item) for item in items if item.case_id in cases]
    audit.append(
        session,
        desk.signer,
        Act.CALENDAR_EXPORTED,
        chain=audit.INSTALLATION,
        detail=f"{'mine' if mine else 'all'}:{len(made)}",
        now=now,
    )
    return made
