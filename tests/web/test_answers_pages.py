"""*Svar i dag* and the dashboard as pages: for the coordinator, of released tables and T0, and of nothing else."""

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from incidents.core.clock import local_date
from incidents.store.models import Case
from incidents.web.signed_in import now
from tests.keeping import plain
from tests.looking import acting, every_row
from tests.registering import MEASURES, filled
from tests.support import DeskUser, Installed

TODAY_PAGE, DASHBOARD = "/desk/answers", "/desk/answers/dashboard"


def said(user: DeskUser, page: str) -> str:
    html = user.client.get(page).get_data(as_text=True)
    return plain(html.partition("<main")[2])


def yesterday(installation: Installed) -> None:
    """Let every report have come a day earlier."""
    day = local_date(now()) - timedelta(days=1)
    with acting(installation) as session:
        session.execute(update(Case).values(received=day))


def released(installation: Installed, published: Path) -> None:
    shutil.copytree(published, installation.settings.published)


def test_without_figures_it_says_when_they_come_and_with_a_report_how_many(
    sqlite_installation: Installed,
) -> None:
    sqlite_installation.resident().send("De skrattade åt mig.")
    per = sqlite_installation.desk("per")
    page = said(per, TODAY_PAGE)
    assert "0 rapporter" in page
    assert "Så små tal lämnar vi inte ut; nästa siffror kommer" in page
    assert "We do not give out numbers this small" in page
    yesterday(sqlite_installation)
    page = said(per, TODAY_PAGE)
    assert "har vi tagit emot 1 rapport. Källa: " in page
    assert "Inga siffror är publicerade än" in said(per, DASHBOARD)


def test_with_a_publication_everything_on_the_page_is_in_it(
    sqlite_installation: Installed, published: Path
) -> None:
    released(sqlite_installation, published)
    per = sqlite_installation.desk("per")
    before = every_row(sqlite_installation, "staff_session")
    page = said(per, TODAY_PAGE)
    assert "publicering r8, 30 januari 2028" in page
    assert "Övning: påhittade rapporter" in page
    assert "Diskrimineringsgrund, " in page
    html = per.client.get(DASHBOARD).get_data(as_text=True)
    assert html.count("<svg") > 8
    assert "/sv/statistics#T" in html
    assert every_row(sqlite_installation, "staff_session") == before


def test_the_script_is_a_file_and_each_button_names_what_it_copies(
    sqlite_installation: Installed, published: Path
) -> None:
    released(sqlite_installation, published)
    answer = sqlite_installation.desk("per").client.get(TODAY_PAGE)
    html = answer.get_data(as_text=True)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert re.findall(r"<script[^>]*>", html) == ['<script src="/static/copy.js" defer>']
    named = re.findall(r'data-copy="([\w-]+)" hidden>', html)
    assert len(named) > 10
    assert set(named) <= set(re.findall(r'<p id="([\w-]+)" lang="(?:sv|en)">', html))


def test_measures_are_told_by_how_far_they_have_come(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    assert "Vi har inte föreslagit någon förändring än." in said(per, TODAY_PAGE)
    filled(per, f"{MEASURES}/new")
    page = said(per, TODAY_PAGE)
    assert "Vi har föreslagit 1 förändring." in page
    assert "åtgärdsregistret" in page


def test_a_damaged_publication_is_said_and_t0_stays(
    sqlite_installation: Installed, published: Path
) -> None:
    released(sqlite_installation, published)
    (sqlite_installation.settings.published / "r8" / "release.json").write_text("{}")
    per = sqlite_installation.desk("per")
    for page in (TODAY_PAGE, DASHBOARD):
        assert "En del siffror saknas just nu" in said(per, page)
        assert "Så små tal" not in said(per, page)
    assert "Hittills under 20" in said(per, TODAY_PAGE)


def test_the_menu_leads_there_and_the_desk_speaks_english(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    for page in ("/desk/directory", "/desk/account", TODAY_PAGE):
        html = per.client.get(page).get_data(as_text=True)
        assert f'href="{TODAY_PAGE}"' in html
    assert 'aria-current="page"' in per.client.get(TODAY_PAGE).get_data(as_text=True)


def test_a_correction_of_what_is_told_stands_above_it(
    sqlite_installation: Installed, published: Path
) -> None:
    released(sqlite_installation, published)
    every = json.loads((published / "publication.json").read_bytes())["tables"]
    newest, older = (
        next(t for t in each if t["id"].startswith("T2@")) for each in (every[::-1], every)
    )
    told = [
        {"release": newest["release"], "table": newest["id"], "text": "Vik räknades som Norr."},
        {
            "release": "r1",
            "table": "",
            "text": "Rubriken är fel.",
            "english": "The title is wrong.",
        },
        {"release": older["release"], "table": older["id"], "text": "Om året innan."},
    ]
    errata = [
        {"number": n, "english": "", **one, "date": "2028-02-01"} for n, one in enumerate(told, 1)
    ]
    path = sqlite_installation.settings.published / "errata.json"
    path.write_text(json.dumps({"format": "incidents-errata/1", "errata": errata}), "utf-8")
    per = sqlite_installation.desk("per")
    for address in (TODAY_PAGE, DASHBOARD):
        page = said(per, address)
        assert "2027. 1 februari 2028: Vik räknades som Norr." in page
        assert "Publicering r1. 1 februari 2028: Rubriken är fel." in page
        assert "Publicering r1. 1 februari 2028: The title is wrong." in page
        assert "Om året innan." not in page
