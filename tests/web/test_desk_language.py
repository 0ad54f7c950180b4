"""The desk in English: a choice of the browser, which changes no address and nothing that others see; and dates."""

import re

import pytest

from incidents.web.moments import moment
from tests.support import DeskUser, Installed


def language_of(html: str) -> str:
    found = re.search(r'<html lang="([\w-]+)"', html)
    assert found
    return found[1]


def test_staff_choose_the_language_before_the_log_in_and_it_stays(
    sqlite_installation: Installed,
) -> None:
    lena = DeskUser(sqlite_installation.app.test_client())
    page = lena.client.get("/desk/login").get_data(as_text=True)
    assert (language_of(page), ">English<" in page) == ("sv", True)
    chosen = lena.client.post("/desk/language", data={"language": "en"})
    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/desk/login")
    assert lena.log_in("lena", sqlite_installation.passphrases["lena"]).status_code == 303
    for address, heading in (
        ("/desk/", "Cases"),
        ("/desk/deadlines", "Deadlines"),
        ("/desk/account", "Your account"),
        ("/desk/nowhere", "no such page"),
    ):
        html = lena.client.get(address).get_data(as_text=True)
        assert language_of(html) == "en", address
        assert heading.lower() in html.lower(), address
    back = lena.client.post("/desk/language", data={"language": "sv"})
    assert back.headers["Location"] == "/desk/account"
    assert language_of(lena.client.get("/desk/").get_data(as_text=True)) == "sv"


def test_the_choice_lies_in_the_browser_and_goes_to_the_desk_alone(
    sqlite_installation: Installed,
) -> None:
    client = sqlite_installation.app.test_client()
    answer = client.post("/desk/language", data={"language": "en"})
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("s=en;")
    for part in ("HttpOnly", "Path=/desk", "SameSite=Strict"):
        assert part in cookie
    assert language_of(client.get("/sv/").get_data(as_text=True)) == "sv"


@pytest.mark.parametrize("code", ["", "ar", "sv-lattlast", "xx", "en\r\nX: y", "../en"])
def test_another_language_changes_nothing(sqlite_installation: Installed, code: str) -> None:
    client = sqlite_installation.app.test_client()
    answer = client.post("/desk/language", data={"language": code})
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (303, [])
    client.set_cookie("s", "ar", path="/desk")
    assert language_of(client.get("/desk/login").get_data(as_text=True)) == "sv"


@pytest.mark.parametrize(
    ("lang", "said"),
    [("sv", "27 november 2026"), ("en", "27 November 2026"), ("ar", "27 نوفمبر 2026")],
)
def test_a_day_and_a_moment_are_written_in_one_order(
    sqlite_installation: Installed, lang: str, said: str
) -> None:
    with sqlite_installation.app.test_request_context(f"/{lang}/"):
        assert moment("2026-11-27") == said
        assert moment("2026-11-27T11:08:00+00:00") == f"{said} 12:08"
