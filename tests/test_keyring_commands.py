"""`incidents keys status | rotate | drill`: exit codes that mean it, and nothing changed half-way."""

import subprocess
import sys

import pytest
from sqlalchemy import delete, select

from incidents.actions import audit
from incidents.core.rings import Ring
from incidents.crypto import recovery
from incidents.store.models import RingEpoch, RingGrant
from tests.looking import acting, every_row, looking
from tests.serving import COMMAND, environment
from tests.staff import deed
from tests.support import Installed
from tests.terminal import Terminal

STORY = "Läraren såg och gjorde inget."


def status(installation: Installed) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *COMMAND, "keys", "status"],
        env=environment(installation.settings),
        cwd=installation.settings.data,
        capture_output=True,
        text=True,
        check=False,
    )


def at_terminal(installation: Installed, *command: str) -> Terminal:
    return at_home(installation, "keys", *command)


def at_home(installation: Installed, *words: str) -> Terminal:
    """A command of this installation."""
    env, folder = environment(installation.settings), installation.settings.data
    return Terminal(*words, env=env, folder=folder)


def test_status_names_the_holders_and_fails_while_something_waits(
    installation: Installed,
) -> None:
    first = status(installation)
    assert first.returncode == 0, first.stderr
    assert "casework 1\n  Lena Holm\n  Omar Sjöberg\n" in first.stdout
    deed(installation.desk("ida"), "Omar Sjöberg", "remove", sure="y")
    waiting = status(installation)
    assert waiting.returncode == 1
    assert "casework 1 - a new epoch waits" in waiting.stdout
    assert "Omar" not in waiting.stdout
    installation.desk("lena").queue()
    done = status(installation)
    assert done.returncode == 0
    assert "casework 2\n  Lena Holm\n" in done.stdout


def test_status_fails_for_a_ring_that_nobody_holds(sqlite_installation: Installed) -> None:
    with acting(sqlite_installation) as session:
        session.execute(delete(RingGrant).where(RingGrant.ring == Ring.STATISTICS))
    assert status(sqlite_installation).returncode == 1


def test_a_member_makes_new_epochs_and_the_log_ins_of_the_others_read_on(
    sqlite_installation: Installed,
) -> None:
    sqlite_installation.resident().send(STORY)
    omar = sqlite_installation.desk("omar")
    (reference,) = omar.queue()
    with at_terminal(sqlite_installation, "rotate", "lena") as terminal:
        terminal.wait_for("Passphrase of lena: ")
        terminal.type(sqlite_installation.passphrases["lena"])
        assert terminal.end() == 0, terminal.shown
    sqlite_installation.resident().send("Det andra.")
    assert len(omar.queue()) == 2
    omar.answer_cover(reference)
    assert STORY in omar.case(reference).get_data(as_text=True)
    with looking(sqlite_installation) as session:
        found = {(row.ring, row.epoch) for row in session.scalars(select(RingEpoch))}
        assert {(Ring.CASEWORK, 2), (Ring.IDENTITY, 2)} < found
        assert len(found) == 6
        assert audit.verify_all(session, sqlite_installation.settings.trust) == []


@pytest.mark.parametrize(("login", "right"), [("lena", False), ("nobody", True), ("ida", True)])
def test_whoever_holds_nothing_makes_no_epoch(
    sqlite_installation: Installed, login: str, *, right: bool
) -> None:
    before = every_row(sqlite_installation)
    with at_terminal(sqlite_installation, "rotate", login) as terminal:
        terminal.wait_for("Passphrase of ")
        terminal.type(sqlite_installation.passphrases.get(login, "x") if right else "fel")
        assert terminal.end() == 1
        assert "nothing was changed" in terminal.shown
    assert every_row(sqlite_installation) == before


@pytest.mark.parametrize(("own", "code"), [(True, 0), (False, 1)])
def test_a_drill_tries_two_shares_and_changes_nothing(
    sqlite_installation: Installed, *, own: bool, code: int
) -> None:
    secret = sqlite_installation.recovery if own else recovery.generate()
    before = every_row(sqlite_installation)
    with at_terminal(sqlite_installation, "drill") as terminal:
        for number, share in enumerate(recovery.split(secret)[1:], start=1):
            terminal.wait_for(f"Share {number} of two: ")
            terminal.type(share)
        assert terminal.end() == code
        expected = "open all 4 keyring epochs" if own else "another installation"
        assert expected in terminal.shown
    assert every_row(sqlite_installation) == before
