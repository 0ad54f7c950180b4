"""`incidents audit purge`: what it asks for, what it refuses, and that a kept head is compared afterwards."""

import json
from datetime import timedelta

import pytest

from incidents.actions import heads
from incidents.crypto import headkey
from tests.looking import acting, every_row, looking
from tests.purging import DAY, OLD, ROWS
from tests.support import NOW, Installed
from tests.terminal import Terminal
from tests.test_audit_attacker import case_rows
from tests.test_audit_heads import Office
from tests.test_keyring_commands import at_home

DECIDED = ("--decision", "SN 2026/114 § 12", "--decided", "2026-03-02", "--months", "60")


def purging(made: Installed, login: str, *more: str) -> Terminal:
    return at_home(made, "audit", "purge", login, "--until", str(DAY), *DECIDED, *more)


def answer(terminal: Terminal, made: Installed, login: str) -> int:
    terminal.wait_for(f"Passphrase of {login}: ")
    terminal.type(made.passphrases[login])
    return terminal.end()


def test_an_auditor_at_the_terminal_disposes_and_kept_heads_are_compared(
    aged_installation: Installed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, key = tmp_path_factory.mktemp("kept"), headkey.generate()
    with looking(aged_installation) as session:
        for name, day in (("old", OLD.date()), ("last", DAY), ("new", DAY + timedelta(days=99))):
            signed = headkey.sign(key, heads.head_of(session, day, now=NOW))
            (folder / name).write_text(signed.text(), encoding="utf-8")
    with purging(aged_installation, "rut") as terminal:
        assert answer(terminal, aged_installation, "rut") == 0, terminal.shown
        assert f"{ROWS} rows of 2 chains removed, up to 2021-11-23." in terminal.shown
    kept = [word for name in ("old", "last", "new") for word in ("--head", str(folder / name))]
    public = key.public_key().public_bytes_raw().hex()
    code, out, _ = Office(aged_installation, folder, 25).run("verify", *kept, "--key", public)
    assert (code, out.splitlines()) == (
        0,
        [
            "head of 2021-03-04: cannot be compared, rows up to 2021-11-23 were disposed of",
            "head of 2021-11-23: agrees",
            "head of 2022-03-02: agrees",
            "2 chains checked, 0 problems.",
        ],
    )
    exported = Office(aged_installation, folder, 25).run("export")[1].splitlines()
    first = json.loads(exported[0])
    assert (first["what"], first["decision"]) == ("incidents/v1/audit-checkpoint", DECIDED[1])


def test_nobody_but_an_auditor_does_it(sqlite_installation: Installed) -> None:
    before = every_row(sqlite_installation)
    with purging(sqlite_installation, "ida") as terminal:
        assert answer(terminal, sqlite_installation, "ida") == 1
        assert "is not an auditor; nothing was removed" in terminal.shown
    assert every_row(sqlite_installation) == before


def test_a_broken_trail_is_evidence_and_stays(sqlite_installation: Installed) -> None:
    sqlite_installation.resident().send("Det hände igår.")
    lena = sqlite_installation.desk("lena")
    lena.answer_cover(lena.queue()[0])
    with acting(sqlite_installation) as session:
        case_rows(session)[0].detail = "changed"
    with purging(sqlite_installation, "rut") as terminal:
        assert answer(terminal, sqlite_installation, "rut") == 1
        assert "the trail is not whole, nothing was removed" in terminal.shown


def test_for_young_rows_it_asks_for_no_passphrase(sqlite_installation: Installed) -> None:
    with purging(sqlite_installation, "rut", "--until", "2026-01-01") as terminal:
        assert terminal.end() == 1
        assert "are younger than 60 months" in terminal.shown
        assert "Passphrase" not in terminal.shown
