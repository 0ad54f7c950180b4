"""The hand-over to a translator through both doors: ordered, opened with link and passphrase, answered once."""

import re

import pytest
from sqlalchemy import select

from incidents.core.auditing import Act
from incidents.store.models import AuditRecord, HandoverRow
from tests.looking import every_row, looking
from tests.ordering import STORY, Translator, ordered, post_order, reported
from tests.support import Installed, fields
from tests.test_hostile_input import Said, said

__all__ = ["said"]
#: What lies in memory or ends by itself: the boxes of browsers.
BOXES = ("browser_box",)


def story(html: str) -> str:
    """The part of the case page with the story."""
    return html.split('<article class="story">')[1].split("</article>", maxsplit=1)[0]


def test_a_translation_comes_back_beside_the_original_and_is_nobodys_of_the_staff(
    installation: Installed,
) -> None:
    order = ordered(installation)
    translator = Translator(installation, order.path).begun(order.phrase)
    assert STORY in translator.get().get_data(as_text=True)
    answer = translator.write("send", t1="En lång historia.")
    assert "Översättningen är framme" in answer.get_data(as_text=True)
    assert translator.get().status_code == 404
    page = order.lena.case(order.reference).get_data(as_text=True)
    beside = story(page)
    assert "En lång historia." in beside
    assert "Kom från Språkbyrån Öst genom överlämning 2" in beside
    assert "Ingen handläggare har bekräftat den än." in beside
    assert "Något i ärendet stämmer inte" not in page
    assert "Översättningen har kommit" in page
    form = fields(page, f"/{order.reference}/vouch")
    order.lena.client.post(f"/desk/cases/{order.reference}/vouch", data=form)
    page = order.lena.case(order.reference).get_data(as_text=True)
    assert "Bekräftad av Lena Holm" in story(page)
    assert f"/{order.reference}/vouch" not in page
    with looking(installation) as session:
        acts = session.execute(select(AuditRecord.act, AuditRecord.detail)).all()
        assert list(session.scalars(select(HandoverRow.id))) == []
    assert [detail for act, detail in acts if act is Act.CASE_HANDED_OVER] == ["entry:2"]
    assert "Språkbyrån" not in repr(acts)


def test_both_the_desk_and_the_reporter_see_who_translates(sqlite_installation: Installed) -> None:
    order = ordered(sqlite_installation)
    page = order.lena.case(order.reference).get_data(as_text=True)
    panel = page.split('id="handovers"')[1].split("</section>", maxsplit=1)[0]
    assert "Vem ser vad" in panel
    assert "Språkbyrån Öst" in panel
    assert "Väntar på översättningen" in panel
    resident = sqlite_installation.resident()
    inbox = resident.come_back(order.code).get_data(as_text=True)
    assert "Vem ser vad" in inbox
    assert "Språkbyrån Öst" in inbox
    assert "Översättaren kan läsa den texten nu" in inbox
    assert inbox.count('<li class="entry') == 1  # an order is no message
    order.lena.client.post(
        f"/desk/cases/{order.reference}/takeback", data=fields(page, f"{order.reference}/takeback")
    )
    assert "Översättaren kan inte öppna texten längre" in resident.get("inbox").get_data(
        as_text=True
    )


def test_a_link_alone_shows_who_sends_and_a_field_for_the_passphrase(
    sqlite_installation: Installed,
) -> None:
    order = ordered(sqlite_installation)
    answer = Translator(sqlite_installation, order.path).get()
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert "Strandviks kommun" in text
    assert "Enheten för mänskliga rättigheter" in text
    for told in (STORY, "arabiska", "Språkbyrån", order.reference, order.phrase):
        assert told not in text
    names = re.findall(r'<(?:input|textarea|select)[^>]*name="([^"]+)"', text)
    assert set(names) <= {"csrf_token", "phrase"}


def test_a_mail_scanner_that_opens_the_link_and_submits_every_form_consumes_nothing(
    sqlite_installation: Installed, said: Said
) -> None:
    order = ordered(sqlite_installation)
    before = every_row(sqlite_installation)
    scanner = Translator(sqlite_installation, order.path)
    for _ in range(15):
        form = fields(scanner.get(), 'id="unlock"')
        answer = scanner.client.post(order.path, data={**form, "phrase": "hunter2"})
        assert answer.status_code in {400, 429}
    for page in ("accept", "decline", "texts"):
        junk = {"why": "no", "reason": "x", "act": "send", "t1": "x", "revision": "0"}
        answer = scanner.client.post(f"{order.path}/{page}", data=junk)
        assert answer.status_code == 400
        assert STORY not in answer.get_data(as_text=True)
    assert answer.get_data(as_text=True).count('name="t1" value="x"') == 1
    assert every_row(sqlite_installation) == before
    assert said.lines == []  # nothing is logged, no path of a link either
    assert scanner.unlock(order.phrase).status_code == 303  # the right one is never shut out
    assert "Omfattning" in scanner.get().get_data(as_text=True)


def test_a_guessed_link_says_no_more_than_a_used_one(sqlite_installation: Installed) -> None:
    client = sqlite_installation.app.test_client()
    pages = set()
    for link in ("x", "A" * 43, "ö", "%2e%2e"):
        path = f"/handover/{link}/sv"
        for answer in (client.get(path), client.post(path, data={"phrase": "x"})):
            assert answer.status_code == 404
            pages.add(answer.get_data(as_text=True))
    assert [("Länken gäller inte" in page) for page in pages] == [True]


def test_the_cover_comes_before_any_word_of_the_texts(sqlite_installation: Installed) -> None:
    order = ordered(sqlite_installation)
    translator = Translator(sqlite_installation, order.path)
    translator.unlock(order.phrase.upper().replace(" ", " - "))
    page = translator.get().get_data(as_text=True)
    assert "arabiska" in page
    assert "1 text, 2 ord" in page
    assert STORY not in page
    english = translator.client.get(order.path.replace("/sv", "/en")).get_data(as_text=True)
    assert '<html lang="en"' in english


@pytest.mark.parametrize(
    ("why", "deed"),
    [("no", "Översättaren tackade nej"), ("conflict", "Översättaren anmälde jäv")],
)
def test_who_declines_has_seen_nothing_and_the_desk_is_told(
    installation: Installed, why: str, deed: str
) -> None:
    order = ordered(installation)
    translator = Translator(installation, order.path)
    translator.unlock(order.phrase)
    refused = translator.decline("", "")
    assert (refused.status_code, "Välj varför" in refused.get_data(as_text=True)) == (400, True)
    answer = translator.decline(why, "Jag är bortrest.")
    assert "Uppdraget är tillbakalämnat" in answer.get_data(as_text=True)
    assert translator.get().status_code == 404
    page = order.lena.case(order.reference).get_data(as_text=True)
    assert deed in page
    assert "Jag är bortrest." in page
    assert order.lena.queue("messages") == [order.reference]


def test_a_draft_outlasts_the_browser_and_two_who_write_are_told(
    sqlite_installation: Installed,
) -> None:
    order = ordered(sqlite_installation)
    first = Translator(sqlite_installation, order.path).begun(order.phrase)
    second = Translator(sqlite_installation, order.path)
    second.unlock(order.phrase)
    stale = second.form(t1="En annan.")
    assert first.write(t1="En lång").status_code == 303
    late = second.client.post(f"{order.path}/texts", data=stale)
    text = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "En annan." in text
    assert "En lång" in text
    assert (
        second.client.post(f"{order.path}/texts", data={**stale, "act": "send"}).status_code == 409
    )
    third = Translator(sqlite_installation, order.path)
    third.unlock(order.phrase)
    assert "En lång" in third.get().get_data(as_text=True)


def test_what_was_typed_for_too_long_waits_behind_the_passphrase(
    sqlite_installation: Installed,
) -> None:
    order = ordered(sqlite_installation)
    translator = Translator(sqlite_installation, order.path).begun(order.phrase)
    form = translator.form("send", t1="En lång historia.")
    translator.client.delete_cookie("o", path=order.path.removesuffix("/sv"))
    asked = translator.client.post(f"{order.path}/texts", data=form)
    assert asked.status_code == 400
    carried = fields(asked, 'id="unlock"')
    assert carried["t1"] == "En lång historia."
    wrong = translator.client.post(order.path, data={**carried, "phrase": "fel"})
    assert fields(wrong, 'id="unlock"')["t1"] == "En lång historia."
    again = translator.client.post(order.path, data={**carried, "phrase": order.phrase})
    assert again.headers["Location"].endswith("?saved=1")
    assert "En lång historia." in translator.get().get_data(as_text=True)


def test_sent_twice_there_is_one_version(installation: Installed) -> None:
    order = ordered(installation)
    translator = Translator(installation, order.path).begun(order.phrase)
    form = translator.form("send", t1="En lång historia.")
    answers = [translator.client.post(f"{order.path}/texts", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 404]
    assert "Har du redan skickat är allt framme" in answers[1].get_data(as_text=True)
    assert "En lång historia." in answers[1].get_data(as_text=True)
    page = order.lena.case(order.reference).get_data(as_text=True)
    assert page.count("En lång historia.") == 1


def test_an_empty_translation_is_not_sent(sqlite_installation: Installed) -> None:
    order = ordered(sqlite_installation)
    translator = Translator(sqlite_installation, order.path).begun(order.phrase)
    answer = translator.write("send", t1=" ")
    assert answer.status_code == 400
    assert "Skriv översättningen här." in answer.get_data(as_text=True)
    page = translator.get().get_data(as_text=True)
    assert '<div class="user-text" lang="ar" dir="rtl" translate="no">' in page


def test_an_order_that_is_posted_again_shows_no_link_twice(sqlite_installation: Installed) -> None:
    lena, reference, _ = reported(sqlite_installation)
    first = post_order(lena, reference, once="ab" * 16)
    again = post_order(lena, reference, once="ab" * 16)
    assert (first.status_code, again.status_code) == (200, 409)
    assert "/handover/" not in again.get_data(as_text=True)
    wrong: list[dict[str, object]] = [
        {"of": []},
        {"to": " "},
        {"wished": "2020-01-01"},
        {"wished": "x"},
    ]
    for values in wrong:
        refused = post_order(lena, reference, **values)
        assert (refused.status_code, "error-summary" in refused.get_data(as_text=True)) == (
            400,
            True,
        )
    with looking(sqlite_installation) as session:
        assert len(list(session.scalars(select(HandoverRow.id)))) == 1


def test_an_order_that_was_filled_in_for_too_long_waits_after_the_log_in(
    sqlite_installation: Installed,
) -> None:
    lena, reference, _ = reported(sqlite_installation)
    address = f"/desk/cases/{reference}/order"
    form = fields(lena.client.get(address), 'id="order"')
    lena.client.delete_cookie("d")
    late = lena.client.post(address, data={**form, "of": ["1"], "to": "Språkbyrån Öst"})
    assert late.status_code == 400
    form = fields(late, 'id="login"')
    phrase = sqlite_installation.passphrases["lena"]
    lena.client.post("/desk/login", data={**form, "name": "lena", "passphrase": phrase})
    lena.answer_cover(reference)
    assert "Din beställning är inte gjord än" in lena.case(reference).get_data(as_text=True)
    page = lena.client.get(address).get_data(as_text=True)
    assert 'value="Språkbyrån Öst"' in page
    assert re.search(r'name="of" value="1" checked', page)


def test_nobody_orders_for_somebody_who_asked_us_to_stop_and_what_was_ordered_ends(
    sqlite_installation: Installed,
) -> None:
    order = ordered(sqlite_installation)
    resident = sqlite_installation.resident()
    resident.come_back(order.code)
    assert resident.submit("inbox/stop").status_code == 303
    assert Translator(sqlite_installation, order.path).unlock(order.phrase).status_code == 404
    page = order.lena.client.get(f"/desk/cases/{order.reference}/order")
    assert "Personen vill att vi slutar" in page.get_data(as_text=True)
    assert 'id="order"' not in page.get_data(as_text=True)
