"""The information pages: what the law asks for stands on them, and what nobody has stated is said to be missing."""

import dataclasses
import json
from datetime import date
from importlib.resources import files

import pytest

from incidents import create_app
from incidents.core.accessibility import Reason, Status, statement, statement_in
from incidents.core.languages import languages
from incidents.core.notice import Notice
from incidents.core.retention import Disposal
from incidents.settings import load
from tests.support import Installed

PAGES = ("privacy", "records", "accessibility", "service")


def text(installed: Installed, page: str, **changes: object) -> str:
    """A Swedish page, with other settings where some are given."""
    settings = dataclasses.replace(installed.settings, **changes)  # type: ignore[arg-type]
    client = create_app(settings).test_client()
    answer = client.get(f"/sv/{page}")
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


@pytest.mark.parametrize("page", ["", "before", "help", "young", "return", "missing", *PAGES])
@pytest.mark.parametrize("lang", list(languages()))
def test_every_public_page_links_to_all_four(
    sqlite_installation: Installed, lang: str, page: str
) -> None:
    html = sqlite_installation.app.test_client().get(f"/{lang}/{page}").get_data(as_text=True)
    footer = html.partition("<footer")[2]
    assert [name for name in (*PAGES, "statistics") if f'href="/{lang}/{name}"' not in footer] == []


def test_the_privacy_notice_names_the_facts_of_this_municipality(
    sqlite_installation: Installed,
) -> None:
    page = text(sqlite_installation, "privacy")
    notice = sqlite_installation.settings.notice
    for fact in (
        notice.controller,
        notice.data_protection_officer,
        "Rapporten raderas 24 månader efter att ärendet är avslutat.",
        "KS 2026-00",
        notice.complaints_contact,
        sqlite_installation.settings.readers,
        sqlite_installation.settings.independent_recipient,
        sqlite_installation.settings.network_log_statement,
        "imy.se",
        "artikel 11",
    ):
        assert fact in page


def test_what_may_be_told_without_a_yes_is_read_before_anything_is_sent(
    sqlite_installation: Installed,
) -> None:
    notice = text(sqlite_installation, "privacy")
    resident = sqlite_installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story="Någon ritade på väggen.")
    resident.submit("you", contact_mode="code")
    before = " ".join(resident.get("check").get_data(as_text=True).split())
    for page in (notice, before):
        assert "Ett undantag är klotter, skadegörelse, flygblad och hatsymboler." in page
        assert "de som ansvarar för platsen: kommunen, skolan eller hyresvärden." in page
        assert "när minst tre personer har berättat om samma verksamhet" in page


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("privacy", "Kommunen har inte skrivit in än vilken nämnd det är."),
        ("privacy", "fråga efter dataskyddsombudet. Kommunen har inte skrivit in kontakten"),
        ("privacy", "Kommunen har ännu inte beslutat när den raderas."),
        ("privacy", "säg att du vill klaga. Kommunen har inte skrivit in kontakten här än."),
        ("records", "fråga efter registratorn. Kommunen har inte skrivit in kontakten här än."),
        ("accessibility", "säg att en webbplats inte fungerar för dig. Kommunen har inte"),
        ("accessibility", "Kommunen har inte skrivit in telefon eller adress här än."),
        ("service", "Kommunen har inte skrivit in telefon eller adress här än."),
    ],
)
def test_what_the_municipality_has_not_stated_is_said_to_be_missing(
    sqlite_installation: Installed, page: str, sentence: str
) -> None:
    nothing = {"notice": Notice(), "disposal": Disposal("", 0), "phone": "", "visit": ""}
    assert sentence not in text(sqlite_installation, page)
    assert sentence in text(sqlite_installation, page, **nothing)


def test_the_legal_basis_is_stated_only_when_the_municipality_has_confirmed_it(
    sqlite_installation: Installed,
) -> None:
    missing = "Kommunen har inte skrivit in än vilken rättslig grund som gäller."
    assert missing in text(sqlite_installation, "privacy")
    assert "21 kap." not in text(sqlite_installation, "records")
    confirmed = load(
        {
            "INCIDENTS_DATA": str(sqlite_installation.settings.data),
            "CONFIRMED_FACTS": "privacy.basis:2026-11-20, secrecy.address:2026-11-20",
        }
    ).directory
    page = text(sqlite_installation, "privacy", directory=confirmed)
    assert missing not in page
    assert "artikel 6.1 e" in page
    assert "artikel 9.2 g" not in page
    records = text(sqlite_installation, "records", directory=confirmed)
    assert "21 kap. 3 §" in records
    assert "21 kap. 1 §" not in records


def test_a_live_installation_invents_no_fact(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = {
        "INCIDENTS_DATA": str(sqlite_installation.settings.data),
        "INCIDENTS_MODE": "live",
        "MUNICIPALITY_NAME": "x",
        "READERS": "x",
        "INDEPENDENT_RECIPIENT": "x",
        "NETWORK_LOG_STATEMENT": "x",
    }
    assert load(live).notice == Notice()
    assert (load(live).phone, load(live).visit) == ("", "")
    assert load({**live, "CONTROLLER": "Nämnden"}).notice == Notice(controller="Nämnden")


class TestAccessibilityStatement:
    RAW = json.loads((files("incidents") / "data/accessibility.json").read_text("utf-8"))

    def test_every_part_that_the_law_asks_for_is_on_the_page(
        self, sqlite_installation: Installed
    ) -> None:
        page = text(sqlite_installation, "accessibility")
        said = statement()
        for part in (
            "Strandviks kommun",
            "Tjänsten uppfyller till en del kraven",
            "2018:1937",
            "EN 301 549",
            "24 november 2026",
            'href="https://www.digg.se/tdosanmalan"',
            sqlite_installation.settings.notice.complaints_contact,
            *said.tested,
            *(one.what for one in said.shortcomings),
            *(one.why for one in said.shortcomings),
            *(one.instead for one in said.shortcomings),
        ):
            assert part in page

    def test_the_data_file_is_what_is_read(self) -> None:
        said = statement()
        assert (said.status, said.assessed) == (Status.PARTLY, date(2026, 11, 24))
        assert said.because("fault") == said.shortcomings
        assert said.because("burden") == ()

    @pytest.mark.parametrize(
        "changed",
        [
            {"status": "nearly"},
            {"status": "full"},
            {"shortcomings": []},
            {"tested": []},
            {"assessed": "2026-11-25"},
            {"updated": "soon"},
            {"shortcomings": [{"what": "x", "why": "", "instead": "x", "reason": Reason.FAULT}]},
            {"shortcomings": [{"what": "x", "why": "x", "instead": "x", "reason": "lazy"}]},
        ],
    )
    def test_a_statement_that_contradicts_itself_is_refused(
        self, changed: dict[str, object]
    ) -> None:
        with pytest.raises(ValueError, match=r".+"):
            statement_in({**self.RAW, **changed})
