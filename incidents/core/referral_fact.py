"""A step of a referral as statistics see it (indicator I08): as long as a fact, and sealed like one.

Nothing in it leads to a case or to the report's own fact: no id, no day, no ground, no place. Version 130: version u8,
month u16 (months since 2020-01), vocabulary version u16, step u8, basis u8 (2: none, a place alert),
way u8, result u8 (place in `referral_result` from 1; 0 for none), again u8 (1: a result that replaces an earlier one),
the body's role in the directory in 24 bytes, filled up with zeros, then zeros up to the size of a fact.
"""

import struct
from dataclasses import dataclass
from datetime import date

from incidents.core import facts, vocabulary
from incidents.core.bases import BasisKind
from incidents.core.referral_entry import RESULTS, Reply, Way

VERSION = 130
ROLE_BYTES = 24
_LAYOUT = struct.Struct(f">BHHBBBBB{ROLE_BYTES}s")
#: What is counted, in this order for good: that it was made, and what the body did.
STEPS = ("made", Reply.ACCEPT.value, Reply.DECLINE.value, Reply.CONFLICT.value, Reply.RESULT.value)
_BASES, _WAYS = (BasisKind.CONSENT, BasisKind.LEGAL_DUTY, None), tuple(Way)


@dataclass(frozen=True, slots=True)
class ReferralStep:
    """One step. `role`: what the body is for, empty where nobody knows it. `basis`: None of a place alert."""

    year: int
    month: int
    step: str
    role: str
    basis: BasisKind | None
    way: Way
    result: str = ""
    again: bool = False
    vocabulary_version: int = vocabulary.VERSION

    def pack(self) -> bytes:
        """The fixed-size form that is sealed."""
        months = (self.year - 2020) * 12 + self.month - 1
        packed = _LAYOUT.pack(
            VERSION,
            months,
            self.vocabulary_version,
            STEPS.index(self.step),
            _BASES.index(self.basis),
            _WAYS.index(self.way),
            RESULTS.index(self.result) + 1 if self.result else 0,
            int(self.again),
            self.role.encode("ascii", "ignore")[:ROLE_BYTES],
        )
        return packed.ljust(facts.OTHER_SIZE, b"\0")


def is_referral(data: bytes) -> bool:
    """Whether an opened row of facts is a step of a referral."""
    return data[:1] == bytes([VERSION])


def unpack(data: bytes) -> ReferralStep:
    """Inverse of `ReferralStep.pack`; ValueError for anything else."""
    if not is_referral(data) or len(data) != facts.OTHER_SIZE:
        raise ValueError("no step of a referral")
    _, months, version, step, basis, way, result, again, role = _LAYOUT.unpack_from(data)
    try:
        return ReferralStep(
            2020 + months // 12,
            months % 12 + 1,
            STEPS[step],
            role.rstrip(b"\0").decode("ascii"),
            _BASES[basis],
            _WAYS[way],
            RESULTS[result - 1] if result else "",
            bool(again),
            version,
        )
    except IndexError as error:
        raise ValueError("no step of a referral") from error


def step_of(
    step: str,
    role: str,
    basis: BasisKind | None,
    way: Way,
    on: date,
    *,
    result: str = "",
    again: bool = False,
) -> ReferralStep:
    """A step on a day: the month is all that is kept of it."""
    return ReferralStep(on.year, on.month, step, role, basis, way, result, again)
