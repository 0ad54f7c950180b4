"""`incidents mail` as a process: switched off, killed, twice at once, refused; and what it says of it."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from incidents.core.mail import Problem, State
from tests.mail_server import Inbox
from tests.posting import MONDAY, TO, rows
from tests.serving import ROOT, environment, free_port
from tests.support import Installed

MAIL_TO = ", ".join(f"{login}:{address}" for login, address in TO.items())
ONLY_LENA = f"lena:{TO['lena']}"
Process = subprocess.Popen[str]


def start(installation: Installed, port: int, *act: str, hours: int = 0, **changes: str) -> Process:
    settings = {
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": str(port),
        "MAIL_TLS": "off",
        "MAIL_FROM": "arenden@strandvik.example",
        "MAIL_TO": MAIL_TO,
        "DESK_ADDRESS": "https://beratta.strandvik.example",
        "NOW": (MONDAY + timedelta(hours=hours)).isoformat(),
        **changes,
    }
    return subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "mail_process.py"), *act],
        env=environment(installation.settings, **settings),
        cwd=installation.settings.data,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: Process) -> tuple[int, str, str]:
    said, complained = process.communicate(timeout=60)
    return process.returncode, said, complained


def test_without_a_mail_server_mail_is_off_and_nothing_is_noted(
    sqlite_installation: Installed,
) -> None:
    for act, said in (("run", ""), ("retry", ""), ("status", "In the last 14 days: 0 sent")):
        code, out, complained = end(start(sqlite_installation, 25, act, MAIL_HOST=""))
        assert (code, complained) == (0, "")
        assert out.startswith(f"Mail is off: MAIL_HOST is not set.\n{said}")
    assert rows(sqlite_installation) == []


def test_a_run_says_how_many_mails_were_sent_and_no_address(
    installation: Installed, inbox: Inbox
) -> None:
    assert end(start(installation, inbox.port)) == (0, "3 mails sent.\n", "")
    assert end(start(installation, inbox.port)) == (0, "0 mails sent.\n", "")
    code, out, _ = end(start(installation, inbox.port, "status"))
    assert (code, out) == (0, "In the last 14 days: 3 sent, 0 waiting, 0 given up.\n")


def test_a_failure_is_one_clear_sentence_and_a_status_and_names_no_address(
    sqlite_installation: Installed, inbox: Inbox
) -> None:
    code, out, complained = end(start(sqlite_installation, free_port()))
    assert (code, out) == (1, "")
    assert complained == (
        "incidents: the mail server cannot be reached or broke off (MAIL_HOST, MAIL_PORT)\n"
        "incidents: 3 mails waiting for a later run\n"
    )
    inbox.at_recipient[TO["omar"]] = [f"550 5.1.1 <{TO['omar']}> is no user here"]
    code, out, complained = end(
        start(sqlite_installation, inbox.port, "retry", hours=1, MAIL_TO=f"{MAIL_TO}, ida:i@x.se")
    )
    assert (code, out) == (1, "2 mails sent.\n")
    assert complained == (
        "incidents: the mail server refused for good (look at the address in MAIL_TO)\n"
        "incidents: 1 mail given up, see `incidents mail status`\n"
        "incidents: MAIL_TO: nobody called ida works at the desk\n"
    )
    assert end(start(sqlite_installation, inbox.port, "status")) == (
        1,
        (
            "In the last 14 days: 2 sent, 0 waiting, 1 given up.\n"
            "2026-11-30 summary to omar: given up, "
            "the mail server refused for good (look at the address in MAIL_TO)\n"
        ),
        "",
    )


def test_an_unsafe_setting_is_refused_before_anything_is_noted(
    sqlite_installation: Installed,
) -> None:
    code, out, complained = end(start(sqlite_installation, 25, MAIL_HOST="mail.example.se"))
    assert (code, out) == (1, "")
    assert complained == "incidents: MAIL_TLS=off is for a mail server on this machine only\n"
    assert rows(sqlite_installation) == []


def test_two_workers_at_once_send_each_mail_once(installation: Installed, inbox: Inbox) -> None:
    both = [start(installation, inbox.port) for _ in range(2)]
    ended = [end(process) for process in both]
    assert [code for code, _, _ in ended] == [0, 0], ended
    assert sorted(inbox.recipients) == sorted(TO.values())
    assert rows(installation) == [(State.SENT, 1, None)] * 3


def kill(process: list[Process]) -> None:
    os.kill(process[0].pid, signal.SIGKILL)


def killed(installation: Installed, inbox: Inbox, where: str) -> None:
    """A worker for one person is killed while the server has its mail in hand."""
    started: list[Process] = []
    setattr(inbox, where, lambda: kill(started))
    started.append(start(installation, inbox.port, MAIL_TO=ONLY_LENA))
    assert end(started[0])[0] == -signal.SIGKILL
    setattr(inbox, where, lambda: None)
    assert rows(installation) == [(State.CLAIMED, 1, Problem.INTERRUPTED)]


def test_a_worker_that_is_killed_before_the_server_has_the_mail_loses_nothing(
    installation: Installed, inbox: Inbox
) -> None:
    killed(installation, inbox, "before_data")
    assert inbox.raw == []
    assert end(start(installation, inbox.port, MAIL_TO=ONLY_LENA)) == (0, "0 mails sent.\n", "")
    assert end(start(installation, inbox.port, hours=1, MAIL_TO=ONLY_LENA)) == (
        0,
        "1 mail sent.\n",
        "",
    )
    assert len(inbox.raw) == 1


def test_a_worker_that_is_killed_before_it_could_note_the_answer_sends_once_more_under_the_same_name(
    installation: Installed, inbox: Inbox
) -> None:
    """Whether the server took it, only the server knows: it is sent again, and mail programs see the same mail."""
    killed(installation, inbox, "before_answer")
    assert end(start(installation, inbox.port, "retry", MAIL_TO=ONLY_LENA)) == (
        0,
        "0 mails sent.\n",
        "",
    )
    assert end(start(installation, inbox.port, "retry", hours=1, MAIL_TO=ONLY_LENA)) == (
        0,
        "1 mail sent.\n",
        "",
    )
    assert end(start(installation, inbox.port, hours=2, MAIL_TO=ONLY_LENA)) == (
        0,
        "0 mails sent.\n",
        "",
    )
    assert len(inbox.raw) == 2
    assert len({letter["Message-ID"] for letter in inbox.letters()}) == 1


def test_a_worker_that_is_killed_each_time_ends_as_given_up(
    sqlite_installation: Installed, inbox: Inbox
) -> None:
    killed(sqlite_installation, inbox, "before_data")
    for hours in range(1, 6):
        started: list[Process] = []
        inbox.before_data = lambda which=started: kill(which)  # type: ignore[misc]
        started.append(start(sqlite_installation, inbox.port, hours=hours, MAIL_TO=ONLY_LENA))
        assert end(started[0])[0] == -signal.SIGKILL
    inbox.before_data = lambda: None
    code, _, complained = end(start(sqlite_installation, inbox.port, "retry", hours=6))
    assert (code, complained) == (
        1,
        "incidents: 1 mail given up, see `incidents mail status`\n",
    )
    assert rows(sqlite_installation) == [(State.GIVEN_UP, 6, Problem.INTERRUPTED)]
    assert inbox.raw == []


def test_a_password_in_a_file_is_in_no_output(
    sqlite_installation: Installed, tmp_path: Path, inbox: Inbox
) -> None:
    (tmp_path / "mail.password").write_text("krokodil\n", encoding="ascii")
    code, out, complained = end(
        start(
            sqlite_installation,
            inbox.port,
            MAIL_USER="desk",
            MAIL_PASSWORD_FILE="mail.password",
        )
    )
    assert (code, out) == (1, "")
    assert "the mail server does not accept the log-in" in complained
    assert "krokodil" not in complained
    assert inbox.raw == []
