"""What is counted once and never again: a sealed fact of its own, under a random id that stands nowhere else."""

import os

from sqlalchemy.orm import Session

from incidents.actions.submit import seal_fact
from incidents.actions.trust import current_rings
from incidents.core.rings import Ring
from incidents.store.models import FactRow
from incidents.store.statements import insert_rows


def count(session: Session, packed: bytes, *, pinned: str) -> None:
    """Store a packed fact, such as the step of a referral, sealed to the statistics keyring."""
    row_id = os.urandom(16)
    sealed = seal_fact(row_id, packed, current_rings(session, pinned)[Ring.STATISTICS])
    insert_rows(session, FactRow, [{"id": row_id, "sealed": sealed}])
