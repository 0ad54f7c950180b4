"""Browser boxes: one upsert and one select for each step, so that a draft costs next to nothing."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from incidents.core.box import Draft, Inbox, Receipt, pack, unpack
from incidents.core.clock import BUCKET, bucket_after
from incidents.crypto.browserbox import BrowserSecret
from incidents.store.models import BrowserBox

Content = Draft | Receipt | Inbox


def load(
    session: Session, secret: BrowserSecret, *, now: datetime, lock: bool = False
) -> Content | None:
    """What the cookie's box holds; None when it is gone, expired, tampered with or another cookie's."""
    query = select(BrowserBox.sealed).where(BrowserBox.id == secret.row_id())
    sealed = session.scalar(query.with_for_update() if lock else query)
    plain = None if sealed is None else secret.open(sealed)
    return None if plain is None else unpack(plain, now)


def save(session: Session, secret: BrowserSecret, content: Content) -> None:
    """Write the box, new or old, in one statement."""
    values = {
        "id": secret.row_id(),
        "sealed": secret.seal(pack(content)),
        "expires": bucket_after(content.expires),
    }
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(BrowserBox).values(values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[BrowserBox.id],
            set_={"sealed": statement.excluded.sealed, "expires": statement.excluded.expires},
        )
    )


def discard(session: Session, secret: BrowserSecret) -> None:
    """The box is gone: at exit, at leaving, at sending from elsewhere."""
    session.execute(delete(BrowserBox).where(BrowserBox.id == secret.row_id()))


def discard_expired(session: Session, *, now: datetime) -> None:
    """Remove what has run out. The bucket ends after the exact time, so nothing living is touched."""
    session.execute(delete(BrowserBox).where(BrowserBox.expires <= bucket_after(now) - BUCKET))
