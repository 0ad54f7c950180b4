"""Browser boxes: one upsert and one select for each step, so that a draft costs next to nothing."""

from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Executable, bindparam, delete, select

from incidents.core.box import Content, pack, unpack
from incidents.core.clock import BUCKET, bucket_after
from incidents.crypto.browserbox import BrowserSecret
from incidents.store.direct import Direct
from incidents.store.models import BrowserBox
from incidents.store.statements import table_of, upsertion

#: A connection, inside a transaction that somebody else ends, or one statement at a time.
Rows = Connection | Direct
_BOXES = table_of(BrowserBox)
_LOAD = select(_BOXES.c.sealed).where(_BOXES.c.id == bindparam("box"))
_LOAD_AND_LOCK = _LOAD.with_for_update()
# Whoever finds some of them locked leaves them to the other who is removing them: two must not wait for each other.
_EXPIRED = select(_BOXES.c.id).where(_BOXES.c.expires <= bindparam("moment"))
_DISCARD_EXPIRED = delete(_BOXES).where(_BOXES.c.id.in_(_EXPIRED.with_for_update(skip_locked=True)))
_DISCARD = delete(_BOXES).where(_BOXES.c.id == bindparam("box"))


@cache
def _upsert(dialect_name: str) -> Executable:
    statement = upsertion(BrowserBox, dialect_name)
    upsert: Executable = statement.on_conflict_do_update(
        index_elements=[_BOXES.c.id],
        set_={"sealed": statement.excluded.sealed, "expires": statement.excluded.expires},
    )
    return upsert


def load(rows: Rows, secret: BrowserSecret, *, now: datetime, lock: bool = False) -> Content | None:
    """What the cookie's box holds; None when it is gone, expired, tampered with or another cookie's."""
    query = _LOAD_AND_LOCK if lock else _LOAD
    sealed = rows.scalar(query, {"box": secret.row_id})
    plain = None if sealed is None else secret.open(sealed)
    return None if plain is None else unpack(plain, now)


def save(rows: Rows, secret: BrowserSecret, content: Content) -> None:
    """Write the box, new or old, in one statement."""
    values = {
        "id": secret.row_id,
        "sealed": secret.seal(pack(content)),
        "expires": bucket_after(content.expires),
    }
    rows.execute(_upsert(rows.dialect.name), values)


def discard(rows: Rows, secret: BrowserSecret) -> None:
    """The box is gone: at exit, at leaving, at sending from elsewhere."""
    rows.execute(_DISCARD, {"box": secret.row_id})


def discard_expired(rows: Rows, *, now: datetime) -> None:
    """Remove what has run out. The bucket ends after the exact time, so nothing living is touched."""
    rows.execute(_DISCARD_EXPIRED, {"moment": bucket_after(now) - BUCKET})
