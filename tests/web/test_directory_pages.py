"""The coordinator keeps the directory: what she saves stands on the public pages, with its history, and is signed."""

import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from werkzeug.test import TestResponse

from incidents import create_app
from incidents.core.clock import local_date
from incidents.core.help.directory import Role
from incidents.core.help.reading import national
from incidents.store.models import AuditRecord, DirectoryVersion
from incidents.web import directory as cache
from tests.looking import Statements, acting, every_row, looking
from tests.support import DeskUser, Installed, fields
from tests.uploading import multipart


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


LIST = "/desk/directory"
BODY = "/desk/directory/body/rfsl"


@pytest.fixture
def here(sqlite_installation: Installed) -> Installed:
    return sqlite_installation


def deed(per: DeskUser, page: str, how: str, about: str) -> TestResponse:
    """Press a button of a page."""
    html = per.client.get(page).get_data(as_text=True)
    for form in re.findall(r"<form\b.*?</form>", html, re.DOTALL):
        if f'name="about" value="{about}"' in form and f'value="{how}"' in form:
            return per.client.post(f"{LIST}/deed", data={**fields(form, "deed"), "how": how})
    msg = f"no button {how} {about} on {page}"
    raise AssertionError(msg)


def typed(page: str | TestResponse) -> dict[str, object]:
    """All that a body's form holds, as a browser would send it."""
    html = page if isinstance(page, str) else page.get_data(as_text=True)
    form = next(
        one for one in re.findall(r"<form\b.*?</form>", html, re.DOTALL) if 'id="body"' in one
    )
    found: dict[str, object] = {}
    boxes: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        name, value = re.search(r'\bname="([^"]*)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        assert name
        if 'type="checkbox"' not in tag:
            found[name[1]] = unescape(value[1]) if value else ""
        elif re.search(r"\bchecked\b", tag):
            boxes.setdefault(name[1], []).append(value[1] if value else "")
    for name, inside in re.findall(
        r'<select[^>]*\bname="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', inside)
        offered = re.findall(r'<option[^>]* value="([^"]*)"', inside)
        found[name] = chosen[1] if chosen else offered[0]
    for name, text in re.findall(
        r'<textarea[^>]*\bname="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL
    ):
        found[name] = unescape(text)
    return {**found, **boxes}


def test_the_form_as_it_stands_changes_nothing(here: Installed) -> None:
    per = here.desk("per")
    for body in national().bodies[::7]:
        page = per.client.get(f"{LIST}/body/{body.fact.id}")
        answer = per.client.post(f"{LIST}/body/{body.fact.id}", data=typed(page))
        assert (body.fact.id, answer.status_code) == (body.fact.id, 303)
    assert every_row(here)["directory_version"] == []


def edit(per: DeskUser, page: str, **values: object) -> TestResponse:
    """Type something into a body's form, and save."""
    return per.client.post(page, data={**typed(per.client.get(page)), **values})


def audited(installation: Installed) -> list[tuple[str, str, str]]:
    with looking(installation) as session:
        rows = session.scalars(select(AuditRecord).order_by(AuditRecord.number)).all()
        return [
            (row.act.value, row.subject, row.detail) for row in rows if "directory" in row.act.value
        ]


def test_the_list_says_what_is_old_and_begins_with_the_oldest(here: Installed) -> None:
    per = here.desk("per")
    page = per.client.get(LIST).get_data(as_text=True)
    with here.app.app_context():
        stale = len(cache.directory().stale(local_date(datetime.now(UTC))))
    assert f"{stale} uppgifter är inte kontrollerade på 180 dagar" in page
    shown = page.partition("Nummer när det är bråttom")[0]
    found = re.findall(r'<li id="([a-z_.]+)">', shown)
    assert found[:2] == ["kfl", "vissel"]
    assert "Äldre än 180 dagar" in plain(shown.partition('id="vissel"')[0])
    assert "adb.malmo" not in found
    others = page.partition("<h2>Visas inte</h2>")[2]
    assert {"adb.malmo", "jk"} <= set(re.findall(r'<li id="([a-z_.]+)">', others))


def test_one_press_says_that_all_of_it_was_checked_today(here: Installed) -> None:
    per = here.desk("per")
    answer = deed(per, LIST, "checked", "kfl")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}?saved=checked#kfl")
    page = per.client.get(LIST).get_data(as_text=True)
    assert "Äldre än 180 dagar" not in page.partition('<li id="kfl">')[2].partition("</li>")[0]
    assert audited(here) == [("directory.changed", "directory:kfl", "version:1")]
    assert deed(per, LIST, "checked", "kfl").status_code == 303
    assert len(every_row(here)["directory_version"]) == 1


def numbers_shown(installation: Installed) -> set[str]:
    with installation.app.test_request_context():
        return {one.value for body in cache.directory_now().bodies for one in body.contacts}


def test_a_fact_that_is_confirmed_is_shown_and_goes_when_it_does_not_hold(here: Installed) -> None:
    per, number = here.desk("per"), "020-34 13 16"
    assert number not in numbers_shown(here)
    answer = deed(per, BODY, "confirmed", "rfsl.phone")
    assert answer.headers["Location"] == f"{BODY}?saved=confirmed"
    assert number in numbers_shown(here)
    assert deed(per, BODY, "doubted", "rfsl.phone").status_code == 303
    assert number not in numbers_shown(here)


def test_what_is_edited_stands_on_the_public_page_in_another_process_too(here: Installed) -> None:
    other = create_app(here.settings)
    before = other.test_client().get("/sv/help").get_data(as_text=True)
    assert "En antidiskrimineringsbyrå" in before
    per = here.desk("per")
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
    for app in (here.app, other):
        expire(app)
        for lang in ("sv", "ar"):
            shown = app.test_client().get(f"/{lang}/help").get_data(as_text=True)
            assert "0123-456 78" in shown
            assert '<bdi lang="sv">Ring byrån; de hjälper gratis.</bdi>' in shown


def expire(app: Flask) -> None:
    """As if some seconds had gone by."""
    held = app.extensions["incidents.directory"]
    app.extensions["incidents.directory"] = replace(held, at=float("-inf"))


def test_the_public_pages_ask_the_database_for_one_number_at_most(here: Installed) -> None:
    client = here.app.test_client()
    for page in ("/sv/help", "/sv/young", "/sv/privacy", "/sv/"):
        client.get(page)
    with Statements(here) as counted:
        for page in ("/sv/help", "/sv/young", "/sv/privacy", "/sv/"):
            client.get(page)
    assert counted.texts == []
    expire(here.app)
    with Statements(here) as counted:
        for page in ("/sv/help", "/sv/young", "/sv/privacy", "/sv/"):
            client.get(page)
    assert len(counted.texts) == 1


def test_somebody_new_gets_an_id_and_is_shown_in_the_municipalitys_words(here: Installed) -> None:
    per = here.desk("per")
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
    with here.app.test_request_context():
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
    here: Installed, values: dict[str, object], why: str
) -> None:
    per = here.desk("per")
    answer = edit(per, f"{LIST}/body/jo", **{"source": "telefonen", **values})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert why in plain(page.partition("error-summary")[2])
    assert 'value="telefonen"' in page
    assert every_row(here)["directory_version"] == []


def test_whoever_saves_second_is_told_keeps_the_text_and_may_save_again(here: Installed) -> None:
    per, other = here.desk("per"), here.desk("per")
    page = f"{LIST}/body/jo"
    form = typed(other.client.get(page))
    assert edit(per, page, about="Per skrev först.").status_code == 303
    answer = other.client.post(page, data={**form, "about": "Den andra skrev sedan."})
    told = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Någon annan har nyss ändrat katalogen." in told
    assert "Den andra skrev sedan." in told
    assert len(every_row(here)["directory_version"]) == 1
    assert other.client.post(page, data=typed(told)).status_code == 303
    stale = per.client.post(
        f"{LIST}/deed",
        data={**fields(per.client.get(LIST), "deed"), "about": "do", "seen": "1", "how": "checked"},
    )
    assert stale.status_code == 409
    assert "inte sparat" in stale.get_data(as_text=True)


def test_nobody_can_hide_the_last_number_or_bureau(here: Installed) -> None:
    per = here.desk("per")
    assert "inget nummer" in deed(per, LIST, "doubted", "number.112").get_data(as_text=True)
    answer = deed(per, f"{LIST}/body/adb", "retired", "adb")
    assert answer.status_code == 400
    assert every_row(here)["directory_version"] == []


def test_the_history_says_old_and_new_and_a_version_can_be_taken_back(here: Installed) -> None:
    per = here.desk("per")
    assert "Inget är ändrat" in per.client.get(f"{LIST}/history").get_data(as_text=True)
    edit(per, f"{LIST}/body/polisen", **{"contact0-value": "polisen.se/kontakt"})
    edit(per, f"{LIST}/body/polisen", **{"contact0-value": "falsk.example"})
    listed = plain(per.client.get(f"{LIST}/history").get_data(as_text=True))
    assert re.search(r"Version 2 Gäller nu Ändrade: Polisen .* Per Lindqvist Version 1", listed)
    page = per.client.get(f"{LIST}/history/2")
    assert "Förut: polisen.se/kontakt Nu: falsk.example" in plain(page.get_data(as_text=True))
    first = per.client.get(f"{LIST}/history/1")
    answer = per.client.post(f"{LIST}/history/1", data=fields(first, 'id="back"'))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}/history")
    assert "polisen.se/kontakt" in per.client.get(f"{LIST}/body/polisen").get_data(as_text=True)
    assert audited(here)[-1] == ("directory.taken_back", "directory:1", "version:3")
    again = per.client.post(f"{LIST}/history/1", data=fields(first, 'id="back"'))
    assert again.status_code == 409
    assert per.client.get(f"{LIST}/history/9").status_code == 404


def take_in(per: DeskUser, text: bytes) -> TestResponse:
    form = fields(per.client.get(f"{LIST}/table"), 'id="take-in"')
    form.pop("file", None)
    body, kind = multipart(form, [text])
    return per.client.post(f"{LIST}/table", data=body, content_type=kind)


def exported(per: DeskUser) -> str:
    page = per.client.get(f"{LIST}/table")
    answer = per.client.post(f"{LIST}/table/file", data=fields(page, 'id="export"'))
    assert answer.mimetype == "text/csv"
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_the_table_goes_out_is_changed_in_a_spreadsheet_and_comes_in_after_a_look(
    here: Installed, encoding: str
) -> None:
    per = here.desk("per")
    text = exported(per)
    assert "Filen säger det som redan gäller." in take_in(per, text.encode()).get_data(as_text=True)
    changed = text.removeprefix("\ufeff").replace("018-66 19 60", "018-66 19 61")
    changed = re.sub(r"(?m)^aktör;onh;.*\r\n", "", changed)
    preview = take_in(per, changed.encode(encoding, "replace"))
    shown = plain(preview.get_data(as_text=True))
    assert "Förut: 018-66 19 60 Nu: 018-66 19 61" in shown
    assert "Visas inte: Överklagandenämnden för högskolan Ny" in shown
    assert every_row(here)["directory_version"] == []
    answer = per.client.post(f"{LIST}/table/save", data=fields(preview, 'id="save"'))
    assert answer.headers["Location"] == f"{LIST}?saved=table"
    assert "018-66 19 61" in exported(per)
    acts = [act for act, _, _ in audited(here)]
    assert acts == ["export.directory", "directory.table_taken_in", "export.directory"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("aktör;do;", "aktör;d o;"), "Rad 2:"),
        (("slag;id", "slag,id"), "Rad 1: Rubrikerna stämmer inte."),
        (("Minst", "Minst"), "Välj en fil först."),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_row(
    here: Installed, change: tuple[str, str], why: str
) -> None:
    per = here.desk("per")
    text = "" if why.startswith("Välj") else exported(per).replace(*change)
    answer = take_in(per, text.encode())
    assert answer.status_code == 400
    assert why in answer.get_data(as_text=True)
    assert every_row(here)["directory_version"] == []


def test_what_somebody_wrote_in_the_database_is_not_shown_and_the_coordinator_is_warned(
    here: Installed, caplog: pytest.LogCaptureFixture
) -> None:
    per = here.desk("per")
    edit(per, f"{LIST}/body/polisen", **{"contact0-value": "polisen.se/kontakt"})
    edit(per, f"{LIST}/body/polisen", about="Ring.")
    with acting(here) as session:
        session.execute(
            update(DirectoryVersion)
            .where(DirectoryVersion.number == 2)
            .values(text=func.replace(DirectoryVersion.text, "polisen.se/kontakt", "falsk.example"))
        )
    fresh = create_app(here.settings)
    logging.getLogger("incidents").propagate = True
    page = fresh.test_client().get("/sv/help").get_data(as_text=True)
    logging.getLogger("incidents").propagate = False
    assert "falsk.example" not in page
    with fresh.app_context():
        assert "polisen.se/kontakt" in [
            c.value for b in cache.directory().bodies for c in b.contacts
        ]
    assert "ALARM directory version 2 does not verify: 1 holds" in caplog.text
    assert "Larma it-säkerhet" in per.client.get(LIST).get_data(as_text=True)
    assert "Stämmer inte" in per.client.get(f"{LIST}/history").get_data(as_text=True)


def test_a_version_that_somebody_took_away_is_missed(here: Installed) -> None:
    per = here.desk("per")
    edit(per, f"{LIST}/body/polisen", about="Ring.")
    assert "Larma it-säkerhet" not in per.client.get(LIST).get_data(as_text=True)
    with acting(here) as session:
        session.execute(delete(DirectoryVersion))
    assert "Larma it-säkerhet" in per.client.get(LIST).get_data(as_text=True)


def test_in_english_the_pages_speak_english(here: Installed) -> None:
    per = here.desk("per")
    edit(per, f"{LIST}/body/polisen", about="Ring.", takes_new="ja")
    per.client.set_cookie("s", "en", path="/desk")
    for page in ("", "/body/polisen", "/new", "/history", "/history/1", "/table"):
        shown = plain(per.client.get(f"{LIST}{page}").get_data(as_text=True))
        assert "Kontrollerad" not in shown, page
        assert "Katalogen" not in shown, page
