"""Merging a double: it is closed and points at the case in which work goes on; its inbox says so and works on."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import casefile, handling, linking, thread
from incidents.actions.handling import Draw
from incidents.actions.login import Desk
from incidents.core.case_fact import DOUBLE
from incidents.core.errors import Conflict, Invalid
from incidents.core.linking import Change, LinkKind
from incidents.core.workflow import Status


@dataclass(frozen=True, slots=True)
class Words:
    """What the reporter of the double reads, in their language and, where that is another one, in Swedish."""

    text: str
    language: str
    swedish: str = ""


def merge(
    session: Session,
    desk: Desk,
    reference: str,
    leading: str,
    words: Words,
    *,
    version: int,
    pinned: str,
    now: datetime,
    draw: Draw = secrets.randbelow,
) -> None:
    """Close a case as the double of another one, in which work goes on. Nothing is moved and nothing is lost.

    Both must be open to this person, and whoever reads the double must be able to read the other. `version` is the
    double's: `Conflict` where anybody changed it since, the reporter too; and where the other is a double itself.
    """
    if reference == leading:
        raise Invalid("Välj ett annat ärende än det här.")
    cases = {case.reference: case for case in linking.together(session, desk, (reference, leading))}
    double, lead = cases[reference], cases[leading]
    if double.version != version:
        raise Conflict("Någon annan har ändrat ärendet. Läs in sidan igen och försök på nytt.")
    if not linking.tells(session, double, lead):
        raise Conflict(linking.OTHER_READERS)
    file = casefile.read(session, desk, lead, pinned=pinned)
    if linking.leading_of(file) is not None:
        raise Conflict("Det ärendet är självt avslutat som dubblett. Välj det som leder.")
    for case, other in ((double, lead), (lead, double)):
        if linking.tells(session, case, other):
            change = Change(LinkKind.DUPLICATE, (other.id,), leading=lead.id)
            linking.record(session, desk, case, change, pinned=pinned, now=now)
    if double.status is Status.NEW:  # whoever says that it is a double has judged it, and takes it
        me = desk.actor.staff_id
        handling.assign(
            session, desk, reference, me, version=double.version, pinned=pinned, now=now
        )
    thread.answer(
        session,
        desk,
        reference,
        words.text,
        language=words.language,
        swedish=words.swedish,
        pinned=pinned,
        now=now,
    )
    handling.close(
        session,
        desk,
        reference,
        DOUBLE,
        version=double.version,
        pinned=pinned,
        now=now,
        draw=draw,
    )
