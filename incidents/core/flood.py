"""Floods: when there is one, what a sender is asked for meanwhile, and which reports go to quarantine (ADR 0018).

Nothing here knows what a report says. Nobody is refused: whoever proves nothing is received too, and read later.
"""

from dataclasses import dataclass
from enum import StrEnum

SHORTEST_WAIT, LONGEST_WAIT = 20, 60
LEAST_BITS, MOST_BITS = 12, 18
#: A proof counts for so long after its ticket was made, so that none are laid in store; a wait for as long as a draft.
PROOF_SECONDS = 15 * 60
_STEP = 20


@dataclass(frozen=True, slots=True)
class Gauge:
    """A level that each event raises by one, up to `most`, and that sinks with time."""

    number: int
    per_minute: float
    most: float

    def sunk(self, level: float, seconds: float) -> float:
        """The level after so many seconds without an event."""
        return max(0.0, level - max(0.0, seconds) * self.per_minute / 60)

    def raised(self, level: float) -> float:
        """The level after one more."""
        return min(self.most, level + 1)


#: How far above what is calm the level of reports can rise: an hour's worth of sinking.
ABOVE = 30
#: Reports sent, without what is calm (`FLOOD_FROM`): half a report a minute may go on for ever.
SINKING = 0.5
#: Reports that came to the queue by a proof; the proof grows with it.
PROVED = Gauge(1, 12, 200)
#: Reports that came to the queue because their address had sent none that day; so many at most.
FRESH = Gauge(2, 6, 500)
#: Reports that came to the queue by a wait alone, from an address that had sent before; so many at most.
PATIENT = Gauge(3, 2, 20)
GAUGES = 4


def reports(calm: int) -> Gauge:
    """The gauge that says whether there is a flood."""
    return Gauge(0, SINKING, calm + ABOVE)


class Lane(StrEnum):
    """What becomes of a report that is being sent."""

    QUEUE = "queue"
    QUARANTINE = "quarantine"
    #: Not sent yet: its sender is asked to wait, and may send at once all the same.
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked for: so many seconds since the ticket was made, or a proof of so many bits."""

    seconds: int
    bits: int


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a sender during a flood."""

    waited: bool
    proved: bool
    #: The address has sent nothing today, and there is room for such addresses.
    fresh: bool
    #: There is room for people who only waited.
    room: bool
    #: The sender chose not to wait.
    at_once: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Where the report goes, and which gauge that raises."""

    lane: Lane
    raises: Gauge | None = None


def demand(above: float, proved: float) -> Demand:
    """What is asked for, at this level of reports above what is calm and this level of proofs."""
    share = min(1.0, max(0.0, above / ABOVE))
    seconds = round(SHORTEST_WAIT + share * (LONGEST_WAIT - SHORTEST_WAIT))
    return Demand(seconds, min(MOST_BITS, LEAST_BITS + int(proved // _STEP)))


def decide(signals: Signals) -> Decision:
    """What becomes of a report during a flood; the first rule that fits wins."""
    rules = (
        (signals.proved, Decision(Lane.QUEUE, PROVED)),
        (signals.waited and signals.fresh, Decision(Lane.QUEUE, FRESH)),
        (signals.waited and signals.room, Decision(Lane.QUEUE, PATIENT)),
        (signals.waited or signals.at_once, Decision(Lane.QUARANTINE)),
    )
    return next((decision for fits, decision in rules if fits), Decision(Lane.WAIT))
