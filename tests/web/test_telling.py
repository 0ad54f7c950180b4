"""Self-referral information: how a body is reached stands in the answer, in the person's language."""

import re
from html import unescape

from tests.support import DeskUser, Installed, Resident, code_on, fields


def prepared(installation: Installed, lang: str = "ar") -> tuple[DeskUser, Resident, str]:
    """A report in this language, opened by Lena; its inbox is open."""
    resident = Resident(installation.app.test_client(), lang)
    resident.submit("before", device="own", readers="no")
    resident.submit("story", story="قصة طويلة")
    resident.submit("about", what_happened="treated", area="housing", when_coarse="d14")
    resident.submit("grounds", ground="ethnicity")
    resident.submit("you", contact_mode="code", wish=["information", "redress"])
    assert resident.submit("check").status_code == 303
    resident.come_back(code_on(resident.get("receipt")))
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    return lena, resident, reference


def boxes(html: str) -> tuple[str, str]:
    """What stands in the answer, and in its Swedish."""
    found = [
        re.search(rf"<textarea[^>]*{name}[^>]*>\r?\n?(.*?)</textarea>", html, re.DOTALL)
        for name in ('id="answer-text"', 'name="swedish"')
    ]
    one, other = (unescape(match.group(1)) if match else "" for match in found)
    return one, other


def test_from_the_list_into_the_answer_and_to_the_person(installation: Installed) -> None:
    lena, resident, reference = prepared(installation)
    listed = lena.client.get(f"/desk/cases/{reference}/refer").get_data(as_text=True)
    address = f"/desk/cases/{reference}?tell=do"
    assert f'href="{address}#answer"' in listed
    shown = lena.client.get(address)
    text, swedish = boxes(shown.get_data(as_text=True))
    assert shown.status_code == 200
    assert "08-120 20 700" in text
    assert re.search("[؀-ۿ]", text)
    assert swedish.startswith("Du kan själv vända dig hit.")
    assert "Inget än." in lena.case(reference).get_data(as_text=True)
    assert '<option selected value="ar"' in shown.get_data(as_text=True)
    form = {**fields(shown, 'id="answer"'), "text": text, "swedish": swedish, "language": "ar"}
    sent = lena.client.post(f"/desk/cases/{reference}/answer", data=form)
    assert sent.status_code == 303
    assert "08-120 20 700" in resident.get("inbox").get_data(as_text=True)


def test_where_nothing_is_covered_the_form_offers_it(sqlite_installation: Installed) -> None:
    lena, _, reference = prepared(sqlite_installation, "sv")
    page = lena.client.get(f"/desk/cases/{reference}/referral?to=do").get_data(as_text=True)
    assert f'href="/desk/cases/{reference}?tell=do#answer"' in page
    # One without any way to reach it is no information.
    page = lena.client.get(f"/desk/cases/{reference}/referral?to=hyresvard").get_data(as_text=True)
    assert "tell=" not in page


def test_before_the_cover_sheet_and_for_nobody_known_it_changes_nothing(
    sqlite_installation: Installed,
) -> None:
    lena, _, reference = prepared(sqlite_installation, "sv")
    omar = sqlite_installation.desk("omar")
    cover = omar.client.get(f"/desk/cases/{reference}?tell=do").get_data(as_text=True)
    assert "08-120 20 700" not in cover
    assert "jävig" in cover
    for nobody in ("nobody", "hyresvard", "<b>"):
        page = lena.client.get(f"/desk/cases/{reference}", query_string={"tell": nobody})
        assert boxes(page.get_data(as_text=True)) == ("", "")


def test_whoever_asked_us_to_stop_is_not_told(sqlite_installation: Installed) -> None:
    lena, resident, reference = prepared(sqlite_installation, "sv")
    resident.submit("inbox/stop")
    listed = lena.client.get(f"/desk/cases/{reference}/refer").get_data(as_text=True)
    assert "Personen vill att vi slutar" in listed
    assert "tell=" not in listed
    page = lena.client.get(f"/desk/cases/{reference}?tell=do").get_data(as_text=True)
    assert "08-120 20 700" not in boxes(page)[0]
