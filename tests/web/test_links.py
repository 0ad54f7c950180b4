"""Linking, coding once and merging through the pages: what is not ready is told, and what was ticked is not lost."""

from tests.looking import every_row
from tests.support import DeskUser, Installed, Resident, fields
from tests.test_unsent import end_every_log_in, log_in_on
from tests.web.test_coding_page import checked

CODES: dict[str, object] = {"scope": "dl_likely", "hate_event": "no", "priority": "p2"}


def reported(installation: Installed, count: int = 2) -> tuple[DeskUser, list[str]]:
    for number in range(count):
        installation.resident().send(f"Flygblad {number}.")
    lena = installation.desk("lena")
    return lena, sorted(lena.queue())


def together(*references: str) -> str:
    return "/desk/together?" + "&".join(f"reference={one}" for one in references)


def test_several_are_ticked_linked_and_coded_once(installation: Installed) -> None:
    lena, chosen = reported(installation, 3)
    page = lena.client.get("/desk/?view=all").get_data(as_text=True)
    list_form = fields(lena.client.get("/desk/?view=all"), 'id="distribute"')
    ticked = {**list_form, "cases": chosen, "to": "together"}
    led = lena.client.post("/desk/distribute", data=ticked)
    assert (led.status_code, led.headers["Location"]) == (303, together(*chosen))
    for reference in chosen:
        assert f'name="cases" value="{reference}"' in page
        lena.answer_cover(reference)
    form = fields(lena.client.get(together(*chosen)), 'id="together"')
    linked = lena.client.post(
        "/desk/together", data={**form, "reference": chosen, "kind": "same_event"}
    )
    assert linked.status_code == 303
    address = together(*chosen).replace("/together?", "/together/coding?")
    coding = fields(lena.client.get(address), 'id="coding"')
    coded = lena.client.post("/desk/together/coding", data={**coding, **CODES})
    assert (coded.status_code, "coded=1" in coded.headers["Location"]) == (303, True)
    for reference in chosen:
        html = lena.case(reference).get_data(as_text=True)
        assert html.count("Kodade ärendet") == 1
        assert all(f"/desk/cases/{one}" in html for one in chosen)


def test_a_case_that_is_not_open_or_is_closed_is_told_and_stops_the_others(
    installation: Installed,
) -> None:
    lena, (one, other, shut) = reported(installation, 3)
    lena.answer_cover(one)
    lena.answer_cover(shut, "yes")
    page = lena.client.get(together(one, other, shut)).get_data(as_text=True)
    assert page.count("Läs försättsbladet och svara på frågan om jäv först.") == 1
    assert page.count("Det finns inget sådant ärende, eller så är det stängt för dig.") == 1
    assert 'id="together"' not in page
    form = fields(lena.client.get(f"/desk/cases/{one}/links"), 'id="links-form"')
    before = every_row(installation)
    for reference in (other, shut, "AD-2026-22222"):
        refused = lena.client.post(
            f"/desk/cases/{one}/links", data={**form, "other": reference.lower()}
        )
        assert refused.status_code == 409
        assert f'value="{reference.lower()}"' in refused.get_data(as_text=True)
    assert every_row(installation) == before


def test_a_colleague_who_coded_one_meanwhile_is_told_of_and_the_ticks_stay(
    installation: Installed,
) -> None:
    lena, (one, other) = reported(installation)
    for reference in (one, other):
        lena.answer_cover(reference)
    address = together(one, other).replace("/together?", "/together/coding?")
    coding = fields(lena.client.get(address), 'id="coding"')
    omar = installation.desk("omar")
    omar.answer_cover(other)
    theirs = fields(omar.client.get(f"/desk/cases/{other}/coding"), 'id="coding"')
    omar.client.post(f"/desk/cases/{other}/coding", data={**theirs, **CODES, "priority": "p3"})
    told = lena.client.post("/desk/together/coding", data={**coding, **CODES})
    html = told.get_data(as_text=True)
    assert told.status_code == 409
    assert f"{other}: kodat av Omar Sjöberg" in html
    assert checked(html) == {("hate_event", "no"), ("priority", "p2")}
    assert "Kodade ärendet" not in lena.case(one).get_data(as_text=True)
    again = lena.client.post("/desk/together/coding", data={**fields(told, 'id="coding"'), **CODES})
    assert again.status_code == 303
    assert lena.case(other).get_data(as_text=True).count("Kodade ärendet") == 2


def test_ticks_for_several_wait_in_the_first_when_the_log_in_has_ended(
    sqlite_installation: Installed,
) -> None:
    lena, (one, other) = reported(sqlite_installation)
    for reference in (one, other):
        lena.answer_cover(reference)
    address = together(one, other).replace("/together?", "/together/coding?")
    coding = fields(lena.client.get(address), 'id="coding"')
    end_every_log_in(sqlite_installation)
    page = lena.client.post("/desk/together/coding", data={**coding, **CODES})
    assert page.status_code == 400
    log_in_on(lena, page, "lena", sqlite_installation.passphrases["lena"])
    lena.answer_cover(one)
    kept = lena.client.get(f"/desk/cases/{one}/coding")
    assert checked(kept.get_data(as_text=True)) == {("hate_event", "no"), ("priority", "p2")}
    mine = {**fields(kept, 'id="coding"'), **CODES}
    assert lena.client.post(f"/desk/cases/{one}/coding", data=mine).status_code == 303


def test_a_merged_double_says_so_in_its_inbox_and_can_be_written_to(
    sqlite_installation: Installed,
) -> None:
    resident = sqlite_installation.resident()
    code = resident.send("En gång.")
    lena = sqlite_installation.desk("lena")
    (double,) = lena.queue()
    sqlite_installation.resident().send("En gång till.")
    (lead,) = set(lena.queue()) - {double}
    for reference in (double, lead):
        lena.answer_cover(reference)
    form = fields(lena.client.get(f"/desk/cases/{double}/links"), 'id="merge"')
    merged = lena.client.post(f"/desk/cases/{double}/merge", data={**form, "leading": lead})
    assert merged.status_code == 303
    assert "Dubblett: vi arbetar vidare i" in lena.case(double).get_data(as_text=True)
    again = Resident(sqlite_installation.app.test_client())
    inbox = again.come_back(code).get_data(as_text=True)
    assert "Den här är nu avslutad, och vi arbetar vidare med den andra." in inbox
    assert lead not in inbox
    assert again.submit("inbox", text="Det var två gånger.").status_code == 303
    assert lena.queue("messages") == [double]
