"""The coordinator closes a quarter on pages: collect, look, sign, publish. No page says a hidden number."""

import base64
import csv
import io
import json
import re

import pytest
from sqlalchemy import select

from incidents.actions import comparing, pending
from incidents.closingdesk import fold_page
from incidents.core.auditing import Act
from incidents.store.models import AuditRecord
from tests.closing import AREAS, HOME, HOSTILE, Clock, Coordinator, stopped_clock, telling
from tests.folding import lay, report
from tests.looking import desk_of, every_row, looking
from tests.releasing import ready
from tests.staff import joined
from tests.support import Installed
from tests.test_hostile_input import Said, said

__all__ = ["said"]
REASON = "Alla vet redan att det bara gäller en grund."


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped_clock(monkeypatch)


def acts(installation: Installed) -> list[str]:
    """What the trail says of the statistics, in order."""
    with looking(installation) as session:
        query = select(AuditRecord.act).where(AuditRecord.act.startswith("statistics"))
        return [str(act.value) for act in session.scalars(query.order_by(AuditRecord.number))]


def hidden_in(installation: Installed) -> set[int]:
    """The true counts behind the hidden cells of the release that waits, as whoever holds the key can open them."""
    per = desk_of(installation, "per")
    with looking(installation) as session:
        waiting = pending.look(session, per, pinned=installation.settings.trust)
    assert waiting is not None
    shown = {
        int(row["antal"])
        for name, data in waiting.document["files"].items()
        if re.fullmatch(r"T\w+_2026Q3\.csv", name)
        for row in csv.DictReader(io.StringIO(base64.b64decode(data).decode()))
        if row["antal"]
    }
    return set(AREAS) - shown


def test_two_people_close_a_quarter_and_no_page_row_or_line_has_a_hidden_number(
    installation: Installed, clock: Clock, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    per = Coordinator(installation.desk("per"))
    sara = Coordinator(joined(installation, "per", roles=("coordination",)))
    pages = [per.get()]
    assert "Inget är publicerat än" in pages[0]
    assert "Det finns inget kvartal att stänga" in pages[0]
    lay(installation, telling())
    monkeypatch.setattr(fold_page, "SECONDS", 0.0)
    monkeypatch.setattr(fold_page, "MOST", 1000)
    pages.append(per.get())
    assert "1606 uppgifter väntar" in pages[-1]
    assert "Samla in först." in pages[-1]
    pages += _collected(per, pages[-1])
    assert per.user.client.get(f"{HOME}/close").headers["Location"] == f"{HOME}/plan"
    pages.append(per.get("/plan"))
    assert "Välj innan du ser vad det blir" in pages[-1]
    for typed in HOSTILE:
        refused = per.choose(typed)
        assert (typed, refused.status_code) == (typed, 400)
        assert "<script>alert" not in refused.get_data(as_text=True)
    pages.append(per.led(per.choose("9000")))
    looked = per.preview(contact="Enheten för mänskliga rättigheter, 0980-319 200")
    pages.append(looked.get_data(as_text=True))
    assert looked.status_code == 200
    _told(pages[-1])
    assert re.search(r">\d+ %<", pages[-1])
    assert "har svarat likadant" in pages[-1]
    assert "Varför tal är dolda" in pages[-1]
    assert "Varför tabellerna inte är finare" in pages[-1]
    assert "Finare går inte." in pages[-1]
    assert every_row(installation)["statistics_pending"] == []
    answer = per.press(looked, "sign", reason=REASON)
    pages.append(per.led(answer))
    assert "Nu väntar den på den andra underskriften" in pages[-1]
    assert every_row(installation)["statistics_release"] == []
    assert set(AREAS[1:]) & hidden_in(installation), "one of the large numbers has to be hidden"
    pages.append(per.get("/second"))
    assert "Skriv under och publicera" not in pages[-1]
    assert per.press(pages[-1], "second", act="sign").status_code == 403
    pages.append(sara.get("/second"))
    assert REASON in pages[-1]
    assert "har svarat likadant" in pages[-1]
    pages += _published(installation, per, sara)
    _correct(installation, per)
    keys = desk_of(installation, "per")
    with looking(installation) as session:
        pinned, folder = installation.settings.trust, installation.settings.published
        assert comparing.faults(session, folder, pinned=pinned, desk=keys) == []
    assert acts(installation) == [
        Act.FACTS_FOLDED,
        Act.FACTS_FOLDED,
        Act.STATISTICS_PLANNED,
        Act.STATISTICS_PREVIEWED,
        Act.STATISTICS_SIGNED,
        Act.STATISTICS_RELEASED,
        Act.STATISTICS_PLACED,
        Act.STATISTICS_ERRATUM,
        Act.STATISTICS_PLACED,
    ]
    rows = every_row(installation)
    text = "\n".join([*pages, *said.lines, *rows["audit"], *rows["browser_box"]])
    assert [n for n in AREAS[1:] if re.search(rf"\b{n}\b", text)] == []


def _told(page: str) -> None:
    """Which release, T0 exactly, and when longer tables come."""
    assert "24 november 2026" in page
    assert "r3 (juli–september 2026)" in page
    assert re.search(r"Inkomna rapporter</dt>\s*<dd[^>]*>\D*1606<", page)
    assert re.search(r"Väntade än</dt>\s*<dd[^>]*>\D*1606<", page)
    assert "Den närmaste tar slut den 31 december 2026." in page


def _collected(per: Coordinator, page: str) -> list[str]:
    """In two presses: the pages after each."""
    first = per.press(page, "collect")
    pages = [first.get_data(as_text=True)]
    assert "1000 uppgifter är insamlade. 606 är kvar." in pages[0]
    assert re.search(r"<span>Fortsätt</span>", pages[0])
    pages.append(per.press(first, "collect").get_data(as_text=True))
    assert "606 uppgifter är insamlade." in pages[1]
    assert "Allt är insamlat." in pages[1]
    assert "<strong>juli–september 2026</strong>" in pages[1]
    return pages


def _published(installation: Installed, per: Coordinator, sara: Coordinator) -> list[str]:
    """She signs while nothing can be written, as with a full disk; then the button: the pages."""
    folder = installation.settings.published
    folder.write_text("in the way", encoding="utf-8")
    failed = sara.press(sara.get("/second"), "second", act="sign")
    page = failed.get_data(as_text=True)
    assert failed.status_code == 503
    assert "Publiceringen är fryst men ligger inte ute än." in page
    assert "Något är inte som det var" not in page
    assert len(every_row(installation)["statistics_release"]) == 1
    folder.unlink()
    waiting = per.get()
    out = per.led(per.press(waiting, "place"))
    assert "Det som var fryst ligger ute" in out
    assert "Fryst men inte ute" not in out
    return [page, waiting, out]


def _correct(installation: Installed, per: Coordinator) -> None:
    """A correction on its way from the form to the public page."""
    page = per.get("/errata")
    refused = per.press(page, "erratum", about="r3", text="Se AD-2026-7K3QF.")
    assert refused.status_code == 400
    assert per.press(page, "erratum", about="r9/T1@2026Q3", text="Fel.").status_code == 404
    answer = per.press(
        page, "erratum", about="r3", text="Rubriken var fel <b>.", english="The title was wrong."
    )
    assert "Rättelsen ligger ute" in per.led(answer)
    told = json.loads((installation.settings.published / "errata.json").read_text("utf-8"))
    assert [(one["release"], one["text"]) for one in told["errata"]] == [
        ("r3", "Rubriken var fel <b>.")
    ]
    public = installation.app.test_client()
    for address in ("statistics", "statistics/about", "statistics/releases/r3"):
        shown = public.get(f"/sv/{address}").get_data(as_text=True)
        assert '<bdi lang="sv">Rubriken var fel &lt;b&gt;.</bdi>' in shown
        english = public.get(f"/en/{address}").get_data(as_text=True)
        assert '<bdi lang="en">The title was wrong.</bdi>' in english


def test_what_was_looked_at_is_what_is_signed(sqlite_installation: Installed, clock: Clock) -> None:
    installation = sqlite_installation
    ready(installation)
    per = Coordinator(installation.desk("per"))
    looked = per.preview()
    assert looked.status_code == 200
    lay(installation, [report(month=9)])
    late = per.press(looked, "sign")
    assert late.status_code == 409
    assert "inte är insamlade än" in late.get_data(as_text=True)
    per.press(late, "collect")
    before = every_row(installation)
    other = per.press(looked, "sign")
    assert other.status_code == 409
    assert "Det är inte det du såg" in other.get_data(as_text=True)
    assert every_row(installation) == before
    assert "Publiceringen är fryst och ligger ute" in per.led(per.press(other, "sign"))
    page = per.get()
    assert 'href="/sv/statistics/releases/r3"' in page
    assert "<strong>oktober–december 2026</strong>" in page
    again = per.press(other, "sign")
    assert (again.status_code, "inte slut än" in again.get_data(as_text=True)) == (409, True)
    clock.at = clock.at.replace(month=12)
    assert "300 rapporter om året" in per.get("/close")
    assert "gäller valet tills de två åren är slut" in per.get("/plan")
    record = installation.settings.published / "r3" / "release.json"
    record.write_bytes(record.read_bytes() + b" ")
    assert "r3: Den ligger inte i mappen som den frystes." in per.get()
    wrong = per.user.client.post(f"{HOME}/place", data={"csrf_token": per.token("PlaceForm")})
    assert wrong.status_code == 503
    assert "inte den som registret säger" in wrong.get_data(as_text=True)


def test_a_choice_that_changed_since_is_not_signed(
    sqlite_installation: Installed, clock: Clock
) -> None:
    """Also where the files of this quarter are the same: the choice is for two years."""
    ready(sqlite_installation)
    per = Coordinator(sqlite_installation.desk("per"))
    looked = per.preview()
    assert per.choose("301", reason="").status_code == 400
    per.led(per.choose("301", reason="En till."))
    before = every_row(sqlite_installation)
    answer = per.press(looked, "sign")
    assert answer.status_code == 409
    assert "Det är inte det du såg" in answer.get_data(as_text=True)
    assert every_row(sqlite_installation) == before
