"""The audit trail: append in the caller's transaction, and verify from the pinned root down."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from incidents.actions import chains
from incidents.actions.chains import Finding, Keys, Walk
from incidents.actions.trust import roots, signing_keys
from incidents.core.auditing import GENESIS, Act, AuditRow
from incidents.core.checkpoints import points_over
from incidents.core.errors import Unsafe
from incidents.core.languages import sentence
from incidents.store.models import AuditChain, AuditPoint, AuditRecord, Staff
from incidents.store.statements import upsertion

INSTALLATION = "installation"
_UNREADABLE = sentence(
    "En rad i loggen går inte att läsa. Någon kan ha skrivit i databasen. Larma it-säkerhet."
)
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
    session.execute(
        upsertion(AuditChain, session.get_bind().dialect.name)
        .values(chain=chain, number=0, head=GENESIS)
        .on_conflict_do_nothing()
    )
    row = session.execute(
        select(AuditChain.number, AuditChain.head)
        .where(AuditChain.chain == chain)
        .with_for_update()
    ).one()
    return row[0], row[1]


def heads(session: Session, chain: str | None = None) -> dict[str, tuple[int, str]]:
    """Number and digest of each chain's last row (or of one chain's): print them, keep them outside the database."""
    query = select(AuditChain.chain, AuditChain.number, AuditChain.head)
    if chain is not None:
        query = query.where(AuditChain.chain == chain)
    return {name: (number, head.hex()) for name, number, head in session.execute(query)}


def points(session: Session, chain: str | None = None) -> list[AuditPoint]:
    """What purges have left (of one chain), the oldest of each chain first."""
    query = select(AuditPoint).order_by(AuditPoint.chain, AuditPoint.number)
    if chain is not None:
        query = query.where(AuditPoint.chain == chain)
    return list(session.scalars(query))


class Unreadable(Unsafe):
    """A row holds an act that this program does not know: somebody has written it, or a newer program has."""

    def __init__(self) -> None:
        super().__init__(_UNREADABLE, at_desk=_UNREADABLE)


def read(session: Session, query: Select[AuditRecord]) -> Iterator[AuditRecord]:
    """The rows that a query finds; raises `Unreadable`."""
    try:
        yield from session.scalars(query)
    except LookupError as error:  # what the closed list of acts raises, while a row is read
        raise Unreadable from error


def records(session: Session, chain: str) -> list[AuditRecord]:
    """The rows of one chain, the first act first."""
    query = select(AuditRecord).where(AuditRecord.chain == chain).order_by(AuditRecord.number)
    return list(read(session, query))


def exported(session: Session) -> Iterator[dict[str, str | int]]:
    """What purges have left, then every row with the actor's log-in, as an auditor's own tools read it."""
    for point in points(session):
        said = json.loads(chains.checkpoint_of(point).statement())
        yield {**said, "signature": point.signature.hex()}
    logins = {each.id: each.login for each in session.execute(select(Staff.id, Staff.login))}
    query = select(AuditRecord).order_by(AuditRecord.chain, AuditRecord.number)
    for record in read(session, query.execution_options(yield_per=1_000)):
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


def verify_all(
    session: Session,
    pinned: str,
    known: Mapping[str, tuple[int, str]] | None = None,
    *,
    today: date | None = None,
) -> list[Finding]:
    """Every chain: numbering, links, digests, signatures by certified keys, checkpoints, and the heads kept outside.

    Whoever recomputes each hash still cannot sign; whoever cuts off the end is found by a head that was kept outside.
    With `today` a purge that says it was made later is found too.
    """
    keys, left = keys_of_staff(session, pinned), points(session)
    query = select(AuditRecord).order_by(AuditRecord.chain, AuditRecord.number)
    walk = Walk(keys, chains.newest(left))
    ahead = _Ahead(known or {})
    last_purge = ""
    for record in read(session, query):
        walk.step(record)
        ahead.compare(record, walk.found)
        if record.act is Act.TRAIL_PURGED and record.chain == INSTALLATION:
            last_purge = record.detail
    walk.end(heads(session))
    ahead.end(walk)
    return [*walk.found, *_wrong_points(left, keys, last_purge, today)]


def verify_chain(session: Session, chain: str, pinned: str) -> list[Finding]:
    """The same for one chain, without what was kept outside."""
    keys, left = keys_of_staff(session, pinned), points(session, chain)
    walk = Walk(keys, chains.newest(left))
    for record in records(session, chain):
        walk.step(record)
    walk.end(heads(session, chain))
    return [*walk.found, *(one for point in left for one in chains.point_problems(point, keys))]


def _wrong_points(
    left: Sequence[AuditPoint], keys: Keys, last_purge: str, today: date | None
) -> Iterator[Finding]:
    """Checkpoints that nobody signed, and any that the last purge does not know or that have gone since."""
    for point in left:
        problems = chains.point_problems(point, keys)
        yield from problems
        if today and not problems and chains.checkpoint_of(point).signed_on() > today:
            yield Finding(point.chain, point.number, "the checkpoint is of a day to come")
    present = points_over((point.chain, point.number, point.signature) for point in left)
    if (left or last_purge) and last_purge.rpartition("points:")[2] != present:
        yield Finding(INSTALLATION, 0, "the checkpoints are not those of the last purge")


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Heads that were kept outside, against the rows and the checkpoints."""

    known: Mapping[str, tuple[int, str]]

    def compare(self, row: AuditRecord | AuditPoint, found: list[Finding]) -> None:
        head = self.known.get(row.chain)
        if head and head[0] == row.number and head[1] != row.digest.hex():
            found.append(Finding(row.chain, row.number, "differs from the head kept outside"))

    def end(self, walk: Walk) -> None:
        for point in walk.starts.values():
            self.compare(point, walk.found)
        for chain, (number, _) in self.known.items():
            if chain not in walk.places or walk.places[chain].number < number:
                walk.found.append(Finding(chain, number, "rows are missing at the end"))


def keys_of_staff(session: Session, pinned: str) -> dict[bytes, frozenset[bytes]]:
    """Signing keys that chain to the pinned root, present and retired ones, also of people who have left."""
    ids = session.scalars(select(Staff.id)).all()
    keys = {staff_id: signing_keys(session, staff_id, pinned) for staff_id in ids}
    if found := roots(session, pinned):
        keys[ROOT_ACTOR] = found
    return keys


def newest_number(session: Session, act: Act, before: str) -> int | None:
    """The number after `before` in the subject of the installation's newest row of an act; None where there is none."""
    query = (
        select(AuditRecord.subject)
        .where(AuditRecord.chain == INSTALLATION, AuditRecord.act == act)
        .order_by(AuditRecord.number.desc())
        .limit(1)
    )
    subject = session.scalar(query)
    return None if subject is None else int(subject.removeprefix(before))
