"""The audit trail: append in the caller's transaction, and verify from the pinned root down."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from incidents.actions.trust import roots, signing_keys
from incidents.core.auditing import GENESIS, Act, AuditRow
from incidents.crypto.ringtrust import verifies
from incidents.store.models import AuditChain, AuditRecord, Staff

INSTALLATION = "installation"
ROOT_ACTOR = b"\0" * 16


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs an audit row: a staff member, or the root at installation and recovery."""

    id: bytes
    key: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"Signer({self.id.hex()})"


def case_chain(case_id: bytes) -> str:
    """The chain of one case."""
    return f"case:{case_id.hex()}"


def append(
    session: Session,
    signer: Signer,
    act: Act,
    *,
    chain: str,
    subject: str = "",
    detail: str = "",
    now: datetime,
) -> None:
    """Add a signed row; the chain's head is locked until the caller's transaction ends."""
    number, head = _lock_head(session, chain)
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    row = AuditRow(chain, number + 1, at, signer.id, act, subject, detail, head)
    signature = signer.key.sign(row.statement())
    digest = row.digest(signature)
    session.execute(
        insert(AuditRecord),
        {
            "chain": chain,
            "number": row.number,
            "at": at,
            "actor_id": signer.id,
            "act": act,
            "subject": subject,
            "detail": detail,
            "previous": head,
            "signature": signature,
            "digest": digest,
        },
    )
    session.execute(
        update(AuditChain).where(AuditChain.chain == chain).values(number=row.number, head=digest)
    )


def _lock_head(session: Session, chain: str) -> tuple[int, bytes]:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        dialect.insert(AuditChain)
        .values(chain=chain, number=0, head=GENESIS)
        .on_conflict_do_nothing()
    )
    row = session.execute(
        select(AuditChain.number, AuditChain.head)
        .where(AuditChain.chain == chain)
        .with_for_update()
    ).one()
    return row[0], row[1]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in a chain."""

    chain: str
    number: int
    problem: str


def heads(session: Session, chain: str | None = None) -> dict[str, tuple[int, str]]:
    """Number and digest of each chain's last row (or of one chain's): print them, keep them outside the database."""
    query = select(AuditChain.chain, AuditChain.number, AuditChain.head)
    if chain is not None:
        query = query.where(AuditChain.chain == chain)
    return {name: (number, head.hex()) for name, number, head in session.execute(query)}


def verify_all(
    session: Session, pinned: str, known: Mapping[str, tuple[int, str]] | None = None
) -> list[Finding]:
    """Every chain: numbering, links, digests, signatures by certified keys, and the heads kept outside.

    Whoever recomputes each hash still cannot sign; whoever cuts off the end is found by a head that was kept outside.
    """
    query = select(AuditRecord).order_by(AuditRecord.chain, AuditRecord.number)
    return _verify(
        session.scalars(query), heads(session), _signing_keys(session, pinned), known or {}
    )


def records(session: Session, chain: str) -> list[AuditRecord]:
    """The rows of one chain, the first act first."""
    query = select(AuditRecord).where(AuditRecord.chain == chain).order_by(AuditRecord.number)
    return list(session.scalars(query))


def exported(session: Session) -> Iterator[dict[str, str | int]]:
    """Every row with the actor's log-in, chain after chain, as an auditor's own tools read it."""
    logins = {each.id: each.login for each in session.execute(select(Staff.id, Staff.login))}
    query = select(AuditRecord).order_by(AuditRecord.chain, AuditRecord.number)
    for record in session.scalars(query.execution_options(yield_per=1_000)):
        yield {
            "chain": record.chain,
            "number": record.number,
            "at": record.at,
            "actor": logins.get(record.actor_id, record.actor_id.hex()),
            "act": record.act.value,
            "subject": record.subject,
            "detail": record.detail,
            "digest": record.digest.hex(),
            "signature": record.signature.hex(),
        }


def verify_chain(session: Session, chain: str, pinned: str) -> list[Finding]:
    """The same for one chain, without what was kept outside."""
    keys = _signing_keys(session, pinned)
    return _verify(records(session, chain), heads(session, chain), keys, {})


def _verify(
    rows: Iterable[AuditRecord],
    ends: Mapping[str, tuple[int, str]],
    keys: Mapping[bytes, frozenset[bytes]],
    known: Mapping[str, tuple[int, str]],
) -> list[Finding]:
    found: list[Finding] = []
    numbers: dict[str, AuditRecord] = {}
    for record in rows:
        found.extend(_problems(record, numbers.get(record.chain), keys))
        numbers[record.chain] = record
        _compare(record, known.get(record.chain), found)
    for chain, (number, head) in ends.items():
        last = numbers.get(chain)
        if last is None or last.number != number or last.digest.hex() != head:
            found.append(Finding(chain, number, "head does not match the last row"))
    for chain, (number, _) in known.items():
        if chain not in numbers or numbers[chain].number < number:
            found.append(Finding(chain, number, "rows are missing at the end"))
    return found


def _problems(
    record: AuditRecord, before: AuditRecord | None, keys: Mapping[bytes, frozenset[bytes]]
) -> list[Finding]:
    row = AuditRow(
        record.chain,
        record.number,
        record.at,
        record.actor_id,
        record.act,
        record.subject,
        record.detail,
        record.previous,
    )
    checks = {
        "a row is missing": record.number == (before.number if before else 0) + 1,
        "link to the row before is broken": record.previous
        == (before.digest if before else GENESIS),
        "content does not match its digest": row.digest(record.signature) == record.digest,
        "signature does not verify": _signed(
            keys.get(record.actor_id, frozenset()), record.signature, row
        ),
    }
    return [Finding(record.chain, record.number, text) for text, good in checks.items() if not good]


def _signed(keys: frozenset[bytes], signature: bytes, row: AuditRow) -> bool:
    return any(verifies(key, signature, row.statement()) for key in keys)


def _compare(record: AuditRecord, known: tuple[int, str] | None, found: list[Finding]) -> None:
    if known and record.number == known[0] and record.digest.hex() != known[1]:
        found.append(Finding(record.chain, record.number, "differs from the head kept outside"))


def _signing_keys(session: Session, pinned: str) -> dict[bytes, frozenset[bytes]]:
    """Signing keys that chain to the pinned root, present and retired ones."""
    ids = session.scalars(select(Staff.id)).all()
    keys = {staff_id: signing_keys(session, staff_id, pinned) for staff_id in ids}
    if found := roots(session, pinned):
        keys[ROOT_ACTOR] = found
    return keys
