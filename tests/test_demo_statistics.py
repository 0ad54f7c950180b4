"""The demonstration's past: closed with the product's own acts, so that its coordinator can go on where it ends."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from incidents import demo_statistics
from incidents.actions import drafting, ledger
from incidents.actions.drafting import Wish
from incidents.actions.login import Desk
from incidents.core import archive
from incidents.core.archive import Kind
from incidents.core.closing import WAIT, Quarter
from incidents.core.errors import Invalid
from incidents.core.publication import EXERCISE
from incidents.demo_statistics import Closers, Past
from incidents.settings import ENV_FILE
from tests.closing import Coordinator, stopped_clock, telling
from tests.folding import archived, fold, lay
from tests.looking import desk_of, every_row, looking
from tests.releasing import chosen, drafted, faults, ready
from tests.serving import COMMAND, ROOT
from tests.support import NOW, Installed
from tests.test_keyring_commands import at_home
from tests.test_statistics_commands import answer

#: Two quarters that are over, a third that can be closed, and what is invented of the fourth so far.
SMALL = Past(Quarter(2026, 3), archive.month_at(date(2026, 11, 24)), a_quarter=30, yearly=120)
OLDEST_CASE = 113
ASK = "Enheten för mänskliga rättigheter, 0980-319 200"


@pytest.fixture
def per(sqlite_installation: Installed) -> Desk:
    """The coordinator of an installation with such a past."""
    installation, desk = sqlite_installation, desk_of(sqlite_installation, "per")
    settings = installation.settings
    with installation.app.app_context():
        demo_statistics.close_past(
            SMALL,
            Closers(desk, desk_of(installation, "lena")),
            settings.published,
            drafting.districts_of(settings.districts),
            pinned=settings.trust,
            now=NOW,
        )
    return desk


def test_ledger_and_folder_agree_and_the_next_quarter_can_be_drafted(
    sqlite_installation: Installed, per: Desk
) -> None:
    installation = sqlite_installation
    wish = Wish(installation.settings.published, EXERCISE)
    assert faults(installation, per, wish) == []
    with at_home(installation, "statistics", "ledger", "per") as terminal:
        assert answer(terminal, installation, "per") == 0, terminal.shown
    closed = archived(installation, per)
    assert set(closed) == set(range(72, 78))
    kinds = {kind for month in closed.values() for kind in month}
    assert kinds == {Kind.REPORT, Kind.STEP, Kind.CLOSING}
    assert len(every_row(installation)["fact"]) > 60, "what came later waits to be collected"
    fold(installation, per, most=1000)
    made = drafted(installation, per, wish)
    assert (made.quarter.release, made.document["about"]["contact"]) == ("r3", EXERCISE)
    t0 = made.document["t0"]
    assert sum(t0["monthly"][:9]) > 60
    assert sum(t0["in_time"]) > sum(t0["later"]) + sum(t0["waiting"])


def test_no_release_beside_invented_ones_looks_like_the_municipalitys_own(
    sqlite_installation: Installed, per: Desk
) -> None:
    fold(sqlite_installation, per, most=1000)
    with pytest.raises(Invalid, match="övning"):
        drafted(sqlite_installation, per, Wish(sqlite_installation.settings.published, ASK))


def test_the_coordinator_closes_the_next_quarter_on_pages_that_say_that_it_is_an_exercise(
    sqlite_installation: Installed, per: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_clock(monkeypatch)
    user = Coordinator(sqlite_installation.desk("per"))
    page = user.press(user.get(), "collect").get_data(as_text=True)
    assert "Allt är insamlat." in page
    assert "Kan stängas nu" in page
    asked = user.get("/close")
    assert "Så står det på varje fil" in asked
    assert 'name="contact"' not in asked
    looked = user.preview(contact=ASK)
    assert looked.status_code == 200
    shown = looked.get_data(as_text=True)
    assert "De säger ingenting om någon verklig kommun." in shown
    assert ASK not in shown
    out = user.led(user.press(looked, "sign", contact=ASK))
    assert "Publiceringen är fryst och ligger ute" in out
    public = user.user.client.get("/sv/statistics/releases/r3").get_data(as_text=True)
    assert "Ett program har hittat på siffrorna." in public
    waits = user.user.client.get("/desk/eccar").get_data(as_text=True)
    assert "Det gick inte" not in waits
    corrected = user.press(user.get("/errata"), "erratum", about="r1", text="Rubriken var fel.")
    assert "Rättelsen ligger ute" in user.led(corrected)


def test_nobody_else_becomes_an_exercise_by_what_is_posted(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_clock(monkeypatch)
    ready(sqlite_installation)
    user = Coordinator(sqlite_installation.desk("per"))
    assert user.preview(contact=EXERCISE).status_code == 400
    looked = user.preview(contact=ASK)
    assert user.press(looked, "sign", contact=EXERCISE).status_code == 400
    assert every_row(sqlite_installation)["statistics_release"] == []


def test_the_command_goes_on_with_the_exercise_and_takes_no_other_contact(
    sqlite_installation: Installed, per: Desk
) -> None:
    close = ("statistics", "close", "per", "--try")
    with at_home(sqlite_installation, *close, "--contact", ASK) as terminal:
        assert answer(terminal, sqlite_installation, "per") == 1
    assert "Det som är publicerat är en övning" in terminal.shown
    with at_home(sqlite_installation, *close) as terminal:
        assert answer(terminal, sqlite_installation, "per") == 0, terminal.shown
    assert "r3: " in terminal.shown


def test_whenever_it_is_made_no_case_lies_in_a_closed_quarter_and_each_could_be_closed() -> None:
    for number in range(800):
        today = date(2026, 1, 1) + timedelta(days=number)
        past = Past.before(datetime.combine(today, time(12), UTC), OLDEST_CASE)
        oldest = archive.month_at(today - timedelta(days=OLDEST_CASE))
        assert oldest in past.open.months
        closed = past.closed()
        assert 8 <= len(closed) <= 11
        assert closed[-1].next() == past.open
        assert closed[-1].last_day + WAIT <= today


def test_the_same_wish_gives_the_same_facts_and_none_of_a_month_to_come() -> None:
    first, again = (demo_statistics.invented(SMALL, ["vik", "unsaid"]) for _ in range(2))
    assert first == again
    assert {archive.month_of(one) for one in first} == set(range(72, 83))


def test_a_number_that_speaks_of_a_whole_group_is_signed_by_both(
    sqlite_installation: Installed,
) -> None:
    installation, wish = sqlite_installation, Wish(sqlite_installation.settings.published, EXERCISE)
    lay(installation, telling())
    per, lena = desk_of(installation, "per"), desk_of(installation, "lena")
    fold(installation, per, most=2000)
    chosen(installation, per, 9000)
    people, pinned = Closers(per, lena), installation.settings.trust
    with installation.app.app_context():
        demo_statistics.close(Quarter(2026, 3), people, wish, pinned, NOW)
    with looking(installation) as session:
        (row,) = ledger.rows(session)
        assert (row.second_id, row.frozen) == (lena.actor.staff_id, date(2026, 10, 30))
        assert ledger.opened(per, row).document["reason"] == demo_statistics.REASON
    assert faults(installation, per, wish) == []


def demo(data: Path, **more: str) -> str:
    """What `incidents demo` prints on an empty machine."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "INCIDENTS_DATA": str(data), **more}
    done = subprocess.run(
        [sys.executable, *COMMAND, "demo"],
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "  per    coordination" in done.stdout
    assert (data / ENV_FILE).is_file()
    return done.stdout


def test_a_folder_that_somebody_filled_stays_as_it_is(tmp_path: Path) -> None:
    kept = tmp_path / "published" / "kept.txt"
    kept.parent.mkdir()
    kept.write_text("kept", encoding="utf-8")
    assert "is not empty: it stays as it is, and no past is closed." in demo(tmp_path)
    assert list(kept.parent.iterdir()) == [kept]


def test_where_nothing_can_be_published_the_past_is_all_that_is_missing(tmp_path: Path) -> None:
    (tmp_path / "way").write_text("in the way", encoding="utf-8")
    shown = demo(tmp_path, PUBLISHED=str(tmp_path / "way" / "published"))
    assert "The past could not be closed to its end (Stopped); everything else is there." in shown
