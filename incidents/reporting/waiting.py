"""During a flood: what is asked of a sender before *send*, and the page on which one waits (ADR 0018).

Without a flood this costs one look at a gauge and one count.
"""

import time
from dataclasses import dataclass

from flask import request

from incidents.core import flood
from incidents.core.box import Draft
from incidents.core.clock import local_date
from incidents.core.flood import FRESH, PATIENT, PROOF_SECONDS, PROVED, Demand, Lane, Signals
from incidents.crypto import ticket as tickets
from incidents.reporting import visit
from incidents.web.board import Board, board
from incidents.web.visitors import address

#: The field that people do not see and that is left empty; its name is one that robots fill in.
TRAP = "website"
AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page shows of the demand: the ticket, the seconds that are left, and the proof that ends them earlier.

    `enough`: the wait alone leads to the queue, so that a script may send by itself when it is over.
    """

    ticket: str
    seconds: int
    bits: int
    proof: str
    enough: bool


def judge(draft: Draft) -> Lane:
    """What becomes of the report that is being sent now; counts it, unless its sender is asked to wait."""
    held = board()
    above = held.above()
    lane = Lane.QUEUE if above <= 0 else _under_load(held, draft, above)
    if lane is Lane.WAIT:
        return lane
    held.count_report()
    return Lane.QUARANTINE if request.form.get(TRAP) else lane


def _under_load(held: Board, draft: Draft, above: float) -> Lane:
    asked = flood.demand(above, held.level(PROVED))
    origin, today = address(), local_date(visit.now())
    elapsed = _elapsed(held, draft)
    signals = Signals(
        waited=elapsed is not None and elapsed >= asked.seconds,
        proved=elapsed is not None and elapsed <= PROOF_SECONDS and _proved(asked),
        fresh=held.level(FRESH) < FRESH.most - 1 and held.is_new(origin, today),
        room=held.level(PATIENT) < PATIENT.most - 1,
        at_once=AT_ONCE in request.form,
    )
    decision = flood.decide(signals)
    if decision.lane is not Lane.WAIT:
        held.count_address(origin, today)
    if decision.raises is not None:
        held.count(decision.raises)
    return decision.lane


def _elapsed(held: Board, draft: Draft) -> int | None:
    """Seconds since the posted ticket was made for this draft; None without a good one."""
    issued = tickets.issued(held.key, draft.submission, request.form.get("ticket", ""))
    return None if issued is None else int(time.monotonic()) - issued


def _proved(asked: Demand) -> bool:
    form = request.form
    return tickets.strength(form.get("ticket", ""), form.get("proof", "")) >= asked.bits


def offer(draft: Draft) -> Offer | None:
    """What the page asks for; None without a flood. A ticket that was posted goes on counting."""
    held = board()
    above = held.above()
    if above <= 0:
        return None
    asked = flood.demand(above, held.level(PROVED))
    elapsed = _elapsed(held, draft)
    posted = request.form.get("ticket", "") if elapsed is not None else ""
    new = not posted or (elapsed or 0) > PROOF_SECONDS
    ticket = tickets.issue(held.key, draft.submission, int(time.monotonic())) if new else posted
    return Offer(
        ticket,
        max(1, asked.seconds - (0 if new else elapsed or 0)),
        asked.bits,
        "" if new else request.form.get("proof", "")[:16],
        held.is_new(address(), local_date(visit.now())),
    )
