"""The second step of a log-in: a code of the person's authenticator app, or a recovery code (ADR 29).

`passkeys` is the other way through the same step; the row of `SecondFactor` says that an account asks for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from incidents.actions import account
from incidents.actions.audit import INSTALLATION, Signer, append
from incidents.actions.login import Desk
from incidents.core.auditing import Act
from incidents.core.errors import Conflict, Unsafe
from incidents.core.languages import sentence
from incidents.crypto import totp
from incidents.crypto.envelope import SealError
from incidents.crypto.staffkey import StaffKey
from incidents.store.models import PasskeyRow, RecoveryCode, SecondFactor, Staff

CODES = 8
#: Wrong codes of an account in half an hour. From devices that it does not know none is tried after the first number,
#: from its own none after the second. Only who knows the passphrase comes so far, and a recovery code always counts.
MOST_FROM_STRANGERS, MOST_FROM_KNOWN = 10, 20
_HALF_HOUR = timedelta(minutes=30)
_OFF = sentence("Det andra steget är redan av. Här är inget ändrat.")


class Verdict(StrEnum):
    """What became of a code or a passkey."""

    RIGHT = "right"
    WRONG = "wrong"
    #: The passkey is none of this person's, or it signed something else.
    REFUSED = "refused"
    #: The passkey is right, but it has counted back.
    COPIED = "copied"
    #: Too many wrong ones: this one was not even tried.
    ENOUGH = "enough"
    #: The account has another key now, has ended all log-ins, or is there no more.
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Entering:
    """Somebody whose passphrase was right: the account, its key, and whether it knows the device.

    `generation` is the account's at that moment; None in a log-in that goes on.
    """

    staff_id: bytes
    key: StaffKey
    known: bool
    generation: int | None = None

    def ended(self, person: Staff | None) -> bool:
        """Whether the account is gone, has another key, or has ended all log-ins since."""
        if person is None or person.signing_public != self.key.signing_public():
            return True
        return self.generation not in (None, person.devices)

    @property
    def signer(self) -> Signer:
        """The person's signature."""
        return Signer(self.staff_id, self.key.signing())


def is_on(session: Session, staff_id: bytes) -> bool:
    """Whether this account asks for a second step."""
    found = select(SecondFactor.staff_id).where(SecondFactor.staff_id == staff_id)
    return session.scalar(found) is not None


def has_app(session: Session, staff_id: bytes) -> bool:
    """Whether codes of an app count: one has shown its first."""
    used = select(SecondFactor.used).where(SecondFactor.staff_id == staff_id)
    return bool(session.scalar(used))


def codes_left(session: Session, staff_id: bytes) -> int:
    """How many recovery codes have not been used."""
    query = select(func.count()).select_from(RecoveryCode)
    return session.scalar(query.where(RecoveryCode.staff_id == staff_id)) or 0


def check(session: Session, who: Entering, code: str, *, now: datetime) -> Verdict:
    """Judge a code and use it up; wrong ones are counted and audited. An account without a second step needs none."""
    row = held(session, who)
    if isinstance(row, Verdict):
        return row
    if _use_recovery_code(session, who.staff_id, code):
        _noted(session, who.signer, Act.SECOND_CODE_USED, now)
        return Verdict.RIGHT
    return _judge(session, row, who, code, now)


def held(session: Session, who: Entering) -> SecondFactor | Verdict:
    """The person's second step, locked; RIGHT where none is asked for, ENDED where this log-in is over."""
    account_row = select(Staff).where(Staff.id == who.staff_id, Staff.active).with_for_update()
    if who.ended(session.scalar(account_row)):
        return Verdict.ENDED
    row = session.get(SecondFactor, who.staff_id, with_for_update=True, populate_existing=True)
    return Verdict.RIGHT if row is None else row


def enrol(
    session: Session, desk: Desk, secret: bytes, code: str, *, now: datetime
) -> list[str] | None:
    """Switch the second step on; returns the recovery codes, which exist nowhere else; None for a wrong code.

    The other log-ins end: they were begun without it. Raises `Conflict` where it is on already.
    """
    mine = desk.actor.staff_id
    step = totp.step_of(secret, code, now.timestamp())
    if step is None:
        return None
    session.execute(select(Staff.id).where(Staff.id == mine).with_for_update())
    if is_on(session, mine):
        raise Conflict("Det andra steget är redan på. Här är inget ändrat.")
    return begin(session, desk, secret, step, now=now)


def begin(session: Session, desk: Desk, secret: bytes, used: int, *, now: datetime) -> list[str]:
    """From now on this account asks for a second step; returns its recovery codes. `used` is 0 without an app."""
    mine = desk.actor.staff_id
    sealed = totp.seal(desk.opener.key, mine, secret)
    values = {"staff_id": mine, "sealed": sealed, "used": used, "wrong": 0, "half_hour": 0}
    session.execute(insert(SecondFactor), values)
    account.end_others(session, desk)
    _noted(session, desk.signer, Act.SECOND_ON, now)
    return _new_codes(session, mine)


def new_codes(session: Session, desk: Desk, *, now: datetime) -> list[str]:
    """Other recovery codes in the place of all before, once `check` has said that a code was right."""
    if not is_on(session, desk.actor.staff_id):
        raise Conflict(_OFF)
    _noted(session, desk.signer, Act.SECOND_CODES, now)
    return _new_codes(session, desk.actor.staff_id)


def switch_off(session: Session, desk: Desk, *, now: datetime) -> None:
    """No second step any more, once `check` has said that a code was right."""
    if not is_on(session, desk.actor.staff_id):
        raise Conflict(_OFF)
    forget(session, desk.actor.staff_id)
    _noted(session, desk.signer, Act.SECOND_OFF, now)


def forget(session: Session, staff_id: bytes) -> None:
    """Somebody has a new key or has left: what was sealed to the old one is of no use."""
    session.execute(delete(PasskeyRow).where(PasskeyRow.staff_id == staff_id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    session.execute(delete(SecondFactor).where(SecondFactor.staff_id == staff_id))


def count_wrong(session: Session, row: SecondFactor, signer: Signer, now: datetime) -> None:
    """One more wrong answer, audited; none after the last that is tried, so that nobody fills the trail."""
    before = _wrong_lately(row, now)
    if before < MOST_FROM_KNOWN:
        row.wrong, row.half_hour = before + 1, _half_hour(now)
        _noted(session, signer, Act.SECOND_WRONG, now)


def _judge(session: Session, row: SecondFactor, who: Entering, code: str, now: datetime) -> Verdict:
    if _wrong_lately(row, now) >= (MOST_FROM_KNOWN if who.known else MOST_FROM_STRANGERS):
        return Verdict.ENOUGH
    step = totp.step_of(_secret(row, who), code, now.timestamp()) if row.used else None
    if step is not None and step > row.used:
        row.used = step
        return Verdict.RIGHT
    count_wrong(session, row, who.signer, now)
    return Verdict.WRONG


def _wrong_lately(row: SecondFactor, now: datetime) -> int:
    return row.wrong if row.half_hour == _half_hour(now) else 0


def _half_hour(now: datetime) -> int:
    return int(now.timestamp() // _HALF_HOUR.total_seconds())


def _secret(row: SecondFactor, who: Entering) -> bytes:
    try:
        return totp.unseal(who.key, who.staff_id, row.sealed)
    except SealError as error:
        raise Unsafe(
            "Ditt andra steg går inte att läsa. Du loggades inte in. Larma it-säkerhet nu."
        ) from error


def _use_recovery_code(session: Session, staff_id: bytes, code: str) -> bool:
    hashed = totp.recovery_hash(code, staff_id)
    if hashed is None:
        return False
    used = delete(RecoveryCode).where(RecoveryCode.id == hashed, RecoveryCode.staff_id == staff_id)
    return bool(session.scalars(used.returning(RecoveryCode.id)).all())


def _new_codes(session: Session, staff_id: bytes) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    codes = [totp.recovery_code() for _ in range(CODES)]
    rows = [{"id": totp.recovery_hash(code, staff_id), "staff_id": staff_id} for code in codes]
    session.execute(insert(RecoveryCode), rows)
    return codes


def _noted(session: Session, signer: Signer, act: Act, now: datetime) -> None:
    append(session, signer, act, chain=INSTALLATION, subject=f"staff:{signer.id.hex()}", now=now)
