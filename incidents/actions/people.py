"""Staff as others see them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.store.models import Staff


def names(session: Session) -> dict[bytes, str]:
    """Display names by id."""
    return {row.id: row.name for row in session.execute(select(Staff.id, Staff.name))}
