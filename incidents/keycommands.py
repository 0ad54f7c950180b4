"""`incidents keys ...`: how the keyrings stand, a new epoch by a member, a drill with two paper shares."""

import argparse
import getpass
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from incidents import create_app, settings
from incidents.actions import epochs, login, recover, unlocking
from incidents.actions.holders import holders
from incidents.actions.login import Desk
from incidents.actions.trust import current_rings
from incidents.ceremony import ask_for_shares, run_rotate_recovery
from incidents.core.permissions import Actor
from incidents.core.rings import Ring
from incidents.crypto import words
from incidents.crypto.opening import Opener
from incidents.settings import SettingsError
from incidents.store.database import reading, writing
from incidents.store.models import Staff

Add = Callable[..., argparse.ArgumentParser]


def add_commands(acts: "argparse._SubParsersAction[argparse.ArgumentParser]", add: Add) -> None:
    """The commands under `keys`."""
    add(acts, "status", run_status, "who holds which keyring, and what waits")
    rotating = add(acts, "rotate", run_rotate, "new epochs of all keyrings that LOGIN holds")
    rotating.add_argument("login")
    add(acts, "rotate-recovery", run_rotate_recovery, "three new paper shares from two old ones")
    recovering = add(acts, "recover", run_recover, "new key for LOGIN from two paper shares")
    recovering.add_argument("login")
    add(acts, "drill", run_drill, "try two paper shares; changes nothing")


def run_status(_: argparse.Namespace) -> int:
    """Each keyring with its epoch and holders; 1 when something waits or is not vouched for."""
    configured = settings.load()
    app, wrong = create_app(configured, ()), False
    with app.app_context(), reading() as session:
        due = epochs.due_rings(session)
        for ring, public in current_rings(session, configured.trust).items():
            waits = " - a new epoch waits for the next page of a holder" if ring in due else ""
            print(f"{ring} {public.epoch}{waits}")
            found = holders(session, public, configured.trust)
            for holder in found:
                print(f"  {holder.name}{'' if holder.sound else ' - NOT VOUCHED FOR'}")
            wrong |= ring in due or not found or not all(holder.sound for holder in found)
    return int(wrong)


def run_rotate(options: argparse.Namespace) -> int:
    """A member's passphrase in, new epochs out; all or none."""
    configured = settings.load()
    passphrase = getpass.getpass(f"Passphrase of {options.login}: ")
    app, now = create_app(configured, ()), datetime.now(UTC)
    with app.app_context(), reading() as session:
        desk = _member(session, options.login, passphrase)
    with app.app_context(), writing() as session:
        rings = sorted(desk.opener.rings())
        made = [_rotate(session, desk, ring, configured.trust, now) for ring in rings]
    for ring, epoch in zip(rings, made, strict=True):
        print(f"{ring}: epoch {epoch}")
    return 0


def run_drill(_: argparse.Namespace) -> int:
    """Whether two shares still bring everything back."""
    configured = settings.load()
    shares = ask_for_shares()
    app = create_app(configured, ())
    with app.app_context(), reading() as session:
        opened = recover.check_shares(session, shares, pinned=configured.trust)
    print(f"The two shares open all {opened} keyring epochs. Nothing was changed.")
    return 0


def run_recover(options: argparse.Namespace) -> int:
    """Two shares in, a new passphrase for one person out."""
    configured = settings.load()
    shares = ask_for_shares()
    passphrase = words.passphrase()
    app = create_app(configured, ())
    with app.app_context(), writing() as session:
        count = recover.recover(
            session,
            shares,
            options.login,
            passphrase,
            pinned=configured.trust,
            now=datetime.now(UTC),
        )
    print(
        f"{options.login} holds {count} keyring epochs again. New passphrase, shown once:\n  {passphrase}"
    )
    return 0


def _rotate(session: Session, desk: Desk, ring: Ring, pinned: str, now: datetime) -> int:
    held = desk.opener.newest(ring)
    assert held is not None
    return epochs.rotate(session, desk.signer, held, pinned=pinned, now=now).epoch


def _member(session: Session, name: str, passphrase: str) -> Desk:
    """The keys of a member for the length of this command, without a log-in."""
    attempt = unlocking.find(session, name)
    key = unlocking.unlock(attempt, passphrase)
    if attempt is None or key is None:
        raise SettingsError("the name or the passphrase is not right; nothing was changed")
    row = session.get_one(Staff, attempt.id)
    opener = Opener(row.id, key, login.ring_secrets(session, row.id, key))
    if not opener.rings():
        raise SettingsError(f"{name} holds no keyring; nothing was changed")
    return Desk(Actor(row.id, row.name, frozenset()), opener, b"")
