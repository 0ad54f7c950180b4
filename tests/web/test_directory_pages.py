"""The coordinator keeps the directory: what she saves stands on the public pages, with its history, and is signed."""

import re
from datetime import UTC, datetime

import pytest

from incidents import create_app
from incidents.core.clock import local_date
from incidents.core.help.directory import Role
from incidents.core.help.reading import national
from incidents.web import directory as cache
from tests.keeping import BODY, LIST, audited, deed, edit, expire, plain, typed
from tests.looking import Statements, every_row
from tests.support import Installed, fields


def test_the_form_as_it_stands_changes_nothing(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    for body in national().bodies[::7]:
        page = per.client.get(f"{LIST}/body/{body.fact.id}")
        answer = per.client.post(f"{LIST}/body/{body.fact.id}", data=typed(page))
        assert (body.fact.id, answer.status_code) == (body.fact.id, 303)
    assert every_row(sqlite_installation)["directory_version"] == []


def test_the_list_says_what_is_old_and_begins_with_the_oldest(
    sqlite_installation: Installed,
) -> None:
    per = sqlite_installation.desk("per")
    page = per.client.get(LIST).get_data(as_text=True)
    with sqlite_installation.app.app_context():
        stale = len(cache.directory().stale(local_date(datetime.now(UTC))))
    assert f"{stale} uppgifter är inte kontrollerade på 180 dagar" in page
    numbers, _, rest = page.partition("<h2>Visas på sidorna</h2>")
    assert re.findall(r'<li id="([a-z0-9_.]+)">', numbers)[0] == "number.sjalvmord"
    shown = rest.partition("<h2>Tidsgränser och regler</h2>")[0]
    found = re.findall(r'<li id="([a-z_.]+)">', shown)
    assert found[:2] == ["kfl", "vissel"]
    assert "Äldre än 180 dagar" in plain(shown.partition('id="vissel"')[0])
    assert "adb.malmo" not in found
    others = page.partition("<h2>Visas inte</h2>")[2]
    assert {"adb.malmo", "jk"} <= set(re.findall(r'<li id="([a-z_.]+)">', others))


def test_one_press_says_that_all_of_it_was_checked_today(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    answer = deed(per, LIST, "checked", "kfl")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}?saved=checked#kfl")
    page = per.client.get(LIST).get_data(as_text=True)
    assert "Äldre än 180 dagar" not in page.partition('<li id="kfl">')[2].partition("</li>")[0]
    assert audited(sqlite_installation) == [("directory.changed", "directory:kfl", "version:1")]
    assert deed(per, LIST, "checked", "kfl").status_code == 303
    assert len(every_row(sqlite_installation)["directory_version"]) == 1


def numbers_shown(installation: Installed) -> set[str]:
    with installation.app.test_request_context():
        return {one.value for body in cache.directory_now().bodies for one in body.contacts}


def test_a_fact_that_is_confirmed_is_shown_and_goes_when_it_does_not_hold(
    sqlite_installation: Installed,
) -> None:
    per, number = sqlite_installation.desk("per"), "020-34 13 16"
    assert number not in numbers_shown(sqlite_installation)
    answer = deed(per, BODY, "confirmed", "rfsl.phone")
    assert answer.headers["Location"] == f"{BODY}?saved=confirmed"
    assert number in numbers_shown(sqlite_installation)
    assert deed(per, BODY, "doubted", "rfsl.phone").status_code == 303
    assert number not in numbers_shown(sqlite_installation)


def test_what_is_edited_stands_on_the_public_page_in_another_process_too(
    sqlite_installation: Installed,
) -> None:
    other = create_app(sqlite_installation.settings)
    before = other.test_client().get("/sv/help").get_data(as_text=True)
    assert "En antidiskrimineringsbyrå" in before
    per = sqlite_installation.desk("per")
    answer = edit(
        per,
        f"{LIST}/body/adb",
        about="Ring byrån; de hjälper gratis.",
        takes_new="nej",
        **{"contact0-kind": "phone", "contact0-value": "0123-456 78", "contact0-verified": "y"},
    )
    assert answer.headers["Location"] == f"{LIST}/body/adb?saved=edited"
    page = plain(per.client.get(f"{LIST}/body/adb").get_data(as_text=True))
    assert "Telefon: 0123-456 78" in page
    assert "Tar emot nya ärenden nu: Nej" in page
    for app in (sqlite_installation.app, other):
        expire(app)
        for lang in ("sv", "ar"):
            shown = app.test_client().get(f"/{lang}/help").get_data(as_text=True)
            assert "0123-456 78" in shown
            assert '<bdi lang="sv">Ring byrån; de hjälper gratis.</bdi>' in shown


def test_pages_of_a_version_that_is_past_take_no_room(sqlite_installation: Installed) -> None:
    per, public = sqlite_installation.desk("per"), sqlite_installation.app.test_client()
    drawn = []
    for name in ("kfl", "onh", "vissel"):
        deed(per, LIST, "checked", name)
        expire(sqlite_installation.app)
        for lang in ("sv", "en"):
            public.get(f"/{lang}/help")
        drawn.append(len(sqlite_installation.app.extensions["incidents.blanks"]))
    assert drawn == [2, 2, 2]


def test_the_public_pages_ask_the_database_for_one_number_at_most(
    sqlite_installation: Installed,
) -> None:
    client = sqlite_installation.app.test_client()
    for page in ("/sv/help", "/sv/young", "/sv/privacy", "/sv/"):
        client.get(page)
    with Statements(sqlite_installation) as counted:
        for page in ("/sv/help", "/sv/young", "/sv/privacy", "/sv/"):
            client.get(page)
    assert counted.texts == []
    expire(sqlite_installation.app)
    with Statements(sqlite_installation) as counted:
        for page in ("/sv/help", "/sv/young", "/sv/privacy", "/sv/"):
            client.get(page)
    assert len(counted.texts) == 1


def test_somebody_new_gets_an_id_and_is_shown_in_the_municipalitys_words(
    sqlite_installation: Installed,
) -> None:
    per = sqlite_installation.desk("per")
    new = {
        "role": "jourer",
        "name": "Åsas jour & vänner",
        "about": "Vi lyssnar.",
        "source": "telefon",
        "region": "Strandviks kommun",
        "languages": "sv, ar",
        "who": ["women"],
        "needs": ["emotional"],
        "contact0-kind": "phone",
        "contact0-value": "0123-456 78",
        "contact0-verified": "y",
    }
    answer = edit(per, f"{LIST}/new", **new)
    assert answer.headers["Location"] == f"{LIST}/body/local.asas_jour_vanner?saved=added"
    with sqlite_installation.app.test_request_context():
        (found,) = cache.directory_now().bodies_for(Role.SHELTER)
    assert (found.name, found.own_words, found.languages) == (
        "Åsas jour & vänner",
        True,
        ("sv", "ar"),
    )
    assert [(one.fact.id, one.value) for one in found.contacts] == [
        ("local.asas_jour_vanner.phone", "0123-456 78")
    ]
    assert (
        edit(per, f"{LIST}/new", **new)
        .headers["Location"]
        .endswith("asas_jour_vanner2?saved=added")
    )


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"name": " "}, "Fyll i det här."),
        ({"about": "x" * 301}, "Högst 300 tecken."),
        ({"checked": "24/11"}, "Skriv dagen så här: 2026-11-24."),
        ({"checked": "2099-01-01"}, "Dagen har inte kommit än."),
        ({"region": "Kalmar"}, "Skriv län och kommuner med hela namnet, eller hela landet."),
        ({"languages": "svenska"}, "Skriv språk med två eller tre små bokstäver, till exempel sv."),
        ({"contact0-value": "ring oss"}, "Kontaktväg 1: Numret eller adressen är inte skriven"),
        ({"time_limit": "law.school"}, "Ett av orden finns inte i listan."),
        ({"areas": ["moon"]}, "Ett av orden finns inte i listan."),
        ({"who": ["moon"]}, "Ett av orden finns inte i listan."),
    ],
)
def test_what_may_not_stand_there_is_said_and_what_was_typed_is_kept(
    sqlite_installation: Installed, values: dict[str, object], why: str
) -> None:
    per = sqlite_installation.desk("per")
    answer = edit(per, f"{LIST}/body/jo", **{"source": "telefonen", **values})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert why in plain(page.partition("error-summary")[2])
    assert 'value="telefonen"' in page
    assert every_row(sqlite_installation)["directory_version"] == []


def test_whoever_saves_second_is_told_keeps_the_text_and_may_save_again(
    sqlite_installation: Installed,
) -> None:
    per, other = sqlite_installation.desk("per"), sqlite_installation.desk("per")
    page = f"{LIST}/body/jo"
    form = typed(other.client.get(page))
    assert edit(per, page, about="Per skrev först.").status_code == 303
    answer = other.client.post(page, data={**form, "about": "Den andra skrev sedan."})
    told = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Någon annan har nyss ändrat katalogen." in told
    assert "Den andra skrev sedan." in told
    assert len(every_row(sqlite_installation)["directory_version"]) == 1
    assert other.client.post(page, data=typed(told)).status_code == 303
    stale = per.client.post(
        f"{LIST}/deed",
        data={**fields(per.client.get(LIST), "deed"), "about": "do", "seen": "1", "how": "checked"},
    )
    assert stale.status_code == 409
    assert "inte sparat" in stale.get_data(as_text=True)


def test_nobody_can_hide_the_last_number_or_bureau(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    assert "inget nummer" in deed(per, LIST, "doubted", "number.112").get_data(as_text=True)
    answer = deed(per, f"{LIST}/body/adb", "retired", "adb")
    assert answer.status_code == 400
    assert every_row(sqlite_installation)["directory_version"] == []


def test_in_english_the_pages_speak_english(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    edit(per, f"{LIST}/body/polisen", about="Ring.", takes_new="ja")
    per.client.set_cookie("s", "en", path="/desk")
    for page in ("", "/body/polisen", "/new", "/history", "/history/1", "/table"):
        shown = plain(per.client.get(f"{LIST}{page}").get_data(as_text=True))
        assert "Kontrollerad" not in shown, page
        assert "Katalogen" not in shown, page


def test_an_urgent_number_is_corrected_on_a_page_of_its_own(sqlite_installation: Installed) -> None:
    per, page = sqlite_installation.desk("per"), f"{LIST}/number/number.kfl"
    html = per.client.get(page)
    assert "Visas för: den som har utsatts för våld." in plain(html.get_data(as_text=True))
    form = fields(html, 'id="call"')
    wrong = per.client.post(page, data={**form, "number": "ring oss"})
    assert wrong.status_code == 400
    assert "Numret eller adressen är inte skriven" in wrong.get_data(as_text=True)
    assert per.client.post(page, data=form).status_code == 303
    assert every_row(sqlite_installation)["directory_version"] == []
    answer = per.client.post(page, data={**form, "number": "020-50 50 51", "hours": "Alltid"})
    assert answer.headers["Location"] == f"{LIST}?saved=edited#number.kfl"
    with sqlite_installation.app.test_request_context():
        (found,) = (n for n in cache.directory_now().numbers if n.fact.id == "number.kfl")
    assert (found.number, found.hours, found.own_words) == ("020-50 50 51", "Alltid", True)
    late = per.client.post(page, data={**form, "number": "020-50 50 52"})
    assert late.status_code == 409
    assert per.client.get(f"{LIST}/number/do").status_code == 404
