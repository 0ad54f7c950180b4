"""What is left where audit rows were disposed of: who decided it, and the row from which the chain goes on."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from incidents.core.canonical import encode
from incidents.core.clock import add_months, local_date
from incidents.core.heads import end_of

#: So long a court can be turned to after the act (discrimination act 6:6): the trail may be asked for.
LEAST_MONTHS = 24
REFERENCE_MOST = 60


class PurgeError(Exception):
    """Nothing may be disposed of like that; the message is for whoever runs the command."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The municipality's decision on disposal: its number, its day, how many months a row is kept."""

    reference: str
    decided: date
    months: int

    def __post_init__(self) -> None:
        text = self.reference
        if not text.strip() or len(text) > REFERENCE_MOST or not text.isprintable():
            raise PurgeError(f"a decision has a number, of at most {REFERENCE_MOST} letters")
        if self.months < LEAST_MONTHS:
            raise PurgeError(f"the audit trail is kept for at least {LEAST_MONTHS} months")


@dataclass(frozen=True, slots=True)
class Cut:
    """The last day whose rows go, and the decision under which they do."""

    day: date
    decision: Decision

    def check(self, today: date) -> None:
        """Raises `PurgeError` while the decision lies ahead, or a row of that day must still be kept."""
        if self.decision.decided > today:
            raise PurgeError("the decision has a day that has not come")
        if self.day >= add_months(today, -self.decision.months):
            raise PurgeError(
                f"rows of {self.day} are younger than {self.decision.months} months: nothing is removed"
            )


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One chain as it stood when its first rows went: number, digest and moment of the last of them.

    `kept` is the digest over those of them that stay (key ceremonies). `closings` and `answers` count what the product
    still asks for: how often the case was closed and answered in the rows that went, in all purges.
    """

    chain: str
    number: int
    digest: bytes
    at: str
    kept: bytes
    closings: int
    answers: int
    day: date
    decision: str
    decided: date
    months: int
    actor: bytes
    signed: str

    def statement(self) -> bytes:
        """What whoever purges signs."""
        return encode(
            {
                "what": "incidents/v1/audit-checkpoint",
                "chain": self.chain,
                "number": self.number,
                "digest": self.digest.hex(),
                "at": self.at,
                "kept": self.kept.hex(),
                "closings": self.closings,
                "answers": self.answers,
                "day": self.day.isoformat(),
                "decision": self.decision,
                "decided": self.decided.isoformat(),
                "months": self.months,
                "actor": self.actor.hex(),
                "signed": self.signed,
            }
        )

    def allowed(self) -> bool:
        """Whether a purge could have made it: the rules held on the day on which it was signed."""
        try:
            cut = Cut(self.day, Decision(self.decision, self.decided, self.months))
            cut.check(self.signed_on())
        except (PurgeError, ValueError):
            return False
        return self.at < end_of(self.day)

    def signed_on(self) -> date:
        """The day of the purge; raises `ValueError` for what is no moment."""
        return local_date(datetime.fromisoformat(self.signed))


def kept_over(rows: Iterable[tuple[int, bytes]]) -> bytes:
    """One digest over the rows that stay: number and digest of each, in order."""
    whole = hashlib.sha256()
    for number, digest in rows:
        whole.update(encode({"number": number, "digest": digest.hex()}))
    return whole.digest()


def points_over(points: Iterable[tuple[str, int, bytes]]) -> str:
    """One digest over every checkpoint there is: chain, number and signature. A purge's own audit row names it."""
    whole = hashlib.sha256()
    for chain, number, signature in sorted(points):
        whole.update(encode({"chain": chain, "number": number, "signature": signature.hex()}))
    return whole.hexdigest()
