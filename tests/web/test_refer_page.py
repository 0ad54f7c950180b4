"""Who could help further in a case, as the page says it: reasons in words, how to reach them, how fresh it is."""

import dataclasses
import html
import json
import re
from datetime import UTC, date, datetime, timedelta

from incidents import create_app
from incidents.core.clock import local_date
from incidents.settings import load
from incidents.web.cookies import settings
from tests.support import DeskUser, Installed, fields

STORY = "De sade att lägenheten var uthyrd."


def today() -> date:
    """The day by the desk's clock; asked for inside a test, which midnight may pass."""
    return local_date(datetime.now(UTC))


def reported(
    installation: Installed,
    *,
    area: str = "housing",
    happened: str = "treated",
    wish: tuple[str, ...] = ("information", "redress"),
) -> tuple[DeskUser, str]:
    """A report of today with these answers, opened."""
    resident = installation.resident()
    resident.submit("before", device="own", readers="no")
    resident.submit("story", story=STORY)
    resident.submit("about", what_happened=happened, area=area, when_coarse="d14")
    resident.submit("grounds", ground="ethnicity")
    resident.submit("you", contact_mode="code", wish=list(wish))
    assert resident.submit("check").status_code == 303
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    assert isinstance(reference, str)
    lena.answer_cover(reference)
    return lena, reference


def page(user: DeskUser, reference: str, language: str = "") -> str:
    if language:
        user.client.post("/desk/language", data={"language": language})
    answer = user.client.get(f"/desk/cases/{reference}/refer")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def plain(text: str) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split())).replace("\xad", "")


def bodies(text: str) -> dict[str, str]:
    """What stands of each body, by its name, in the order of the page."""
    (listed,) = re.findall(r'<ol class="bodies">(.*?)</ol>', text, re.DOTALL)
    parts = re.findall(r"<h2>(.*?)</h2>(.*?)(?=<h2>|$)", listed, re.DOTALL)
    return {plain(name): plain(rest) for name, rest in parts}


def test_the_case_leads_to_the_bodies_with_their_reasons(sqlite_installation: Installed) -> None:
    lena, reference = reported(sqlite_installation)
    address = f"/desk/cases/{reference}/refer"
    assert address in lena.client.get(f"/desk/cases/{reference}").get_data(as_text=True)
    found = bodies(page(lena, reference))
    assert list(found)[:2] == ["En antidiskrimineringsbyrå", "Diskrimineringsombudsmannen (DO)"]
    bureau, ombudsman = list(found.values())[:2]
    assert "Arbetar med det här området: Bostad" in bureau
    assert "Personen har önskat det: " in bureau
    assert "Det som lämnas dit blir ingen allmän handling." in bureau
    assert "Handlingarna är i regel offentliga." in ombudsman
    assert "Att anmäla dit stoppar ingen tidsfrist." in ombudsman
    assert "Telefon: 08-120 20 700" in ombudsman
    assert "Polisen" not in found


def test_it_says_that_nothing_is_sent_and_it_changes_nothing(
    sqlite_installation: Installed,
) -> None:
    lena, reference = reported(sqlite_installation)
    before = lena.client.get(f"/desk/cases/{reference}/history").get_data(as_text=True)
    text = page(lena, reference)
    assert "Inget skickas av sig självt." in text
    assert "ärendet är inte kodat än" in text
    (main,) = re.findall(r"<main.*?</main>", text, re.DOTALL)
    assert "<form" not in main
    assert lena.client.get(f"/desk/cases/{reference}/history").get_data(as_text=True) == before


def test_a_known_day_is_said_in_days_and_as_a_date(sqlite_installation: Installed) -> None:
    lena, reference = reported(sqlite_installation)
    for ago, words in ((718, "om 12 dagar"), (729, "om 1 dag")):
        happened = today() - timedelta(days=ago)
        shown = lena.client.get(f"/desk/cases/{reference}")
        form = fields(shown, 'id="happened"')
        form |= {"day": happened.isoformat(), "limit": "other_area"}
        assert lena.client.post(f"/desk/cases/{reference}/day", data=form).status_code == 303
        bureau = bodies(page(lena, reference))["En antidiskrimineringsbyrå"]
        assert re.search(rf"Tidsfristen går ut {words}, den \d+ \w+ \d{{4}}\.", bureau), bureau


def test_after_coding_the_codes_decide_and_outside_the_act_it_is_led_elsewhere(
    sqlite_installation: Installed,
) -> None:
    lena, reference = reported(sqlite_installation)
    address = f"/desk/cases/{reference}/coding"
    form = fields(lena.client.get(address), 'id="coding"')
    codes = {"scope": "dl_outside", "hate_event": "no", "priority": "p3", "area": "neighbour"}
    assert lena.client.post(address, data={**form, **codes}).status_code == 303
    text = page(lena, reference)
    assert "Det ligger nog utanför diskrimineringslagen" in text
    assert "Det betyder inte att ingen kan hjälpa." in text
    assert "efter er kodning" in text
    found = list(bodies(text))
    assert {"Brottsofferjouren", "Polisen", "Hyresvärden"} <= set(found)
    assert "Diskrimineringsombudsmannen (DO)" not in found


def test_whoever_only_wants_to_be_counted_is_not_to_be_referred(
    sqlite_installation: Installed,
) -> None:
    lena, reference = reported(sqlite_installation, wish=("register",))
    assert "Personen vill bara att det räknas" in page(lena, reference)


def test_old_facts_are_marked_and_fresh_ones_are_not(sqlite_installation: Installed) -> None:
    lena, reference = reported(sqlite_installation, area="outside", happened="threatened")
    found = bodies(page(lena, reference))
    assert "Telefon: 112 Kontrollerad 11 februari 2021. Äldre än 180 dagar" in found["Polisen"]
    with sqlite_installation.app.app_context():
        police = next(b for b in settings().directory.bodies if b.fact.id == "polisen")
    fresh = not police.fact.stale(today())
    assert found["Polisen"].endswith("Äldre än 180 dagar") is not fresh


def test_the_bureau_of_the_region_with_what_the_municipality_knows_of_it(
    sqlite_installation: Installed,
) -> None:
    known = {"body": "adb.sydost", "takes_new": False, "commissioned": True}
    checked = {"source": "telefon", "checked": today().isoformat()}
    own = {"version": 1, "bodies": [], "numbers": [], "known": [{**known, **checked}]}
    data = sqlite_installation.settings.data
    (data / "helpers.json").write_text(json.dumps(own), "utf-8")
    given = {"LOCAL_DIRECTORY": "helpers.json", "REGION": "Kalmar län, Strandviks kommun"}
    directory = load({"INCIDENTS_DATA": str(data), **given}).directory
    changed = dataclasses.replace(sqlite_installation.settings, directory=directory)
    here = dataclasses.replace(sqlite_installation, app=create_app(changed))
    lena, reference = reported(here)
    text = page(lena, reference)
    assert "REGION" not in text
    bureau = bodies(text)["Antidiskrimineringsbyrån Sydost"]
    assert "Arbetar här: Kalmar län, Kronobergs län, Blekinge län." in bureau
    assert "Arbetar på uppdrag av kommunen. Säg det till personen." in bureau
    assert "Att tänka på Tar inte emot nya ärenden nu." in bureau
    assert re.search(r"för vem de arbetar Kontrollerad \d+ \w+ \d{4}\.$", bureau)
    shown = here.app.test_client().get("/sv/help?area=housing&ground=ethnicity")
    assert "Antidiskrimineringsbyrån Sydost" in shown.get_data(as_text=True)


def test_in_english_everything_but_the_municipalitys_own_words_is_english(
    sqlite_installation: Installed,
) -> None:
    lena, reference = reported(sqlite_installation)
    text = page(lena, reference, "en")
    found = bodies(text)
    assert "Works with this area: Housing" in next(iter(found.values()))
    assert "Arbetar med" not in plain(text)


def test_it_opens_only_with_the_case(sqlite_installation: Installed) -> None:
    _, reference = reported(sqlite_installation)
    omar = sqlite_installation.desk("omar")
    answer = omar.client.get(f"/desk/cases/{reference}/refer")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/cases/{reference}")
    karin = sqlite_installation.desk("karin")
    missing = karin.client.get("/desk/cases/AD-2026-00000/refer")
    stranger = karin.client.get(f"/desk/cases/{reference}/refer")
    assert (stranger.status_code, stranger.get_data()) == (404, missing.get_data())
