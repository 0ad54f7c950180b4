"""What the closing pages offer, and what they say where a quarter cannot be closed or nobody could be asked."""

import shutil
from html import unescape
from pathlib import Path

import pytest

from incidents.eccar import report_page
from tests.closing import HOME, Clock, Coordinator, stopped_clock
from tests.folding import released
from tests.keeping import plain
from tests.looking import desk_of
from tests.releasing import ready
from tests.support import DeskUser, Installed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped_clock(monkeypatch)


def test_the_files_say_whom_to_ask_and_how(sqlite_installation: Installed, clock: Clock) -> None:
    ready(sqlite_installation)
    per = Coordinator(sqlite_installation.desk("per"))
    nobody = per.preview(contact="Strandviks kommun")
    assert nobody.status_code == 400
    assert "Skriv också en e-postadress eller ett telefonnummer" in nobody.get_data(as_text=True)
    asked = unescape(per.get("/close"))
    assert 'value="Enheten för mänskliga rättigheter, Strandviks kommun, 0980-319 200"' in asked


def test_where_invented_releases_lie_no_quarter_is_offered_and_the_page_says_why(
    sqlite_installation: Installed, published: Path, clock: Clock
) -> None:
    ready(sqlite_installation)
    per = Coordinator(sqlite_installation.desk("per"))
    assert "Kan stängas nu" in per.get()
    shutil.copytree(published, sqlite_installation.settings.published)
    page = per.get()
    assert "I den här demon går det inte att stänga ett kvartal." in page
    assert "PUBLISHED till en tom mapp" in page
    for gone in ("Kan stängas nu", f"{HOME}/close", f"{HOME}/plan", "Larma it-säkerhet"):
        assert gone not in page


def test_the_reminder_beside_the_report_leads_to_where_the_quarter_is_closed(
    sqlite_installation: Installed,
    published: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(report_page, "now", clock)
    ready(sqlite_installation)
    html = sqlite_installation.desk("per").client.get("/desk/eccar").get_data(as_text=True)
    assert "Juli–september 2026 kan stängas. Till statistiken" in plain(html)
    assert f'<a href="{HOME}">Till statistiken</a>' in html
    shutil.copytree(published, sqlite_installation.settings.published)
    html = sqlite_installation.desk("per").client.get("/desk/eccar").get_data(as_text=True)
    assert "kan stängas." not in html


def test_the_report_of_an_exercise_is_never_frozen_and_nothing_reminds_of_it(
    sqlite_installation: Installed, published: Path
) -> None:
    installation = sqlite_installation
    released(installation, desk_of(installation, "per"), 8)
    html = installation.desk("per").client.get("/desk/eccar").get_data(as_text=True)
    assert "Rapporten för 2026–2027 kan frysas." in plain(html)
    shutil.copytree(published, installation.settings.published)
    html = installation.desk("per").client.get("/desk/eccar").get_data(as_text=True)
    assert "kan frysas." not in plain(html)


def test_the_coordinators_menu_has_the_dashboard_and_marks_it(
    sqlite_installation: Installed,
) -> None:
    address = "/desk/answers/dashboard"
    html = sqlite_installation.desk("per").client.get(address).get_data(as_text=True)
    marked = html[html.index('aria-current="page"') - 200 :][:400]
    assert address in marked and "Läget i siffror" in marked


def test_a_coordinators_log_in_leads_to_the_statistics(sqlite_installation: Installed) -> None:
    per = DeskUser(sqlite_installation.app.test_client())
    answer = per.log_in("per", sqlite_installation.passphrases["per"])
    assert answer.headers["Location"] == HOME
