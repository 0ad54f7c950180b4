"""Walking along the chains of the audit trail: each row against the one before, from the start or from a checkpoint."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from incidents.core.auditing import GENESIS, AuditRow
from incidents.core.checkpoints import Checkpoint, kept_over
from incidents.crypto.ringtrust import verifies
from incidents.store.models import AuditPoint, AuditRecord

#: Signing keys that chain to the pinned root, by whose they are.
Keys = Mapping[bytes, frozenset[bytes]]
MISSING = "a row is missing"
_LINK = "link to the row before is broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in a chain."""

    chain: str
    number: int
    problem: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a chain: after this number and digest it goes on."""

    number: int = 0
    digest: bytes = GENESIS


@dataclass(slots=True)
class Walk:
    """Rows come in the order of their chains and numbers; what is wrong is in `found`."""

    keys: Keys
    starts: Mapping[str, AuditPoint]
    found: list[Finding] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    kept: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)

    def step(self, record: AuditRecord) -> None:
        """One row: its content, its signature, and the link to the row before."""
        self.found += content_problems(record, self.keys)
        start = self.starts.get(record.chain)
        if start is not None and record.number <= start.number:
            self.kept.setdefault(record.chain, []).append((record.number, record.digest))
            return
        before = self.places.get(record.chain) or (place_of(start) if start else Place())
        self.found += link_problems(record, before)
        self.places[record.chain] = Place(record.number, record.digest)

    def end(self, ends: Mapping[str, tuple[int, str]]) -> None:
        """The rows that purges kept, and the end of each chain."""
        for chain, start in self.starts.items():
            self.places.setdefault(chain, place_of(start))
            if kept_over(self.kept.get(chain, [])) != start.kept:
                self._say(chain, start.number, "the rows that the purge kept are not there")
            if chain not in ends:
                self._say(chain, start.number, "the chain's head is missing")
        for chain, (number, head) in ends.items():
            last = self.places.get(chain)
            if last is None or (last.number, last.digest.hex()) != (number, head):
                self._say(chain, number, "head does not match the last row")

    def _say(self, chain: str, number: int, problem: str) -> None:
        self.found.append(Finding(chain, number, problem))


def place_of(row: AuditRecord | AuditPoint) -> Place:
    """Where a chain goes on after a row or a checkpoint."""
    return Place(row.number, row.digest)


def statement_of(record: AuditRecord) -> AuditRow:
    """The row as its actor signed it."""
    return AuditRow(
        record.chain,
        record.number,
        record.at,
        record.actor_id,
        record.act,
        record.subject,
        record.detail,
        record.previous,
    )


def content_problems(record: AuditRecord, keys: Keys) -> list[Finding]:
    """Whether the row is what its digest and its actor's signature say."""
    row = statement_of(record)
    checks = {
        "content does not match its digest": row.digest(record.signature) == record.digest,
        "signature does not verify": signed(
            keys, record.actor_id, record.signature, row.statement()
        ),
    }
    return [Finding(record.chain, record.number, text) for text, good in checks.items() if not good]


def link_problems(record: AuditRecord, before: Place) -> list[Finding]:
    """Whether the row stands where it says."""
    checks = {
        MISSING: record.number == before.number + 1,
        _LINK: record.previous == before.digest,
    }
    return [Finding(record.chain, record.number, text) for text, good in checks.items() if not good]


def point_problems(point: AuditPoint, keys: Keys) -> list[Finding]:
    """Whether somebody of the staff signed this checkpoint, for this chain and number, under rules that allow it."""
    made = checkpoint_of(point)
    checks = {
        "the checkpoint's signature does not verify": signed(
            keys, point.actor_id, point.signature, made.statement()
        ),
        "the checkpoint is of no purge that is allowed": made.allowed(),
    }
    return [Finding(point.chain, point.number, text) for text, good in checks.items() if not good]


def checkpoint_of(point: AuditPoint) -> Checkpoint:
    """What is signed of a stored checkpoint."""
    return Checkpoint(
        point.chain,
        point.number,
        point.digest,
        point.at,
        point.kept,
        point.closings,
        point.answers,
        point.day,
        point.decision,
        point.decided,
        point.months,
        point.actor_id,
        point.signed,
    )


def newest(points: Iterable[AuditPoint]) -> dict[str, AuditPoint]:
    """The checkpoint from which each chain goes on; the points in the order of their numbers."""
    return {point.chain: point for point in points}


def signed(keys: Keys, actor_id: bytes, signature: bytes, statement: bytes) -> bool:
    """Whether a key that this person has or had vouches for it."""
    return any(verifies(key, signature, statement) for key in keys.get(actor_id, frozenset()))
