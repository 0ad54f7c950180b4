"""Setting up at a terminal: each paper share to its custodian alone, each passphrase to its person, the root pinned."""

import argparse
import getpass
import os
from datetime import UTC, datetime
from pathlib import Path

from incidents import create_app, settings
from incidents.actions import install, newshares, recover
from incidents.actions.install import NewStaff
from incidents.core.permissions import Role, check_together
from incidents.crypto import recovery, words
from incidents.settings import ENV_FILE, SettingsError
from incidents.store.database import reading, writing

#: Clears the screen and what can be scrolled back to.
CLEAR = "\033[2J\033[3J\033[H"


def run_init(options: argparse.Namespace) -> int:
    """Keys, shares shown to one custodian at a time, first staff; pins the root in the configuration."""
    configured = settings.load()
    people = [_person(text) for text in options.staff]
    if len({person.login for person in people}) < len(people):
        raise SettingsError("two people have the same login; nothing was changed")
    configured.data.mkdir(parents=True, exist_ok=True)
    app = create_app(configured, ())
    from incidents.store.schema import upgrade  # with Alembic, which `serve` does without

    with app.app_context():
        upgrade()
    secret = recovery.generate()
    with app.app_context(), reading() as session:
        if install.is_installed(session):
            raise SettingsError("this database is set up already; nothing was changed")
    for number, share in enumerate(recovery.split(secret), start=1):
        _show_share(number, share)
    with app.app_context(), writing() as session:
        pinned = install.install(
            session, secret, people, mode=configured.mode, now=datetime.now(UTC)
        )
    _pin(configured.data, pinned)
    for person in people:
        _show_passphrase(person)
    print("Done. Keep the three shares in three sealed envelopes with three people.")
    return 0


def run_rotate_recovery(_: argparse.Namespace) -> int:
    """New shares after a custodian has left: two old ones in, three new ones out, the new root pinned."""
    configured = settings.load()
    app = create_app(configured, ())
    old = recovery.combine(ask_for_shares())
    with app.app_context(), reading() as session:
        recover.open_all(session, old, pinned=configured.trust)
    print("While this lasts, and until it is started again, the service must not run.")
    new = recovery.generate()
    for number, share in enumerate(recovery.split(new), start=1):
        _show_share(number, share)
    pinned = newshares.fingerprint(new)
    print(f"The new fingerprint, for each of the new envelopes:\n  {pinned}")
    input("Press Enter to put the new shares in the place of the old ones.")
    with app.app_context(), writing() as session:
        newshares.replace(session, old, new, pinned=configured.trust, now=datetime.now(UTC))
    _pin(configured.data, pinned)
    if "INCIDENTS_TRUST" in os.environ:
        print(
            "INCIDENTS_TRUST is set in the environment, which counts more: set the new one there."
        )
    print("Done. Burn the old shares, make a backup, let old backups age out, start the service.")
    return 0


def ask_for_shares() -> list[str]:
    """Two of them, not shown while they are typed."""
    return [getpass.getpass(f"Share {number} of two: ") for number in (1, 2)]


def _show_passphrase(person: NewStaff) -> None:
    """Each person alone at the screen; afterwards it is gone."""
    input(f"{person.name} ({person.login}) alone at the screen. Press Enter.")
    print(f"\n  {person.passphrase}\n")
    input("Learn it or write it down, then press Enter: it is shown once.")
    print(CLEAR, end="")


def _person(text: str) -> NewStaff:
    login, _, rest = text.partition(":")
    roles, _, name = rest.partition(":")
    try:
        found = tuple(Role(role) for role in roles.split(","))
    except ValueError as error:
        raise SettingsError(
            f"{text}: LOGIN:ROLE[,ROLE]:NAME, roles are {' '.join(Role)}"
        ) from error
    check_together(found)
    return NewStaff(login.strip().lower(), name.strip() or login, found, words.passphrase())


def _show_share(number: int, share: str) -> None:
    """One custodian at a time: show, have two words typed back, clear the screen."""
    input(f"Custodian {number} of {recovery.SHARES} alone at the screen. Press Enter.")
    parts = share.split()
    for start in range(0, len(parts), 5):
        print(
            "  "
            + "  ".join(f"{i + 1:2}. {parts[i]}" for i in range(start, min(start + 5, len(parts))))
        )
    for place in _places(share):
        while (
            input(f"Write down all {len(parts)} words on paper. Word {place + 1}: ").strip()
            != parts[place]
        ):
            print("That is not the word. Look at your paper.")
    print(CLEAR, end="")


def _places(share: str) -> tuple[int, int]:
    """Two places that depend on the share, so that nobody learns the answers from a manual."""
    total = sum(share.encode())
    count = len(share.split())
    return total % count, (total // count + count // 2) % count


def _pin(data: Path, pinned: str) -> None:
    path = data / ENV_FILE
    before = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in before if not line.startswith("INCIDENTS_TRUST=")]
    draft = path.with_suffix(".new")
    draft.write_text("\n".join([*kept, f"INCIDENTS_TRUST={pinned}", ""]), encoding="utf-8")
    draft.replace(path)
    print(f"The fingerprint of the root key stands in {path} and belongs on paper too:\n  {pinned}")
