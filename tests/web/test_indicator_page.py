"""The page of all indicators, and what is said where a published file is not what was released."""

import re
import shutil
from pathlib import Path

import pytest

from incidents import create_app
from tests.keeping import plain
from tests.registering import today
from tests.support import Installed

INDICATORS = "/desk/eccar/indicators"


@pytest.fixture
def folder(sqlite_installation: Installed, published: Path) -> Path:
    return Path(shutil.copytree(published, sqlite_installation.settings.published))


def page(installation: Installed, address: str = INDICATORS) -> tuple[int, str]:
    answer = installation.desk("per").client.get(address)
    return answer.status_code, plain(answer.get_data(as_text=True).partition("<main")[2])


def test_all_twenty_four_stand_there_with_a_figure_or_a_reason(
    sqlite_installation: Installed,
) -> None:
    status, said = page(sqlite_installation, f"{INDICATORS}?period=2025")
    assert status == 200
    assert re.findall(r"\b(I\d\d) ", said) == [f"I{number:02}" for number in range(1, 25)]
    assert said.count("Täljare: ") == said.count("Åtaganden: ") == 24
    assert said.count("Siffra: för få för att redovisas.") == 17
    assert "Språket publiceras inte: ett ovanligt språk kan peka ut en person." in said
    assert page(sqlite_installation, f"{INDICATORS}?period=nej")[0] == 200


def test_figures_are_those_of_the_released_tables(
    sqlite_installation: Installed, folder: Path
) -> None:
    assert folder.is_dir()
    _, said = page(sqlite_installation, f"{INDICATORS}?period=2026")
    assert re.search(r"Siffra: \d+ \(antal invånare är inte inskrivet\)\.", said)
    assert re.search(r"Siffra: \d+ % \(\d+ av \d+\)\.", said)
    assert said.index("Övning: påhittade rapporter. Ett program") < said.index("I01 ")


@pytest.mark.parametrize("name", ["publication.json", "r7/release.json"])
def test_no_report_is_made_of_figures_that_nobody_can_vouch_for(
    sqlite_installation: Installed, folder: Path, name: str
) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes() + b"\n")
    for address in (INDICATORS, "/desk/eccar"):
        status, said = page(sqlite_installation, address)
        assert status == 503
        assert "Rapporten görs inte av siffror som ingen kan stå för." in said


def test_the_report_is_served_without_the_public_pages(sqlite_installation: Installed) -> None:
    doors = ("accounts", "casework", "auditing", "coordination", "eccar")
    app = create_app(sqlite_installation.settings, doors)
    rules = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert "eccar.report" in rules
    assert "statistics.page" not in rules


def test_two_years_are_offered_as_soon_as_they_have_begun(sqlite_installation: Installed) -> None:
    html = sqlite_installation.desk("per").client.get("/desk/eccar").get_data(as_text=True)
    year = today().year
    options = [one for one in re.findall(r"<option[^>]*>", html) if "-" in one]
    offered = [(one.split('value="')[1][:9], "selected" in one) for one in options]
    assert offered[:2] == [(f"{year}-{year + 1}", False), (f"{year - 1}-{year}", True)]
    assert len(offered) == 6
