"""What a caseworker typed when the log-in had ended, kept under the next log-in's cookie until it is sent.

Sealed like a draft of the public form: the row opens with the cookie alone, and ends with the log-in.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import boxes, casework
from incidents.actions.login import Desk
from incidents.core.box import Composer, Unsent
from incidents.core.errors import NotAllowed, NotFound
from incidents.core.filled import filled_in
from incidents.core.permissions import can_desk
from incidents.crypto.browserbox import BrowserSecret


def keep(session: Session, desk: Desk, secret: BrowserSecret, unsent: Unsent) -> None:
    """Keep the text, if the case is one that opens for this person; for anybody else it ends here."""
    if _may_have(session, desk, unsent):
        boxes.save(session.connection(), secret, unsent)


def _may_have(session: Session, desk: Desk, unsent: Unsent) -> bool:
    """What belongs to no case yet is its author's alone: it may be about whoever logs in next."""
    if unsent.composer is Composer.REPORT:
        author = filled_in(unsent.text, ("by",)).get("by")
        return can_desk(desk.actor) and author == [desk.actor.staff_id.hex()]
    try:
        casework.find(session, desk, unsent.reference)
    except (NotAllowed, NotFound):
        return False
    return True


def kept(
    session: Session, secret: BrowserSecret, reference: str, *, now: datetime
) -> Unsent | None:
    """The text that waits for this case."""
    held = boxes.load(session.connection(), secret, now=now)
    return held if isinstance(held, Unsent) and held.reference == reference else None


def settle(
    session: Session,
    secret: BrowserSecret,
    reference: str,
    composer: Composer,
    once: str,
    *,
    now: datetime,
) -> None:
    """A form was accepted: when it is the one whose text was kept, the text is kept no longer."""
    held = kept(session, secret, reference, now=now)
    if held is not None and held.composer is composer and once in ("", held.once):
        boxes.discard(session.connection(), secret)


def forget(session: Session, secret: BrowserSecret, reference: str, *, now: datetime) -> None:
    """The case is closed to whoever typed it."""
    if kept(session, secret, reference, now=now) is not None:
        boxes.discard(session.connection(), secret)
