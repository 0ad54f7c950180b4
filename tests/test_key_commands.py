"""`init`, `recover` and `audit verify` at a terminal: one custodian at a time, exit codes that mean it."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import update

from incidents.crypto.recovery import combine
from incidents.settings import ENV_FILE, load
from incidents.store.database import database, reading, writing
from incidents.store.models import AuditRecord, Staff
from tests.serving import COMMAND, environment
from tests.support import DeskUser, Installed
from tests.terminal import Terminal

PEOPLE = ("lena:casework:Lena Holm", "karin:independent:Karin Ek")
CLEARED = "\x1b[2J"


@dataclass(frozen=True)
class SetUp:
    """What the people at the terminal took away with them."""

    shares: list[str]
    passphrases: dict[str, str]
    screen: str


def take_share(terminal: Terminal, number: int) -> str:
    """A custodian writes the words down, mistypes the first answer and gives both."""
    terminal.wait_for(f"Custodian {number} of 3 alone at the screen")
    terminal.type("")
    shown = terminal.wait_for(r"\n\s+1\. .*?(?=Write down all)").group()
    words = {int(n): word for n, word in re.findall(r"(\d+)\. ([a-z]+)", shown)}
    for answer in range(2):
        place = int(terminal.wait_for(r"Word (\d+): ").group(1))
        if answer == 0:
            terminal.type("wrong")
            place = int(terminal.wait_for(r"not the word.*?Word (\d+): ").group(1))
        terminal.type(words[place])
    terminal.wait_for(re.escape(CLEARED))
    return " ".join(words[place] for place in sorted(words))


def take_passphrase(terminal: Terminal) -> str:
    terminal.wait_for(r"alone at the screen\. Press Enter\.")
    terminal.type("")
    phrase = terminal.wait_for(r"\n\s+((?:[a-z]+ ){5}[a-z]+)\r").group(1)
    terminal.wait_for("shown once")
    terminal.type("")
    terminal.wait_for(re.escape(CLEARED))
    return phrase


def at(data: Path) -> dict[str, str]:
    settings = load({"INCIDENTS_DATA": str(data)})
    env = environment(settings)
    del env["INCIDENTS_TRUST"]  # it stands in the file that `init` writes
    return env


def initialised(data: Path) -> SetUp:
    with Terminal("init", "--staff", *PEOPLE, env=at(data), folder=data) as terminal:
        shares = [take_share(terminal, number) for number in (1, 2, 3)]
        phrases = {text.partition(":")[0]: take_passphrase(terminal) for text in PEOPLE}
        assert terminal.end() == 0, terminal.shown
        return SetUp(shares, phrases, terminal.shown)


def log_in(data: Path, login: str, passphrase: str) -> int:
    from incidents import create_app

    app = create_app(load({"INCIDENTS_DATA": str(data)}))
    status = DeskUser(app.test_client()).log_in(login, passphrase).status_code
    with app.app_context():
        database.engine.dispose()
    return status


def test_after_init_shares_and_passphrases_work_and_two_shares_bring_a_person_back(
    tmp_path: Path,
) -> None:
    made = initialised(tmp_path)
    assert combine(made.shares[:2]) == combine(made.shares[1:])
    assert [len(share.split()) for share in made.shares] == [33, 33, 33]
    pinned = (tmp_path / ENV_FILE).read_text(encoding="utf-8")
    assert re.fullmatch(r"INCIDENTS_TRUST=([0-9a-f]{8}-){7}[0-9a-f]{8}\n", pinned)
    for login, phrase in made.passphrases.items():
        assert log_in(tmp_path, login, phrase) == 303

    with Terminal("recover", "lena", env=at(tmp_path), folder=tmp_path) as terminal:
        for number, share in ((1, made.shares[2]), (2, made.shares[0])):
            terminal.wait_for(f"Share {number} of two: ")
            terminal.type(share)
        phrase = terminal.wait_for(r"shown once:\s+((?:[a-z]+ ){5}[a-z]+)").group(1)
        assert terminal.end() == 0
        assert made.shares[0] not in terminal.shown
    assert log_in(tmp_path, "lena", made.passphrases["lena"]) == 400
    assert log_in(tmp_path, "lena", phrase) == 303
    assert log_in(tmp_path, "karin", made.passphrases["karin"]) == 303


def test_what_a_custodian_saw_is_cleared_before_the_next_one_sits_down(tmp_path: Path) -> None:
    made = initialised(tmp_path)
    screens = made.screen.split(CLEARED)
    assert len(screens) == 1 + 3 + len(PEOPLE)
    for number, share in enumerate(made.shares):
        written = [f"{place}. {word}" for place, word in enumerate(share.split(), start=1)]
        showing = [n for n, screen in enumerate(screens) if all(w in screen for w in written)]
        assert showing == [number]
    for phrase in made.passphrases.values():
        assert sum(phrase in screen for screen in screens) == 1
    assert all(phrase not in screens[-1] for phrase in made.passphrases.values())


def test_a_mistyped_share_changes_nothing_and_says_so(tmp_path: Path) -> None:
    made = initialised(tmp_path)
    with Terminal("recover", "lena", env=at(tmp_path), folder=tmp_path) as terminal:
        terminal.wait_for("Share 1 of two: ")
        terminal.type(made.shares[0])
        terminal.wait_for("Share 2 of two: ")
        terminal.type(made.shares[1].replace(made.shares[1].split()[7], "smörgås"))
        assert terminal.end() == 1
        assert "shares" in terminal.shown.rpartition("incidents: ")[2]
    assert log_in(tmp_path, "lena", made.passphrases["lena"]) == 303


def test_a_second_init_changes_nothing(tmp_path: Path) -> None:
    made = initialised(tmp_path)
    before = (tmp_path / ENV_FILE).read_bytes()
    with Terminal("init", "--staff", *PEOPLE, env=at(tmp_path), folder=tmp_path) as terminal:
        assert terminal.end() == 1
        assert "nothing was changed" in terminal.shown
    assert (tmp_path / ENV_FILE).read_bytes() == before
    assert log_in(tmp_path, "lena", made.passphrases["lena"]) == 303


def audit(installation: Installed, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *COMMAND, "audit", *arguments],
        env=environment(installation.settings),
        cwd=installation.settings.data,
        capture_output=True,
        text=True,
        check=False,
    )


def test_audit_verify_ends_with_0_for_a_whole_trail_and_with_1_for_a_changed_one(
    installation: Installed,
) -> None:
    installation.desk("lena")
    whole = audit(installation, "verify")
    assert whole.returncode == 0
    assert whole.stdout.endswith(" 0 problems.\n")

    with installation.app.app_context(), writing() as session:
        session.execute(
            update(AuditRecord).where(AuditRecord.number == 3).values(at="2020-01-01T00:00:00")
        )
    changed = audit(installation, "verify")
    assert changed.returncode == 1
    assert "installation 3: " in changed.stdout


def test_audit_export_tells_who_did_what_and_nothing_of_what_was_said(
    installation: Installed,
) -> None:
    installation.resident().send("De skrattade åt mig i receptionen.")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    exported = audit(installation, "export")
    assert exported.returncode == 0
    rows = [json.loads(line) for line in exported.stdout.splitlines()]
    told = [(row["actor"], row["act"]) for row in rows if row["subject"] == reference]
    assert told == [("lena", "case.opened")]
    assert {row["chain"].partition(":")[0] for row in rows} == {"case", "installation"}
    assert "skrattade" not in exported.stdout


def test_audit_verify_finds_a_missing_end_by_the_heads_that_were_printed(
    installation: Installed, tmp_path: Path
) -> None:
    installation.desk("lena")
    heads = tmp_path / "heads.json"
    heads.write_text(audit(installation, "heads").stdout, encoding="utf-8")
    assert audit(installation, "verify", "--heads", str(heads)).returncode == 0
    grown = heads.read_text(encoding="utf-8")
    number = int(re.findall(r'"installation": \[(\d+)', grown)[0])
    heads.write_text(grown.replace(f"[{number},", f"[{number + 1},"), encoding="utf-8")
    found = audit(installation, "verify", "--heads", str(heads))
    assert found.returncode == 1
    assert "rows are missing at the end" in found.stdout


@pytest.mark.parametrize("content", [None, "", "no json", "{}", '{"heads": {"a": 1}}', "\xff"])
def test_a_heads_file_that_is_none_is_named_and_nothing_else_happens(
    sqlite_installation: Installed, tmp_path: Path, content: str | None
) -> None:
    heads = tmp_path / "heads.json"
    if content is not None:
        heads.write_bytes(content.encode("latin-1"))
    refused = audit(sqlite_installation, "verify", "--heads", str(heads))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "heads.json" in refused.stderr


def test_a_configuration_with_another_fingerprint_verifies_nothing(
    sqlite_installation: Installed,
) -> None:
    env = {**environment(sqlite_installation.settings), "INCIDENTS_TRUST": "0" * 8}
    found = subprocess.run(
        [sys.executable, *COMMAND, "audit", "verify"],
        env=env,
        cwd=sqlite_installation.settings.data,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    with sqlite_installation.app.app_context(), reading() as session:
        assert session.query(Staff).count() == 6


def run(data: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *COMMAND, *arguments],
        env=at(data) | more,
        cwd=data,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", [("audit", "verify"), ("audit", "heads"), ("serve",)])
@pytest.mark.parametrize(
    "address", ["", "postgresql+psycopg://them:hemligt-ord@127.0.0.1:1/register"]
)
def test_without_a_database_a_command_says_so_in_a_line_that_quotes_nothing(
    tmp_path: Path, command: tuple[str, ...], address: str
) -> None:
    given = {"INCIDENTS_DATABASE_URL": address} if address else {}
    done = run(tmp_path, *command, **given)
    assert done.returncode == 1
    assert "the database cannot be used" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "hemligt-ord" not in done.stderr
    assert "SELECT" not in done.stderr


def test_two_people_with_one_login_are_refused_before_any_share_is_shown(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "--staff", "lena:casework:Lena", "Lena:independent:Lena")
    assert done.returncode == 1
    assert done.stderr == "incidents: two people have the same login; nothing was changed\n"
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_asks_questions_says_that_it_needs_a_terminal(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "--staff", "lena:casework:Lena")
    assert done.returncode == 1
    assert "run it at a terminal" in done.stderr.splitlines()[-1]


def test_what_a_command_writes_is_nobody_elses_to_read(tmp_path: Path) -> None:
    run(tmp_path, "init", "--staff", "lena:casework:Lena")
    initialised(tmp_path)
    modes = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir()}
    assert ENV_FILE in modes
    assert set(modes.values()) == {0}
