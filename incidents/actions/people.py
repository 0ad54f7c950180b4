"""Staff as others see them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.store.models import Staff
from incidents.store.statements import plain_rows, table_of

_STAFF = table_of(Staff)
_NAMES = select(_STAFF.c.id, _STAFF.c.name)


def names(session: Session) -> dict[bytes, str]:
    """Display names by id."""
    return dict(plain_rows(session, _NAMES, {}))
