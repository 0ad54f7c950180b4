"""Handing a case over: to whom and why, and what the receiver said. Notes of the case; this reads what stands.

Give only entries that verify. Whether an offer still waits is on the desk card too (`Mark.HANDED`): a handler who is
given the case in another way needs no answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from incidents.core.entry import Entry, Kind


class Step(StrEnum):
    """What a note does in a hand-over; the code stands in it under `passed`."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    #: Back to whoever handed it over, who has to answer in turn.
    RETURNED = "returned"
    #: Somebody has taken it over; nobody has to answer.
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Offer:
    """A case that lies with somebody who has not answered yet."""

    entry: Entry
    to: bytes
    back: bool

    @property
    def number(self) -> int:
        """The entry that offers it."""
        return self.entry.number

    @property
    def sender(self) -> bytes:
        """Who handed it over, or gave it back."""
        return self.entry.author_id


def said(step: Step, to: bytes = b"", about: int = 0) -> dict[str, object]:
    """What the note says besides its text: the step, to whom, and which entry it answers."""
    return {"passed": step.value, "to": to.hex(), "about": about}


def step_of(entry: Entry) -> Step | None:
    """What an entry does in a hand-over; None for every other one."""
    found = entry.content.get("passed") if entry.kind is Kind.NOTE else None
    return Step(found) if isinstance(found, str) and found in set(Step) else None


def receiver(entry: Entry) -> bytes:
    """To whom an entry gives the case; empty for nobody."""
    try:
        return bytes.fromhex(str(entry.content.get("to", "")))
    except ValueError:
        return b""


def standing(entries: Iterable[Entry]) -> Offer | None:
    """The offer that nobody has answered, by the entries alone."""
    offer: Offer | None = None
    for entry in entries:
        step = step_of(entry)
        if step is Step.OFFERED:
            offer = Offer(entry, receiver(entry), back=False)
        elif step is Step.TAKEN:
            offer = None
        elif step is not None and offer is not None and _answers(entry, offer):
            returned = step is Step.RETURNED and receiver(entry)
            offer = Offer(entry, receiver(entry), back=True) if returned else None
    return offer


def _answers(entry: Entry, offer: Offer) -> bool:
    """Only the receiver can answer, and only this offer."""
    about: Any = entry.content.get("about")
    return about == offer.number and entry.author_id == offer.to
