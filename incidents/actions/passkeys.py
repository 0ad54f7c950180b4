"""A person's passkeys: another second step of the log-in, beside the codes (ADR 32)."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from incidents.actions import account, boxes, second
from incidents.actions.audit import INSTALLATION, Signer, append
from incidents.actions.login import Desk
from incidents.actions.second import Entering, Verdict
from incidents.core.auditing import Act
from incidents.core.box import NewPasskey
from incidents.core.clock import local_date
from incidents.core.errors import Conflict, Unsafe
from incidents.core.languages import sentence
from incidents.crypto import passkey, totp
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.envelope import SealError
from incidents.crypto.passkey import Passkey, Place, Public
from incidents.crypto.staffkey import StaffKey
from incidents.store.models import PasskeyRow, SecondFactor, Staff

MOST = 10
#: So long the page on which a passkey is made may wait.
_MAKING = timedelta(minutes=10)
_BOX = "passkey"
_CHALLENGE_BYTES = 32
_BEGIN_AGAIN = sentence(
    "Det andra steget har ändrats i ett annat fönster. Börja om från ditt konto."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser answered: at which place, under which cookie's secret, and the text."""

    place: Place
    secret: BrowserSecret
    text: str


def own(session: Session, key: StaffKey, staff_id: bytes) -> list[Passkey]:
    """A person's passkeys, the oldest first."""
    rows = session.scalars(select(PasskeyRow).where(PasskeyRow.staff_id == staff_id))
    try:
        found = [passkey.unseal(key, row.id, row.sealed) for row in rows]
    except SealError as error:
        raise Unsafe("En av dina passnycklar går inte att läsa. Larma it-säkerhet nu.") from error
    return sorted(found, key=lambda one: (one.added, one.name, one.id))


def challenge(session: Session, staff_id: bytes, secret: BrowserSecret) -> bytes:
    """What a passkey is to sign next in the log-in under this cookie."""
    shown = select(SecondFactor.shown).where(SecondFactor.staff_id == staff_id)
    return secret.challenge(session.scalar(shown) or 0)


def check(session: Session, who: Entering, answer: Answer, *, now: datetime) -> Verdict:
    """Judge what a passkey signed and use its challenge up; wrong answers are counted and audited."""
    from incidents.crypto import webauthn  # large: for those who use a passkey

    row = second.held(session, who)
    if isinstance(row, Verdict):
        return row
    known = own(session, who.key, who.staff_id)
    found = webauthn.shown(answer.place, answer.secret.challenge(row.shown), known, answer.text)
    if found is None:
        second.count_wrong(session, row, who.signer, now)
        return Verdict.REFUSED
    used, counter = found
    row.shown += 1
    if used.public.went_back(counter):
        _noted(session, who.signer, Act.PASSKEY_COPIED, now)
        return Verdict.COPIED
    counted = replace(used, public=replace(used.public, counter=counter))
    session.execute(
        update(PasskeyRow)
        .where(PasskeyRow.id == used.id)
        .values(sealed=passkey.seal(who.key, counted))
    )
    return Verdict.RIGHT


def begin(session: Session, secret: BrowserSecret, *, proved: bool, now: datetime) -> NewPasskey:
    """Let this log-in add one passkey. `proved`: a code or a passkey was shown for it, as `add` may ask."""
    new = NewPasskey(os.urandom(_CHALLENGE_BYTES), proved, now + _MAKING)
    boxes.save(session.connection(), secret.beside(_BOX), new)
    return new


def begun(
    session: Session, secret: BrowserSecret, *, now: datetime, lock: bool = False
) -> NewPasskey:
    """What `begin` allowed in this log-in. Raises `Conflict` once it was used, or is over."""
    held = boxes.load(session.connection(), secret.beside(_BOX), now=now, lock=lock)
    if not isinstance(held, NewPasskey):
        raise Conflict(
            "Det tog för lång tid, eller så är det redan gjort. Se efter under Ditt konto."
        )
    return held


def used_up(session: Session, secret: BrowserSecret) -> None:
    """What `begin` allowed is over, whatever came of it."""
    boxes.discard(session.connection(), secret.beside(_BOX))


def add(
    session: Session, desk: Desk, public: Public, name: str, *, proved: bool, now: datetime
) -> Sequence[str]:
    """Add a passkey; where it switches the second step on, returns the recovery codes, which exist nowhere else.

    Raises `Conflict` where the second step was switched on meanwhile, or where there are too many or this one already.
    """
    mine, key = desk.actor.staff_id, desk.opener.key
    session.execute(select(Staff.id).where(Staff.id == mine).with_for_update())
    on = second.is_on(session, mine)
    if on and not proved:
        raise Conflict(_BEGIN_AGAIN)
    known = own(session, key, mine)
    if len(known) >= MOST:
        raise Conflict("Du har redan tio passnycklar. Ta bort en först.")
    if public.credential in [one.public.credential for one in known]:
        raise Conflict("Den passnyckeln finns redan. Här är inget ändrat.")
    codes = [] if on else second.begin(session, desk, totp.generate(), 0, now=now)
    new = Passkey(os.urandom(passkey.ID_BYTES), public, name, local_date(now))
    row = {"id": new.id, "staff_id": mine, "sealed": passkey.seal(key, new)}
    session.execute(insert(PasskeyRow), row)
    _noted(session, desk.signer, Act.PASSKEY_ADDED, now)
    return codes


def remove(session: Session, desk: Desk, id_: bytes, *, now: datetime) -> None:
    """Remove a passkey, once a code or a passkey was right, and end the other log-ins.

    Without an app the last one takes the second step along. Raises `Conflict` where it is gone.
    """
    mine = desk.actor.staff_id
    row = session.get(PasskeyRow, id_)
    if row is None or row.staff_id != mine:
        raise Conflict("Passnyckeln är redan borttagen. Här är inget ändrat.")
    session.delete(row)
    session.flush()
    _noted(session, desk.signer, Act.PASSKEY_REMOVED, now)
    account.end_others(session, desk)
    left = select(PasskeyRow.id).where(PasskeyRow.staff_id == mine).limit(1)
    if session.scalar(left) is None and not second.has_app(session, mine):
        second.switch_off(session, desk, now=now)


def _noted(session: Session, signer: Signer, act: Act, now: datetime) -> None:
    append(session, signer, act, chain=INSTALLATION, subject=f"staff:{signer.id.hex()}", now=now)
