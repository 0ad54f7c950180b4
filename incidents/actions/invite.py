"""Inviting: an administrator makes a phrase, the invited person makes a key with it. Neither gives any access yet."""

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from incidents.actions.audit import INSTALLATION, append
from incidents.actions.holders import in_turn
from incidents.actions.install import check_passphrase, columns_of
from incidents.actions.login import Desk
from incidents.actions.unlocking import lock_anew
from incidents.core.auditing import Act
from incidents.core.errors import Conflict, Invalid, NotFound
from incidents.core.languages import sentence
from incidents.core.permissions import Role, check_administration, check_together
from incidents.crypto import staffkey, words
from incidents.crypto.invitation import phrase_hash
from incidents.crypto.ringtrust import Certificate
from incidents.crypto.staffkey import Lock, StaffKey
from incidents.store.models import Invitation, Staff

LIFE = timedelta(days=7)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_WRONG = sentence("Namnet eller frasen stämmer inte, eller så gäller frasen inte längre.")
#: No more are counted: a number that somebody drives up without end would say nothing more.
MOST_COUNTED = 999


@dataclass(frozen=True, slots=True)
class Made:
    """A new key under its owner's passphrase, not stored yet."""

    staff_id: bytes
    login: str
    phrase: str
    key: StaffKey
    lock: Lock


def check_login(login: str) -> str:
    """The name to log in with, tidied; raises `Invalid`."""
    tidy = login.strip().lower()
    if not _LOGIN.fullmatch(tidy):
        raise Invalid("Använd 2 till 40 tecken: a till z, siffror, punkt och bindestreck.")
    return tidy


def invite(
    session: Session, desk: Desk, *, login: str, name: str, roles: Collection[Role], now: datetime
) -> str:
    """Invite somebody new; returns the phrase, which exists nowhere else. Raises `Conflict` for a name in use."""
    check_administration(desk.actor)
    check_together(roles)
    in_turn(session)
    login = check_login(login)
    taken = or_(
        select(Staff.id).where(Staff.login == login).exists(),
        select(Invitation.staff_id).where(Invitation.login == login).exists(),
    )
    if session.scalar(select(taken)):
        raise Conflict(
            "Det finns redan någon med det inloggningsnamnet. Öppna personen i listan för en ny fras."
        )
    row = Invitation(
        staff_id=os.urandom(16),
        login=login,
        name=name.strip(),
        roles=" ".join(sorted(set(roles))),
        wrong=0,
    )
    phrase = _new_phrase(row, now)
    session.add(row)
    session.flush()
    _noted(session, desk, Act.STAFF_INVITED, row.staff_id, row.roles.replace(" ", ","), now)
    return phrase


def new_phrase(session: Session, desk: Desk, staff_id: bytes, *, now: datetime) -> str:
    """Another phrase: for an invitation that was lost, or for a colleague who has forgotten the passphrase.

    Until a colleague has confirmed the new key, the old one goes on working.
    """
    check_administration(desk.actor)
    in_turn(session)
    row = session.get(Invitation, staff_id, with_for_update=True)
    if row is None:
        person = session.scalar(select(Staff).where(Staff.id == staff_id, Staff.active))
        if person is None:
            raise NotFound("Det finns ingen sådan person.")
        row = Invitation(
            staff_id=staff_id, login=person.login, name=person.name, roles=person.roles, wrong=0
        )
        session.add(row)
    phrase = _new_phrase(row, now)
    _without_key(row)
    session.flush()
    _noted(session, desk, Act.STAFF_INVITED, staff_id, "again", now)
    return phrase


def withdraw(session: Session, desk: Desk, staff_id: bytes, *, now: datetime) -> None:
    """End an invitation; an account that is there already stays as it is."""
    check_administration(desk.actor)
    in_turn(session)
    gone = session.scalars(
        delete(Invitation).where(Invitation.staff_id == staff_id).returning(Invitation.staff_id)
    ).all()
    if not gone:
        raise NotFound("Det finns ingen sådan person.")
    _noted(session, desk, Act.STAFF_UNINVITED, staff_id, "", now)


def make_key(
    session: Session, login: str, phrase: str, passphrase: str, *, now: datetime
) -> Made | None:
    """A key for whoever knows the phrase, not stored yet (slow, so outside any write); None for a wrong phrase."""
    check_passphrase(passphrase)
    row = session.scalar(select(Invitation).where(Invitation.login == login.strip().lower()))
    if row is None or row.phrase != phrase_hash(phrase, row.staff_id) or row.expires <= now:
        return None
    staff_id, name = row.staff_id, row.login
    key = staffkey.generate()
    return Made(staff_id, name, phrase, key, lock_anew(key, staff_id, passphrase))


def count_wrong(session: Session, login: str) -> None:
    """Count a wrong phrase where the administrator sees it. Nobody is locked out: the phrase cannot be guessed."""
    session.execute(
        update(Invitation)
        .where(Invitation.login == login.strip().lower(), Invitation.wrong < MOST_COUNTED)
        .values(wrong=Invitation.wrong + 1)
    )


def accept(session: Session, made: Made, *, now: datetime) -> str:
    """Use the phrase up and keep the key; returns the six words. Raises `Invalid` when somebody else was first."""
    certificate = Certificate(
        made.staff_id, made.login, made.key.public(), made.key.signing_public()
    )
    used = session.scalars(
        update(Invitation)
        .where(
            Invitation.staff_id == made.staff_id,
            Invitation.phrase == phrase_hash(made.phrase, made.staff_id),
            Invitation.expires > now,
        )
        .values(
            phrase=None,
            public_key=certificate.key.raw,
            signing_public=certificate.signing,
            **columns_of(made.lock),
        )
        .returning(Invitation.staff_id)
    ).all()
    if not used:
        raise Invalid(_WRONG)
    return certificate.words()


def wrong_phrase() -> Invalid:
    """The same for a name that nobody has, a wrong phrase, and one that was used or is too old."""
    return Invalid(_WRONG)


def _new_phrase(row: Invitation, now: datetime) -> str:
    phrase = words.passphrase()
    row.phrase = phrase_hash(phrase, row.staff_id)
    row.expires = (now + LIFE).replace(second=0, microsecond=0)
    row.wrong = 0
    return phrase


def _without_key(row: Invitation) -> None:
    """Forget a key that was made with the phrase before."""
    row.salt = row.verifier = row.wrapped_seed = row.public_key = row.signing_public = None
    row.memory_kib = row.iterations = row.lanes = None


def _noted(
    session: Session, desk: Desk, act: Act, staff_id: bytes, detail: str, now: datetime
) -> None:
    append(
        session,
        desk.signer,
        act,
        chain=INSTALLATION,
        subject=f"staff:{staff_id.hex()}",
        detail=detail,
        now=now,
    )
