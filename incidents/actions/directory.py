"""What the coordinator does with the directory of helpers: each change is a whole new version, signed and audited."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from incidents.actions.audit import INSTALLATION, append
from incidents.actions.directory_versions import Place, current, statement
from incidents.actions.holders import in_turn
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, Invalid
from incidents.core.help.amending import Change, check_sound
from incidents.core.help.differing import differences
from incidents.core.help.merging import Source, whole
from incidents.core.help.table import written
from incidents.core.permissions import check_coordination
from incidents.store.models import DirectoryVersion

#: The longest text of a version: the whole national directory is a tenth of it.
MOST_CHARACTERS = 400_000
_ACTS = {
    Change.TABLE: Act.DIRECTORY_TABLE,
    Change.TAKEN_BACK: Act.DIRECTORY_TAKEN_BACK,
}
_ABOUT = 80


@dataclass(frozen=True, slots=True)
class Saved:
    """What a version changes: which kind of change, of what, and how it follows from what holds."""

    what: Change
    about: str
    change: Callable[[Source], Source]


def save(
    session: Session, desk: Desk, place: Place, saved: Saved, *, seen: int, now: datetime
) -> int:
    """Let a change hold from now on; returns the number that holds, the old one where nothing is different.

    `seen` is the newest number that the page knew. Raises `Conflict`, and saves nothing, where somebody else has saved
    since; `Invalid` for what may not hold.
    """
    check_coordination(desk.actor)
    in_turn(session)
    held = current(session, place)
    if held.seen != seen:
        raise Conflict("Någon annan har nyss ändrat katalogen. Det du gjorde här är inte sparat.")
    own = saved.change(held.own)
    if not differs(place, held.own, own):
        return held.number
    check_sound(place.national, own, place.region, local_date(now))
    text = written(own)
    if len(text) > MOST_CHARACTERS:
        raise Invalid("Katalogen är för stor.")
    row = {
        "number": held.seen + 1,
        "text": text,
        "day": local_date(now),
        "staff_id": desk.actor.staff_id,
        "what": saved.what.value,
        "about": saved.about[:_ABOUT],
    }
    signature = desk.signer.key.sign(statement(DirectoryVersion(**row)))
    session.execute(insert(DirectoryVersion), {**row, "signature": signature})
    _note(
        session, desk, _ACTS.get(saved.what, Act.DIRECTORY_CHANGED), saved.about, held.seen + 1, now
    )
    return held.seen + 1


def note_export(session: Session, desk: Desk, number: int, *, now: datetime) -> None:
    """The trail says that somebody took the directory out as a file."""
    check_coordination(desk.actor)
    _note(session, desk, Act.DIRECTORY_EXPORTED, "", number, now)


def differs(place: Place, before: Source, after: Source) -> bool:
    """Whether anything would be shown or kept otherwise."""
    return bool(differences(whole(place.national, before), whole(place.national, after)))


def _note(session: Session, desk: Desk, act: Act, about: str, number: int, now: datetime) -> None:
    append(
        session,
        desk.signer,
        act,
        chain=INSTALLATION,
        subject=f"directory:{about}"[:_ABOUT] if about else "",
        detail=f"version:{number}",
        now=now,
    )
