"""What a caseworker typed when the log-in had ended, kept under the next log-in's cookie until it is sent.

Sealed like a draft of the public form: the row opens with the cookie alone, and ends with the log-in.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import boxes, casework
from incidents.actions.login import Desk
from incidents.core.box import Composer, Unsent
from incidents.core.errors import NotAllowed, NotFound
from incidents.crypto.browserbox import BrowserSecret


def keep(session: Session, desk: Desk, secret: BrowserSecret, unsent: Unsent) -> None:
    """Keep the text, if the case is one that opens for this person; for anybody else it ends here."""
    try:
        casework.find(session, desk, unsent.reference)
    except (NotAllowed, NotFound):
        return
    boxes.save(session.connection(), secret, unsent)


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
