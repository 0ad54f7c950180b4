"""Signed heads of the audit trail: what they find that nothing inside the database can tell."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from incidents.actions import audit, heads
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.heads import Head, HeadError, grouped, read
from incidents.crypto import headkey
from tests.looking import acting, desk_of, looking
from tests.mail_server import Inbox
from tests.serving import COMMAND, environment
from tests.support import Installed
from tests.test_audit_attacker import case_rows, recompute
from tests.test_outreach import spoken

HEAD = Head(date(2026, 11, 26), 3, 41, bytes(range(32)))


def test_a_head_is_read_again_from_paper_and_from_mail() -> None:
    key = headkey.generate()
    signed = headkey.sign(key, HEAD)
    text = signed.text()
    wrapped = text.replace("04050607 ", "04050607\n")
    quoted = "Hej!\r\n" + "".join(f"> {line}\r\n" for line in text.splitlines()) + "> Hälsningar"
    assert [read(one) for one in (text, wrapped, quoted)] == [signed] * 3
    assert headkey.is_signed_by(read(quoted), key.public_key().public_bytes_raw())


@pytest.mark.parametrize(
    "change",
    [("41", "42"), ("2026-11-26", "2026-11-25"), ("00010203", "00010204"), ("chains: 3", "x")],
)
def test_a_changed_head_is_not_believed(change: tuple[str, str]) -> None:
    key = headkey.generate()
    text = headkey.sign(key, HEAD).text().replace(*change)
    try:
        assert not headkey.is_signed_by(read(text), key.public_key().public_bytes_raw())
    except HeadError:
        assert change[1] == "x"


def test_a_head_by_another_key_is_not_believed() -> None:
    key, other = headkey.generate(), headkey.generate()
    signed = headkey.sign(other, HEAD)
    assert not headkey.is_signed_by(signed, key.public_key().public_bytes_raw())


def head_at(worked: Installed, day: date) -> Head:
    with looking(worked) as session:
        return heads.head_of(session, day, now=datetime.now(UTC) + timedelta(days=9))


def test_a_trail_that_was_rewritten_with_the_staffs_own_keys_is_found_by_the_head_alone(
    worked: Installed,
) -> None:
    today = local_date(datetime.now(UTC))
    key = desk_of(worked, "lena").signer.key
    kept = head_at(worked, today)
    with acting(worked) as session:
        case_rows(session)[1].detail = "none"
        recompute(session, lambda row: key.sign(row.statement()))
    with looking(worked) as session:
        assert audit.verify_all(session, worked.settings.trust) == []
    assert head_at(worked, today) != kept


def test_what_is_done_later_changes_no_head_that_was_taken(worked: Installed) -> None:
    today = local_date(datetime.now(UTC))
    signer = desk_of(worked, "lena").signer
    kept, tomorrow = head_at(worked, today), today + timedelta(days=1)
    with acting(worked) as session:
        chain = case_rows(session)[0].chain
        later = datetime.now(UTC) + timedelta(days=1)
        audit.append(session, signer, Act.CASE_NOTED, chain=chain, now=later)
    assert head_at(worked, today) == kept
    after = head_at(worked, tomorrow)
    assert (after.chains, after.rows) == (kept.chains, kept.rows + 1)
    assert after.digest != kept.digest


def test_a_day_that_is_not_over_has_no_head(sqlite_installation: Installed) -> None:
    now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    with looking(sqlite_installation) as session, pytest.raises(HeadError):
        heads.head_of(session, date(2026, 11, 24), now=now)


class Office:
    """The machine on which the command runs, with the key beside it and a mail server."""

    def __init__(self, made: Installed, folder: Path, port: int) -> None:
        self.made, self.key = made, folder / "head.key"
        self.settings = {
            "AUDIT_KEY_FILE": str(self.key),
            "AUDIT_MAIL_TO": "revisor@strandvik.example, arkiv@strandvik.example",
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": str(port),
            "MAIL_TLS": "off",
            "MAIL_FROM": "arenden@strandvik.example",
            "MAIL_TO": "lena:lena@strandvik.example",
            "DESK_ADDRESS": "https://beratta.strandvik.example",
        }

    def run(self, *words: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, *COMMAND, "audit", *words],
            env=environment(self.made.settings, **self.settings),
            cwd=self.made.settings.data,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout, done.stderr


def test_the_head_is_printed_mailed_once_and_compared_later(
    sqlite_installation: Installed, tmp_path_factory: pytest.TempPathFactory, inbox: Inbox
) -> None:
    office = Office(sqlite_installation, tmp_path_factory.mktemp("apart"), inbox.port)
    signer = desk_of(sqlite_installation, "lena").signer
    with acting(sqlite_installation) as session:
        before = datetime.now(UTC) - timedelta(days=3)
        audit.append(session, signer, Act.STAFF_LOGGED_IN, chain="case:00", now=before)
    code, out, _ = office.run("head-key")
    assert (code, office.key.stat().st_mode & 0o777) == (0, 0o600)
    assert office.run("head-key")[0] == 1  # a key that is there is never overwritten
    office.settings["AUDIT_KEY"] = out.splitlines()[0].removeprefix("AUDIT_KEY=")

    code, printed, _ = office.run("head", "--mail")
    assert (code, printed.endswith("END OF HEAD\nMailed.\n")) == (0, True)
    assert office.run("head", "--mail")[1].endswith("It was mailed before.\n")
    assert inbox.recipients == ["revisor@strandvik.example", "arkiv@strandvik.example"]
    letter = inbox.letters()[0]
    assert read(letter.get_content()) == read(printed)
    assert letter["Subject"] == f"Loggens huvud {read(printed).head.day}"

    kept = office.key.with_name("kept.txt")
    kept.write_text(letter.get_content(), encoding="utf-8")
    assert office.run("verify", "--head", str(kept))[:2] == (
        0,
        f"head of {read(printed).head.day}: agrees\n2 chains checked, 0 problems.\n",
    )
    stranger = headkey.generate().public_key().public_bytes_raw().hex()
    assert office.run("verify", "--head", str(kept), "--key", stranger)[0] == 1
    with acting(sqlite_installation) as session:
        (row,) = case_rows(session)
        row.detail = "rewritten"
        recompute(session, lambda row: signer.key.sign(row.statement()))
    code, out, _ = office.run("verify", "--head", str(kept))
    assert (code, "rewritten\n2 chains checked, 1 problems." in out) == (1, True)


def test_days_that_were_missed_are_mailed_too_the_oldest_first_and_one_is_set_on_paper(
    sqlite_installation: Installed, tmp_path_factory: pytest.TempPathFactory, inbox: Inbox
) -> None:
    folder = tmp_path_factory.mktemp("apart")
    office = Office(sqlite_installation, folder, inbox.port)
    assert office.run("head-key")[0] == 0
    yesterday = local_date(datetime.now(UTC)) - timedelta(days=1)
    days = [(yesterday - timedelta(days=back)).isoformat() for back in (2, 1, 0)]
    office.key.with_suffix(".mailed").write_text((yesterday - timedelta(days=3)).isoformat())
    # The fourth mail is not taken: what was mailed whole is remembered, and the rest comes with the next run.
    inbox.at_data = ["250 OK", "250 OK", "250 OK", "451 not now"]
    assert office.run("head", "--mail")[0] == 1
    code, out, _ = office.run("head", "--mail", "--pdf", str(folder / "head.pdf"))
    assert (code, "Mailed, with 1 that were missed." in out) == (0, True)
    letters = inbox.letters()
    names = [str(letter["Message-ID"]).partition("@")[0] for letter in letters]
    assert [name[6:] for name in names] == [
        *(f"{days[0]}-{one}" for one in (0, 1)),
        f"{days[1]}-0",
        *(f"{day}-{one}" for day in days[1:] for one in (0, 1)),
    ]
    assert [read(letter.get_content()).head.day.isoformat() for letter in letters[-4:]] == [
        day for day in days[1:] for _ in range(2)
    ]
    with pikepdf.open(folder / "head.pdf") as paper:
        assert paper.Root.MarkInfo.Marked
        assert len(paper.pages) == 1
    said = spoken((folder / "head.pdf").read_bytes())
    signed = read(out)
    for text in (days[2], grouped(signed.head.digest), grouped(signed.signature), "Namnteckning"):
        assert text.replace(" ", "") in said


def test_a_key_that_lies_with_the_data_or_open_to_others_signs_nothing(
    sqlite_installation: Installed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    office = Office(sqlite_installation, tmp_path_factory.mktemp("apart"), 25)
    assert office.run("head-key")[0] == 0
    office.key.chmod(0o640)
    assert "chmod 600" in office.run("head")[2]
    office.settings["AUDIT_KEY_FILE"] = str(sqlite_installation.settings.data / "head.key")
    assert "outside INCIDENTS_DATA" in office.run("head-key")[2]
