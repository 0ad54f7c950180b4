"""The inbox in full: what it says, and what a reporter can do with the code besides writing."""

import dataclasses
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask_babel import format_date
from sqlalchemy import func, select, update

from incidents.core.clock import local_date
from incidents.core.deadlines import service_due
from incidents.core.facts import unpack
from incidents.core.retention import Disposal
from incidents.core.rings import Ring
from incidents.crypto.envelope import Purpose
from incidents.crypto.unsealing import open_sealed
from incidents.store.models import AuditRecord, Case, EntryKey, EntryRow, FactRow
from incidents.web import locale
from tests.looking import acting, desk_of, every_row, looking
from tests.support import DeskUser, Installed, Resident, fields

SECRET = "De kom tillbaka i natt och slog på dörren."


def text_of(page: str) -> str:
    """The visible words with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def inbox(resident: Resident) -> str:
    return text_of(resident.get("inbox").get_data(as_text=True))


def count(installation: Installed, table: type) -> int:
    with looking(installation) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def reported(installation: Installed, **you: Any) -> Resident:
    """A resident with a report, in its inbox."""
    resident = installation.resident()
    resident.come_back(resident.send("Det hände.", **you))
    return resident


def taken(installation: Installed, login: str = "lena") -> tuple[DeskUser, str]:
    """A handler who has opened and taken the one case."""
    user = installation.desk(login)
    (reference,) = user.queue()
    user.answer_cover(reference)
    user.act(reference, "assign", staff=staff_id(user, reference))
    return user, reference


def staff_id(user: DeskUser, reference: str) -> str:
    return fields(user.case(reference), f"/{reference}/assign")["staff"]


def shown(user: DeskUser, reference: str) -> str:
    return text_of(user.case(reference).get_data(as_text=True))


def ask(user: DeskUser, reference: str, told: str = "Att du nekades en lägenhet.") -> int:
    values = {"body": "do", "acts": ["contact", "share_deidentified"], "text": told}
    return user.act(reference, "ask", **values).status_code


def decide(resident: Resident, answer: str) -> int:
    form = fields(resident.get("inbox/consent"), f"answer-{answer}")
    return resident.client.post("/sv/inbox/consent", data=form).status_code


# ---------------------------------------------------------------- status


@pytest.mark.parametrize("lang", ["sv", "en", "ar"])
def test_the_promised_day_is_the_desks_day_in_the_readers_language(
    sqlite_installation: Installed, lang: str
) -> None:
    resident = reported(sqlite_installation)
    resident.lang = lang
    due = service_due(local_date(datetime.now(UTC)), 3)
    with sqlite_installation.app.test_request_context(f"/{lang}/inbox"):
        day = format_date(due, "d MMMM y")
        said = locale.Words(lang).one("Svar senast: %(day)s", day=day)
    assert said in inbox(resident)


def test_a_promise_that_was_not_kept_is_said_honestly_and_an_answer_ends_it(
    sqlite_installation: Installed,
) -> None:
    resident = reported(sqlite_installation)
    with acting(sqlite_installation) as session:
        session.execute(update(Case).values(received=date(2026, 1, 7)))
    assert "Vi lovade att svara senast 14 januari 2026. Det har vi inte gjort." in inbox(resident)
    lena, reference = taken(sqlite_installation)
    lena.act(reference, "answer", text="Hej.")
    said = inbox(resident)
    assert "Vi lovade" not in said and "Svar senast" not in said
    assert "När vi har något att berätta skriver vi till dig här." in said


def test_somebody_who_wants_no_answer_is_promised_none(sqlite_installation: Installed) -> None:
    said = inbox(reported(sqlite_installation, contact_mode="none"))
    assert "Du ville inte ha svar, så vi skriver inte." in said
    assert "Svar senast" not in said


# ---------------------------------------------------------------- it happened again


def test_a_new_event_reaches_the_desk_as_one_with_danger_first_and_a_fact_of_its_own(
    installation: Installed,
) -> None:
    resident = reported(installation, reporter_role="self", wish=["register"])
    lena, reference = taken(installation)
    audited = count(installation, AuditRecord)
    answer = resident.submit(
        "inbox/event",
        text=SECRET,
        what_happened=["threatened", "attacked"],
        when_coarse="now",
        safety="danger",
    )
    assert answer.headers["Location"].endswith("/sv/inbox?sent=event")
    page = resident.client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Är någon i fara nu: ring 112" in text_of(page)
    assert "Det har hänt igen" in text_of(page) and SECRET in page
    assert (count(installation, FactRow), count(installation, AuditRecord)) == (2, audited)
    assert SECRET not in repr(every_row(installation))
    row = text_of(lena.client.get("/desk/?view=messages").get_data(as_text=True))
    assert "Akut" in row and "Ny händelse" in row and "Fara" in row
    case = shown(lena, reference)
    assert "Ny händelse: det har hänt igen" in case and SECRET in case
    assert "Slagen, knuffad, spottad på eller skadad" in case


def test_the_events_fact_holds_its_own_answers_and_is_no_report(
    sqlite_installation: Installed,
) -> None:
    resident = reported(sqlite_installation, reporter_role="self", wish=["support"])
    resident.submit(
        "inbox/event", text=SECRET, what_happened=["threatened"], when_coarse="d14", safety="afraid"
    )
    found = {(fact.later, *fact.groups) for fact in map(unpack, opened_facts(sqlite_installation))}
    assert found == {(False, "wish"), (True, "what_happened")}


def opened_facts(installation: Installed) -> list[bytes]:
    """Every fact, opened with the coordinator's key."""
    desk = desk_of(installation, "per")
    key = desk.opener.secrets[Ring.STATISTICS, 1].private().load()
    with looking(installation) as session:
        rows = session.execute(select(FactRow.id, FactRow.sealed)).all()
    return [open_sealed(key, Purpose.FACT, id_, sealed) for id_, sealed in rows]


def test_a_form_posted_twice_is_one_event_and_one_fact(installation: Installed) -> None:
    resident = reported(installation)
    form = fields(resident.get("inbox/event"), 'id="step"')
    for _ in range(2):
        answer = resident.client.post("/sv/inbox/event", data={**form, "text": SECRET})
        assert answer.status_code == 303
    assert (count(installation, EntryRow), count(installation, FactRow)) == (2, 2)


def test_an_event_without_words_or_with_a_foreign_choice_comes_back_and_keeps_the_rest(
    sqlite_installation: Installed,
) -> None:
    resident = reported(sqlite_installation)
    empty = resident.submit("inbox/event", text=" ", when_coarse="d14")
    assert empty.status_code == 400
    assert re.search(r'value="d14" checked', empty.get_data(as_text=True))
    foreign = resident.submit("inbox/event", text=SECRET, safety="hax")
    assert foreign.status_code == 400 and SECRET in foreign.get_data(as_text=True)
    assert count(sqlite_installation, EntryRow) == 1


@pytest.mark.parametrize(
    ("page", "more"), [("inbox", {}), ("event", {}), ("feedback", {"feedback": "helped"})]
)
def test_a_text_whose_inbox_has_run_out_comes_back_on_the_page_where_it_was_written(
    sqlite_installation: Installed, page: str, more: dict[str, str]
) -> None:
    resident = sqlite_installation.resident()
    code = resident.send("Det hände.")
    lena, reference = taken(sqlite_installation)
    lena.act(reference, "close", reason="completed")
    address = "/sv/inbox" if page == "inbox" else f"/sv/inbox/{page}"
    asked = resident.client.post(address, data={"text": SECRET, **more})
    assert asked.status_code == 400
    form = fields(asked, 'id="step"')
    answer = resident.client.post("/sv/return", data={**form, "code": code})
    assert answer.headers["Location"] == address
    kept = resident.client.get(address).get_data(as_text=True)
    assert SECRET in kept.split('name="text"')[1]
    assert count(sqlite_installation, EntryRow) == 2  # the report and the closing note


# ---------------------------------------------------------------- ask us to stop


def test_a_stop_is_said_honestly_stands_first_at_the_desk_and_can_be_taken_back(
    installation: Installed,
) -> None:
    resident = reported(installation)
    lena, reference = taken(installation)
    audited = count(installation, AuditRecord)
    page = text_of(resident.get("inbox/stop").get_data(as_text=True))
    assert "Din rapport är en allmän handling, så vi får inte radera den nu." in page
    assert re.search(r"Den raderas i \w+ \d{4} enligt kommunens beslut KS 2026-00\.", page)
    assert resident.submit("inbox/stop").status_code == 303
    assert "Du har bett oss att sluta" in inbox(resident)
    assert count(installation, AuditRecord) == audited
    row = text_of(lena.client.get("/desk/").get_data(as_text=True))
    assert "Personen vill att vi slutar" in row
    case = lena.case(reference).get_data(as_text=True)
    assert "Personen vill att vi slutar. Lämna inget vidare" in text_of(case)
    assert re.search(r'<option selected value="withdrawn">', case)
    assert resident.submit("inbox/stop").status_code == 303  # by now the page says: go on
    assert "Du har bett oss att sluta" not in inbox(resident)
    both = text_of(lena.client.get("/desk/").get_data(as_text=True))
    assert "Har ändrat sig: vill fortsätta" in both
    lena.act(reference, "seen")
    after = text_of(lena.client.get("/desk/").get_data(as_text=True))
    assert "vill att vi slutar" not in after and "Har ändrat sig" not in after


def test_a_stop_posted_twice_is_one_and_never_turns_into_going_on(
    sqlite_installation: Installed,
) -> None:
    resident = reported(sqlite_installation)
    form = fields(resident.get("inbox/stop"), 'id="step"')
    for _ in range(3):
        assert resident.client.post("/sv/inbox/stop", data=form).status_code == 303
    other = {**form, "once": "another page"}
    assert resident.client.post("/sv/inbox/stop", data=other).status_code == 303
    assert count(sqlite_installation, EntryRow) == 2
    assert "Du har bett oss att sluta" in inbox(resident)


def test_with_a_decision_the_month_and_its_number_are_said(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = sqlite_installation.settings
    decided = dataclasses.replace(settings, disposal=Disposal("KS 2026/117", 24))
    monkeypatch.setitem(sqlite_installation.app.extensions, "incidents", decided)
    resident = reported(sqlite_installation)
    page = text_of(resident.get("inbox/stop").get_data(as_text=True))
    today = local_date(datetime.now(UTC))
    year = (today.replace(day=1) + timedelta(days=31)).year + 2
    assert re.search(rf"Den raderas i \w+ {year} enligt kommunens beslut KS 2026/117\.", page)


def test_without_a_decision_it_is_said_that_there_is_none(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    undecided = dataclasses.replace(sqlite_installation.settings, disposal=Disposal("", 0))
    monkeypatch.setitem(sqlite_installation.app.extensions, "incidents", undecided)
    page = reported(sqlite_installation).get("inbox/stop").get_data(as_text=True)
    assert "Kommunen har inte bestämt än när den ska raderas." in text_of(page)


def test_a_closed_case_cannot_be_asked_to_stop(sqlite_installation: Installed) -> None:
    resident = reported(sqlite_installation)
    form = fields(resident.get("inbox/stop"), 'id="step"')
    lena, reference = taken(sqlite_installation)
    lena.act(reference, "close", reason="completed")
    assert 'id="step"' not in resident.get("inbox/stop").get_data(as_text=True)
    resident.client.post("/sv/inbox/stop", data=form)
    assert "Du har bett oss att sluta" not in inbox(resident)


# ---------------------------------------------------------------- consent


def test_a_question_of_consent_goes_out_is_answered_and_taken_back_on_both_sides(
    installation: Installed,
) -> None:
    resident = reported(installation)
    lena, reference = taken(installation)
    assert ask(lena, reference) == 303
    assert "En fråga väntar på ditt svar" in inbox(resident)
    page = text_of(resident.get("inbox/consent").get_data(as_text=True))
    for words in ("(DO)", "Kontakta mig", "Att du nekades en lägenhet.", "Du har inte svarat än"):
        assert words in page
    assert "Väntar på svar" in shown(lena, reference)
    audited = count(installation, AuditRecord)
    assert decide(resident, "yes") == 303
    assert "väntar på ditt svar" not in inbox(resident)
    matrix = lena.case(reference).get_data(as_text=True).split("<caption")[1].split("</table>")[0]
    assert text_of(matrix).count(" Ja ") == 2
    assert decide(resident, "withdraw") == 303
    assert "Återtaget" in shown(lena, reference)
    assert count(installation, AuditRecord) == audited
    stored = repr(every_row(installation))
    assert "lägenhet" not in stored and "consent_asked" in stored
    assert "share_deidentified" not in stored


def test_a_stop_takes_every_consent_back_and_nothing_more_is_asked(
    sqlite_installation: Installed,
) -> None:
    resident = reported(sqlite_installation)
    lena, reference = taken(sqlite_installation)
    ask(lena, reference)
    decide(resident, "yes")
    yes = fields(resident.get("inbox/consent"), "answer-withdraw") | {"answer": "yes"}
    form = fields(lena.case(reference), f"/{reference}/ask")
    resident.submit("inbox/stop")
    assert "Återtaget" in shown(lena, reference)
    values = {"body": "do", "acts": "contact", "text": "Mer."}
    refused = lena.client.post(f"/desk/cases/{reference}/ask", data={**form, **values})
    assert refused.status_code == 403
    before = every_row(sqlite_installation, "browser_box")
    assert resident.client.post("/sv/inbox/consent", data=yes).status_code == 303
    assert every_row(sqlite_installation, "browser_box") == before
    assert "answer-yes" not in resident.get("inbox/consent").get_data(as_text=True)


@pytest.mark.parametrize("answer", ["", "maybe", "yes"])
@pytest.mark.parametrize("question", ["", "0", "999", "-1", "x"])
def test_an_answer_to_nothing_changes_nothing(
    sqlite_installation: Installed, question: str, answer: str
) -> None:
    resident = reported(sqlite_installation)
    lena, reference = taken(sqlite_installation)
    ask(lena, reference)
    form = fields(resident.get("inbox/consent"), "answer-yes")
    before = every_row(sqlite_installation, "browser_box")
    resident.client.post("/sv/inbox/consent", data={**form, "question": question, "answer": answer})
    assert every_row(sqlite_installation, "browser_box") == before


@pytest.mark.parametrize(
    "values",
    [
        {"body": "", "acts": ["contact"]},
        {"body": "nobody", "acts": ["contact"]},
        {"body": "do", "acts": []},
        {"body": "do", "acts": ["everything"]},
        {"body": "do", "acts": ["contact", "contact"]},
    ],
)
def test_a_question_without_body_or_acts_comes_back_with_its_text(
    sqlite_installation: Installed, values: dict[str, object]
) -> None:
    reported(sqlite_installation)
    lena, reference = taken(sqlite_installation)
    answer = lena.act(reference, "ask", text="Det här skulle stå kvar.", **values)
    assert answer.status_code == 400
    assert "Det här skulle stå kvar." in answer.get_data(as_text=True)
    assert count(sqlite_installation, EntryRow) == 1


# ---------------------------------------------------------------- feedback


def test_feedback_is_asked_for_once_after_each_closing(installation: Installed) -> None:
    resident = reported(installation)
    assert resident.get("inbox/feedback").headers["Location"] == "/sv/inbox"
    lena, reference = taken(installation)
    lena.act(reference, "close", reason="completed")
    assert "Hur gick det?" in inbox(resident)
    form = fields(resident.get("inbox/feedback"), 'id="step"')
    assert resident.submit("inbox/feedback").status_code == 400
    assert resident.submit("inbox/feedback", feedback="partly", text=SECRET).status_code == 303
    assert "Berätta om vi hjälpte dig" not in inbox(resident)
    known = count(installation, EntryRow)
    resident.client.post("/sv/inbox/feedback", data={**form, "feedback": "worse"})
    assert count(installation, EntryRow) == known
    case = shown(lena, reference)
    assert "Efter avslutet: så gick det" in case and "Delvis" in case and SECRET in case
    lena.act(reference, "status", target="reopened")
    assert "Berätta om vi hjälpte dig" not in inbox(resident)
    lena.act(reference, "status", target="active")
    lena.act(reference, "close", reason="completed")
    assert "Berätta om vi hjälpte dig" in inbox(resident)
    assert SECRET not in repr(every_row(installation))


# ---------------------------------------------------------------- for all of them


def test_a_report_about_the_readers_stays_with_the_independent_recipient_in_every_act(
    installation: Installed,
) -> None:
    resident = installation.resident()
    resident.come_back(resident.send("Det hände.", readers="yes"))
    karin, reference = taken(installation, "karin")
    ask(karin, reference)
    decide(resident, "yes")
    resident.submit("inbox/event", text=SECRET, safety="danger")
    resident.submit("inbox/stop")
    resident.submit("inbox/stop")
    karin.act(reference, "close", reason="completed")
    resident.submit("inbox/feedback", feedback="helped")
    with looking(installation) as session:
        found = set(session.scalars(select(EntryKey.recipient)))
    assert found == {f"ring:{Ring.INDEPENDENT}", "reporter"}
    assert installation.desk("lena").queue() == []
    assert SECRET in shown(karin, reference)


@pytest.mark.parametrize("page", ["event", "stop", "consent", "feedback"])
def test_without_the_right_token_nothing_is_stored(
    sqlite_installation: Installed, page: str
) -> None:
    resident = reported(sqlite_installation)
    lena, reference = taken(sqlite_installation)
    ask(lena, reference)
    if page == "feedback":
        lena.act(reference, "close", reason="completed")
    values = {
        "event": {"text": SECRET},
        "stop": {"wish": "stop"},
        "consent": {"question": "2", "answer": "yes"},
        "feedback": {"feedback": "helped"},
    }[page]
    before = every_row(sqlite_installation, "browser_box")
    for token in ("", "0" * 64):
        data = {**values, "once": "a", "csrf_token": token}
        assert resident.client.post(f"/sv/inbox/{page}", data=data).status_code == 400
    assert every_row(sqlite_installation, "browser_box") == before


@pytest.mark.parametrize("page", ["event", "stop", "consent", "feedback"])
def test_without_an_inbox_the_code_is_asked_for(sqlite_installation: Installed, page: str) -> None:
    resident = sqlite_installation.resident()
    assert resident.get(f"inbox/{page}").headers["Location"] == "/sv/return"


@pytest.mark.parametrize(
    "page", ["return", "inbox", "inbox/event", "inbox/stop", "inbox/consent", "inbox/feedback"]
)
def test_after_leaving_every_page_of_the_code_leads_out_until_one_begins_again(
    sqlite_installation: Installed, page: str
) -> None:
    resident = reported(sqlite_installation)
    resident.client.post("/sv/exit")
    for answer in (resident.get(page), resident.client.post(f"/sv/{page}", data={"text": SECRET})):
        html = answer.get_data(as_text=True)
        assert sqlite_installation.settings.exit_url in html
        assert SECRET not in html and "<form" not in html
    again = resident.client.post("/sv/again", data={"to": "return"})
    assert again.headers["Location"] == "/sv/return"
    assert 'name="code"' in resident.get("return").get_data(as_text=True)
    assert 'value="return"' not in resident.get("").get_data(as_text=True)
