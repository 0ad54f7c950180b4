"""A trail with old rows, and an auditor who disposes of them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.actions import audit, purging
from incidents.actions.login import Desk
from incidents.actions.purging import Purged
from incidents.core.auditing import Act
from incidents.core.checkpoints import Cut, Decision
from incidents.core.workflow import Status
from incidents.store.models import AuditRecord, Case
from tests.looking import acting, desk_of
from tests.support import NOW, Installed

DAY = date(2021, 11, 23)
DECISION = Decision("SN 2026/114 § 12", date(2026, 3, 2), 60)
CUT = Cut(DAY, DECISION)
OLD = datetime(2021, 3, 4, 9, 30, tzinfo=UTC)
CASE = b"AD-2021-AAAAA".rjust(16, b"\0")
CHAIN = audit.case_chain(CASE)
#: So many old rows does `aged` make in the case's chain; a log-in in the installation's goes too.
CASE_ROWS = 4
ROWS = CASE_ROWS + 1


def aged(
    made: Installed, *, status: Status = Status.CLOSED, reference: str = "AD-2021-AAAAA"
) -> str:
    """A case that was worked in long ago, in this status now; the chain of its acts."""
    lena, case_id = desk_of(made, "lena", now=OLD), reference.encode().rjust(16, b"\0")
    chain = audit.case_chain(case_id)
    with acting(made) as session:
        session.add(
            Case(
                id=case_id,
                reference=reference,
                status=status,
                recipients="ring:casework",
                received=OLD.date(),
                entries=0,
                version=1,
                submission=case_id * 2,
            )
        )
        for act in (Act.CASE_OPENED, Act.CASE_ANSWERED, Act.CASE_NOTED, Act.CASE_CLOSED):
            told = {"detail": "active>closed"} if act is Act.CASE_CLOSED else {}
            audit.append(session, lena.signer, act, chain=chain, subject=reference, now=OLD, **told)
    return chain


def purge(made: Installed, cut: Cut = CUT, *, now: datetime = NOW, login: str = "rut") -> Purged:
    """What the command does once it knows who it is."""
    desk: Desk = desk_of(made, login, now=now)
    with acting(made) as session:
        return purging.purge(session, desk, cut, pinned=made.settings.trust, now=now)


def chain_of(session: Session, chain: str) -> list[int]:
    """The numbers that are left."""
    query = select(AuditRecord.number).where(AuditRecord.chain == chain)
    return sorted(session.scalars(query))


def until(day: date) -> Cut:
    """The same decision for another day."""
    return replace(CUT, day=day)
