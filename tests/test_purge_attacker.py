"""What a purge leaves, against somebody who can write the database and knows the source."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from incidents.actions import audit, heads
from incidents.actions.audit import Signer
from incidents.core.auditing import Act
from incidents.core.checkpoints import Checkpoint, kept_over, points_over
from incidents.core.clock import local_date
from incidents.store.models import AuditChain, AuditPoint, AuditRecord, Staff
from tests.looking import acting, desk_of, looking
from tests.purging import CASE_ROWS, CHAIN, DAY, DECISION, purge
from tests.support import NOW, Installed
from tests.test_audit_attacker import case_rows, findings


def point(session: Session) -> AuditPoint:
    return session.scalars(select(AuditPoint).where(AuditPoint.chain == CHAIN)).one()


def forge_a_checkpoint(session: Session) -> None:
    """Rows are deleted, and what a purge would have left of them is claimed, with another's signature."""
    genuine, first = point(session), session.get_one(AuditRecord, (CHAIN, CASE_ROWS + 1))
    values = {column.name: getattr(genuine, column.name) for column in AuditPoint.__table__.columns}
    claimed = {**values, "number": first.number, "digest": first.digest, "at": first.at}
    session.execute(insert(AuditPoint), claimed)
    session.delete(first)


def move_a_checkpoint(session: Session) -> None:
    first = session.get_one(AuditRecord, (CHAIN, CASE_ROWS + 1))
    point(session).number = first.number
    point(session).digest = first.digest
    session.delete(first)


def give_it_to_another_chain(session: Session) -> None:
    """The rows of a case that was never purged are gone, and the checkpoint of another stands in their place."""
    other = point(session)
    session.execute(delete(AuditRecord).where(AuditRecord.chain == CHAIN))
    session.execute(delete(AuditChain).where(AuditChain.chain == CHAIN))
    other.chain = "case:ff"
    session.add(AuditChain(chain="case:ff", number=other.number, head=other.digest))


def another_decision(session: Session) -> None:
    point(session).decision = "SN 2020/1"


def another_count(session: Session) -> None:
    point(session).closings = 0


def remove_the_checkpoint(session: Session) -> None:
    session.delete(point(session))


def remove_the_chain_and_its_checkpoint(session: Session) -> None:
    """Nothing of this chain is left to be wrong: the last purge's own row says which checkpoints there are."""
    session.delete(point(session))
    session.execute(delete(AuditRecord).where(AuditRecord.chain == CHAIN))
    session.execute(delete(AuditChain).where(AuditChain.chain == CHAIN))


def remove_a_row_that_was_kept(session: Session) -> None:
    kept = select(AuditRecord).where(AuditRecord.act == Act.RING_GRANTED)
    session.delete(session.scalars(kept.limit(1)).one())


def remove_the_first_after_it(session: Session) -> None:
    session.delete(session.get_one(AuditRecord, (CHAIN, CASE_ROWS + 1)))


def remove_the_head_of_a_purged_chain(session: Session) -> None:
    session.execute(delete(AuditChain).where(AuditChain.chain == CHAIN))


def remove_every_checkpoint(session: Session) -> None:
    session.execute(delete(AuditPoint))


PURGED = [
    forge_a_checkpoint,
    move_a_checkpoint,
    give_it_to_another_chain,
    another_decision,
    another_count,
    remove_the_checkpoint,
    remove_the_chain_and_its_checkpoint,
    remove_a_row_that_was_kept,
    remove_the_first_after_it,
    remove_the_head_of_a_purged_chain,
    remove_every_checkpoint,
]


def test_whatever_is_done_to_what_a_purge_left_is_found(aged_installation: Installed) -> None:
    purge(aged_installation)
    signer = desk_of(aged_installation, "lena").signer
    with acting(aged_installation) as session:
        for act in (Act.CASE_SEEN, Act.CASE_NOTED):
            audit.append(session, signer, act, chain=CHAIN, subject="x", now=NOW)
    assert findings(aged_installation) == []
    trust = aged_installation.settings.trust
    unfound = []
    for deed in PURGED:
        with looking(aged_installation) as session:  # rolled back at the end
            deed(session)
            session.flush()
            if not audit.verify_all(session, trust):
                unfound.append(deed.__name__)
    assert unfound == []
    assert findings(aged_installation) == []


def claim(session: Session, last: AuditRecord, signer: Signer, at: str) -> None:
    """Everything that the source does in a purge of a chain."""
    made = Checkpoint(
        last.chain,
        last.number,
        last.digest,
        at,
        kept_over(()),
        1,
        1,
        DAY,
        DECISION.reference,
        DECISION.decided,
        DECISION.months,
        signer.id,
        NOW.isoformat(timespec="seconds"),
    )
    signature = signer.key.sign(made.statement())
    values = {**asdict(made), "actor_id": signer.id, "signature": signature}
    del values["actor"]
    session.execute(insert(AuditPoint), values)
    session.execute(delete(AuditRecord).where(AuditRecord.chain == last.chain))
    points = points_over([(last.chain, last.number, signature)])
    audit.append(
        session,
        signer,
        Act.TRAIL_PURGED,
        chain=audit.INSTALLATION,
        detail=f"points:{points}",
        now=datetime.now(UTC),
    )


def test_an_attacker_who_signs_a_purge_with_a_key_of_their_own_is_found(
    aged_installation: Installed,
) -> None:
    with acting(aged_installation) as session:
        last = session.get_one(AuditRecord, (CHAIN, CASE_ROWS))
        rut = session.scalars(select(Staff.id).where(Staff.login == "rut")).one()
        claim(session, last, Signer(rut, Ed25519PrivateKey.generate()), last.at)
    assert {finding.problem for finding in findings(aged_installation)} == {
        "signature does not verify",
        "the checkpoint's signature does not verify",
    }


def test_a_colleague_who_writes_the_database_and_signs_a_purge_of_young_rows_is_found(
    worked: Installed,
) -> None:
    """With her own key she can sign. What the moment of the last row must be, and the heads that were kept, tell."""
    signer, today = desk_of(worked, "lena").signer, local_date(datetime.now(UTC))
    later = datetime.now(UTC) + timedelta(days=2)
    with acting(worked) as session:
        kept = heads.head_of(session, today - timedelta(days=1), now=later)
        last = case_rows(session)[-1]
        claim(session, last, signer, last.at)
    assert [one.problem for one in findings(worked)] == [
        "the checkpoint is of no purge that is allowed"
    ]
    with acting(worked) as session:
        session.execute(delete(AuditPoint))
        last.at = "2021-03-04T09:30:00+00:00"  # a lie about when it was done
        claim(session, last, signer, last.at)
    assert findings(worked) == []
    with looking(worked) as session:
        assert heads.head_of(session, kept.day, now=later) != kept
