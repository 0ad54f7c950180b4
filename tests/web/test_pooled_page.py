"""Pooled feedback at the desk and in the inbox: written, looked at, fetched; refused, what was typed stays."""

import html
import re
from datetime import UTC, datetime

from incidents.actions import conflict
from incidents.web.cookies import settings
from tests.looking import acting, desk_of
from tests.packet_reading import spoken, squeezed
from tests.support import DeskUser, Installed, Resident, code_on, fields

ADDRESS = "/desk/together/feedback"
TEXT = "Flera har fått höra att en ledig lägenhet var borta.\n\nVi ser gärna att ni går igenom hur ni svarar."


def reported(installation: Installed, story: str, area: str = "housing") -> Resident:
    """A report about this area; its inbox is open."""
    resident = installation.resident()
    resident.submit("before", device="own", readers="no")
    resident.submit("story", story=story)
    resident.submit("about", what_happened="treated", area=area)
    resident.submit("grounds", ground="ethnicity")
    resident.submit("you", contact_mode="code")
    assert resident.submit("check").status_code == 303
    resident.come_back(code_on(resident.get("receipt")))
    return resident


def three(installation: Installed) -> tuple[DeskUser, list[Resident], list[str]]:
    residents = [reported(installation, f"Berättelse nummer {number}.") for number in range(3)]
    lena = installation.desk("lena")
    chosen = sorted(lena.queue())
    for reference in chosen:
        lena.answer_cover(reference)
    return lena, residents, chosen


def page(user: DeskUser, chosen: list[str], where: str = ADDRESS) -> str:
    answer = user.client.get(where, query_string={"reference": chosen})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def filled(user: DeskUser, chosen: list[str], **values: object) -> dict[str, object]:
    """The form with the cases, as it is posted."""
    form = fields(page(user, chosen), 'id="pooled"')
    told = {"name": "Bostadsbolaget", "body": "", "text": TEXT, "about": "y", "act": "preview"}
    return {**form, "reference": chosen, **told, **values}


def test_from_the_chosen_cases_to_the_pdf_and_the_inbox(installation: Installed) -> None:
    lena, residents, chosen = three(installation)
    assert ADDRESS in page(lena, chosen, "/desk/together")
    assert ADDRESS not in page(lena, chosen[:2], "/desk/together")
    preview = lena.client.post(ADDRESS, data=filled(lena, chosen))
    shown = preview.get_data(as_text=True)
    assert preview.status_code == 200
    assert all(one in shown for one in chosen)
    assert "Samlad återkoppling" not in residents[0].get("inbox").get_data(as_text=True)
    assert "Du har kryssat i att alla ärendena gäller mottagaren." in shown
    form = {**fields(shown, 'id="give"'), "reference": chosen, "act": "send"}
    unticked = {name: value for name, value in form.items() if name != "about"}
    assert lena.client.post(ADDRESS, data=unticked).status_code == 400
    made = lena.client.post(ADDRESS, data=form)
    assert (made.status_code, made.mimetype) == (200, "application/pdf")
    said = squeezed(spoken(made.data))
    assert squeezed(TEXT) in said
    assert "Bostadsbolaget" in said
    assert not [one for one in chosen if one.encode() in made.data or squeezed(one) in said]
    again = lena.client.post(ADDRESS, data=form)
    assert again.data == made.data
    for resident, reference in zip(residents, chosen, strict=True):
        inbox = html.unescape(resident.get("inbox").get_data(as_text=True))
        told = re.sub(r"<[^>]+>", "", inbox)
        assert "ingår i en samlad återkoppling till: Bostadsbolaget." in told
        assert told.count("Inga av dina meningar står där, och inget ärendenummer.") == 1
        assert "alla gäller mottagaren, enligt den som skrev den." in told
        assert "Vi ser gärna" not in told
        case = lena.case(reference).get_data(as_text=True)
        assert "Tog med ärendet i en samlad återkoppling" in case
        assert "Vi ser gärna att ni går igenom hur ni svarar." in case
        assert "Något i ärendet stämmer inte" not in case
        trail = lena.client.get(f"/desk/cases/{reference}/history").get_data(as_text=True)
        assert trail.count("Tog med ärendet i en samlad återkoppling") == 1


def test_in_other_languages_the_inbox_says_it_in_them(sqlite_installation: Installed) -> None:
    lena, residents, chosen = three(sqlite_installation)
    preview = lena.client.post(ADDRESS, data=filled(lena, chosen, name="", body="hyresvard"))
    form = {**fields(preview, 'id="give"'), "reference": chosen, "act": "send"}
    assert lena.client.post(ADDRESS, data=form).status_code == 200
    for language, words in (
        ("en", "None of your sentences are in it, and no case number."),
        ("en", "All of them are about the receiver, according to the person who wrote it."),
        ("ar", "لا توجد فيها أي جملة من جُملك ولا أي رقم قضية."),
        ("ar", "وكلها تخص الجهة المتلقية بحسب من كتبها."),
        ("sv-lattlast", "Dina meningar står inte där. Ärendets nummer står inte heller där."),
        (
            "sv-lattlast",
            "Minst tre ärenden handlar om den som får texten. Det säger den som skrev den.",
        ),
    ):
        inbox = residents[0].client.get(f"/{language}/inbox").get_data(as_text=True)
        assert words in inbox
    english = residents[0].client.get("/en/inbox").get_data(as_text=True)
    assert "The landlord" in english


def test_what_may_not_be_told_is_refused_and_the_text_stays(sqlite_installation: Installed) -> None:
    lena, _, chosen = three(sqlite_installation)
    for values, why in (
        ({"text": ""}, "Skriv vad som är gemensamt."),
        ({"text": "Så var det: berättelse nummer 1. I " + chosen[0]}, "ärendenummer"),
        ({"name": ""}, "Skriv vem som ska få den."),
        ({"name": "Anna 070-123 45 67"}, "Skriv bara mottagarens namn"),
        ({"about": ""}, "kryssa i att alla gäller mottagaren"),
        ({"body": "hyresvard"}, "inte båda"),
        ({"csrf_token": ""}, "tryck en gång till"),
    ):
        answer = lena.client.post(ADDRESS, data=filled(lena, chosen, **values))
        text = html.unescape(answer.get_data(as_text=True))
        assert answer.status_code == 400
        assert why in text
        assert values.get("text", "Vi ser gärna") in text
        assert 'id="pooled"' in text


def test_cases_that_may_not_be_pooled_have_no_form(sqlite_installation: Installed) -> None:
    lena, _, chosen = three(sqlite_installation)
    assert "minst tre ärenden" in page(lena, chosen[:2])
    reported(sqlite_installation, "En annan sak.", "care")
    (other,) = set(lena.queue()) - set(chosen)
    asked = lena.client.get(ADDRESS, query_string={"reference": [*chosen, other]})
    assert asked.status_code == 303
    assert "/desk/together?" in asked.headers["Location"]
    lena.answer_cover(other)
    shown = page(lena, [*chosen, other])
    assert "Ärendena gäller inte samma område" in shown
    assert 'id="pooled"' not in shown
    form = filled(lena, chosen)
    refused = lena.client.post(ADDRESS, data={**form, "reference": [*chosen, other]})
    assert refused.status_code == 400
    assert "Vi ser gärna" in refused.get_data(as_text=True)  # what was written is not lost


def test_what_was_written_stands_on_the_page_when_no_case_is_open_any_more(
    sqlite_installation: Installed,
) -> None:
    lena, _, chosen = three(sqlite_installation)
    form = filled(lena, chosen)
    desk, trust = desk_of(sqlite_installation, "lena"), sqlite_installation.settings.trust
    for reference in chosen:
        with acting(sqlite_installation) as session:
            conflict.declare(session, desk, reference, pinned=trust, now=datetime.now(UTC))
    shut = lena.client.post(ADDRESS, data=form)
    assert shut.status_code == 403
    assert "Vi ser gärna" in shut.get_data(as_text=True)


def test_another_document_than_the_one_that_was_looked_at_is_shown_again(
    sqlite_installation: Installed,
) -> None:
    lena, residents, chosen = three(sqlite_installation)
    preview = lena.client.post(ADDRESS, data=filled(lena, chosen))
    form = {**fields(preview, 'id="give"'), "reference": chosen, "act": "send"}
    changed = lena.client.post(ADDRESS, data={**form, "text": "Något helt annat."})
    assert changed.status_code == 409
    assert "Något helt annat." in changed.get_data(as_text=True)
    assert residents[0].submit("inbox/stop").status_code == 303
    stopped = lena.client.post(ADDRESS, data=form)
    assert stopped.status_code == 409
    assert "bett oss att sluta" in stopped.get_data(as_text=True)
    assert "Vi ser gärna" in stopped.get_data(as_text=True)
    assert "samlad återkoppling" not in residents[1].get("inbox").get_data(as_text=True)


def test_after_a_stop_nothing_is_handed_out_again(sqlite_installation: Installed) -> None:
    lena, residents, chosen = three(sqlite_installation)
    preview = lena.client.post(ADDRESS, data=filled(lena, chosen))
    form = {**fields(preview, 'id="give"'), "reference": chosen, "act": "send"}
    assert lena.client.post(ADDRESS, data=form).mimetype == "application/pdf"
    assert residents[0].submit("inbox/stop").status_code == 303
    again = lena.client.post(ADDRESS, data=form)
    assert (again.status_code, again.mimetype) == (409, "text/html")


def test_a_part_of_the_municipality_needs_cases_that_name_it(
    sqlite_installation: Installed,
) -> None:
    lena, _, chosen = three(sqlite_installation)
    with sqlite_installation.app.app_context():
        unit = settings().units.offered()[0].names["sv"]
    answer = lena.client.post(ADDRESS, data=filled(lena, chosen, name=f"Chefen, {unit}"))
    assert answer.status_code == 400
    assert "Mottagaren är en del av kommunen." in answer.get_data(as_text=True)


def test_what_was_written_when_the_log_in_had_ended_stands_in_the_form_again(
    sqlite_installation: Installed,
) -> None:
    lena, _, chosen = three(sqlite_installation)
    form = filled(lena, chosen)
    lena.client.delete_cookie("d")
    login = lena.client.post(ADDRESS, data=form)
    assert login.status_code == 400
    words = {"name": "lena", "passphrase": sqlite_installation.passphrases["lena"]}
    again = lena.client.post("/desk/login", data={**fields(login, "login"), **words})
    assert again.status_code == 303
    assert again.headers["Location"].startswith(f"/desk/cases/{chosen[0]}")
    cover = lena.client.get(again.headers["Location"])
    opened = lena.client.post(
        f"/desk/cases/{chosen[0]}/open", data={**fields(cover, 'id="cover"'), "conflict": "no"}
    )
    led = lena.client.get(opened.headers["Location"])
    for reference in chosen[1:]:
        lena.answer_cover(reference)
    led = lena.client.get(ADDRESS, query_string={"reference": chosen[:1]})
    assert "Vi ser gärna" in led.get_data(as_text=True)
    assert all(one in led.get_data(as_text=True) for one in chosen)
