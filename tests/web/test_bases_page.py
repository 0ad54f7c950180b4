"""The ledger of a case at the desk, and the same in the inbox: what was said aloud, what was asked, who may see it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from incidents.core.workflow import Status
from incidents.store.models import Case
from tests.basing import TOLD, WORDS, filled, in_words, inbox, opened, page, post, text_of, today
from tests.looking import acting, every_row
from tests.support import Installed, fields
from tests.test_unsent import end_every_log_in, log_in_on


def test_a_yes_said_aloud_stands_on_both_sides_and_is_taken_back_in_the_inbox(
    installation: Installed,
) -> None:
    lena, reference, resident = opened(installation)
    assert "Inget är frågat" in text_of(page(lena, reference))
    answer = post(lena, reference, "oral")
    assert answer.headers["Location"].endswith(f"/{reference}/bases?saved=oral")
    told = text_of(lena.client.get(answer.headers["Location"]))
    assert "Personen kan läsa det i sin inkorg nu." in told
    assert re.search(r"På telefon \d+ \w+\.? \d{4}, till Lena Holm\.", told)
    assert TOLD in told
    assert "Svar senast" in inbox(resident)
    day = in_words(installation, "sv", today())
    said = f"Du sa ja på telefon den {day}, till Lena Holm."
    assert said in inbox(resident)
    consent = resident.get("inbox/consent")
    assert said in text_of(consent) and TOLD in text_of(consent)
    assert "answer-yes" not in consent.get_data(as_text=True)
    form = fields(consent, "answer-withdraw")
    assert resident.client.post("/sv/inbox/consent", data=form).status_code == 303
    assert "Återtaget" in text_of(page(lena, reference))
    assert "Återtaget" in text_of(lena.case(reference))
    stored = repr(every_row(installation))
    assert "consent_heard" in stored
    assert "Nordstad" not in stored and "share_deidentified" not in stored


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "You said yes on the phone on {day}, to Lena Holm."),
        ("ar", "قلت نعم عبر الهاتف في {day}، إلى Lena Holm."),
        ("sv-lattlast", "Du sa ja på telefon den {day}. Du sa det till Lena Holm."),
    ],
)
def test_it_is_said_in_the_reporters_language(
    sqlite_installation: Installed, lang: str, said: str
) -> None:
    lena, reference, resident = opened(sqlite_installation, lang)
    post(lena, reference, "oral")
    day = in_words(sqlite_installation, lang, today())
    assert said.format(day=day) in inbox(resident)
    assert said.format(day=day) in inbox(resident, "inbox/consent")


def test_a_form_posted_twice_is_one_and_two_handlers_see_each_other(
    installation: Installed,
) -> None:
    lena, reference, _ = opened(installation)
    omar = installation.desk("omar")
    omar.answer_cover(reference)
    hers = filled(lena, reference, "oral")
    his = {**filled(omar, reference, "duty"), "text": "Han skrev om ett barn."}
    address = f"/desk/cases/{reference}"
    for _ in range(2):
        assert lena.client.post(f"{address}/oral", data=hers).status_code == 303
    faster = omar.client.post(f"{address}/duty", data=his)
    assert faster.status_code == 409
    assert "Något har ändrats medan du skrev." in text_of(faster)
    html = faster.get_data(as_text=True)
    assert "Han skrev om ett barn." in html and TOLD in html
    again = {**his, **fields(faster, 'id="duty"'), "text": "Han skrev om ett barn."}
    assert omar.client.post(f"{address}/duty", data=again).status_code == 303
    rows = re.findall(r'id="basis-\d+"', page(lena, reference).get_data(as_text=True))
    assert len(rows) == 2


def test_after_a_stop_nothing_said_aloud_counts_but_the_law_does(
    sqlite_installation: Installed,
) -> None:
    lena, reference, resident = opened(sqlite_installation)
    form = filled(lena, reference, "oral")
    assert resident.submit("inbox/stop").status_code == 303
    told = text_of(page(lena, reference))
    assert "Om en lag kräver att ni berättar gäller den ändå" in told
    assert 'id="oral"' not in page(lena, reference).get_data(as_text=True)
    about = fields(page(lena, reference), 'id="duty"')["about"]
    refused = lena.client.post(f"/desk/cases/{reference}/oral", data={**form, "about": about})
    assert refused.status_code == 403
    assert "Då gäller inget ja" in text_of(refused) and TOLD in text_of(refused)
    assert post(lena, reference, "duty").status_code == 303
    for name in ("inbox", "inbox/consent"):
        assert WORDS in inbox(resident, name)
        assert "Kräver lagen att vi berättar något gör vi det ändå" in inbox(resident, name)


def test_what_was_taken_back_in_the_inbox_does_not_come_back_by_a_call_of_that_day(
    sqlite_installation: Installed,
) -> None:
    lena, reference, resident = opened(sqlite_installation)
    post(lena, reference, "oral")
    form = fields(resident.get("inbox/consent"), "answer-withdraw")
    resident.client.post("/sv/inbox/consent", data=form)
    refused = post(lena, reference, "oral")
    assert refused.status_code == 400
    assert "Personen har ändrat sig i inkorgen" in text_of(refused)
    other = post(lena, reference, "oral", body="rfsl")
    assert other.status_code == 303


WRONG_ORAL: tuple[dict[str, Any], ...] = (
    {"body": "nobody"},
    {"acts": []},
    {"acts": ["everything"]},
    {"how": "dream"},
    {"day": "i går"},
    {"text": " "},
    {"about": "x"},
)


def test_what_is_not_filled_in_comes_back_with_what_was(sqlite_installation: Installed) -> None:
    lena, reference, _ = opened(sqlite_installation)
    days = [{"day": (today() + timedelta(days=days)).isoformat()} for days in (1, -400)]
    for wrong in (*WRONG_ORAL, *days):
        refused = post(lena, reference, "oral", **wrong)
        assert (wrong, refused.status_code) == (wrong, 409 if "about" in wrong else 400)
        assert "Det här behöver rättas" in text_of(refused)
        assert TOLD in refused.get_data(as_text=True) or "text" in wrong
    assert "Inget är frågat" in text_of(page(lena, reference))


def test_a_closed_case_takes_no_yes_but_the_law_goes_on(sqlite_installation: Installed) -> None:
    lena, reference, resident = opened(sqlite_installation)
    form = filled(lena, reference, "oral")
    lena.act(reference, "assign")
    lena.act(reference, "close", reason="completed")
    assert 'id="oral"' not in page(lena, reference).get_data(as_text=True)
    assert lena.client.post(f"/desk/cases/{reference}/oral", data=form).status_code == 409
    assert post(lena, reference, "duty").status_code == 303
    assert WORDS in inbox(resident)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("sv", "Kan de förstå att det är du? Säg nej, så låter vi bli."),
        ("en", "Could they tell that it is you? Say no, and we will not do it."),
        ("ar", "هل يمكن أن يفهموا أنك أنت المقصود؟ قل لا، ولن نفعل ذلك."),
        ("sv-lattlast", "Kan de förstå att det är du? Säg nej, så gör vi det inte."),
    ],
)
def test_a_question_about_telling_those_who_were_there_says_that_they_may_understand(
    sqlite_installation: Installed, lang: str, said: str
) -> None:
    lena, reference, resident = opened(sqlite_installation, lang)
    asked = {"acts": ["share_deidentified"], "text": TOLD}
    lena.act(reference, "ask", body="do", **asked)
    assert said not in inbox(resident, "inbox/consent")
    lena.act(reference, "ask", body="verksamheten", **asked)
    consent = resident.get("inbox/consent").get_data(as_text=True)
    about = consent.split('class="panel"')
    assert [said in text_of(part) for part in about[1:]] == [True, False]
    assert said in inbox(resident)
    assert "Kan de förstå att det är du?" in text_of(page(lena, reference))


def test_a_yes_aloud_to_telling_those_who_were_there_needs_the_same_question(
    sqlite_installation: Installed,
) -> None:
    lena, reference, resident = opened(sqlite_installation)
    refused = post(lena, reference, "oral", body="verksamheten")
    assert refused.status_code == 400
    assert "Fråga det först." in text_of(refused)
    assert post(lena, reference, "oral", body="verksamheten", warned="y").status_code == 303
    assert "Kan de förstå att det är du?" in inbox(resident, "inbox/consent")


def test_the_case_and_the_suggestions_lead_to_it_and_only_an_opened_case_shows_it(
    sqlite_installation: Installed,
) -> None:
    lena, reference, _ = opened(sqlite_installation)
    address = f"/desk/cases/{reference}/bases"
    for name in ("", "/refer"):
        shown = lena.client.get(f"/desk/cases/{reference}{name}").get_data(as_text=True)
        assert f'href="{address}"' in shown
    omar = sqlite_installation.desk("omar")
    answer = omar.client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/cases/{reference}")
    karin = sqlite_installation.desk("karin")
    assert karin.client.get(address).status_code == 404


@pytest.mark.parametrize(("act", "kept"), [("oral", TOLD), ("duty", WORDS)])
def test_what_was_filled_in_when_the_log_in_had_ended_waits_and_is_saved_by_nobody(
    sqlite_installation: Installed, act: str, kept: str
) -> None:
    lena, reference, resident = opened(sqlite_installation)
    form = filled(lena, reference, act)
    end_every_log_in(sqlite_installation)
    late = lena.client.post(f"/desk/cases/{reference}/{act}", data=form)
    log_in_on(lena, late, "lena", sqlite_installation.passphrases["lena"])
    lena.answer_cover(reference)
    assert f'href="/desk/cases/{reference}/bases"' in lena.case(reference).get_data(as_text=True)
    shown = page(lena, reference)
    assert "Det här är inte sparat än" in text_of(shown)
    assert kept in shown.get_data(as_text=True).split(f'id="{act}"')[1].split("</form>")[0]
    assert kept not in inbox(resident)
    assert post(lena, reference, act).status_code == 303
    assert "Det här är inte sparat än" not in text_of(page(lena, reference))


def test_the_desk_reads_it_in_english(sqlite_installation: Installed) -> None:
    lena, reference, _ = opened(sqlite_installation)
    post(lena, reference, "oral")
    post(lena, reference, "duty")
    lena.client.post("/desk/language", data={"language": "en"})
    told = text_of(page(lena, reference))
    for words in ("Consent and duty", "On the phone", "The law requires it", "Decided by Eva Lund"):
        assert words in told


def test_a_case_in_quarantine_takes_neither(sqlite_installation: Installed) -> None:
    lena, reference, _ = opened(sqlite_installation)
    form = filled(lena, reference, "duty")
    with acting(sqlite_installation) as session:
        session.execute(update(Case).values(status=Status.QUARANTINE))
    assert lena.client.post(f"/desk/cases/{reference}/duty", data=form).status_code == 409
    assert page(lena, reference).status_code == 303
