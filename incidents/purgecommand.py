"""`incidents audit purge`: old audit rows go by a decision; an auditor signs what is left in their place."""

import argparse
import getpass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from incidents import create_app, settings
from incidents.actions import audit, purging, unlocking
from incidents.actions.login import Desk
from incidents.core.checkpoints import Cut, Decision, PurgeError
from incidents.core.clock import local_date
from incidents.core.permissions import Actor, Role, can_audit
from incidents.crypto.opening import Opener
from incidents.settings import SettingsError
from incidents.store.database import reading, writing
from incidents.store.models import Staff


def run_purge(options: argparse.Namespace) -> int:
    """All of it or nothing; what is removed was verified first."""
    configured, now = settings.load(), datetime.now(UTC)
    cut = Cut(options.until, Decision(options.decision.strip(), options.decided, options.months))
    cut.check(local_date(now))
    passphrase = getpass.getpass(f"Passphrase of {options.login}: ")
    app = create_app(configured, ())
    with app.app_context(), reading() as session:
        desk = _auditor(session, options.login, passphrase)
        print("Checking the whole trail ...", flush=True)
        if audit.verify_all(session, configured.trust, today=local_date(now)):
            raise PurgeError("the trail is not whole, nothing was removed: see `audit verify`")
    with app.app_context(), writing() as session:
        done = purging.purge(session, desk, cut, pinned=configured.trust, now=now)
    print(f"{done.rows} rows of {done.chains} chains removed, up to {cut.day}.")
    if done.left:
        print(f"{done.left} chains with old rows are left: their cases are open.")
    return 0


def _auditor(session: Session, name: str, passphrase: str) -> Desk:
    """The signing key of an auditor for the length of this command, without a log-in."""
    attempt = unlocking.find(session, name)
    key = unlocking.unlock(attempt, passphrase)
    if attempt is None or key is None:
        raise SettingsError("the name or the passphrase is not right; nothing was removed")
    row = session.get_one(Staff, attempt.id)
    actor = Actor(row.id, row.name, frozenset(Role(role) for role in row.roles.split()))
    if not can_audit(actor):
        raise SettingsError(f"{name} is not an auditor; nothing was removed")
    return Desk(actor, Opener(row.id, key, {}), b"")
