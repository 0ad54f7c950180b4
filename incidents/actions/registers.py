"""What the coordinator does with her registers: each change is a whole new version, signed and in the trail."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from sqlalchemy import insert
from sqlalchemy.orm import Session

from incidents.actions.audit import INSTALLATION, append
from incidents.actions.holders import in_turn
from incidents.actions.login import Desk
from incidents.actions.register_versions import ACTS, Change, Kept, current, statement
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, Invalid
from incidents.core.permissions import check_coordination
from incidents.core.register import T
from incidents.store.models import RegisterVersion

#: The longest text of a version: two thousand measures.
MOST_CHARACTERS = 400_000
_EXPORTS = {
    "measures": Act.MEASURES_EXPORTED,
    "figures": Act.FIGURES_EXPORTED,
    "chapters": Act.REPORT_EXPORTED,
}


@dataclass(frozen=True, slots=True)
class Saved(Generic[T]):
    """What a version changes: which kind of change, of what, and how it follows from what holds."""

    what: Change
    about: str
    change: Callable[[tuple[T, ...]], tuple[T, ...]]


def save(
    session: Session, desk: Desk, kept: Kept[T], saved: Saved[T], *, seen: int, now: datetime
) -> int:
    """Let a change hold from now on; returns the number that holds, the old one where nothing is different.

    Raises `Conflict`, and saves nothing, where somebody else has saved since `seen`; `Invalid` for what may not hold.
    """
    check_coordination(desk.actor)
    in_turn(session)
    held = current(session, kept)
    if held.seen != seen:
        raise Conflict("Någon annan har nyss ändrat här. Det du gjorde är inte sparat.")
    items = saved.change(held.items)
    if not kept.register.differences(held.items, items):
        return held.number
    text = kept.register.written(items)
    if len(text) > MOST_CHARACTERS:
        raise Invalid("Registret är för stort.")
    number = held.seen + 1
    row = {
        "register": kept.register.name,
        "number": number,
        "text": text,
        "day": local_date(now),
        "staff_id": desk.actor.staff_id,
        "what": saved.what.value,
        "about": saved.about,
    }
    signature = desk.signer.key.sign(statement(RegisterVersion(**row)))
    session.execute(insert(RegisterVersion), {**row, "signature": signature})
    act = ACTS[kept.register.name][saved.what]
    _note(session, desk, act, kept.register.name, saved.about, number, now)
    return number


def note_export(session: Session, desk: Desk, kept: Kept[T], number: int, *, now: datetime) -> None:
    """The trail says that somebody took the register out as a file."""
    check_coordination(desk.actor)
    name = kept.register.name
    _note(session, desk, _EXPORTS[name], name, "", number, now)


def _note(
    session: Session, desk: Desk, act: Act, name: str, about: str, number: int, now: datetime
) -> None:
    append(
        session,
        desk.signer,
        act,
        chain=INSTALLATION,
        subject=f"{name}:{about}" if about else "",
        detail=f"version:{number}",
        now=now,
    )
