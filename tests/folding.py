"""Facts as the public door and the desk lay them, and the archive as whoever holds the key reads it."""

import os
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert

from incidents.actions import blocks, folding, ledger
from incidents.actions.folding import Folded
from incidents.actions.login import Desk
from incidents.actions.submit import seal_fact
from incidents.actions.trust import current_rings
from incidents.core.archive import Kind
from incidents.core.clock import local_date
from incidents.core.facts import Fact
from incidents.core.rings import Ring
from incidents.crypto.envelope import Purpose
from incidents.store.models import FactBlock, FactRow, StatisticsRelease
from incidents.store.statements import insert_rows
from tests.looking import acting, looking
from tests.support import NOW, Installed

NOVEMBER = 82


def report(year: int = 2026, month: int = 11, ground: str = "ethnicity") -> bytes:
    """A packed fact of a report."""
    return Fact(year, month, {"ground": (ground,)}).pack()


def lay(installation: Installed, packed: Iterable[bytes]) -> list[bytes]:
    """Seal facts under new random ids."""
    ids = []
    with acting(installation) as session:
        ring = current_rings(session, installation.settings.trust)[Ring.STATISTICS]
        for one in packed:
            ids.append(os.urandom(16))
            row = {"id": ids[-1], "sealed": seal_fact(ids[-1], one, ring)}
            insert_rows(session, FactRow, [row])
    return ids


def lay_anew(installation: Installed, fact_id: bytes, packed: bytes) -> None:
    """As the desk does: a fact under an id that it has already."""
    with acting(installation) as session:
        ring = current_rings(session, installation.settings.trust)[Ring.STATISTICS]
        session.execute(delete(FactRow).where(FactRow.id == fact_id))
        row = {"id": fact_id, "sealed": seal_fact(fact_id, packed, ring)}
        insert_rows(session, FactRow, [row])


def fold(
    installation: Installed, desk: Desk, *, most: int = 100, after: bytes = b"", now: datetime = NOW
) -> Folded:
    """One call, committed."""
    with acting(installation) as session:
        pinned = installation.settings.trust
        return folding.fold(session, desk, most=most, after=after, pinned=pinned, now=now)


def archived(installation: Installed, desk: Desk) -> dict[int, dict[Kind, list[bytes]]]:
    """What lies in each month's block, by kind; kinds without a fact left out."""
    with looking(installation) as session:
        found = {}
        for block in blocks.read(session, desk).blocks:
            kinds = {kind: sorted(block.of(kind).values()) for kind in Kind}
            found[block.month] = {kind: facts for kind, facts in kinds.items() if facts}
        return found


def released(installation: Installed, desk: Desk, number: int) -> None:
    """A ledger that says that the year 2026 up to this quarter is closed."""
    with acting(installation) as session:
        row = {
            "number": number,
            "first_year": 2026,
            "frozen": local_date(NOW),
            "rules_version": 1,
            "record": bytes(32),
            "report": "{}",
            "sealed": desk.opener.seal_folded(
                Purpose.STATISTICS_CUBE, ledger.bound_to(number), b"{}"
            ),
            "staff_id": desk.actor.staff_id,
            "signature": bytes(64),
        }
        session.execute(insert(StatisticsRelease), row)


def sealed_block(installation: Installed, month: int = NOVEMBER) -> bytes:
    """November's block as it lies in the database, or another month's."""
    with looking(installation) as session:
        return session.get_one(FactBlock, month).sealed
