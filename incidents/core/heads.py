"""A day's head of the audit trail: one digest over every chain as it stood at midnight, in a text that people keep."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from incidents.core.canonical import encode
from incidents.core.clock import STOCKHOLM

_BEGIN, _END = "INCIDENTS AUDIT HEAD", "END OF HEAD"
_FIELDS = ("version", "day", "chains", "rows", "digest", "key", "signature")
_GROUP = 8


class HeadError(Exception):
    """No head, or none that can be taken; the message is for whoever runs the command."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the trail was when a day ended. Computed again later it is the same, unless somebody rewrote the trail."""

    day: date
    chains: int
    rows: int
    digest: bytes

    def statement(self) -> bytes:
        """What is signed."""
        return encode(
            {
                "what": "incidents/v1/audit-head",
                "day": self.day.isoformat(),
                "chains": self.chains,
                "rows": self.rows,
                "digest": self.digest.hex(),
            }
        )


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head with the key that vouches for it. Nothing in it is about a case or a person."""

    head: Head
    key: bytes
    signature: bytes

    def text(self) -> str:
        """For paper and mail, and for `audit verify` to read again."""
        head = self.head
        values = (
            "1",
            head.day.isoformat(),
            str(head.chains),
            str(head.rows),
            grouped(head.digest),
            grouped(self.key),
            grouped(self.signature),
        )
        lines = [f"{name}: {value}" for name, value in zip(_FIELDS, values, strict=True)]
        return "\n".join((_BEGIN, *lines, _END, ""))


def grouped(raw: bytes) -> str:
    """Hexadecimal in groups that the eye can compare."""
    text = raw.hex()
    return " ".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def read(text: str) -> SignedHead:
    """A head from a file, with whatever a mail program put around it; raises `HeadError`."""
    plain = re.sub(r"^[> \t]+", "", text.replace("\r", ""), flags=re.MULTILINE)
    block = plain.partition(_BEGIN)[2].partition(_END)[0]
    # A mail program may have broken a long line: what has no name of its own belongs to the line before.
    found = dict(re.findall(r"^(\w+):([^:]*)(?=^\w+:|\Z)", block, re.MULTILINE))
    try:
        values = {name: re.sub(r"\s+", "", found[name]) for name in _FIELDS}
        if values["version"] != "1":
            raise HeadError("the head has a version that this program does not know")
        head = Head(
            date.fromisoformat(values["day"]),
            int(values["chains"]),
            int(values["rows"]),
            bytes.fromhex(values["digest"]),
        )
        return SignedHead(head, bytes.fromhex(values["key"]), bytes.fromhex(values["signature"]))
    except (KeyError, ValueError) as error:
        raise HeadError("this is no head that `audit head` wrote") from error


def end_of(day: date) -> str:
    """The moment at which a day is over in Sweden, as audit rows write moments."""
    midnight = datetime.combine(day + timedelta(days=1), time(), STOCKHOLM)
    return midnight.astimezone(UTC).isoformat(timespec="seconds")


def head_over(day: date, ends: Iterable[tuple[str, int, bytes]]) -> Head:
    """The head over the chains' ends: name, number and digest of the last row of each."""
    whole, chains, rows = hashlib.sha256(), 0, 0
    for chain, number, digest in sorted(ends):
        whole.update(encode({"chain": chain, "number": number, "digest": digest.hex()}))
        chains, rows = chains + 1, rows + number
    return Head(day, chains, rows, whole.digest())
