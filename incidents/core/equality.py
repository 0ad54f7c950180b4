"""The voluntary answers after the receipt: month, age group and sex alone, as long as a fact and sealed like one.

Nothing in them leads to a case or to the report's own fact: no id, no day, no ground, no place. Version 129 (a fact has
small numbers there): version u8, month u16 (months since 2020-01), vocabulary version u16, one u16 bit mask for each of
`QUESTIONS`, then zeros up to the size of a fact.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from incidents.core import facts, vocabulary
from incidents.core.errors import Invalid

VERSION = 129
QUESTIONS = ("age_band", "gender")
_LAYOUT = struct.Struct(f">BHH{len(QUESTIONS)}H")


@dataclass(frozen=True, slots=True)
class Voluntary:
    """One person's voluntary answers; at least one, each from its list."""

    year: int
    month: int
    answers: Mapping[str, str]
    vocabulary_version: int = vocabulary.VERSION

    def __post_init__(self) -> None:
        if not self.answers:
            raise Invalid("Svara på någon av frågorna, eller lämna sidan.")
        for name, code in self.answers.items():
            if name not in QUESTIONS:
                raise Invalid("Frågan finns inte.")
            if code not in [choice.code for choice in vocabulary.vocabulary(name).public()]:
                raise Invalid("Välj ett av svaren i listan.")

    def pack(self) -> bytes:
        """The fixed-size form that is sealed."""
        months = (self.year - 2020) * 12 + self.month - 1
        masks = [self._mask(name) for name in QUESTIONS]
        packed = _LAYOUT.pack(VERSION, months, self.vocabulary_version, *masks)
        return packed.ljust(facts.OTHER_SIZE, b"\0")

    def _mask(self, name: str) -> int:
        code = self.answers.get(name)
        return 0 if code is None else 1 << vocabulary.vocabulary(name).index(code)


def is_voluntary(data: bytes) -> bool:
    """Whether an opened row of facts holds voluntary answers; the others are facts of reports."""
    return data[:1] == bytes([VERSION])


def unpack(data: bytes) -> Voluntary:
    """Inverse of `Voluntary.pack`; ValueError for anything else."""
    if not is_voluntary(data) or len(data) != facts.OTHER_SIZE:
        raise ValueError("no voluntary answers")
    _, months, version, *masks = _LAYOUT.unpack_from(data)
    answers = {
        name: vocabulary.vocabulary(name).public()[mask.bit_length() - 1].code
        for name, mask in zip(QUESTIONS, masks, strict=True)
        if mask
    }
    return Voluntary(2020 + months // 12, months % 12 + 1, answers, version)


def voluntary_of(answers: Mapping[str, str], received: date) -> Voluntary:
    """Answers given on a day: the month is all that is kept of it."""
    return Voluntary(received.year, received.month, answers)
