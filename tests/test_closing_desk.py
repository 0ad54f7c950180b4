"""The coordinator closes a quarter on pages: collect, look, sign, publish. No page says a hidden number."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from incidents.closingdesk import fold_page
from incidents.core.auditing import Act
from incidents.publishing import folder as store
from incidents.store.models import AuditRecord, StatisticsRelease
from tests.closing import AREAS, HOME, Clock, Coordinator, stopped_clock, telling
from tests.folding import lay, report
from tests.looking import every_row, looking
from tests.support import Installed
from tests.test_hostile_input import Said, said

__all__ = ["said"]
HOSTILE = ("", "'; drop table fact; --", "<script>alert(1)</script>", "\0", "9" * 5000, "-1", "1e3")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped_clock(monkeypatch)


def acts(installation: Installed) -> list[str]:
    """What the trail says of the statistics, and everything in it as text."""
    with looking(installation) as session:
        query = select(AuditRecord.act, AuditRecord.subject, AuditRecord.detail)
        rows = session.execute(query.where(AuditRecord.act.startswith("statistics")))
        return [" ".join(map(str, row)) for row in rows]


def test_a_quarter_is_closed_on_pages_and_no_page_row_or_line_has_a_hidden_number(
    installation: Installed, clock: Clock, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    per = Coordinator(installation.desk("per"))
    pages = [per.get()]
    assert "Inget är publicerat än" in pages[0]
    assert "Det finns inget kvartal att stänga" in pages[0]
    lay(installation, telling())
    monkeypatch.setattr(fold_page, "SECONDS", 0.0)
    monkeypatch.setattr(fold_page.folding.fold, "__kwdefaults__", {"most": 1000, "after": b""})
    pages.append(per.get())
    assert "1606 uppgifter väntar" in pages[-1]
    early = per.press(per.get(), "collect")
    pages.append(early.get_data(as_text=True))
    assert "1000 uppgifter är insamlade. 606 är kvar." in pages[-1]
    assert "Fortsätt" in pages[-1]
    pages.append(per.press(early, "collect").get_data(as_text=True))
    assert "606 uppgifter är insamlade." in pages[-1]
    assert "Allt är insamlat." in pages[-1]
    assert "juli–september 2026" in pages[-1]
    assert "Kan stängas nu" in pages[-1]
    pages.append(per.get("/close"))
    assert "Det här bestäms en gång" in pages[-1]
    looked = per.preview(contact="Enheten för mänskliga rättigheter", yearly="4000")
    pages.append(looked.get_data(as_text=True))
    assert looked.status_code == 200
    assert every_row(installation)["statistics_release"] == []
    assert "24 november 2026" in pages[-1]
    assert re.search(r"\d+ % är dolt", pages[-1])
    # Here there is one ground alone, so that everybody in the table shares it: two people sign.
    assert "svarat likadant" in pages[-1]
    assert "Ingen annan kan skriva under" in pages[-1]
    hidden = _hidden_of(installation, clock)
    assert set(AREAS[1:]) & hidden, "one of the large numbers has to be hidden"
    rows = every_row(installation)
    text = "\n".join([*pages, *said.lines, *rows["audit"], *rows["browser_box"]])
    assert [n for n in AREAS[1:] if re.search(rf"\b{n}\b", text)] == []


def _hidden_of(installation: Installed, clock: Clock) -> set[int]:
    """The true counts behind the hidden cells of what would be published."""
    import base64
    import csv
    import io

    from tests.looking import desk_of
    from tests.releasing import drafted, wish_for

    wish = wish_for(installation.settings.data)
    made = drafted(installation, desk_of(installation, "per"), wish, clock.at)
    shown = {
        int(row["antal"])
        for name, data in made.document["files"].items()
        if re.fullmatch(r"T\d+\w*_2026Q3\.csv", name)
        for row in csv.DictReader(io.StringIO(base64.b64decode(data).decode()))
        if row["antal"]
    }
    return set(AREAS) - shown
