"""A day of use leaves no trace: no column, file or line that it leaves tells who, from where or when.

What is stated: a reporter causes calendar dates, and half hours in which boxes run out. What staff do has its time.
Inherent and left out: when the database's own files were last written and read, since a file system notes that for
every file in use (docs/threat-model.md). That there is no other file is tested below. The bytes of PostgreSQL's files
are read in `tests/test_marker.py`.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Date, DateTime
from sqlalchemy.types import Interval, Time

from incidents.actions import inbox
from incidents.core.clock import local_date
from incidents.crypto import casecode
from incidents.reporting import present_help, visit
from incidents.store.base import Base
from tests.looking import every_row, looking
from tests.markers import search
from tests.support import Installed, Resident, code_on
from tests.test_hostile_input import Said, said
from tests.uploading import photograph, post_files

__all__ = ["said"]
#: 00:37 on 2 July in Sweden, so that the date of the place is not the date of Greenwich.
MORNING = datetime(2026, 7, 1, 22, 37, 41, 123456, tzinfo=UTC)
AGENT, REFERRER = "Marked-Agent/7.3-qzx", "https://marked-referrer-qzx.example/a?b=c"
ADDRESS, FORWARDED = "203.0.113.77", "198.51.100.23"
#: The columns that hold a time: what a reporter causes, and what staff cause.
REPORTERS = {"browser_box.expires", "case_file.received", "stored_file.expires"}
STAFFS = {
    "case_file.counted",
    "staff_session.started_at",
    "staff_session.used_at",
    "audit.at",
    "audit_point.day",
    "audit_point.decided",
    "invitation.expires",
    "outbox.day",
    "outbox.not_before",
    "absence.first",
    "absence.last",
    "handover.expires",
    "handover.files_until",
    "handover.answer_by",
    "directory_version.day",
    "register_version.day",
    "statistics_release.frozen",
    "statistics_pending.frozen",
    "statistics_choice.day",
    "statistics_erratum.day",
    "frozen_report.day",
}
#: All that ever lies in the data folder while the product is used: names that are the same in each installation.
DATABASE = {"incidents.db", "incidents.db-wal", "incidents.db-shm", "incidents.db-line"}
_TIMES = (Date, DateTime, Time, Interval)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = MORNING

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    frozen = Clock()
    for module in (visit, present_help):
        monkeypatch.setattr(module, "now", frozen)
    return frozen


def visitor(installation: Installed, lang: str = "sv") -> Resident:
    client = installation.app.test_client()
    client.environ_base |= {
        "REMOTE_ADDR": ADDRESS,
        "HTTP_USER_AGENT": AGENT,
        "HTTP_REFERER": REFERRER,
        "HTTP_X_FORWARDED_FOR": FORWARDED,
        "HTTP_X_REAL_IP": FORWARDED,
        "HTTP_FORWARDED": f"for={FORWARDED}",
    }
    return Resident(client, lang)


def a_day(installation: Installed, clock: Clock) -> list[str]:
    """Residents from one midnight to the next: sent, left, left lying, refused, returned; the codes."""
    codes = []
    for hour, lang in enumerate(("sv", "en", "ar", "sv")):
        clock.at = MORNING + timedelta(hours=5 * hour, minutes=hour, seconds=7 * hour)
        resident = visitor(installation, lang)
        for page in ("", "privacy", "help", "young", "no-such-page", "inbox", "receipt"):
            resident.get(page)
        resident.send("Någon hotade mig.", device=("own", "shared")[hour % 2])
        codes.append(code_on(resident.get("receipt")))
        resident.submit("receipt", last_group=codes[-1][-4:])
        resident.submit("voluntary", gender="unsaid")
        clock.at += timedelta(minutes=11, seconds=3)
        resident.come_back(codes[-1])
        resident.submit("inbox", text="Jag glömde en sak.")
        lying = _others(installation, lang)
        if lang == "en":
            assert post_files(resident, photograph(), page="inbox/files").status_code == 303
            assert post_files(lying, photograph()).status_code == 303
    return codes


def _others(installation: Installed, lang: str) -> Resident:
    """Those who do not send: a witness who leaves, a draft left lying (returned), a wrong code, a refused form."""
    witness = visitor(installation, lang)
    witness.submit("before", device="shared", readers="yes")
    witness.submit("seen", shows="Ett märke.", place="Torget")
    witness.client.post(f"/{lang}/exit")
    lying = visitor(installation, lang)
    lying.submit("before", device="own", readers="no")
    lying.submit("story", story=" ")
    lying.submit("story", story="Utkast.")
    lying.client.post(f"/{lang}/return", data={"code": "ABCD-EFGH"})
    return lying


def times(installation: Installed) -> Iterator[tuple[str, object]]:
    """Every column of every table that is typed as a time, with each value in it."""
    with looking(installation) as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(getattr(column.type, "impl", column.type), _TIMES):
                    yield f"{table.name}.{column.name}", None
                    for (value,) in session.execute(table.select().with_only_columns(column)):
                        yield f"{table.name}.{column.name}", value


def test_no_row_tells_a_finer_time_than_is_stated(installation: Installed, clock: Clock) -> None:
    codes = a_day(installation, clock)
    found = list(times(installation))
    named = {name for name, _ in found}
    assert REPORTERS <= named <= REPORTERS | STAFFS
    days = {local_date(MORNING), local_date(MORNING) + timedelta(days=1)}
    for name, value in found:
        if value is None:
            continue
        if name == "case_file.received":
            assert type(value) is date
            assert value in days
        elif name in ("browser_box.expires", "stored_file.expires"):
            assert isinstance(value, datetime)
            assert (value.minute % 30, value.second, value.microsecond) == (0, 0, 0)
        else:
            pytest.fail(f"{name} holds a time, and no member of staff did anything")
    for code in codes:
        assert set(moments(installation, code)) <= {day.isoformat() for day in days}


def moments(installation: Installed, code: str) -> list[str]:
    """When the entries of a case were made, as its reporter's key opens them."""
    pinned = installation.settings.trust
    with looking(installation) as session:
        return [e.moment for e in inbox.read(session, casecode.parse(code), pinned=pinned).entries]


def test_no_row_holds_an_exact_moment_as_text_or_number(
    sqlite_installation: Installed, clock: Clock
) -> None:
    a_day(sqlite_installation, clock)
    text = repr(every_row(sqlite_installation))
    first = int(MORNING.timestamp()) - 3600
    numbers = {int(found) for found in re.findall(r"\d{10,}", text)}
    seconds = {number // scale for number in numbers for scale in (1, 10**3, 10**6, 10**9)}
    assert {second for second in seconds if first <= second <= first + 3 * 86_400} == set()
    assert set(re.findall(r"\b\d\d:\d\d:\d\d\b", text)) == set()


def test_nothing_of_the_visitors_browser_is_in_any_row_or_file(
    sqlite_installation: Installed,
    clock: Clock,
    said: Said,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    a_day(sqlite_installation, clock)
    captured = capfd.readouterr()
    rows = repr(every_row(sqlite_installation))
    for marker in (AGENT, "marked-referrer-qzx.example", ADDRESS, FORWARDED):
        assert marker not in rows + captured.out + captured.err + "".join(said.lines)
        assert search([tmp_path], marker) == {}
    assert said.lines == []
    assert (captured.out, captured.err) == ("", "")


def test_no_file_is_made_for_a_report_and_no_files_name_or_time_is_a_reports(
    sqlite_installation: Installed,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    temporary, working = tmp_path / "temporary", tmp_path / "working"
    for folder in (temporary, working):
        folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.chdir(working)
    line = tmp_path / "incidents.db-line"
    os.utime(line, (0, 0))
    a_day(sqlite_installation, clock)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == DATABASE
    assert [*temporary.iterdir(), *working.iterdir()] == []
    assert (line.stat().st_size, line.stat().st_mtime) == (0, 0)


def test_what_the_reporter_takes_along_tells_a_day_and_the_reminder_no_code(
    sqlite_installation: Installed, clock: Clock
) -> None:
    resident = visitor(sqlite_installation)
    code = resident.send("Någon hotade mig.")
    kept = resident.get("receipt/kod.txt")
    assert (code in kept.get_data(as_text=True), kept.last_modified) == (True, None)
    reminder = resident.get("receipt/paminnelse.ics")
    text = reminder.get_data(as_text=True)
    assert set(re.findall(r"\d{8}(?:T\d{6}Z)?", text)) == {"20260709", "20260709T000000Z"}
    assert code.split("-", maxsplit=1)[0] not in text
    assert "http" not in text
    assert reminder.last_modified is None
