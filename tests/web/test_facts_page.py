"""What the help pages say grows old: the desk is told, and sees where each fact comes from."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from incidents.casework import facts_page, queue_page
from incidents.web.cookies import settings
from tests.support import Installed

LINE = "på hjälpsidorna är inte kontrollera"


def at(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def newest(installation: Installed) -> date:
    with installation.app.app_context():
        return max(fact.checked for fact in settings().directory.facts)


def test_what_nobody_has_checked_for_180_days_is_told_under_the_queue_and_listed(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena = sqlite_installation.desk("lena")
    for module in (facts_page, queue_page):
        monkeypatch.setattr(module, "now", lambda: at(newest(sqlite_installation)))
    with sqlite_installation.app.app_context():
        directory = settings().directory
        old = directory.stale(newest(sqlite_installation))
    assert 0 < len(old) < len(directory.facts)
    queue = lena.client.get("/desk/").get_data(as_text=True)
    assert f"{len(old)} uppgifter {LINE}" in queue
    page = lena.client.get("/desk/facts").get_data(as_text=True)
    first, _, rest = page.partition("Visas inte: väntar på att kommunen bekräftar")
    assert first.count("<li>") >= len(old)
    assert all(f">{fact.id}<" in first for fact in old)
    assert all(f">{fact.id}<" in rest for fact in directory.unconfirmed)


def test_everything_is_old_half_a_year_after_the_latest_check(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena = sqlite_installation.desk("lena")
    day = newest(sqlite_installation) + timedelta(days=181)
    monkeypatch.setattr(facts_page, "now", lambda: at(day))
    page = lena.client.get("/desk/facts").get_data(as_text=True)
    assert "Kontrollerade det senaste halvåret" not in page
